// A run that is kept, and what is made of it: the same again, other seeds, another way.
#include "bridge/run_follow_ups.h"

#include "bridge/preset_tags.h"

#include "store/store_writer.h"
#include "support/patience.h"
#include "support/scripted_trainer.h"
#include "support/temporary_folder.h"

#include <QSignalSpy>
#include <QTest>

#include <algorithm>

using namespace epochlab;
using test::patience;
using ui::RunFollowUps;
using Kind = ui::RunFollowUps::Kind;

namespace {

/// The second epoch of four is the best.
core::Evaluation bestInTheMiddle(core::Split, std::int64_t epoch) {
    const double accuracy = epoch == 2 ? 0.9 : 0.5;
    return {1.0 - accuracy, accuracy, 16};
}

struct Session {
    test::TemporaryFolder folder;
    core::StoreWriter writer;
    ui::Controller controller;
    ui::StoredRuns stored;
    ui::RunQueue queue;
    RunFollowUps followUps;
    QSignalSpy judged{&followUps, &RunFollowUps::judged};
    QSignalSpy said{&followUps, &RunFollowUps::said};
    QSignalSpy failed{&followUps, &RunFollowUps::failed};

    explicit Session(test::Script script = {.onEvaluate = bestInTheMiddle})
        : writer(folder.path()), controller(test::scriptedServices(std::move(script)), &writer), stored(controller, folder.path()),
          queue(controller, 2), followUps(controller, stored, queue) {
        stored.start();
    }
    template <typename Condition> bool until(Condition condition) { return QTest::qWaitFor(condition, patience); }
    bool idle() {
        return until([this] { return controller.current() && !controller.current()->live(); });
    }
    /// The run's id once it has ended and stands in the listing.
    core::RunId train(std::int64_t epochs = 4) {
        if (!until([this] { return controller.canTrain(); })) return {};
        if (!controller.setParam("epochs", epochs)) return {};
        controller.train();
        const core::RunId id = controller.current()->id;
        return idle() && until([&] { return state(id) == "finished"; }) ? id : core::RunId();
    }
    std::string state(const core::RunId& id) const {
        const ui::StoredRun* run = stored.find(id);
        return run ? run->summary.state : std::string();
    }
    QString errorText() const {
        return failed.isEmpty() ? QString() : QString::fromStdString(core::describe(failed.last()[0].value<core::Error>()));
    }
    std::shared_ptr<ui::BranchDraft> prepared(const core::RunId& id) {
        QSignalSpy ready(&followUps, &RunFollowUps::branchPrepared);
        followUps.prepareBranch(id);
        if (!until([&] { return !ready.isEmpty(); })) return nullptr;
        return ready[0][0].value<std::shared_ptr<ui::BranchDraft>>();
    }
};

void change(const test::TemporaryFolder& folder, const char* sql) {
    auto database = core::Connection::open(folder.path() + "/project.db", core::Connection::Access::ReadWrite);
    QVERIFY(database.ok() && database->script(sql).ok());
}

} // namespace

class RunFollowUpsTest : public QObject {
    Q_OBJECT
private slots:
    void aRerunIsJudgedInWords() {
        const struct {
            const char* sql; ///< done to the original
            bool identical;
            QString text;
        } rows[] = {
            {"SELECT 1", true, QStringLiteral("The rerun is identical to %1: ")},
            {"UPDATE metrics SET \"values\" = zeroblob(length(\"values\")) WHERE series = 'validation_loss'", false,
             QStringLiteral("The rerun differs from %1 first in validation_loss at step 4: 0 there, 0.5 here; ")},
            {"UPDATE metrics SET \"values\" = zeroblob(length(\"values\")) WHERE series = 'validation_loss'; "
             "UPDATE runs SET instruction_set = 'avx512', data_fingerprint = 'x'",
             false, QStringLiteral("the original had the data x (here ")},
        };
        for (const auto& row : rows) {
            Session s;
            const core::RunId id = s.train();
            QVERIFY(!id.empty());
            change(s.folder, row.sql);
            s.followUps.rerun(id);
            QVERIFY(s.until([&] { return !s.judged.isEmpty() || !s.failed.isEmpty(); }));
            QVERIFY2(s.failed.isEmpty(), qPrintable(s.errorText()));
            QCOMPARE(s.judged[0][0].toBool(), row.identical);
            const QString text = s.judged[0][1].toString();
            const QString name = s.controller.run(id)->name;
            QVERIFY2(text.contains(row.text.contains(QLatin1String("%1")) ? row.text.arg(name) : row.text), qPrintable(text));
            QCOMPARE(s.controller.runs().size(), std::size_t{2});
            QVERIFY(s.controller.current()->id != id);
        }
    }

