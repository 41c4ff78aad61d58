// A session that ends while a run trains, and the next one that goes on with it.
#include "bridge/earlier_runs.h"

#include "store/store_writer.h"
#include "support/patience.h"
#include "support/scripted_trainer.h"
#include "support/temporary_folder.h"

#include <QSignalSpy>
#include <QTest>

#include <algorithm>
#include <functional>

using namespace epochlab;
using core::RunEnd;
using test::patience;
using ui::Controller;
using ui::EarlierRuns;

namespace {

constexpr std::int64_t epochs = 20'000; // so many that none ends before its session does

/// One start of the window: a controller whose runs are stored in the folder.
struct Session {
    core::StoreWriter writer;
    Controller controller;
    EarlierRuns earlier;

    explicit Session(const std::string& folder)
        : writer(folder), controller(test::scriptedServices({}), &writer), earlier(controller, folder) {}

    bool train(std::int64_t count = epochs) {
        if (!QTest::qWaitFor([&] { return controller.canTrain(); }, patience)) return false;
        if (!controller.setParam("epochs", count)) return false;
        controller.train();
        return true;
    }
    std::size_t epochsOf(const core::RunId& id) const {
        const auto& series = controller.run(id)->series;
        const auto found = series.find("validation_accuracy");
        return found == series.end() ? 0 : found->second.y.size();
    }
    bool awaitEpochs(const core::RunId& id, std::size_t count) {
        return QTest::qWaitFor([&] { return epochsOf(id) >= count; }, patience);
    }
    bool awaitEnd(const core::RunId& id) {
        return QTest::qWaitFor([&] { return controller.run(id) && !controller.run(id)->live(); }, patience);
    }
    /// How many were found; −1: none could be read.
    int load() {
        QSignalSpy loaded(&earlier, &EarlierRuns::loaded);
        earlier.load();
        return QTest::qWaitFor([&] { return loaded.count() > 0; }, patience) ? loaded[0][0].toInt() : -1;
    }
};

/// The window is closed while it trains.
core::RunId interruptedIn(const std::string& folder) {
    Session session(folder);
    if (!session.train()) return {};
    const core::RunId id = session.controller.current()->id;
    return session.awaitEpochs(id, 2) ? id : core::RunId();
}

} // namespace

class EarlierRunsTest : public QObject {
    Q_OBJECT
private slots:
    void anInterruptedRunIsListedAndGoesOn() {
        const test::TemporaryFolder folder;
        const core::RunId id = interruptedIn(folder.path());
        QVERIFY(!id.empty());

        Session next(folder.path());
        QCOMPARE(next.load(), 1);
        const ui::RunRecord* run = next.controller.run(id);
        QVERIFY(run && !run->live() && !run->ticked);
        QVERIFY(run->finished->end == RunEnd::Interrupted);
        QVERIFY(next.epochsOf(id) >= 2);
        QVERIFY(next.controller.canResume(id));
        QVERIFY2(!next.controller.current(), "the top bar speaks of no run of an earlier session");
        next.controller.resumeRun(id);
        QTRY_VERIFY_WITH_TIMEOUT(next.controller.current() != nullptr, patience);
        QVERIFY(next.awaitEnd(id));
        QVERIFY(run->finished->end == RunEnd::Finished);
        QVERIFY(!next.controller.canResume(id));

        const test::TemporaryFolder other;
        Session undisturbed(other.path());
        QVERIFY(undisturbed.train());
        const core::RunId whole = undisturbed.controller.current()->id;
        QVERIFY(undisturbed.awaitEnd(whole));
        for (const char* series : {"batch_loss", "training_loss", "validation_accuracy", "learning_rate"}) {
            const ui::SeriesData& expected = undisturbed.controller.run(whole)->series.at(series);
            QVERIFY2(run->series.at(series).x == expected.x, series);
            QVERIFY2(run->series.at(series).y == expected.y, series);
        }
        QCOMPARE(run->gradients.size(), std::size_t{epochs});
    }

    void aFinishedRunIsNotListed() {
        const test::TemporaryFolder folder;
        {
            Session session(folder.path());
            QVERIFY(session.train(3));
            QVERIFY(session.awaitEnd(session.controller.current()->id));
        }
        Session next(folder.path());
        QCOMPARE(next.load(), 0);
        QVERIFY(next.controller.runs().empty());
    }

    void aStoppedRunOfThisSessionGoesOn() {
        const test::TemporaryFolder folder;
        Session session(folder.path());
        QVERIFY(session.train());
        const core::RunId id = session.controller.current()->id;
        QVERIFY(session.awaitEpochs(id, 2));
        session.controller.stop();
        QVERIFY(session.awaitEnd(id));
        QVERIFY(session.controller.canResume(id));
        session.controller.resumeRun(id);
        QVERIFY(session.awaitEnd(id));
        const ui::RunRecord& run = *session.controller.run(id);
        QVERIFY(run.finished->end == RunEnd::Finished);
        QCOMPARE(run.series.at("batch_loss").y.size(), std::size_t{4 * epochs});
        QVERIFY2(std::ranges::adjacent_find(run.series.at("training_loss").x, std::greater_equal<>()) ==
                     run.series.at("training_loss").x.end(),
                 "no epoch comes twice");
    }

    void aStoreThatCannotBeReadIsSaid() {
        const test::TemporaryFolder folder;
        folder.file("project.db", "this is no database, and it stays as it is");
        Controller controller(test::scriptedServices({}), nullptr);
        EarlierRuns earlier(controller, folder.path());
        QSignalSpy failed(&earlier, &EarlierRuns::failed);
        earlier.load();
        QTRY_COMPARE_WITH_TIMEOUT(failed.count(), 1, patience);
    }
};

QTEST_GUILESS_MAIN(EarlierRunsTest)
#include "earlier_runs_test.moc"
