#include "bridge/run_queue.h"
#include "support/patience.h"
#include "support/recording_observer.h"
#include "support/scripted_trainer.h"

#include <QTest>

using namespace epochlab;
using test::patience;

namespace {

std::vector<core::PlannedRun> runsOf(const std::vector<std::int64_t>& widths) {
    core::Sweep sweep;
    std::vector<core::ParamValue> values(widths.begin(), widths.end());
    sweep.grid.push_back({"width", values, ""});
    static_cast<void>(sweep.base.set("epochs", std::int64_t{2}));
    return core::planRuns(sweep).value();
}

struct Fixture {
    explicit Fixture(test::Script script) : controller(test::scriptedServices(std::move(script)), &store), queue(controller, 1) {}
    bool ended() {
        return QTest::qWaitFor([this] { return !queue.active(); }, patience);
    }
    /// "width 8 waiting", a line a row.
    QStringList lines() const {
        QStringList lines;
        for (const ui::QueueRow& row : queue.rows()) {
            const char* states[] = {"waiting", "running", "done"};
            lines << row.name + QLatin1Char(' ') + QLatin1String(states[static_cast<int>(row.state)]);
        }
        return lines;
    }
    core::RunId idOf(const QString& name) const {
        for (const ui::QueueRow& row : queue.rows())
            if (row.name == name) return row.id;
        return {};
    }

    test::RecordingObserver store;
    ui::Controller controller;
    ui::RunQueue queue;
};

} // namespace

class RunQueueTest : public QObject {
    Q_OBJECT
private slots:
    void itsRunsLeaveCheckpointsWhileTheyTrain() {
        qputenv("EPOCHLAB_CHECKPOINT_SECONDS", "1e-9");
        Fixture f({});
        f.queue.add(runsOf({4}));
        QVERIFY(f.ended());
        qunsetenv("EPOCHLAB_CHECKPOINT_SECONDS");
        QVERIFY(!f.store.all<core::CheckpointEvent>().empty());
    }

    void trainsARunAfterTheOtherAndListsThemAsTheyStart() {
        Fixture f({});
        f.queue.add(runsOf({4, 8, 16}));
        QVERIFY(f.queue.active());
        QVERIFY(f.ended());
        QTRY_COMPARE_WITH_TIMEOUT(f.lines(), (QStringList{"width 16 done", "width 8 done", "width 4 done"}), patience);
        QTRY_VERIFY_WITH_TIMEOUT(f.queue.rows().front().text.startsWith(QStringLiteral("finished · ")), patience);
        QCOMPARE(f.queue.summary(), QStringLiteral("3 of 3 done"));
        QCOMPARE(f.controller.runs().size(), 3U);
        QCOMPARE(f.controller.runs().front().name, QStringLiteral("width 4"));
        QVERIFY(f.controller.runs().front().ticked);
        QVERIFY(!f.controller.runs().front().series.at("training_loss").y().empty());
        QCOMPARE(f.controller.current(), nullptr);
        QCOMPARE(f.store.all<core::FinishedEvent>().size(), 3U);
    }

    void ofALongSweepTheFirstEightAreTicked() {
        Fixture f({});
        f.queue.add(runsOf({1, 2, 3, 4, 5, 6, 7, 8, 9, 10}));
        QVERIFY(f.ended());
        QTRY_COMPARE_WITH_TIMEOUT(f.controller.runs().size(), 10U, patience);
        QCOMPARE(std::ranges::count_if(f.controller.runs(), &ui::RunRecord::ticked), 8);
    }

    void whatWaitsCanBeMovedRemovedAndGivenTheFormsSettings() {
        auto gate = std::make_shared<test::Gate>();
        Fixture f({.gate = gate});
        const test::OpenedAtEnd opened{gate};
        f.queue.add(runsOf({1, 2, 3, 4}));
        gate->awaitArrival(1);
        QTRY_COMPARE_WITH_TIMEOUT(f.lines().value(0), QStringLiteral("width 1 running"), patience);
        f.queue.move(f.idOf("width 4"), -1);
        QCOMPARE(f.lines(), (QStringList{"width 1 running", "width 2 waiting", "width 4 waiting", "width 3 waiting"}));
        f.queue.move(f.idOf("width 2"), -1); // it is the first already
        f.queue.move(f.idOf("width 2"), 1);
        f.queue.removeOrStop(f.idOf("width 3"));
        QCOMPARE(f.lines(), (QStringList{"width 1 running", "width 4 waiting", "width 2 waiting"}));
        const core::RunId edited = f.idOf("width 2");
        f.queue.showSettings(edited);
        QCOMPARE(f.controller.config().integer("width"), 2);
        QVERIFY(f.controller.setParam("width", std::int64_t{64}).ok());
        QVERIFY(f.queue.takeForm(edited).ok());
        QCOMPARE(f.queue.row(edited)->name, QStringLiteral("width 64, 2 epochs"));
        QVERIFY(f.controller.setParam("batch-norm", true).ok());
        QVERIFY(f.controller.setParam("batch-size", std::int64_t{1}).ok());
        QVERIFY(!f.queue.takeForm(edited).ok());
        QVERIFY(!f.queue.takeForm(f.idOf("width 1")).ok());
        gate->open();
        QVERIFY(f.ended());
        QTRY_COMPARE_WITH_TIMEOUT(f.controller.runs().size(), 3U, patience);
        QCOMPARE(f.controller.run(edited)->config.integer("width"), 64);
        QCOMPARE(f.store.all<core::FinishedEvent>().size(), 3U);
    }