    void aPresetRefusesWhatItDoesNotAllow() {
        Session s;
        QSignalSpy refused(&s.queue, &ui::RunQueue::refused);
        const core::RunId id = s.train();
        QVERIFY(!id.empty());
        const std::shared_ptr<ui::BranchDraft> open = s.prepared(id);
        QVERIFY(open);
        core::Result<core::LabPreset> preset = core::readLabPreset("title = \"A\"\n[fixed]\nepochs = 9\n", "a");
        QVERIFY(preset.ok());
        s.controller.setPreset(std::make_shared<const core::PresetLimits>(*std::move(preset)));
        QVERIFY(s.until([&] { return s.controller.canTrain(); }));
        const QString sentence = QStringLiteral("is not allowed: the preset “A” fixes it at 9");
        s.followUps.rerun(id);
        QVERIFY(s.until([&] { return s.failed.size() == 1; }));
        QVERIFY2(s.errorText().contains(sentence), qPrintable(s.errorText()));
        QVERIFY(open->setText("learning-rate", "0.5").ok());
        s.followUps.beginBranch(*open); // its dialog stood open when the preset came
        QVERIFY(s.until([&] { return s.failed.size() == 2; }));
        QVERIFY2(s.errorText().contains(sentence), qPrintable(s.errorText()));
        const std::shared_ptr<ui::BranchDraft> branch = s.prepared(id);
        QVERIFY(branch && !branch->possible().ok());
        s.followUps.tryLuck(id);
        QVERIFY(s.until([&] { return !refused.isEmpty(); }));
        const auto further = s.controller.trainFurther(id, 1);
        QVERIFY(!further.ok() && QString::fromStdString(core::describe(further.error())).contains(sentence));
        QCOMPARE(s.controller.runs().size(), std::size_t{1});
        s.controller.train();
        QVERIFY(s.idle());
        const core::RunId kept = s.controller.current()->id;
        QVERIFY(s.controller.current()->config.integer("epochs") == 9 && !s.controller.current()->presetTag.empty());
        ui::PresetTags tags(s.controller, s.stored);
        Q_EMIT s.controller.runAdded(kept);
        QVERIFY(s.until([&] { return s.stored.find(kept) && s.stored.find(kept)->summary.tags == s.controller.preset()->tag(); }));
    }

    void aStoppedRerunSaysNothingUntilItHasGoneOnToItsEnd() {
        auto gate = std::make_shared<test::Gate>(18); // two batches of the rerun
        const test::OpenedAtEnd opened{gate};
        Session s({.onEvaluate = bestInTheMiddle, .gate = gate});
        const core::RunId id = s.train();
        QVERIFY(!id.empty());
        s.followUps.rerun(id);
        QVERIFY(s.until([&] { return s.controller.runs().size() == 2; }));
        gate->awaitArrival(19);
        s.controller.stop();
        gate->open();
        QVERIFY(s.idle());
        QCOMPARE(s.said.size(), 1);
        QVERIFY(s.said[0][0].toString().startsWith(QStringLiteral("The rerun was stopped, so it says nothing yet")));
        QVERIFY(s.judged.isEmpty());
        s.stored.resume(s.controller.current()->id);
        QVERIFY(s.until([&] { return !s.judged.isEmpty(); }));
        QVERIFY2(s.judged[0][0].toBool(), qPrintable(s.judged[0][1].toString()));
    }

