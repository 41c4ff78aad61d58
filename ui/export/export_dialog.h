#pragma once

#include "base/result.h"
#include "plot/figure_card.h"

#include <QDialog>
#include <QPointer>
#include <QTimer>

#include <functional>
#include <map>
#include <memory>
#include <vector>

class QCheckBox;
class QComboBox;
class QDoubleSpinBox;
class QLabel;
class QLineEdit;
class QListWidget;
class QPushButton;
class QSettings;
class QSpinBox;

namespace epochlab::ui {

/// Figures as files for print: which ones, in which formats, how large, with a preview of the one that is looked at. Its values are those
/// of the last time. GUI thread.
class ExportDialog : public QDialog {
    Q_OBJECT
public:
    using Cards = std::vector<QPointer<FigureCard>>;
    /// cards: what can be exported; those that go meanwhile are left out. first: the one that is ticked; null: all are. makeSettings: where
    /// its values are kept.
    ExportDialog(const Cards& cards, const FigureCard* first, std::function<std::unique_ptr<QSettings>()> makeSettings,
                 QWidget* parent = nullptr);

    PrintSize size() const;
    void setSize(const PrintSize& size);
    void choose(FigureFormat format, bool on);
    void tick(int figure, bool on);
    void setFolder(const QString& folder);
    QPushButton* exportButton() const { return m_export; }
    QLabel* preview() const { return m_preview; }
    QString said() const; ///< why nothing can be written, how it went, or empty

signals:
    void done(int files, const QString& folder);
    void failed(const epochlab::core::Error& error);

private:
    struct File {
        QPointer<FigureCard> card;
        FigureFormat format;
        QString path;
    };
    QWidget* buildList();
    QWidget* buildValues();
    QWidget* buildFolder();
    void restore();
    void keep();
    void refresh();
    void drawPreview();
    std::vector<File> files() const;
    void start();
    void writeNext();

    Cards m_cards;
    std::function<std::unique_ptr<QSettings>()> m_makeSettings;
    QListWidget* m_list = nullptr;
    std::map<FigureFormat, QCheckBox*> m_formats;
    QDoubleSpinBox* m_width = nullptr;
    QDoubleSpinBox* m_height = nullptr;
    QDoubleSpinBox* m_font = nullptr;
    QSpinBox* m_dpi = nullptr;
    QComboBox* m_theme = nullptr;
    QLineEdit* m_folder = nullptr;
    QLabel* m_preview = nullptr;
    QLabel* m_said = nullptr;
    QPushButton* m_export = nullptr;
    QTimer m_soon;             ///< before a preview
    std::vector<File> m_queue; ///< still to be written, the next one last
    int m_written = 0;
    QStringList m_left; ///< figures without a form of that kind
};

/// "pdf", "svg", "png", "csv", "tex"
QString suffixOf(FigureFormat format);
/// "decision-map.pdf"
QString fileNameOf(const FigureCard& card, FigureFormat format);

} // namespace epochlab::ui
