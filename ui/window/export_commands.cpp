#include "window/export_commands.h"

#include "compare/compare_view.h"
#include "compare/method_table_view.h"
#include "export/export_dialog.h"
#include "figures/sheet_card.h"
#include "insight/side_views.h"
#include "recipes/recipe_page.h"
#include "watch/watch_view.h"
#include "window/actions.h"
#include "window/export_plots.h"
#include "window/main_window.h"
#include "window/open_dialogs.h"
#include "window/recipe_commands.h"

#include <QDir>
#include <QFileDialog>
#include <QMenu>
#include <QSettings>

#include <algorithm>

namespace epochlab::ui {

ExportCommands::ExportCommands(const Actions& actions, std::function<std::unique_ptr<QSettings>()> makeSettings, MainWindow* window)
    : QObject(window), m_actions(actions), m_menu(new QMenu(window)), m_makeSettings(std::move(makeSettings)), m_window(window) {
    connect(actions.exportFigures, &QAction::triggered, this, [this] { open(nullptr); });
    connect(actions.exportAll, &QAction::triggered, this, [this] {
        const QString folder = QFileDialog::getExistingDirectory(m_window, tr("Export all plots into a folder"), QDir::currentPath());
        if (!folder.isEmpty()) exportAllTo(folder);
    });
}

void ExportCommands::fill(const std::vector<FigureCard*>& figures) {
    m_menu->addAction(m_actions.exportFigures);
    m_menu->addSeparator();
    QMenu* plotMenu = nullptr;
    for (FigureCard* figure : figures) connect(figure, &FigureCard::exportDialogRequested, this, [this, figure] { open(figure); });
    for (const ExportItem& item : exportItems(figures)) {
        if (plotMenu == nullptr || plotMenu->title() != item.plot) {
            plotMenu = m_menu->addMenu(item.plot);
            connect(item.figure, &FigureCard::copied, this, [this, item] { emit passed(tr("Copied %1 as PNG and SVG").arg(item.plot)); });
            connect(item.figure, &FigureCard::captionCopied, this,
                    [this](const QString& text) { emit passed(tr("Copied: %1").arg(text)); });
        }
        plotMenu->addAction(item.suffix.toUpper() + QStringLiteral("…"), this, [this, item] { exportOne(item); });
        connect(item.figure, &FigureCard::exportRequested, this, [this, item](FigureFormat format) {
            if (format == item.format) exportOne(item);
        });
    }
    m_menu->addSeparator();
    m_menu->addAction(m_actions.exportAll);
}

void ExportCommands::exportOne(const ExportItem& item) {
    const QString path = QFileDialog::getSaveFileName(m_window, tr("Export %1").arg(item.plot), QDir::current().filePath(item.fileName()),
                                                      QStringLiteral("%1 (*.%2)").arg(item.suffix.toUpper(), item.suffix));
    if (path.isEmpty()) return;
    if (const auto outcome = writeExport(item, path); !outcome) return emit failed(outcome.error());
    emit said(tr("Exported to %1").arg(path), false);
}

void ExportCommands::exportAllTo(const QString& folder) {
    int written = 0;
    std::vector<FigureCard*> figures = m_window->watch()->figures();
    CompareView* compare = m_window->compareView();
    if (compare->plot()->placeholder().isEmpty()) figures.push_back(compare->plot());
    FigureCard* beside = compare->sideViews()->figure();
    if (beside != nullptr && beside->placeholder().isEmpty()) figures.push_back(beside);
    for (const ExportItem& item : exportItems(figures)) {
        if (const auto outcome = writeExport(item, QDir(folder).filePath(item.fileName())); !outcome) return emit failed(outcome.error());
        ++written;
    }
    emit said(tr("%1 files exported to %2").arg(written).arg(folder), false);
}

/// Those that show something.
std::vector<QPointer<FigureCard>> ExportCommands::shownCards() const {
    std::vector<FigureCard*> all = m_window->watch()->allFigures();
    CompareView* compare = m_window->compareView();
    all.push_back(compare->plot());
    std::ranges::copy(compare->sideViews()->figures(), std::back_inserter(all));
    std::ranges::copy(m_window->recipes()->page()->cards(), std::back_inserter(all));
    std::vector<QPointer<FigureCard>> shown;
    for (FigureCard* card : all)
        if (card->placeholder().isEmpty()) shown.emplace_back(card);
    return shown;
}

/// Tables are no cards: they are drawn as a report has them.
void ExportCommands::addTables(std::vector<QPointer<FigureCard>>& cards, QWidget* owner) const {
    CompareView* compare = m_window->compareView();
    for (core::Figure& figure : std::vector<core::Figure>{compare->tableFigure(), compare->methodTable()->tableFigure()}) {
        if (std::get<core::TableFigure>(figure.content).people.rows.empty()) continue;
        auto* card = new SheetCard(std::move(figure), owner);
        card->hide();
        cards.emplace_back(card);
    }
}

void ExportCommands::open(FigureCard* first) {
    if (comesForward(m_dialog)) return;
    auto* tables = new QWidget; // of the dialog
    std::vector<QPointer<FigureCard>> cards = shownCards();
    addTables(cards, tables);
    if (cards.empty()) {
        delete tables;
        return emit said(tr("There is no figure yet: train or tick a run."), false);
    }
    m_dialog = new ExportDialog(cards, first, m_makeSettings, m_window);
    tables->setParent(m_dialog);
    tables->hide();
    m_dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(m_dialog, &ExportDialog::done, this, [this](int files, const QString& folder) {
        emit said(files == 1 ? tr("One file exported to %1").arg(folder) : tr("%1 files exported to %2").arg(files).arg(folder), false);
    });
    connect(m_dialog, &ExportDialog::failed, this, &ExportCommands::failed);
    m_dialog->show();
}

ExportDialog* ExportCommands::dialog() const { return m_dialog; }

} // namespace epochlab::ui
