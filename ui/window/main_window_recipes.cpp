// Recipes, and the table that they end in.
#include "window/main_window.h"

#include "compare/compare_view.h"
#include "compare/method_table.h"
#include "compare/method_table_view.h"
#include "bridge/run_queue.h"
#include "bridge/stored_runs.h"
#include "runs/queue_panel.h"
#include "window/tab_pages.h"

#include <QMenu>

namespace epochlab::ui {
namespace {

/// What the form says of the data, as the recipe's own files do not: it trains on what is chosen.
std::vector<std::pair<std::string, std::string>> chosenData(const core::ParamSet& form, const core::Recipe& recipe) {
    std::vector<std::pair<std::string, std::string>> chosen;
    for (const core::ParamSpec& spec : form.table().specs()) {
        const bool ofData = spec.group == core::ParamGroup::Data && spec.id != "model" && spec.id != "method";
        const bool open = recipe.sweep.base.isDefault(spec.id) || recipe.needsPictures;
        if ((ofData || spec.id == "weights") && !form.isDefault(spec.id) && open) chosen.emplace_back(spec.id, form.textOf(spec.id));
    }
    return chosen;
}

} // namespace

void MainWindow::connectTable() {
    m_actions.recipes->setVisible(false); // until there are some
    connect(m_compare, &CompareView::failed, this, &MainWindow::showError);
    connect(m_compare->methodTable(), &MethodTableView::failed, this, &MainWindow::showError);
    connect(m_compare->methodTable(), &MethodTableView::queued, this, [this](int runs) {
        notice(runs == 1 ? tr("One run is queued") : tr("%1 runs are queued; the table fills as they end").arg(runs), false);
        m_actions.showRuns->setChecked(true);
        m_side->show(m_queuePanel);
    });
}

void MainWindow::setRecipes(std::vector<core::Recipe> recipes) {
    auto* menu = new QMenu(this);
    menu->setToolTipsVisible(true);
    auto* quick = new QAction(tr("&Quick look"), menu);
    quick->setCheckable(true);
    quick->setToolTip(tr("Train the recipes' own short versions"));
    for (core::Recipe& recipe : recipes) {
        QAction* action = menu->addAction(QString::fromStdString(recipe.title));
        action->setObjectName(QStringLiteral("recipe-") + QString::fromStdString(recipe.name));
        action->setToolTip(QString::fromStdString(recipe.question));
        connect(action, &QAction::triggered, this, [this, quick, recipe = std::move(recipe)] { runRecipe(recipe, quick->isChecked()); });
    }
    menu->addSeparator();
    menu->addAction(quick);
    m_actions.recipes->setMenu(menu);
    m_actions.recipes->setVisible(!recipes.empty());
}

void MainWindow::runRecipe(const core::Recipe& recipe, bool quick) {
    const core::DatasetPointer dataset = m_controller.dataset();
    if (recipe.needsPictures && !(dataset && dataset->pictures))
        return showError({core::ErrorCode::Usage, "this recipe trains on pictures of your own", recipe.name,
                          "open a folder with a folder for each class (File, Open folder), and choose it again"});
    const auto over = chosenData(m_controller.config(), recipe);
    core::Result<std::vector<core::PlannedRun>> runs = core::planRuns(recipe, quick, over);
    if (!runs) return showError(runs.error());
    const core::RecipeTable table = recipe.table.value_or(core::RecipeTable{});
    m_compare->methodTable()->showPlan(QString::fromStdString(recipe.title), *std::move(runs), {{table.metric}, table.rows, table.columns},
                                       true);
    m_compare->showMethodTable();
    m_centre->show(m_compare);
}

} // namespace epochlab::ui
