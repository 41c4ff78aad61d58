#include "bridge/controller.h"
#include "bridge/ghost_run.h"
#include "bridge/record_events.h"
#include "bridge/run_names.h"

#include "support/patience.h"
#include "support/scripted_trainer.h"
#include "support/services.h"

#include <QSignalSpy>
#include <QTest>

using namespace epochlab;
using core::RunEnd;
using test::patience;
using ui::Controller;

namespace {

core::RunServices services(test::Script script) { return test::scriptedServices(std::move(script)); }

bool ended(const Controller& controller) { return controller.current() && !controller.current()->live(); }

} // namespace

class ControllerTest : public QObject {
    Q_OBJECT
private slots:
    void dataArriveInTheBackground() {
        Controller controller(services({}), nullptr);
        QVERIFY(controller.dataLoading());
        QVERIFY(!controller.canTrain());
        QTRY_VERIFY_WITH_TIMEOUT(controller.canTrain(), patience);
        QVERIFY(controller.dataCard());
        QVERIFY(controller.estimate().parameters > 0);
    }

    void aFailedLoadIsAnErrorAndBlocksTraining() {
        core::RunServices broken = services({});
        broken.loadData = [](const core::ParamSet&) -> core::Result<core::DatasetPointer> {
            return core::Error{core::ErrorCode::DataEmpty, "no rows", "a.csv", "give it rows"};
        };
        Controller controller(broken, nullptr);
        QTRY_VERIFY_WITH_TIMEOUT(controller.dataError().has_value(), patience);
        QCOMPARE(controller.dataError()->what, std::string("no rows"));
        controller.train();
        QVERIFY(controller.runs().empty());
    }

    void earlyStoppingWithoutValidationRowsIsAProblemOfItsField() {
        auto dataset = std::make_shared<core::TableDataset>(*test::smallDataset());
        dataset->splits[1] = {};
        core::RunServices parts = services({});
        parts.loadData = test::givesData(dataset);
        Controller controller(parts, nullptr);
        QTRY_VERIFY_WITH_TIMEOUT(controller.canTrain(), patience);
        QVERIFY(controller.setParam("early-stopping", std::int64_t{5}).ok());
        QCOMPARE(controller.problems().size(), std::size_t{1});
        QCOMPARE(controller.problems()[0].id, std::string("early-stopping"));
        QVERIFY(!controller.canTrain());
    }

    void trainingFillsTheRecord() {
        Controller controller(services({}), nullptr);
        QTRY_VERIFY_WITH_TIMEOUT(controller.canTrain(), patience);
        QVERIFY(controller.setParam("epochs", std::int64_t{3}).ok());
        QSignalSpy finished(&controller, &Controller::runFinished);
        controller.train();
        QTRY_VERIFY_WITH_TIMEOUT(ended(controller), patience);
        const ui::RunRecord& run = *controller.current();
        QCOMPARE(finished.count(), 1);
        QVERIFY(run.finished->end == RunEnd::Finished);
        QCOMPARE(run.series.at("validation_accuracy").y().size(), std::size_t{3});
        QCOMPARE(run.series.at("batch_loss").y().size(), std::size_t{12});
        QCOMPARE(run.series.at("batch_loss").x().front(), 1.0);
        QCOMPARE(run.gradients.size(), std::size_t{3});
        QVERIFY(run.best && run.started);
        QCOMPARE(run.name, QStringLiteral("3 epochs"));
    }

    void stopEndsALiveRun() {
        auto gate = std::make_shared<test::Gate>(2);
        Controller controller(services({.gate = gate}), nullptr);
        QTRY_VERIFY_WITH_TIMEOUT(controller.canTrain(), patience);
        controller.train();
        gate->awaitArrival(3);
        QVERIFY(controller.current()->live());
        QVERIFY(!controller.canTrain());
        controller.stop();
        gate->open();
        QTRY_VERIFY_WITH_TIMEOUT(ended(controller), patience);
        QVERIFY(controller.current()->finished->end == RunEnd::Stopped);
        QVERIFY(controller.canTrain());
    }

    void twoRunsGoOnSideBySideAndOneSaysWhatChanged() {
        Controller controller(services({}), nullptr);
        QTRY_VERIFY_WITH_TIMEOUT(controller.canTrain(), patience);
        controller.train();
        QVERIFY(controller.setParam("width", std::int64_t{64}).ok());
        controller.train();
        QCOMPARE(controller.runs().size(), std::size_t{2});
        const auto allEnded = [&] { return !controller.runs()[0].live() && !controller.runs()[1].live(); };
        QTRY_VERIFY_WITH_TIMEOUT(allEnded(), patience);
        QCOMPARE(controller.runs()[1].name, QStringLiteral("width 64"));
        QCOMPARE(ui::ghostOf(controller), &controller.runs()[0]);
        const QString text = ui::ghostDifference(controller);
        QVERIFY2(text.startsWith(QStringLiteral("Only width changed, 16 → 64: validation ")), qPrintable(text));
        controller.removeRun(controller.runs()[0].id);
        QCOMPARE(controller.runs().size(), std::size_t{1});
        QCOMPARE(ui::ghostOf(controller), nullptr);
    }

