// A session that ends while a run trains, and the next one that goes on with it.
#include "bridge/stored_runs.h"

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
using ui::StoredRuns;

namespace {

constexpr std::int64_t epochs = 20'000; // so many that none ends before its session does

/// One start of the window: a controller whose runs are stored in the folder.
struct Session {
    core::StoreWriter writer;
    Controller controller;
    StoredRuns stored;

    explicit Session(const std::string& folder)
        : writer(folder), controller(test::scriptedServices({}), &writer), stored(controller, folder) {}

    bool train(std::int64_t count = epochs) {
        if (!QTest::qWaitFor([&] { return controller.canTrain(); }, patience)) return false;
        if (!controller.setParam("epochs", count)) return false;
        controller.train();
        return true;
    }
    std::size_t epochsOf(const core::RunId& id) const {
        const ui::RunRecord* run = controller.run(id);
        if (!run) return 0;
        const auto& series = run->series;
        const auto found = series.find("validation_accuracy");
        return found == series.end() ? 0 : found->second.y().size();
    }
    bool awaitEpochs(const core::RunId& id, std::size_t count) {
        return QTest::qWaitFor([&] { return epochsOf(id) >= count; }, patience);
    }
    bool awaitEnd(const core::RunId& id) {
        return QTest::qWaitFor([&] { return controller.run(id) && !controller.run(id)->live(); }, patience);
    }
    /// How many were interrupted; −1: the store cannot be read.
    int load() {
        QSignalSpy loaded(&stored, &StoredRuns::loaded);
        stored.start();
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

/// The window is closed after a training.
core::RunId finishedIn(const std::string& folder) {
    Session session(folder);
    if (!session.train(3)) return {};
    const core::RunId id = session.controller.current()->id;
    return session.awaitEnd(id) ? id : core::RunId();
}

} // namespace

class StoredRunsTest : public QObject {
    Q_OBJECT
private slots:
    void anInterruptedRunIsListedAndGoesOn() {
        const test::TemporaryFolder folder;
        const core::RunId id = interruptedIn(folder.path());
        QVERIFY(!id.empty());

        Session next(folder.path());
        QCOMPARE(next.load(), 1);
        QVERIFY2(next.controller.runs().empty(), "no curves are read before they are wanted");
        QVERIFY(next.stored.canResume(id) && !next.stored.ticked(id));
        next.stored.withRecord(id, [] {});
        QTRY_VERIFY_WITH_TIMEOUT(next.controller.run(id) != nullptr, patience);
        const ui::RunRecord* run = next.controller.run(id);
        QVERIFY(!run->live() && !run->ticked);
        QVERIFY(run->finished->end == RunEnd::Interrupted);
        QVERIFY(next.epochsOf(id) >= 2);
        QVERIFY(next.controller.canResume(id));
        QVERIFY2(!next.controller.current(), "the top bar speaks of no run of an earlier session");
        next.stored.resume(id);
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
            QVERIFY2(run->series.at(series).x() == expected.x(), series);
            QVERIFY2(run->series.at(series).y() == expected.y(), series);
        }
        QCOMPARE(run->gradients.size(), std::size_t{epochs});
    }

    void aTickFetchesTheCurvesOfAStoredRun() {
        const test::TemporaryFolder folder;
        const core::RunId id = finishedIn(folder.path());
        QVERIFY(!id.empty());
        Session next(folder.path());
        QCOMPARE(next.load(), 0);
        QVERIFY(next.stored.find(id) && !next.stored.ticked(id));
        QCOMPARE(next.stored.find(id)->name, QStringLiteral("3 epochs"));
        next.stored.setTicked(id, true);
        QVERIFY2(next.stored.ticked(id), "while it is fetched too");
        QTRY_VERIFY_WITH_TIMEOUT(next.controller.run(id) != nullptr, patience);
        QVERIFY(next.controller.run(id)->ticked);
        QCOMPARE(next.epochsOf(id), std::size_t{3});
        QVERIFY(next.controller.run(id)->finished->end == RunEnd::Finished);
    }

    void whatAnotherProcessMakesAppears() {
        const test::TemporaryFolder folder;
        Session session(folder.path());
        QCOMPARE(session.load(), 0);
        const core::RunId id = finishedIn(folder.path());
        QTRY_VERIFY_WITH_TIMEOUT(session.stored.find(id) != nullptr, patience);
    }

    void aFilterListsWhatMatches() {
        const test::TemporaryFolder folder;
        const core::RunId id = finishedIn(folder.path());
        Session next(folder.path());
        QCOMPARE(next.load(), 0);
        const struct {
            const char* filter;
            std::size_t shown;
        } rows[] = {{"epochs=3", 1}, {"epochs>3", 0}, {"", 1}, {"state=finished", 1}, {"nothing-like-it", 0}};
        for (const auto& row : rows) {
            QVERIFY(next.stored.setFilter(QString::fromLatin1(row.filter)));
            QTRY_VERIFY2_WITH_TIMEOUT(next.stored.listing().shown.size() == row.shown, row.filter, patience);
        }
        QVERIFY(next.stored.setFilter(QStringLiteral("epochs>3")));
        QVERIFY(!next.stored.setFilter(QStringLiteral("wisdom>3")));
        QVERIFY2(next.stored.filtered(), "the filter before it stays");
        QVERIFY(next.stored.find(id) != nullptr);
    }

