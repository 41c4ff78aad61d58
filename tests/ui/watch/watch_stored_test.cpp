// What Watch shows of runs that were not trained here: of earlier sessions, from logs, and of other processes at this moment.
#include "bridge/stored_runs.h"
#include "store/store_writer.h"
#include "support/patience.h"
#include "support/scripted_trainer.h"
#include "support/temporary_folder.h"
#include "watch/rate_marks.h"
#include "watch/watch_view.h"

#include <QAbstractButton>
#include <QTest>

using namespace epochlab;
using test::patience;

namespace {

/// One start of the window whose runs are stored in the folder.
struct Session {
    explicit Session(const std::string& folder, test::Script script = {})
        : writer(folder), controller(test::scriptedServices(std::move(script)), &writer), stored(controller, folder), view(controller) {
        view.resize(740, 700);
    }
    core::RunId train() {
        if (!QTest::qWaitFor([this] { return controller.canTrain(); }, patience)) return {};
        static_cast<void>(controller.setParam("epochs", std::int64_t{3}));
        controller.train();
        return controller.current()->id;
    }
    core::RunId trainToTheEnd() {
        const core::RunId id = train();
        return QTest::qWaitFor([this] { return !controller.current()->live(); }, patience) ? id : core::RunId();
    }
    bool tick(const core::RunId& id) {
        stored.start();
        stored.setTicked(id, true);
        return QTest::qWaitFor([&] { return controller.run(id) != nullptr; }, patience);
    }

    core::StoreWriter writer;
    ui::Controller controller;
    ui::StoredRuns stored;
    ui::WatchView view;
};

/// A view of runs that are handed to it as the store would.
struct Handed {
    Handed() { view.resize(740, 700); }
    core::RunId show(ui::EarlierRun run) {
        const core::RunId id = run.summary.id;
        controller.listEarlier(std::move(run));
        controller.setTicked(id, true);
        return id;
    }
    QByteArray svg(const ui::CurvePlot* plot) const { return plot->exportBytes(ui::FigureFormat::Svg, {16, 10, 300}); }
    QList<QByteArray> lines(const ui::CurvePlot* plot) const {
        return plot->exportBytes(ui::FigureFormat::Csv, {16, 10, 300}).trimmed().split('\n');
    }

    ui::Controller controller{test::scriptedServices({}), nullptr};
    ui::WatchView view{controller};
};

ui::EarlierRun earlier(const std::string& state, std::vector<core::MetricBlock> metrics = {}) {
    ui::EarlierRun run{{}, core::ParamSet(core::mlpParams()), {}};
    run.summary.id = "earlier-" + state;
    run.summary.state = state;
    run.summary.plannedEpochs = 8;
    run.curves.metrics = std::move(metrics);
    return run;
}

} // namespace

class WatchStoredTest : public QObject {
    Q_OBJECT
private slots:
    void aRunOfTheStoreFillsAllFourCards() {
        const test::TemporaryFolder folder;
        core::RunId id;
        std::vector<core::GradientRow> gradients;
        std::int64_t best = 0;
        {
            Session first(folder.path());
            id = first.trainToTheEnd();
            QVERIFY(!id.empty());
            gradients = first.controller.current()->gradients;
            best = first.controller.current()->best->epoch;
        }
        Session next(folder.path());
        QVERIFY(next.tick(id));
        const ui::RunRecord& run = *next.controller.run(id);
        QCOMPARE(run.gradients.size(), gradients.size());
        for (std::size_t i = 0; i < gradients.size(); ++i) QCOMPARE(run.gradients[i].squaredNorms, gradients[i].squaredNorms);
        QCOMPARE(next.view.gradientPlot()->epochCount(), 3);
        QTRY_COMPARE_WITH_TIMEOUT(next.view.gradientPlot()->placeholder(), QString(), patience);
        QTRY_COMPARE_WITH_TIMEOUT(next.view.mapEpoch(), best, patience);
        QCOMPARE(next.view.decisionMap()->placeholder(), QString());
        QCOMPARE(next.view.lossPlot()->pointCount(QString::fromStdString(id + "/validation_loss")), 3);
    }

    void aMapThatCannotBeDrawnSaysWhy() {
        const test::TemporaryFolder folder;
        core::RunId id;
        {
            Session first(folder.path());
            id = first.trainToTheEnd();
        }
        QVERIFY(QFile::remove(QString::fromStdString(folder.path() + "/runs/" + id + "/model.safetensors")));
        QVERIFY(QDir(QString::fromStdString(folder.path() + "/runs/" + id + "/checkpoints")).removeRecursively());
        Session next(folder.path());
        QVERIFY(next.tick(id));
        QVERIFY2(next.view.decisionMap()->placeholder().contains(QStringLiteral("has no model")),
                 qPrintable(next.view.decisionMap()->placeholder()));
        QCOMPARE(next.view.gradientPlot()->epochCount(), 3);
    }