    void theSameSettingsAgainSayThatTheCurvesAreIdenticalOnlyWhereTheyAre() {
        Controller controller(services({}), nullptr);
        QTRY_VERIFY_WITH_TIMEOUT(controller.canTrain(), patience);
        for (int run = 0; run < 2; ++run) {
            controller.train();
            QTRY_VERIFY_WITH_TIMEOUT(ended(controller), patience);
        }
        QCOMPARE(ui::ghostDifference(controller), QStringLiteral("Same settings as the run before: the curves are identical"));
        ui::RunRecord other = *controller.current();
        other.series["validation_loss"].change().y.back() += 1e-9;
        const QString text = ui::differenceText(*ui::ghostOf(controller), other);
        QVERIFY2(text.startsWith(QStringLiteral("Same settings as the run before: validation ")), qPrintable(text));
    }

    void aDivergedRunIsTriedAgainWithATenthOfItsRate() {
        Controller controller(services({.divergeAtStep = 2}), nullptr);
        QTRY_VERIFY_WITH_TIMEOUT(controller.canTrain(), patience);
        QVERIFY(controller.setParam("learning-rate", 10.0).ok());
        controller.train();
        QTRY_VERIFY_WITH_TIMEOUT(ended(controller), patience);
        QVERIFY(controller.current()->finished->end == RunEnd::Diverged);
        controller.retryWithSmallerRate();
        QCOMPARE(controller.runs().size(), std::size_t{2});
        QCOMPARE(controller.config().real("learning-rate"), 1.0);
        QCOMPARE(controller.current()->config.real("learning-rate"), 1.0);
        QTRY_VERIFY_WITH_TIMEOUT(ended(controller), patience);
    }

    void aRunTrainedFurtherGoesOnUnderItsNameLikeTheLongerOne() {
        Controller controller(services({.stepsPerEpoch = 4}), nullptr);
        QTRY_VERIFY_WITH_TIMEOUT(controller.canTrain(), patience);
        QVERIFY(controller.setParam("epochs", std::int64_t{6}).ok());
        controller.train();
        QTRY_VERIFY_WITH_TIMEOUT(ended(controller), patience);
        QVERIFY(controller.setParam("epochs", std::int64_t{2}).ok());
        controller.train();
        const core::RunId id = controller.current()->id;
        QVERIFY(!controller.canTrainFurther(id));
        QTRY_VERIFY_WITH_TIMEOUT(ended(controller), patience);
        QVERIFY(controller.canTrainFurther(id));
        QVERIFY(!controller.trainFurther(id, 0).ok());
        QVERIFY(controller.canTrainFurther(id));
        QSignalSpy finished(&controller, &Controller::runFinished);
        QVERIFY(controller.trainFurther(id, 4).ok());
        QVERIFY(controller.current()->live());
        QTRY_COMPARE_WITH_TIMEOUT(finished.count(), 1, patience);
        const ui::RunRecord& whole = controller.runs()[0];
        const ui::RunRecord& further = controller.runs()[1];
        QCOMPARE(controller.runs().size(), std::size_t{2});
        QCOMPARE(further.id, id);
        for (const char* series : {"batch_loss", "validation_loss", "validation_accuracy"}) {
            QCOMPARE(further.series.at(series).x(), whole.series.at(series).x());
            QCOMPARE(further.series.at(series).y(), whole.series.at(series).y());
        }
        QCOMPARE(further.gradients.size(), std::size_t{6});
        QCOMPARE(further.best->epoch, whole.best->epoch);
        QCOMPARE(further.config.integer("epochs"), std::int64_t{6});
        QCOMPARE(further.name, QStringLiteral("6 epochs (2)"));
        QVERIFY(ui::commandLineOf(*controller.run(id)).contains(QStringLiteral("--epochs 6")));
    }

