#pragma once

#include "plot/figure_card.h"

#include <QObject>
#include <QPointer>

#include <functional>
#include <memory>
#include <vector>

class QMenu;
class QSettings;

namespace epochlab::ui {

struct Actions;
struct ExportItem;
class ExportDialog;
class MainWindow;

/// What the window does to bring figures into files: the menu Export, the cards' own entries, the dialog. GUI thread.
class ExportCommands : public QObject {
    Q_OBJECT
public:
    /// makeSettings: what the window remembers.
    ExportCommands(const Actions& actions, std::function<std::unique_ptr<QSettings>()> makeSettings, MainWindow* window);

    QMenu* menu() const { return m_menu; } ///< of the button Export

    /// These stand in the menu, a submenu each.
    void fill(const std::vector<FigureCard*>& figures);
    void exportOne(const ExportItem& item);
    /// Every plot that shows something, in every format.
    void exportAllTo(const QString& folder);
    /// The dialog, with this figure ticked; null: all are.
    void open(FigureCard* first);
    ExportDialog* dialog() const; ///< null: it is not open

signals:
    void said(const QString& text, bool bad);
    void passed(const QString& text); ///< for a moment
    void failed(const epochlab::core::Error& error);

private:
    std::vector<QPointer<FigureCard>> shownCards() const;
    void addTables(std::vector<QPointer<FigureCard>>& cards, QWidget* owner) const;

    const Actions& m_actions;
    QMenu* m_menu;
    std::function<std::unique_ptr<QSettings>()> m_makeSettings;
    MainWindow* m_window;
    QPointer<ExportDialog> m_dialog;
};

} // namespace epochlab::ui
