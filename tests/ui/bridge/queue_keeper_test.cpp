// A session that ends while its queue is not worked off, and the next one that goes on with it.
#include "bridge/queue_keeper.h"

#include "store/store_writer.h"
#include "support/patience.h"
#include "support/scripted_trainer.h"
#include "support/temporary_folder.h"

#include <QSignalSpy>
#include <QTest>

#include <algorithm>

using namespace epochlab;
using test::patience;

namespace {

std::vector<core::PlannedRun> runsOf(const std::vector<std::int64_t>& widths, std::int64_t epochs) {
    core::Sweep sweep;
    std::vector<core::ParamValue> values(widths.begin(), widths.end());
    sweep.grid.push_back({"width", values, ""});
    static_cast<void>(sweep.base.set("epochs", epochs));
    return core::planRuns(sweep).value();
}

/// One start of the window: a queue of one core whose runs are stored in the folder.
struct Session {
    explicit Session(const std::string& folder, test::Script script = {})
        : store(folder), writer(folder), controller(test::scriptedServices(std::move(script)), &writer), queue(controller, 1),
          keeper(controller, queue, folder) {}

    static bool until(const std::function<bool()>& condition) { return QTest::qWaitFor(condition, patience); }
    bool storedQueueIs(int count) {
        return until([&] { return rows(store) == count; });
    }
    static int rows(const std::string& folder) {
        const auto connection = core::Connection::open(folder + "/project.db", core::Connection::Access::ReadOnly);
        return connection ? static_cast<int>(const_cast<core::Connection&>(*connection).integer("SELECT count(*) FROM queue", -1).value())
                          : -1;
    }
    /// False: nothing was left.
    bool findsLeft() {
        QSignalSpy found(&keeper, &ui::QueueKeeper::found);
        QSignalSpy listed(&queue, &ui::RunQueue::changed);
        keeper.start();
        until([&] { return listed.count() > 0; });
        return found.count() > 0;
    }
    std::string states() {
        core::RunStore runs(store);
        std::string text;
        const auto list = runs.list();
        for (const core::RunSummary& run : *list) text += run.state + " ";
        return text;
    }

    const std::string store;
    core::StoreWriter writer;
    ui::Controller controller;
    ui::RunQueue queue;
    ui::QueueKeeper keeper;
};

/// As if the process were dead: nobody has its number and start. Killed: what was interrupted had no time to say so.
void bury(const std::string& folder, bool killed = true) {
    auto connection = core::Connection::open(folder + "/project.db", core::Connection::Access::ReadWrite);
    QVERIFY(connection->script("UPDATE queue SET owner_start = 'x'").ok());
    if (!killed) return;
    QVERIFY(connection
                ->run("UPDATE runs SET state = 'running', owner_start = 'x', owner_host = ?, owner_pid = 7 WHERE state = 'interrupted'",
                      core::thisProcess().host)
                .ok());
}

/// Ends the session with the queue as it is: one run in its sixth step, the others waiting.
void closeWindow(Session& session) {
    session.keeper.close();
    session.queue.interruptAll();
}

} // namespace

class QueueKeeperTest : public QObject {
    Q_OBJECT
private slots:
    void init() { qputenv("EPOCHLAB_CHECKPOINT_SECONDS", "1e-9"); }
    void cleanup() { qunsetenv("EPOCHLAB_CHECKPOINT_SECONDS"); }

    void theStoreHasWhatIsNotDone() {
        const test::TemporaryFolder folder;
        auto gate = std::make_shared<test::Gate>();
        Session session(folder.path(), {.gate = gate});
        const test::OpenedAtEnd opened{gate};
        QVERIFY(!session.findsLeft());
        session.queue.add(runsOf({1, 2, 3, 4}, 2));
        QVERIFY(session.storedQueueIs(4));
        session.queue.removeOrStop(session.queue.rows().back().id);
        QVERIFY(session.storedQueueIs(3));
        gate->open();
        QVERIFY(session.storedQueueIs(0));
        QVERIFY(!session.queue.active());
    }

