#pragma once

#include "bridge/rate_search.h"

#include <QDialog>

class QHBoxLayout;
class QLabel;
class QLineEdit;
class QPushButton;

namespace epochlab::ui {

class CurvePlot;
enum class FigureFormat;

/// The learning-rate finder: the loss over a rising rate, drawn as it is measured, with the suggestion marked. "Use" accepts the dialog;
/// what is wrong stands in it as a sentence. It starts at once, and closing it ends the test. GUI thread.
class RateDialog : public QDialog {
    Q_OBJECT
public:
    RateDialog(core::RunServices services, const core::ParamSet& config, QWidget* parent = nullptr);

    /// What "Use" puts into the form: the suggestion, or what was typed over it.
    double rate() const;
    bool running() const { return m_search.running(); }
    CurvePlot* plot() const { return m_plot; }
    /// What the test says, or what went wrong.
    QString sentence() const;

signals:
    void tested(); ///< the test is over

private:
    void build();
    QLineEdit* addField(QHBoxLayout& row, const char* id, const QString& title, const QString& value);
    void start();
    void showPoint(const core::RatePoint& point);
    void showTest(const core::RateTest& test);
    void exportPlot(FigureFormat format);
    void showSentence(const QString& text, bool bad);
    void refreshUse();

    core::ParamSet m_config;
    RateSearch m_search;
    CurvePlot* m_plot = nullptr;
    QLabel* m_sentence = nullptr;
    QLineEdit* m_lowest = nullptr;
    QLineEdit* m_highest = nullptr;
    QLineEdit* m_steps = nullptr;
    QLineEdit* m_rate = nullptr;
    QPushButton* m_test = nullptr;
    QPushButton* m_use = nullptr;
};

} // namespace epochlab::ui