    void luckQueuesFourSeedsTicksThemAndSaysWhereTheRunLies() {
        Session s;
        const core::RunId id = s.train(2);
        QVERIFY(!id.empty());
        s.controller.setTicked(id, false);
        QSignalSpy queued(&s.followUps, &RunFollowUps::luckQueued);
        s.followUps.tryLuck(id);
        QVERIFY(s.until([&] { return !s.said.isEmpty(); }));
        const auto runs = queued[0][0].value<std::vector<core::RunId>>();
        QCOMPARE(runs.size(), std::size_t{5});
        QCOMPARE(runs[0], id);
        for (std::size_t i = 0; i < runs.size(); ++i) {
            const ui::RunRecord* run = s.controller.run(runs[i]);
            QVERIFY(run && run->ticked && !run->live());
            QCOMPARE(run->config.integer("seed"), static_cast<std::int64_t>(i) + 1);
            QCOMPARE(run->config.integer("epochs"), std::int64_t{2});
        }
        QVERIFY(s.controller.run(runs[1])->name.endsWith(QStringLiteral(", seed 2")));
        QCOMPARE(s.said[0][0].toString(),
                 QStringLiteral("Is %1 luck? The seed makes no difference: 4 other seeds reached the same accuracy")
                     .arg(s.controller.run(id)->name));
    }

    void seedsThatAreTakenOutOfTheQueueAreNotWaitedFor() {
        auto gate = std::make_shared<test::Gate>(8);
        const test::OpenedAtEnd opened{gate};
        Session s({.onEvaluate = bestInTheMiddle, .gate = gate});
        const core::RunId id = s.train(2);
        QVERIFY(!id.empty());
        QSignalSpy queued(&s.followUps, &RunFollowUps::luckQueued);
        s.followUps.tryLuck(id);
        QVERIFY(s.until([&] { return !queued.isEmpty(); }));
        for (const core::RunId& run : queued[0][0].value<std::vector<core::RunId>>())
            if (run != id) s.queue.removeOrStop(run);
        gate->open();
        QVERIFY(s.until([&] { return !s.said.isEmpty(); }));
        QVERIFY2(s.said[0][0].toString().contains(QStringLiteral("No other seed finished")), qPrintable(s.said[0][0].toString()));
    }

    void aBranchBeginsWithTheCurvesOfTheRunAndCanBeRepeated() {
        Session s;
        const core::RunId id = s.train();
        QVERIFY(!id.empty());
        const auto draft = s.prepared(id);
        QVERIFY(draft);
        QCOMPARE(draft->places(),
                 (QStringList{QStringLiteral("Best: after epoch 2 (step 8)"), QStringLiteral("Last: after epoch 4 (step 16)")}));
        QCOMPARE(draft->place(), 0);
        QVERIFY(draft->setText("learning-rate", "0.5").ok());
        s.followUps.beginBranch(*draft);
        QVERIFY(s.until([&] { return s.controller.runs().size() == 2; }));
        QVERIFY2(s.failed.isEmpty(), qPrintable(s.errorText()));
        QVERIFY(s.idle());
        const ui::RunRecord& branch = *s.controller.current();
        const ui::SeriesData& before = s.controller.run(id)->series.at("batch_loss");
        const ui::SeriesData& after = branch.series.at("batch_loss");
        QCOMPARE(after.x(), before.x());
        QVERIFY(std::equal(after.y().begin(), after.y().begin() + 8, before.y().begin()));
        QVERIFY2(after.y()[9] != before.y()[9], "the new rate tells");
        QCOMPARE(branch.gradients.size(), std::size_t{4});
        QVERIFY(s.until([&] { return s.stored.find(branch.id) && s.stored.find(branch.id)->summary.branch; }));
        QVERIFY(!s.followUps.obstacle(Kind::Luck, branch.id).isEmpty());
        QString command;
        s.followUps.withCommand(branch.id, [&](const QString& text) { command = text; });
        QVERIFY(s.until([&] { return !command.isEmpty(); }));
        QCOMPARE(command, QStringLiteral("epochlab-cli branch %1 --at 8 --learning-rate 0.5").arg(QString::fromStdString(id)));
        s.followUps.rerun(branch.id);
        QVERIFY(s.until([&] { return !s.judged.isEmpty() || !s.failed.isEmpty(); }));
        QVERIFY2(!s.judged.isEmpty() && s.judged[0][0].toBool(), qPrintable(s.errorText()));
        QVERIFY(s.judged[0][1].toString().contains(QStringLiteral(" after step 8, bit for bit")));
    }