    void otherDataThanTheModelsAreNoMap() {
        Handed f;
        ui::EarlierRun run = earlier("finished", {{"validation_loss", 1, 4, {0.5}}});
        run.summary.best = core::BestEpoch{1, 0.5, 0.5, 0.5, 0.5};
        run.model = std::make_shared<const core::Model>(
            core::Model{run.config, {"height", "weight"}, {"a", "b"}, false, std::make_shared<core::ModelWeights>()});
        f.show(std::move(run));
        QTRY_VERIFY2_WITH_TIMEOUT(f.view.decisionMap()->placeholder().startsWith(QStringLiteral("the data have other columns")),
                                  qPrintable(f.view.decisionMap()->placeholder()), patience);
    }

    void aLogStandsAtItsOwnSteps() {
        Handed f;
        std::vector<core::MetricBlock> metrics;
        for (const std::int64_t step : {1, 10, 25, 40, 55, 1000})
            metrics.push_back({"validation_loss", step, step, {1.0 / static_cast<double>(step)}});
        const core::RunId id = f.show(earlier("imported", metrics));
        QCOMPARE(f.view.lossPlot()->pointCount(QString::fromStdString(id + "/validation_loss")), 6);
        QList<QByteArray> xs;
        for (const QByteArray& line : f.lines(f.view.lossPlot())) xs << line.left(line.indexOf(','));
        QCOMPARE(xs, (QList<QByteArray>{"epoch", "1", "10", "25", "40", "55", "1000"}));
    }

    void batchesAndMarksOfAStoredRunStandAtTheirEpochs() {
        Handed f;
        ui::EarlierRun run = earlier("finished", {{"batch_loss", 1, 1, {8, 7, 6, 5, 4, 3, 2, 1}}, {"validation_loss", 1, 4, {0.5, 0.25}}});
        run.curves.stepsPerEpoch = 4;
        run.curves.learningRates = {
            {5, 0.1, 0.05, {{core::ScheduleShape{.kind = core::ScheduleShape::Kind::Cosine}, core::ScheduleShape{}}}}};
        f.show(std::move(run));
        f.view.chip(QStringLiteral("batch-loss"))->click();
        QVERIFY(f.lines(f.view.lossPlot()).back().startsWith("2,"));
        const QString mark = QStringLiteral("cosine → constant, lr 0.1 → 0.05");
        QVERIFY2(f.view.lossPlot()->describe().contains(mark + QStringLiteral(" at epoch 1")), qPrintable(f.view.lossPlot()->describe()));
        QVERIFY(f.svg(f.view.lossPlot()).contains("constant"));
    }

    void aMarkSaysScheduleAndRate() {
        using core::LearningRateEvent;
        const core::ScheduleShape constant, cosine{.kind = core::ScheduleShape::Kind::Cosine};
        const core::ScheduleShape toTenth{.kind = core::ScheduleShape::Kind::Cosine, .minimumShare = 0.1};
        const core::ScheduleShape steps{.kind = core::ScheduleShape::Kind::Step};
        const struct {
            LearningRateEvent change;
            const char* text;
        } rows[] = {{{1, 0.1, 0.2}, "learning rate 0.1 → 0.2"},
                    {{1, 0.1, 0.1}, ""},
                    {{1, 0.1, 0.2, {{cosine, constant}}}, "cosine → constant, lr 0.1 → 0.2"},
                    {{1, 1.0 / 30, 1.0 / 30, {{constant, steps}}}, "constant → steps at lr 0.03333"},
                    {{1, 0.1, 0.1, {{cosine, toTenth}}}, "cosine to 0 → 0.1 at lr 0.1"},
                    {{1, 0.1, 0.1, {{steps, core::ScheduleShape{.kind = core::ScheduleShape::Kind::Step, .stepEveryEpochs = 2.5}}}},
                     "steps × 0.1 every 10 → × 0.1 every 2.5 at lr 0.1"},
                    {{1, 0.05, 0.1, {{cosine, cosine}}}, "cosine begins anew, lr 0.05 → 0.1"},
                    {{1, 0.1, 0.2, {{constant, constant}}}, "learning rate 0.1 → 0.2"}};
        for (const auto& row : rows) QCOMPARE(ui::rateMarkText(row.change), QString::fromUtf8(row.text));
        ui::RunRecord record{.id = "r", .config = core::ParamSet(core::mlpParams())};
        record.learningRates = {{5, 0.1, 0.1, {{constant, cosine}}}, {5, 0.1, 0.3}, {7, 0.3, 0.4}, {7, 0.4, 0.3}};
        const ui::PlotEvents marks = ui::rateMarks(record);
        QCOMPARE(marks.size(), std::size_t{1});
        QCOMPARE(marks[0].text, QStringLiteral("constant → cosine, lr 0.1 → 0.3"));
    }

