#pragma once

#include "compare/compare_choices.h"
#include "compare/compare_table.h"
#include "compare/compare_view.h"
#include "support/patience.h"
#include "support/scripted_trainer.h"

#include <QSignalSpy>
#include <QTableView>
#include <QTest>

#include <cmath>

namespace epochlab::test {

/// The Compare tab over a controller with scripted trainings, and with runs that a store would list.
struct CompareFixture {
    CompareFixture() : controller(scriptedServices({}), nullptr), view(controller) {
        view.resize(740, 700);
        view.show();
        static_cast<void>(controller.setParam("epochs", std::int64_t{3}));
    }
    bool ready() {
        return QTest::qWaitFor([this] { return controller.canTrain(); }, patience);
    }
    /// Trains with a width and a seed to the end.
    bool train(std::int64_t width, std::int64_t seed) {
        static_cast<void>(controller.setParam("width", width));
        static_cast<void>(controller.setParam("seed", seed));
        controller.train();
        return QTest::qWaitFor([this] { return !controller.current()->live() && controller.canTrain(); }, patience);
    }
    bool settled() {
        return QTest::qWaitFor([this] { return view.upToDate(); }, patience);
    }
    bool choose(const char* name, const QVariant& value) { return view.choices()->choose(QLatin1String(name), value) && settled(); }
    /// A log of another program with these validation accuracies, ticked.
    void import(const core::RunId& id, std::vector<double> accuracies) {
        ui::EarlierRun run{.summary = {}, .config = core::ParamSet(core::mlpParams()), .curves = {}};
        run.summary.id = id;
        run.summary.name = "trees";
        run.summary.state = "imported";
        run.curves.metrics.push_back({"validation_accuracy", 1, 1, std::move(accuracies)});
        controller.listEarlier(std::move(run));
        controller.setTicked(id, true);
    }
    /// A finished run of this place in a sweep, ticked.
    void listTrained(int width, int rate, int seed) {
        ui::EarlierRun run{.summary = {}, .config = core::ParamSet(core::mlpParams()), .curves = {}};
        static_cast<void>(run.config.set("width", std::int64_t{8} << width));
        static_cast<void>(run.config.set("learning-rate", std::pow(10.0, rate - 4)));
        static_cast<void>(run.config.set("seed", std::int64_t{seed}));
        std::vector<double> accuracies;
        for (int epoch = 1; epoch <= 60; ++epoch)
            accuracies.push_back((0.6 + 0.06 * width + 0.02 * seed - 0.02 * std::abs(rate - 2)) *
                                 (1.0 - std::exp(-epoch * (rate + 1) / 30.0)) * (1.0 + 0.01 * std::sin(epoch * (2.1 + seed))));
        run.summary.id = QStringLiteral("%1-%2-%3").arg(width).arg(rate).arg(seed).toStdString();
        run.summary.state = "finished";
        run.summary.best = core::BestEpoch{.epoch = 60, .validationAccuracy = accuracies.back(), .testAccuracy = accuracies.back() - 0.02};
        run.curves.metrics.push_back({"validation_accuracy", 1, 1, std::move(accuracies)});
        const core::RunId id = run.summary.id;
        controller.listEarlier(std::move(run));
        controller.setTicked(id, true);
    }
    QString keyOf(int run) const { return QString::fromStdString(controller.runs()[static_cast<std::size_t>(run)].id); }
    void press(QWidget* target, const char* keys) {
        view.activateWindow();
        target->setFocus();
        QTest::keySequence(target, QKeySequence(QLatin1String(keys)));
    }
    QString cell(int row, int column) const { return view.table()->model()->index(row, column).data().toString(); }
    int rows() const { return view.table()->model()->rowCount(); }

    ui::Controller controller;
    ui::CompareView view;
};

} // namespace epochlab::test
