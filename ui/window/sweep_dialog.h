#pragma once

#include "bridge/sweep_draft.h"

#include <QDialog>

#include <vector>

class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QVBoxLayout;

namespace epochlab::ui {

/// Fields, values and seeds of a sweep, with what it comes to below. Accepted: draft().runs() are to be queued. GUI thread.
class SweepDialog : public QDialog {
    Q_OBJECT
public:
    SweepDialog(Controller& controller, int cores, QWidget* parent = nullptr);

    const SweepDraft& draft() const { return m_draft; }
    QString previewText() const;
    /// Fills the last row, or a new one where that is taken; for tests and shortcuts.
    void addAxis(const SweepDraft::Axis& axis);
    void openFile(const QString& path);
    void saveFile(const QString& path);

private:
    /// The widgets of one field.
    struct Row {
        QWidget* holder;
        QComboBox* field;
        QComboBox* way; ///< each value, or drawn
        QLineEdit* values;
        QPushButton* remove;
    };
    void build();
    QWidget* buildCounts();
    QWidget* buildButtons();
    Row& addRow();
    void chainFocus(); ///< Tab goes down the rows, though they are made last
    void removeRow(QWidget* holder);
    void takeText();
    void showText();
    void showPreview();
    void hint(const Row& row);
    void showError(const core::Error& error);

    SweepDraft m_draft;
    std::vector<Row> m_rows;
    QVBoxLayout* m_axes = nullptr;
    QLineEdit* m_seeds = nullptr;
    QLineEdit* m_draws = nullptr;
    QLineEdit* m_drawSeed = nullptr;
    QLabel* m_introduction = nullptr;
    QLabel* m_listed = nullptr;
    QLabel* m_preview = nullptr;
    QPushButton* m_more = nullptr;
    QPushButton* m_start = nullptr;
    QPushButton* m_copy = nullptr;
};

} // namespace epochlab::ui