    void referencesAreThoseOfTheRunsOwnData() {
        Handed f;
        QTRY_VERIFY_WITH_TIMEOUT(f.controller.dataCard() != nullptr, patience);
        QVERIFY2(f.svg(f.view.accuracyPlot()).contains("majority"), "before a run is shown: the form's");
        struct Row {
            const char* name;
            std::vector<std::string> classes;
            bool sameData;
            const char* chance; ///< null: no line
            bool majority;
        };
        for (const Row& row : {Row{"unknown", {}, false, nullptr, false}, Row{"four", {"a", "b", "c", "d"}, false, "chance 0.25", false},
                               Row{"same", {"a", "b"}, true, "chance 0.5", true}}) {
            ui::EarlierRun run = earlier("finished", {{"validation_accuracy", 1, 4, {0.4, 0.6}}});
            run.summary.id = row.name;
            run.curves.classNames = row.classes;
            run.summary.dataFingerprint = row.sameData ? core::fingerprintText(f.controller.dataCard()->fingerprint) : "0123";
            const core::RunId id = f.show(std::move(run));
            const QByteArray svg = f.svg(f.view.accuracyPlot());
            QVERIFY2(svg.contains("chance") == (row.chance != nullptr), row.name);
            if (row.chance) QVERIFY2(svg.contains(row.chance), row.name);
            QVERIFY2(svg.contains("majority") == row.majority, row.name);
            f.controller.setTicked(id, false);
        }
    }

    void anEmptyCardSaysWhatHappened() {
        struct Row {
            const char* state;
            const char* loss;
            const char* map;
        };
        for (const Row& row :
             {Row{"diverged", "The run diverged before its first epoch ended.", "The run diverged before its first epoch ended."},
              Row{"failed", "The run failed before its first epoch ended.", "The run failed before its first epoch ended."},
              Row{"stopped", "The run was stopped before its first epoch ended.", "The run was stopped before its first epoch ended."},
              Row{"interrupted", "The run was interrupted before its first epoch ended.",
                  "The run was interrupted before its first epoch ended."},
              Row{"running", "The first epoch has not ended yet.", ""}, Row{"imported", "The imported log holds no values.", ""}}) {
            Handed f;
            f.show(earlier(row.state));
            QCOMPARE(f.view.lossPlot()->placeholder(), QString::fromUtf8(row.loss));
            QCOMPARE(f.view.gradientPlot()->placeholder(), QString::fromUtf8(row.loss));
            if (*row.map != 0) QCOMPARE(f.view.decisionMap()->placeholder(), QString::fromUtf8(row.map));
        }
        Handed f;
        f.show(earlier("imported", {{"training_loss", 1, 1, {0.5}}}));
        QVERIFY2(f.view.gradientPlot()->placeholder().endsWith(QStringLiteral("has no gradients.")),
                 qPrintable(f.view.gradientPlot()->placeholder()));
        f.view.chip(QStringLiteral("training"))->click();
        f.view.chip(QStringLiteral("validation"))->click();
        QVERIFY(f.view.lossPlot()->placeholder().startsWith(QStringLiteral("No split is chosen")));
    }

    void aRunThatIsTrainedElsewhereIsFollowed() {
        const test::TemporaryFolder folder;
        auto gate = std::make_shared<test::Gate>(5); // into the second of three epochs
        const test::OpenedAtEnd opened{gate};
        Session other(folder.path(), {.stepsPerEpoch = 4, .gate = gate});
        const core::RunId id = other.train();
        gate->awaitArrival(6);
        QVERIFY(other.writer.flush());
        Session here(folder.path());
        QVERIFY(here.tick(id));
        const ui::RunRecord& run = *here.controller.run(id);
        QVERIFY(run.elsewhere && !run.live());
        QCOMPARE(run.series.at("validation_loss").y().size(), std::size_t{1});
        gate->open();
        QTRY_VERIFY_WITH_TIMEOUT(!run.elsewhere, patience);
        QCOMPARE(run.series.at("validation_loss").y().size(), std::size_t{3});
        QCOMPARE(here.view.lossPlot()->pointCount(QString::fromStdString(id + "/validation_loss")), 3);
        QCOMPARE(here.view.gradientPlot()->epochCount(), 3);
        QTRY_COMPARE_WITH_TIMEOUT(here.view.mapEpoch(), run.best->epoch, patience);
    }

    void anotherWayFromACheckpointTakesThePlaceOfTheCurves() {
        Handed f;
        const core::RunId id = f.show(earlier("running", {{"validation_loss", 1, 4, {0.5, 0.4, 0.3}}}));
        f.controller.updateEarlier(earlier("running", {{"validation_loss", 1, 4, {0.5, 0.6}}}));
        QCOMPARE(f.view.lossPlot()->pointCount(QString::fromStdString(id + "/validation_loss")), 2);
        QVERIFY2(f.lines(f.view.lossPlot()).back().endsWith(",0.6"), "not the former 0.4");
        QVERIFY2(f.controller.run(id)->ticked, "the tick stays");
    }
};

QTEST_MAIN(WatchStoredTest)
#include "watch_stored_test.moc"