    void aNameTagsAndANoteAreKept() {
        const test::TemporaryFolder folder;
        const core::RunId id = finishedIn(folder.path());
        {
            Session next(folder.path());
            QCOMPARE(next.load(), 0);
            next.stored.setTicked(id, true);
            next.stored.rename(id, QStringLiteral("  the  wide one "));
            next.stored.annotate(id, QStringLiteral("good wide"), QStringLiteral("keep this"));
            QTRY_COMPARE_WITH_TIMEOUT(next.stored.find(id)->summary.note, std::string("keep this"), patience);
            QCOMPARE(next.controller.run(id)->name, QStringLiteral("the wide one"));
        }
        const auto found = core::RunStore(folder.path()).find("the wide one");
        QVERIFY(found);
        QCOMPARE(found->tags, std::string("good wide"));
    }

    void deletedRunsComeBackTicked() {
        const test::TemporaryFolder folder;
        const core::RunId id = finishedIn(folder.path());
        Session next(folder.path());
        QCOMPARE(next.load(), 0);
        next.stored.setTicked(id, true);
        QTRY_VERIFY_WITH_TIMEOUT(next.controller.run(id) != nullptr, patience);
        next.stored.remove({id});
        QTRY_VERIFY_WITH_TIMEOUT(next.stored.find(id) == nullptr, patience);
        QVERIFY(next.controller.runs().empty());
        QCOMPARE(next.stored.removedLast(), 1);
        next.stored.undoRemove();
        QTRY_VERIFY_WITH_TIMEOUT(next.stored.find(id) && next.controller.run(id), patience);
        QVERIFY(next.stored.ticked(id));
        QCOMPARE(next.stored.removedLast(), 0);
    }

    void aFinishedRunOfAnEarlierSessionIsTrainedFurther() {
        const test::TemporaryFolder folder;
        const core::RunId id = finishedIn(folder.path());
        Session next(folder.path());
        QCOMPARE(next.load(), 0);
        QVERIFY(next.stored.canTrainFurther(id));
        next.stored.withRecord(id, [&] { QVERIFY(next.controller.trainFurther(id, 2)); });
        QTRY_VERIFY_WITH_TIMEOUT(next.epochsOf(id) == 5, patience);
        QVERIFY(next.awaitEnd(id));
        QCOMPARE(next.controller.run(id)->name, QStringLiteral("5 epochs"));
    }

    void aBrokenRunHidesNoOther() {
        const test::TemporaryFolder folder;
        const core::RunId sound = finishedIn(folder.path());
        const core::RunId broken = finishedIn(folder.path());
        {
            auto file = core::openRunStoreToWrite(folder.path());
            QVERIFY(file);
            QVERIFY(file->connection.run("UPDATE runs SET config = 'width = ' WHERE id = ?", broken));
        }
        Session next(folder.path());
        QCOMPARE(next.load(), 0);
        QCOMPARE(next.stored.listing().shown.size(), std::size_t{2});
        QVERIFY(next.stored.find(sound)->problem.isEmpty());
        QVERIFY(!next.stored.find(broken)->problem.isEmpty());
        QVERIFY(ui::stateText(*next.stored.find(broken)).startsWith(QStringLiteral("cannot be read: ")));
        QSignalSpy failed(&next.stored, &StoredRuns::failed);
        next.stored.setTicked(broken, true);
        QTRY_COMPARE_WITH_TIMEOUT(failed.count(), 1, patience);
        QVERIFY(!next.stored.ticked(broken));
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
        QCOMPARE(run.series.at("batch_loss").y().size(), std::size_t{4 * epochs});
        QVERIFY2(std::ranges::adjacent_find(run.series.at("training_loss").x(), std::greater_equal<>()) ==
                     run.series.at("training_loss").x().end(),
                 "no epoch comes twice");
    }

    void aRunOnPicturesHasNoMap() {
        const test::TemporaryFolder folder;
        {
            auto pictures = std::make_shared<core::TableDataset>(); // which have no columns
            pictures->classNames = {"cat", "dog"};
            core::StoreWriter writer(folder.path());
            core::StartedEvent started{core::ParamSet(core::mlpParams()), nullptr, pictures, {}, 1, 0};
            QVERIFY(started.config.setText("model", "cnn"));
            started.shape.stepsPerEpoch = 1;
            core::FinishedEvent end;
            end.epochs = 1;
            end.best = core::BestEpoch{1, 0.9, 0.3, 0.9, 0.9};
            end.bestWeights = std::make_shared<const core::ModelWeights>(core::ModelWeights{{{"layers.0.weight", {1}, {0.5F}}}});
            writer.onEvent({"faces", started});
            writer.onEvent({"faces", end});
            QVERIFY(writer.flush());
        }
        Session next(folder.path());
        QCOMPARE(next.load(), 0);
        next.stored.setTicked("faces", true);
        QVERIFY(QTest::qWaitFor([&] { return next.controller.run("faces") != nullptr; }, patience));
        QVERIFY(!next.controller.run("faces")->model);
        QVERIFY2(next.controller.run("faces")->noModel.contains("pictures"), qPrintable(next.controller.run("faces")->noModel));
    }

    void aStoreThatCannotBeReadIsSaid() {
        const test::TemporaryFolder folder;
        folder.file("project.db", "this is no database, and it stays as it is");
        Controller controller(test::scriptedServices({}), nullptr);
        StoredRuns stored(controller, folder.path());
        QSignalSpy failed(&stored, &StoredRuns::failed);
        stored.start();
        QTRY_COMPARE_WITH_TIMEOUT(failed.count(), 1, patience);
    }
};

QTEST_GUILESS_MAIN(StoredRunsTest)
#include "stored_runs_test.moc"