    void runningAgainRepeatsTheChangesOfTheLearningRate() {
        auto gate = std::make_shared<test::Gate>(5);
        const test::OpenedAtEnd opened{gate};
        Controller controller(services({.stepsPerEpoch = 4, .gate = gate}), nullptr);
        QTRY_VERIFY_WITH_TIMEOUT(controller.canTrain(), patience);
        QVERIFY(controller.setParam("epochs", std::int64_t{3}).ok());
        controller.train();
        gate->awaitArrival(6);
        QVERIFY(controller.setLearningRate(0.25).ok());
        gate->open();
        QTRY_VERIFY_WITH_TIMEOUT(ended(controller), patience);
        const core::RunId id = controller.current()->id;
        const auto& first = controller.runs()[0];
        QCOMPARE(first.learningRates.size(), std::size_t{1});
        const QString flag = QStringLiteral(" --rate-change %1=0.25").arg(first.learningRates[0].step);
        QVERIFY2(ui::commandLineOf(*controller.run(id)).endsWith(flag), qPrintable(ui::commandLineOf(*controller.run(id))));
        QVERIFY(controller.startClaimed({"again", first.config, nullptr, {{first.learningRates[0].step, 0.25}}}, {}));
        QCOMPARE(controller.runs().size(), std::size_t{2});
        QTRY_VERIFY_WITH_TIMEOUT(ended(controller), patience);
        QCOMPARE(controller.current()->series.at("batch_loss").y(), controller.runs()[0].series.at("batch_loss").y());
        QCOMPARE(controller.current()->learningRates[0].step, controller.runs()[0].learningRates[0].step);
    }

    void rewindStandsBeforeTheFirstBatchOfTheSameRun() {
        Controller controller(services({}), nullptr);
        QTRY_VERIFY_WITH_TIMEOUT(controller.canTrain(), patience);
        controller.train();
        const core::ParamSet config = controller.current()->config;
        QVERIFY(controller.setParam("width", std::int64_t{3}).ok());
        controller.rewind();
        QCOMPARE(controller.runs().size(), std::size_t{2});
        QVERIFY(controller.current()->config == config);
        QTRY_VERIFY_WITH_TIMEOUT(controller.current()->phase == core::RunPhase::Paused, patience);
        QVERIFY(!controller.current()->series.contains("batch_loss"));
        controller.stepOnce();
        QTRY_VERIFY_WITH_TIMEOUT(controller.current()->progress.step == 1, patience);
    }

    void aWrongValueLeavesTheOldOne() {
        Controller controller(services({}), nullptr);
        QVERIFY(!controller.setParam("learning-rate", -1.0).ok());
        QCOMPARE(controller.config().real("learning-rate"), 0.001);
    }

    void dataAreCalledByTheirTitles() {
        const std::pair<const char*, const char*> rows[] = {
            {"cities", "Cities"}, {"toy:moons", "Moons"}, {"toy:xor", "XOR"}, {"/a/b/iris.csv", "iris.csv"}, {"/a/b/", "b"}};
        for (const auto& [data, title] : rows) {
            QCOMPARE(ui::dataTitle(data), QString::fromLatin1(title));
        }
        core::ParamSet before(core::mlpParams());
        core::ParamSet moons = before;
        QVERIFY(moons.set("data", std::string("toy:moons")).ok());
        QCOMPARE(ui::runName(moons, &before), QStringLiteral("Moons"));
    }

    void workBeforeTheFirstBatchIsSaidWithWhatIsLeft() {
        ui::RunRecord record{.id = "r", .config = core::ParamSet(core::mlpParams())};
        ui::applyEvent(record, core::PhaseEvent{core::RunPhase::Preparing});
        QCOMPARE(ui::stateText(record), QStringLiteral("preparing"));
        ui::applyEvent(record, core::PreparationEvent{"features", 120, 400, true, 40.0});
        QCOMPARE(ui::stateText(record), QStringLiteral("features of 120 of 400 pictures · 40 s left"));
        QCOMPARE(ui::preparationSentence(record), QStringLiteral("Before the first batch: features of 120 of 400 pictures · 40 s left"));
        ui::applyEvent(record, core::PhaseEvent{core::RunPhase::Paused});
        QCOMPARE(ui::stateText(record), QStringLiteral("paused, features of 120 of 400 pictures · 40 s left"));
        core::StartedEvent started{record.config, nullptr, nullptr, {}};
        QVERIFY(started.config.set("precision", std::string("fast")).ok());
        ui::applyEvent(record, started);
        QVERIFY(ui::preparationText(record).isEmpty());
        QCOMPARE(record.config.text("precision"), std::string("fast")); // as it was settled
    }

    void numbersAreWrittenForPeople() {
        QCOMPARE(ui::shortNumber(0.001), QStringLiteral("0.001"));
        QCOMPARE(ui::shortNumber(1e6), QStringLiteral("1e6"));
        QCOMPARE(ui::durationText(1.12), QStringLiteral("1.1 s"));
        QCOMPARE(ui::durationText(0.04), QStringLiteral("under 0.1 s"));
        QCOMPARE(ui::aboutText(0.04), QStringLiteral("under 0.1 s"));
        QCOMPARE(ui::aboutText(0.14), QStringLiteral("about 0.1 s"));
        QCOMPARE(ui::durationText(200), QStringLiteral("3 min 20 s"));
    }
};

QTEST_GUILESS_MAIN(ControllerTest)
#include "controller_test.moc"
