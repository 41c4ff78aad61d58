#include "window/recipe_commands.h"

#include "base/file_writer.h"
#include "bridge/run_queue.h"
#include "recipes/recipe_editor.h"
#include "recipes/recipe_page.h"
#include "recipes/recipes_panel.h"
#include "window/actions.h"
#include "window/main_window.h"
#include "window/report_commands.h"
#include "window/tab_pages.h"

#include <QCheckBox>
#include <QDesktopServices>
#include <QFile>
#include <QFileInfo>
#include <QMenu>
#include <QUrl>

#include <utility>

namespace epochlab::ui {
namespace {

constexpr std::size_t mostBytes = 1'000'000; ///< of a recipe's file

core::Error noFolder() {
    return {core::ErrorCode::IoWrite, "there is no folder for recipes of your own", "",
            "set HOME or XDG_DATA_HOME, and start EpochLab again"};
}

} // namespace

RecipeCommands::RecipeCommands(Controller& controller, StoredRuns& stored, RunQueue& queue, const Actions& actions, MainWindow* window)
    : QObject(window), m_controller(controller), m_queue(queue), m_actions(actions), m_window(window), m_book(controller, stored, queue),
      m_panel(new RecipesPanel(controller, m_book, window)), m_report(new ReportCommands(controller, stored, m_book, window)),
      m_page(new RecipePage(controller, stored, m_book, m_report->answers(), window)) {
    m_actions.recipes->setVisible(false); // until there are some
    connect(&m_book, &RecipeBook::loaded, this, &RecipeCommands::fillMenu);
    connect(&m_book, &RecipeBook::failed, this, &RecipeCommands::failed);
    connect(&m_book, &RecipeBook::queued, this, [this](int runs) {
        emit said(runs == 1 ? tr("One run is queued") : tr("%1 runs are queued; the figures fill as they end").arg(runs), false);
    });
    connect(m_panel, &RecipesPanel::runRequested, this, &RecipeCommands::run);
    connect(m_panel, &RecipesPanel::showRequested, this, &RecipeCommands::show);
    connect(m_panel, &RecipesPanel::newRequested, this, &RecipeCommands::openNew);
    connect(m_panel, &RecipesPanel::editRequested, this, &RecipeCommands::openEditor);
    connect(m_panel, &RecipesPanel::removeRequested, this, &RecipeCommands::remove);
    connect(m_panel, &RecipesPanel::folderRequested, this, &RecipeCommands::openFolder);
    connect(m_page, &RecipePage::runRequested, this, &RecipeCommands::run);
    connect(m_page, &RecipePage::failed, this, &RecipeCommands::failed);
    connect(m_report, &ReportCommands::said, this, &RecipeCommands::said);
    connect(m_report, &ReportCommands::failed, this, &RecipeCommands::failed);
}

RecipeEditor* RecipeCommands::editor() const { return m_editor; }

void RecipeCommands::fillMenu() {
    auto* menu = new QMenu(m_window);
    menu->setToolTipsVisible(true);
    for (const RecipeRow& row : m_book.rows()) {
        const core::Recipe& recipe = row.entry->recipe;
        QAction* action = menu->addAction(QString::fromStdString(recipe.title));
        action->setObjectName(QStringLiteral("recipe-") + QString::fromStdString(recipe.name));
        action->setToolTip(QString::fromStdString(recipe.question));
        connect(action, &QAction::triggered, this, [this, path = row.path()] { run(path); });
    }
    menu->addSeparator();
    QAction* quick = menu->addAction(tr("&Quick look"));
    quick->setCheckable(true);
    quick->setToolTip(m_panel->quickSwitch()->toolTip());
    quick->setChecked(m_panel->quickSwitch()->isChecked());
    connect(quick, &QAction::toggled, m_panel->quickSwitch(), &QCheckBox::setChecked);
    connect(m_panel->quickSwitch(), &QCheckBox::toggled, quick, &QAction::setChecked);
    menu->addAction(tr("&New recipe…"), this, &RecipeCommands::openNew);
    menu->addAction(tr("&List of recipes"), this, [this] {
        m_actions.showRuns->setChecked(true);
        m_window->side()->show(m_panel);
    });
    QMenu* before = m_actions.recipes->menu();
    m_actions.recipes->setMenu(menu);
    m_actions.recipes->setVisible(!m_book.rows().empty());
    if (before != nullptr) before->deleteLater();
}

void RecipeCommands::run(const std::string& path) {
    m_book.train(path);
    show(path);
}

void RecipeCommands::show(const std::string& path) {
    m_page->setRecipe(path);
    m_window->centre()->show(m_page);
    m_actions.showRuns->setChecked(true);
    m_window->side()->show(m_panel);
}

void RecipeCommands::openNew() { open({}, RecipeEditor::beginning()); }

void RecipeCommands::openEditor(const std::string& path) {
    const core::Result<std::string> text = core::readRegularFile(path, mostBytes);
    if (!text) return emit failed(text.error());
    const RecipeRow* row = m_book.row(path);
    open(row != nullptr && row->entry->own ? path : std::string(), QString::fromStdString(*text));
}

void RecipeCommands::open(const std::string& path, const QString& text) {
    if (m_book.folders().own.empty()) return emit failed(noFolder());
    if (comesForward(m_editor)) return;
    m_editor = new RecipeEditor(m_controller, m_queue.cores(), m_book.folders().own, path, text, m_window);
    m_editor->setAttribute(Qt::WA_DeleteOnClose);
    connect(m_editor, &RecipeEditor::saved, this, [this](const std::string& where) {
        m_book.reload();
        emit said(tr("Saved as %1").arg(QString::fromStdString(where)), false);
    });
    m_editor->open();
}

void RecipeCommands::remove(const std::string& path) {
    const QString from = QString::fromStdString(path);
    QString aside = from + QStringLiteral(".removed");
    for (int i = 2; QFileInfo::exists(aside); ++i) aside = from + QStringLiteral(".removed-%1").arg(i);
    if (!QFile::rename(from, aside))
        return emit failed({core::ErrorCode::IoWrite, "the recipe cannot be moved aside", path, "allow writing to its folder"});
    m_book.reload();
    emit said(tr("Moved aside; rename %1 to bring it back").arg(aside), false);
}

void RecipeCommands::openFolder() {
    const std::string& folder = m_book.folders().own;
    if (folder.empty()) return emit failed(noFolder());
    if (const core::Result<void> made = core::makeDirectories(folder); !made) return emit failed(made.error());
    if (!QDesktopServices::openUrl(QUrl::fromLocalFile(QString::fromStdString(folder))))
        emit said(tr("Your own recipes are in %1").arg(QString::fromStdString(folder)), false);
}

} // namespace epochlab::ui
