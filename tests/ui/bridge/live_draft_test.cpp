#include "bridge/controller.h"
#include "bridge/draft_shelf.h"
#include "params/model_fields.h"
#include "run/loop_state.h"

#include "support/patience.h"
#include "support/recording_observer.h"
#include "support/scripted_trainer.h"

#include <QSignalSpy>
#include <QTest>

#include <array>
#include <atomic>

using namespace epochlab;
using core::RunEnd;
using test::patience;
using ui::Controller;

namespace {

struct Fixture {
    explicit Fixture(test::Script script = {}, std::int64_t epochs = 3) : controller(test::scriptedServices(std::move(script)), &store) {
        set("epochs", epochs);
    }
    bool ready() {
        return until([this] { return controller.canTrain(); });
    }
    template <typename Condition> bool until(Condition condition) { return QTest::qWaitFor(condition, patience); }
    void set(const char* id, core::ParamValue value) {
        if (!controller.setParam(id, std::move(value))) qFatal("refused");
    }
    bool drafted() {
        return until([this] {
            return controller.draft() && !controller.draft()->live() &&
                   core::withAutomaticThreads(controller.draft()->config) == controller.config();
        });
    }
    bool allEnded() {
        return until([this] { return std::ranges::none_of(controller.runs(), &ui::RunRecord::live); });
    }

    test::RecordingObserver store;
    Controller controller;
};

/// All that two equal trainings have in common.
std::map<std::string, std::vector<double>> curves(const ui::RunRecord& run) {
    std::map<std::string, std::vector<double>> all;
    for (const auto& [name, series] : run.series)
        if (name != "seconds") all[name] = series.y();
    for (const core::GradientRow& row : run.gradients)
        all["gradients"].insert(all["gradients"].end(), row.squaredNorms.begin(), row.squaredNorms.end());
    for (const float value : run.finished->bestWeights->tensors.at(0).values) all["weights"].push_back(value);
    return all;
}

std::map<std::string, std::vector<double>> stored(const test::RecordingObserver& store, const core::RunId& id) {
    std::map<std::string, std::vector<double>> all;
    for (const core::Event& event : store.events()) {
        const auto* block = std::get_if<core::MetricBlock>(&event.payload);
        if (event.run == id && block && block->series != "seconds")
            all[block->series].insert(all[block->series].end(), block->values.begin(), block->values.end());
    }
    return all;
}

} // namespace

class LiveDraftTest : public QObject {
    Q_OBJECT
private slots:
    void aDraftStandsInNoListAndNoStore() {
        Fixture f;
        QVERIFY(f.ready());
        QVERIFY(!f.controller.draft() && !f.controller.canKeep());
        f.controller.setLive(true);
        QVERIFY(f.drafted());
        QVERIFY(f.controller.draft()->finished->end == RunEnd::Finished);
        QCOMPARE(f.controller.draft()->colour, ui::draftColour);
        QVERIFY(f.controller.runs().empty() && !f.controller.current());
        QVERIFY(f.store.events().empty());
        QVERIFY(f.controller.canTrain() && f.controller.canKeep());
        f.controller.setLive(false);
        QVERIFY(!f.controller.draft() && !f.controller.canKeep());
    }

    void withoutLiveNothingFollows() {
        Fixture f;
        QVERIFY(f.ready());
        QSignalSpy drafts(&f.controller, &Controller::draftChanged);
        f.set("width", std::int64_t{9});
        f.controller.train();
        QVERIFY(f.allEnded());
        QCOMPARE(drafts.count(), 0);
    }

    void theOldDraftStaysUntilTheNewOneHasAnEpoch() {
        std::array<std::atomic<int>, 13> trained{};
        auto gate = std::make_shared<test::Gate>(4);
        Fixture f({.onStep = [&](std::int64_t step) { ++trained.at(std::size_t(step)); }, .gate = gate});
        const test::OpenedAtEnd opened{gate};
        QVERIFY(f.ready());
        f.controller.setLive(true);
        QVERIFY(f.until([&] { return f.controller.draft() != nullptr; })); // after the first of three epochs
        const core::RunId first = f.controller.draft()->id;
        f.set("width", std::int64_t{9});
        QVERIFY(f.until([&] { return trained[1] == 2; })); // the second one stands before its first batch
        QCOMPARE(f.controller.draft()->id, first);
        gate->open();
        QVERIFY(f.until([&] { return f.controller.draft()->id != first; }));
        QVERIFY(f.drafted());
        QCOMPARE(trained[5], 2); // where the first was dropped: it ends the stretch of batches it is in …
        QCOMPARE(trained[9], 1); // … and begins no other
        QVERIFY(f.controller.runs().empty() && f.store.events().empty());
    }

