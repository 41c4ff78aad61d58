// Recipes, and the table of methods.
#include "window/main_window.h"

#include "bridge/stored_runs.h"
#include "compare/compare_view.h"
#include "compare/method_table_view.h"
#include "recipes/recipe_page.h"
#include "recipes/recipes_panel.h"
#include "runs/queue_panel.h"
#include "window/export_commands.h"
#include "window/export_plots.h"
#include "report/report_page.h"
#include "window/recipe_commands.h"
#include "window/report_commands.h"
#include "window/tab_pages.h"

namespace epochlab::ui {

void MainWindow::connectTable() {
    connect(m_compare, &CompareView::failed, this, &MainWindow::showError);
    connect(m_compare->methodTable(), &MethodTableView::failed, this, &MainWindow::showError);
    connect(m_compare->methodTable(), &MethodTableView::queued, this, [this](int runs) {
        notice(runs == 1 ? tr("One run is queued") : tr("%1 runs are queued; the table fills as they end").arg(runs), false);
        m_actions.showRuns->setChecked(true);
        m_side->show(m_queuePanel);
    });
}

void MainWindow::buildRecipes() {
    m_recipes = new RecipeCommands(m_controller, *m_stored, *m_queue, m_actions, this);
    m_side->addPage(tr("Recipes"), m_recipes->panel());
    m_centre->addPage(tr("Recipe"), m_recipes->page());
    m_centre->addPage(tr("Report"), m_recipes->report()->page());
    connect(m_recipes, &RecipeCommands::said, this, &MainWindow::notice);
    connect(m_recipes, &RecipeCommands::failed, this, &MainWindow::showError);
    connect(m_recipes->page(), &RecipePage::exportDialogRequested, m_export, &ExportCommands::open);
    connect(m_recipes->page(), &RecipePage::exportRequested, this, [this](FigureCard* figure, FigureFormat format) {
        for (const ExportItem& item : exportItems({figure}))
            if (item.format == format) return m_export->exportOne(item);
    });
}

} // namespace epochlab::ui