    void whatWasLeftGoesOnInItsOrder() {
        for (const bool killed : {false, true}) {
            const test::TemporaryFolder folder;
            std::vector<core::RunId> ids;
            {
                auto gate = std::make_shared<test::Gate>(5);
                Session session(folder.path(), {.gate = gate});
                const test::OpenedAtEnd opened{gate};
                QVERIFY(!session.findsLeft());
                session.queue.add(runsOf({1, 2, 3}, 4));
                gate->awaitArrival(6);
                for (const ui::QueueRow& row : session.queue.rows()) ids.push_back(row.id);
                session.queue.move(ids[2], -1);
                QVERIFY(session.storedQueueIs(3));
                closeWindow(session);
            }
            bury(folder.path(), killed);
            Session next(folder.path());
            QVERIFY(next.findsLeft());
            QCOMPARE(next.queue.leftText(), QStringLiteral("2 runs were waiting in the queue, and 1 training, when EpochLab ended"));
            QVERIFY(!next.queue.active());
            QCOMPARE(next.queue.left()[1].id, ids[2]);
            QSignalSpy failed(&next.keeper, &ui::QueueKeeper::failed);
            next.keeper.goOn();
            next.keeper.goOn(); // once
            QVERIFY(next.until([&] { return next.queue.left().empty() && !next.queue.active(); }));
            QVERIFY(next.storedQueueIs(0));
            QCOMPARE(failed.count(), 0);
            QCOMPARE(next.states(), std::string("finished finished finished "));
            QTRY_COMPARE_WITH_TIMEOUT(next.controller.runs().size(), 3U, patience);
            const auto& resumed = *next.controller.run(ids[0]);
            QCOMPARE(resumed.series.at("batch_loss").y().size(), 16U);
            QCOMPARE(resumed.name, QStringLiteral("width 1"));
            QCOMPARE(next.controller.runs().back().id, ids[1]);
        }
    }

    void whatIsDiscardedIsForgottenButForWhatHadBegun() {
        const test::TemporaryFolder folder;
        {
            auto gate = std::make_shared<test::Gate>(5);
            Session session(folder.path(), {.gate = gate});
            const test::OpenedAtEnd opened{gate};
            QVERIFY(!session.findsLeft());
            session.queue.add(runsOf({1, 2, 3}, 4));
            gate->awaitArrival(6);
            QVERIFY(session.storedQueueIs(3));
            closeWindow(session);
        }
        bury(folder.path());
        Session next(folder.path());
        QVERIFY(next.findsLeft());
        next.keeper.discard();
        QVERIFY(next.storedQueueIs(0));
        QCOMPARE(next.states(), std::string("interrupted "));
        QVERIFY(next.queue.rows().empty());
    }

    void aRunThatIsGoneIsSaidAndHoldsUpNoOther() {
        const test::TemporaryFolder folder;
        core::RunId begun;
        {
            auto gate = std::make_shared<test::Gate>(5);
            Session session(folder.path(), {.gate = gate});
            const test::OpenedAtEnd opened{gate};
            QVERIFY(!session.findsLeft());
            session.queue.add(runsOf({1, 2}, 4));
            begun = session.queue.rows().front().id;
            gate->awaitArrival(6);
            QVERIFY(session.storedQueueIs(2));
            closeWindow(session);
        }
        bury(folder.path());
        Session next(folder.path());
        QVERIFY(next.findsLeft());
        core::RunStore elsewhere(folder.path());
        QVERIFY(elsewhere.claimResume(begun).ok()); // another program goes on with it
        QSignalSpy failed(&next.keeper, &ui::QueueKeeper::failed);
        next.keeper.goOn();
        QVERIFY(next.until([&] { return next.queue.left().empty() && !next.queue.active(); }));
        QVERIFY(next.storedQueueIs(0));
        QCOMPARE(failed.count(), 1);
        QCOMPARE(next.states(), std::string("running finished "));
    }
};

QTEST_MAIN(QueueKeeperTest)
#include "queue_keeper_test.moc"