    void aDragWithoutARestIsFollowed() {
        Fixture f;
        QVERIFY(f.ready());
        f.controller.setLive(true);
        QVERIFY(f.drafted());
        QSignalSpy drafts(&f.controller, &Controller::draftChanged);
        QTimer drag;
        std::int64_t width = 8;
        connect(&drag, &QTimer::timeout, [&] { f.set("width", 8 + ++width % 100); });
        drag.start(5);
        QVERIFY(f.until([&] { return drafts.count() >= 3; }));
        drag.stop();
        QVERIFY(f.drafted());
        QVERIFY(f.controller.runs().empty() && f.store.events().empty());
    }

    void theFormGoneBackAsksForNothing() {
        Fixture f;
        QVERIFY(f.ready());
        f.controller.setLive(true);
        QVERIFY(f.drafted());
        QSignalSpy drafts(&f.controller, &Controller::draftChanged);
        f.set("width", std::int64_t{9});
        f.set("width", std::int64_t{16});
        f.controller.train();
        QVERIFY(f.allEnded());
        QCOMPARE(drafts.count(), 1); // train() took its place
    }

    void keepGivesWhatTrainGives() {
        Fixture f;
        QVERIFY(f.ready());
        f.controller.setLive(true);
        QVERIFY(f.drafted());
        const core::RunId kept = f.controller.draft()->id;
        QSignalSpy finished(&f.controller, &Controller::runFinished);
        f.controller.keepDraft();
        QVERIFY(!f.controller.draft() && !f.controller.canKeep());
        QCOMPARE(f.controller.runs().size(), std::size_t{1});
        QCOMPARE(f.controller.current()->id, kept);
        QCOMPARE(f.controller.current()->colour, 0);
        QCOMPARE(f.controller.current()->name, QStringLiteral("3 epochs"));
        QVERIFY(f.until([&] { return finished.count() == 1; })); // it is in the store now
        QCOMPARE(f.store.all<core::FinishedEvent>().size(), std::size_t{1});
        f.controller.setLive(false);
        f.controller.train();
        QVERIFY(f.allEnded());
        const core::RunId trained = f.controller.current()->id;
        QVERIFY(trained != kept);
        QCOMPARE(curves(*f.controller.run(kept)), curves(*f.controller.run(trained)));
        QCOMPARE(stored(f.store, kept), stored(f.store, trained));
        QVERIFY(!stored(f.store, kept).empty());
    }

    void aDraftKeptHalfWayGoesOnAsARun() {
        auto gate = std::make_shared<test::Gate>(5);
        Fixture f({.gate = gate});
        const test::OpenedAtEnd opened{gate};
        QVERIFY(f.ready());
        f.controller.setLive(true);
        QVERIFY(f.until([&] { return f.controller.canKeep(); }));
        f.controller.keepDraft();
        QVERIFY(f.controller.current()->live());
        gate->open();
        QVERIFY(f.allEnded());
        QVERIFY(f.controller.current()->finished->end == RunEnd::Finished);
        const core::RunId kept = f.controller.current()->id;
        f.controller.train();
        QVERIFY(f.allEnded());
        QCOMPARE(curves(*f.controller.run(kept)), curves(*f.controller.current()));
        QCOMPARE(stored(f.store, kept), stored(f.store, f.controller.current()->id));
        QCOMPARE(f.store.all<core::FinishedEvent>().size(), std::size_t{2});
    }

