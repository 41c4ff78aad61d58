#pragma once

#include "bridge/run_queue.h"
#include "bridge/stored_runs.h"
#include "compare/compare_view.h"
#include "compare/method_table_model.h"
#include "compare/method_table_view.h"
#include "store/store_writer.h"
#include "support/patience.h"
#include "support/scripted_trainer.h"
#include "support/temporary_folder.h"

#include <QTableView>
#include <QTest>

namespace epochlab::test {

/// The Compare tab's table of methods and learning rates, over a store that a queue of scripted trainings fills.
struct MethodTableFixture {
    MethodTableFixture()
        : writer(folder.path()), controller(scriptedServices({}), &writer), stored(controller, folder.path()), queue(controller, 2),
          view(controller), grid(new ui::MethodTableView(controller, stored, queue)) {
        view.setMethodTable(grid);
        view.resize(740, 700);
        view.show();
        view.showMethodTable();
        stored.start();
    }
    static core::PlannedRun planned(const std::string& optimizer, const std::string& rate, const std::string& seed = "1") {
        core::ParamSet config(core::mlpParams());
        const std::pair<const char*, std::string> settings[] = {
            {"optimizer", optimizer}, {"learning-rate", rate}, {"epochs", "3"}, {"seed", seed}};
        for (const auto& [id, text] : settings) static_cast<void>(config.setText(id, text));
        return {optimizer + rate + seed, std::move(config), true};
    }
    /// Trains all to their ends and waits until the table knows it.
    bool train(const std::vector<core::PlannedRun>& runs) {
        queue.add(runs);
        return settled(static_cast<int>(runs.size()));
    }
    /// So many cells are measured, and no more comes.
    bool settled(int measured) {
        if (!QTest::qWaitFor([this] { return grid->upToDate() && !queue.active(); }, patience) || !writer.flush()) return false;
        stored.refresh();
        return QTest::qWaitFor([&] { return grid->upToDate() && !queue.active() && count("") == measured; }, patience);
    }
    /// Cells with that value; of empty text: those that have a number.
    int count(const QString& value) const {
        int found = 0;
        for (int row = 0; row < grid->model().rowCount(); ++row)
            for (int column = 1; column < grid->model().columnCount(); ++column) {
                const QString text = this->value(row, column);
                found += value.isEmpty() ? text.at(0).isDigit() : text == value;
            }
        return found;
    }
    QModelIndex at(int row, int column) const { return grid->model().index(row, column); }
    QString value(int row, int column) const { return at(row, column).data(ui::MethodTableModel::linesRole).toStringList().value(0); }
    void click(int row, int column) const {
        QTest::mouseClick(grid->table()->viewport(), Qt::LeftButton, {}, grid->table()->visualRect(at(row, column)).center());
    }
    bool ticked(int row, int column) const { return at(row, column).data(ui::MethodTableModel::tickedRole).toBool(); }

    TemporaryFolder folder;
    core::StoreWriter writer;
    ui::Controller controller;
    ui::StoredRuns stored;
    ui::RunQueue queue;
    ui::CompareView view;
    ui::MethodTableView* grid;
};

} // namespace epochlab::test