    void aDraftSaysWhatItWillBeAndWhatItCannotBe() {
        core::ParamSet config(core::mlpParams());
        QVERIFY(config.set("epochs", std::int64_t{4}).ok());
        const struct {
            std::vector<core::KeptCheckpoint> kept;
            int place;
            std::vector<std::pair<std::string, std::string>> changes;
            bool possible;
            QString text;
        } rows[] = {
            {{{8, 2, true, false}, {16, 4, false, true}}, 0, {}, true, QStringLiteral("With nothing changed the branch is the run's own")},
            {{{8, 2, true, false}, {16, 4, false, true}},
             0,
             {{"learning-rate", "0.01"}, {"epochs", "6"}},
             true,
             QStringLiteral("From step 9 on: learning rate 0.001 → 0.01, epochs 4 → 6")},
            {{{16, 4, true, true}}, 0, {}, true, QStringLiteral("From step 17 on: epochs 4 → 8")},
            {{{16, 4, true, true}},
             0,
             {{"epochs", "4"}},
             false,
             QStringLiteral("The checkpoint stands at the end of epoch 4, the last one; ask")},
            {{{8, 2, false, false}, {16, 4, true, true}}, 1, {{"epochs", "5"}}, true, QStringLiteral("From step 17 on: epochs 4 → 5")},
            {{{5, 1, false, true}}, 0, {{"width", "8"}}, false, QStringLiteral("A branch cannot change this field, because the weights")},
        };
        for (const auto& row : rows) {
            ui::BranchDraft draft("run", QStringLiteral("mine"), config, row.kept);
            QCOMPARE(draft.place(), row.place);
            for (const auto& [id, text] : row.changes) QVERIFY(draft.setText(id, text).ok());
            QCOMPARE(draft.possible().ok(), row.possible);
            QVERIFY2(draft.summary().startsWith(row.text), qPrintable(draft.summary()));
            for (const std::string& id : draft.fields()) QVERIFY(core::branchObstacle(*config.table().find(id)).empty());
        }
    }

    void whatCannotBeDoneSaysWhy() {
        auto gate = std::make_shared<test::Gate>(16);
        const test::OpenedAtEnd opened{gate};
        Session s({.onEvaluate = bestInTheMiddle, .gate = gate});
        const core::RunId id = s.train();
        QVERIFY(!id.empty());
        for (const Kind kind : {Kind::Rerun, Kind::Luck, Kind::Branch}) QCOMPARE(s.followUps.obstacle(kind, id), QString());
        s.controller.train();
        const core::RunId live = s.controller.current()->id;
        for (const Kind kind : {Kind::Rerun, Kind::Luck, Kind::Branch})
            QCOMPARE(s.followUps.obstacle(kind, live), QStringLiteral("The run is still in training"));
        for (const Kind kind : {Kind::Rerun, Kind::Branch})
            QCOMPARE(s.followUps.obstacle(kind, id), QStringLiteral("Another run is in training: stop it, or wait for its end"));
        QCOMPARE(s.followUps.obstacle(Kind::Luck, id), QString());
        s.followUps.rerun(id);
        QCOMPARE(s.failed.size(), 1);
        s.controller.stop();
        gate->open();
        QVERIFY(s.idle());
        change(s.folder, "DELETE FROM checkpoints");
        QVERIFY(s.until([&] { return s.stored.find(id)->summary.checkpoints == 0; }));
        QVERIFY(s.followUps.obstacle(Kind::Branch, id).startsWith(QStringLiteral("No checkpoint is kept of the run")));
        change(s.folder, "UPDATE runs SET state = 'imported'");
        QVERIFY(s.until([&] { return s.state(id) == "imported"; }));
        QVERIFY(s.followUps.obstacle(Kind::Rerun, id).startsWith(QStringLiteral("The run was imported from a log")));
        ui::StoredRuns nowhere(s.controller, {});
        const RunFollowUps without(s.controller, nowhere, s.queue);
        QCOMPARE(without.obstacle(Kind::Rerun, id), QStringLiteral("Runs are not kept in this session"));
    }
};

QTEST_MAIN(RunFollowUpsTest)
#include "run_follow_ups_test.moc"