    void aDraftKeptHalfWayHasItsNewestCheckpointAndThatOfItsBestEpoch() {
        const auto checkpoint = [](std::int64_t step) {
            auto made = std::make_shared<core::RunCheckpoint>();
            made->loop.step = step;
            return made;
        };
        const auto best = checkpoint(2);
        const auto newerBest = checkpoint(5);
        const struct {
            std::vector<core::CheckpointEvent> before; ///< it is kept
            std::int64_t step;
            std::shared_ptr<const core::RunCheckpoint> best;
        } rows[] = {
            {{{checkpoint(3), best}}, 3, best},
            {{{checkpoint(3), best}, {checkpoint(4)}}, 4, best},
            {{{checkpoint(3), best}, {checkpoint(4)}, {checkpoint(6), newerBest}}, 6, newerBest},
            {{{checkpoint(3)}, {checkpoint(4)}}, 4, nullptr},
        };
        for (const auto& row : rows) {
            test::RecordingObserver store;
            ui::DraftShelf shelf(&store);
            shelf.add("draft");
            for (const core::CheckpointEvent& event : row.before) {
                shelf.onEvent({"draft", core::MetricBlock{"batch_loss", 1, event.checkpoint->loop.step, {0.5}}});
                shelf.onEvent({"draft", event});
            }
            QVERIFY(store.events().empty());
            shelf.keep("draft");
            const auto kept = store.all<core::CheckpointEvent>();
            QCOMPARE(kept.size(), std::size_t{1}); // memory holds no more
            QCOMPARE(kept[0].checkpoint->loop.step, row.step);
            QVERIFY(kept[0].best == row.best);
            QVERIFY2(std::holds_alternative<core::CheckpointEvent>(store.events().back().payload), "after the metrics up to its step");
            shelf.onEvent({"draft", core::CheckpointEvent{checkpoint(9)}});
            QCOMPARE(store.all<core::CheckpointEvent>().size(), std::size_t{2});
        }
    }

    void whatIsKeptIsWhatTheFormSays() {
        Fixture f;
        QVERIFY(f.ready());
        f.controller.setLive(true);
        QVERIFY(f.drafted());
        f.set("width", std::int64_t{9});
        f.controller.keepDraft(); // the draft of this width has not begun
        QVERIFY(f.allEnded());
        QCOMPARE(f.controller.current()->config.integer("width"), std::int64_t{9});
        QVERIFY(f.controller.current()->finished->end == RunEnd::Finished);
        QVERIFY(!f.controller.draft());
        f.set("width", std::int64_t{10});
        QVERIFY(f.drafted()); // Live goes on
        QCOMPARE(f.controller.runs().size(), std::size_t{1});
    }

    void trainWhileLiveIsAnOrdinaryRun() {
        Fixture f;
        QVERIFY(f.ready());
        f.controller.setLive(true);
        QVERIFY(f.drafted());
        f.controller.train();
        QVERIFY(!f.controller.draft());
        QVERIFY(f.allEnded());
        QCOMPARE(f.controller.runs().size(), std::size_t{1});
        QCOMPARE(f.store.all<core::FinishedEvent>().size(), std::size_t{1});
    }

    void aLongTrainingIsNotFollowedAndSaysWhy() {
        Fixture f;
        QVERIFY(f.ready());
        f.controller.setLive(true);
        QVERIFY(f.drafted());
        f.set("width", std::int64_t{256});
        f.set("epochs", std::int64_t{100'000});
        QVERIFY(f.controller.estimate().seconds > 5);
        QVERIFY2(f.controller.liveObstacle().startsWith(QStringLiteral("Live is for trainings of up to 5 s; this one takes about ")),
                 qPrintable(f.controller.liveObstacle()));
        QVERIFY(!f.controller.draft() && !f.controller.canKeep());
        f.set("epochs", std::int64_t{2});
        QVERIFY(f.controller.liveObstacle().isEmpty());
        QVERIFY(f.drafted());
    }

    void aDivergedDraftTakesItsPlace() {
        Fixture f({.divergeAtStep = 2});
        QVERIFY(f.ready());
        f.controller.setLive(true);
        QVERIFY(f.drafted());
        QVERIFY(f.controller.draft()->finished->end == RunEnd::Diverged);
    }

    void theControllerEndsWhileDraftsAreLive() {
        auto gate = std::make_shared<test::Gate>(4);
        auto f = std::make_unique<Fixture>(test::Script{.gate = gate});
        const test::OpenedAtEnd opened{gate};
        QVERIFY(f->ready());
        f->controller.setLive(true);
        QVERIFY(f->until([&] { return f->controller.canKeep(); }));
        f->set("width", std::int64_t{9});
        f->controller.keepDraft(); // one run, and one draft that is being dropped
        gate->open();
        f.reset(); // stops both and joins their threads
    }
};

QTEST_GUILESS_MAIN(LiveDraftTest)
#include "live_draft_test.moc"