    void whatFailedIsRepeatedOnce() {
        Fixture f({.divergeAtStep = 2});
        f.queue.add(runsOf({4, 8}));
        QVERIFY(f.ended());
        QTRY_VERIFY_WITH_TIMEOUT(f.queue.canRepeatFailed(), patience);
        f.queue.repeatFailed();
        QVERIFY(f.ended());
        QTRY_COMPARE_WITH_TIMEOUT(f.queue.rows().size(), 4U, patience);
        QTRY_COMPARE_WITH_TIMEOUT(f.controller.runs().size(), 4U, patience);
        QCOMPARE(f.controller.runs().back().name, QStringLiteral("width 8 (2)"));
        f.queue.repeatFailed(); // the two new ones, not the old ones again
        QVERIFY(f.ended());
        QCOMPARE(f.queue.rows().size(), 6U);
    }

    void stopAllEndsWhatRunsAndDropsWhatWaits() {
        auto gate = std::make_shared<test::Gate>();
        Fixture f({.gate = gate});
        const test::OpenedAtEnd opened{gate};
        f.queue.add(runsOf({1, 2, 3}));
        gate->awaitArrival(1);
        f.queue.stopAll();
        gate->open();
        QVERIFY(f.ended());
        QTRY_COMPARE_WITH_TIMEOUT(f.controller.runs().size(), 1U, patience);
        QTRY_VERIFY_WITH_TIMEOUT(!f.controller.runs().front().live(), patience);
        QCOMPARE(f.store.all<core::FinishedEvent>().size(), 3U);
        QCOMPARE(f.store.all<core::StartedEvent>().size(), 1U);
        QVERIFY(!f.queue.canRepeatFailed());
    }

    void whatWasLeftStartsWhenItIsAskedTo() {
        auto gate = std::make_shared<test::Gate>();
        Fixture f({.gate = gate});
        const test::OpenedAtEnd opened{gate};
        std::vector<core::QueuedRun> left;
        for (const core::PlannedRun& run : runsOf({2, 4, 8}))
            left.push_back({core::makeRunId(), "left " + run.label, std::make_shared<const core::ParamSet>(run.config)});
        left.push_back(left.front());
        left.back().id = core::makeRunId();
        left.back().name = "begun";
        left.back().interrupted = true;
        left[0].rateChanges = {{2, 0.5}};
        f.queue.addLeft(left);
        QCOMPARE(f.queue.leftText(), QStringLiteral("3 runs were waiting in the queue, and 1 training, when EpochLab ended"));
        QCOMPARE(f.queue.rateChangesOf(left[0].id), left[0].rateChanges);
        QVERIFY(!f.queue.active());
        QVERIFY(f.queue.summary().isEmpty());
        f.queue.add(runsOf({1}));
        QCOMPARE(f.lines().last(), QStringLiteral("begun waiting"));
        QVERIFY(f.queue.rows().back().left);
        f.queue.showSettings(left[1].id);
        QCOMPARE(f.controller.config().integer("width"), 4);
        f.queue.removeOrStop(left[1].id);
        f.queue.goOn({});
        QCOMPARE(f.queue.left().size(), 1U); // the one that had begun could not be resumed
        QCOMPARE(f.queue.leftText(), QStringLiteral("1 run was training in the queue when EpochLab ended"));
        f.queue.dropLeft({left.back().id});
        QVERIFY(f.queue.leftText().isEmpty());
        gate->open();
        QVERIFY(f.ended());
        QTRY_COMPARE_WITH_TIMEOUT(f.controller.runs().size(), 3U, patience);
        QCOMPARE(f.controller.runs()[1].id, left[0].id);
        QCOMPARE(f.controller.runs()[1].name, QString::fromStdString(left[0].name));
        QCOMPARE(f.controller.runs()[1].learningRates.size(), 1U);
        QCOMPARE(f.controller.runs()[2].id, left[2].id);
    }

    void aStoreThatTakesNothingHoldsTheQueue() {
        auto gate = std::make_shared<test::Gate>();
        Fixture f({.gate = gate});
        const test::OpenedAtEnd opened{gate};
        f.queue.pauseForStore(true);
        f.queue.add(runsOf({1, 2}));
        QCOMPARE(f.queue.summary(), QStringLiteral("0 of 2 done · waits for the store"));
        f.queue.pauseForStore(false);
        gate->awaitArrival(1);
        f.queue.pauseForStore(true);
        gate->open();
        const auto text = [&f] { return f.queue.rows().front().text; };
        QTRY_COMPARE_WITH_TIMEOUT(text(), QStringLiteral("waits for the store after step 1"), patience);
        f.queue.pauseForStore(false);
        QVERIFY(f.ended());
        QCOMPARE(f.queue.summary(), QStringLiteral("2 of 2 done"));
    }

    void itsEndInterruptsItsRuns() {
        test::RecordingObserver store;
        {
            ui::Controller controller(test::scriptedServices({}), &store);
            ui::RunQueue queue(controller, 1);
            std::vector<core::PlannedRun> runs = runsOf({1, 2});
            for (core::PlannedRun& run : runs) static_cast<void>(run.config.set("epochs", std::int64_t{100000}));
            queue.add(runs);
        }
        for (const core::FinishedEvent& end : store.all<core::FinishedEvent>()) QCOMPARE(end.end, core::RunEnd::Interrupted);
        QCOMPARE(store.all<core::FinishedEvent>().size(), 2U);
    }
};

QTEST_MAIN(RunQueueTest)
#include "run_queue_test.moc"
