#include "plot/curve_choices.h"
#include "support/scripted_trainer.h"
#include "support/patience.h"
#include "watch/watch_banner.h"
#include "watch/watch_view.h"

#include <QPushButton>
#include <QTest>

#include <cmath>
#include <tuple>

using namespace epochlab;
using test::patience;

namespace {

struct Fixture {
    explicit Fixture(test::Script script) : controller(test::scriptedServices(std::move(script)), nullptr), view(controller) {
        view.resize(740, 700);
    }
    bool ready() {
        return QTest::qWaitFor([this] { return controller.canTrain(); }, patience);
    }
    bool ended() {
        return QTest::qWaitFor([this] { return !controller.current()->live(); }, patience);
    }
    core::RunId train() {
        static_cast<void>(controller.setParam("epochs", std::int64_t{3}));
        controller.train();
        return controller.current()->id;
    }
    bool has(const ui::CurvePlot* plot, const core::RunId& id, const char* series) const {
        return plot->hasCurve(QString::fromStdString(id + '/' + series));
    }
    QPushButton* remedy() const { return view.findChild<ui::WatchBanner*>()->button(); }

    ui::Controller controller;
    ui::WatchView view;
};

} // namespace

class WatchRunsTest : public QObject {
    Q_OBJECT
private slots:
    void aRunFillsThePlotsWhole() {
        Fixture f({});
        QVERIFY(f.ready());
        const core::RunId id = f.train();
        QVERIFY(f.ended());
        for (const char* split : {"training", "validation"}) {
            const QString prefix = QString::fromStdString(id) + QLatin1Char('/') + QLatin1String(split);
            QCOMPARE(f.view.lossPlot()->pointCount(prefix + QStringLiteral("_loss")), 3);
            QCOMPARE(f.view.accuracyPlot()->pointCount(prefix + QStringLiteral("_accuracy")), 3);
        }
        QCOMPARE(f.view.gradientPlot()->epochCount(), 3);
        QTRY_COMPARE_WITH_TIMEOUT(f.view.mapEpoch(), std::int64_t{3}, patience);
    }

    void treesHaveNoGradientsAndTheCardSaysSo() {
        Fixture f({.hasLayers = false});
        QVERIFY(f.controller.setParam("model", std::string("xgboost")).ok());
        QVERIFY(f.controller.setParam("rounds", std::int64_t{3}).ok());
        QVERIFY(f.ready());
        const core::RunId id = f.train();
        QVERIFY(f.ended());
        QCOMPARE(f.controller.current()->finished->epochs, std::int64_t{3});
        QCOMPARE(f.view.lossPlot()->pointCount(QString::fromStdString(id) + QStringLiteral("/validation_loss")), 3);
        QCOMPARE(f.view.gradientPlot()->epochCount(), 0);
        const QString words = QStringLiteral("Boosted trees have no layers, so there are no gradients to show.");
        QTRY_COMPARE_WITH_TIMEOUT(f.view.gradientPlot()->placeholder(), words, patience);
        QTRY_COMPARE_WITH_TIMEOUT(f.view.mapEpoch(), std::int64_t{3}, patience);
    }

    void chipsChooseSplitsAndAHandsChoiceStays() {
        Fixture f({});
        QVERIFY(f.ready());
        const core::RunId first = f.train();
        QVERIFY(f.ended());
        QVERIFY(f.has(f.view.lossPlot(), first, "training_loss"));
        QVERIFY(!f.has(f.view.lossPlot(), first, "test_loss"));
        f.view.chip(QStringLiteral("test"))->click();
        f.view.chip(QStringLiteral("batch-loss"))->click();
        QVERIFY(f.has(f.view.lossPlot(), first, "test_loss"));
        QVERIFY(f.has(f.view.lossPlot(), first, "batch_loss"));
        f.train();
        QVERIFY(f.ended());
        // Two runs ticked: training goes by itself, what was asked for stays.
        QVERIFY(!f.view.chip(QStringLiteral("training"))->isChecked());
        QVERIFY(!f.has(f.view.lossPlot(), first, "training_loss"));
        QVERIFY(f.has(f.view.lossPlot(), first, "test_loss"));
    }

    void aChangedLearningRateIsMarkedWhicheverSplitsAreShown() {
        auto gate = std::make_shared<test::Gate>(5);
        Fixture f({.stepsPerEpoch = 4, .gate = gate});
        const test::OpenedAtEnd opened{gate};
        QVERIFY(f.ready());
        f.train();
        gate->awaitArrival(6);
        QVERIFY(f.controller.setLearningRate(0.02).ok());
        gate->open();
        QVERIFY(f.ended());
        const auto& changes = f.controller.current()->learningRates;
        QCOMPARE(changes.size(), std::size_t{1});
        const double epoch = static_cast<double>(changes[0].step - 1) / 4.0;
        const QString at = QStringLiteral("learning rate 0.001 → 0.02 at epoch %1").arg(epoch);
        for (const char* hidden : {"", "validation", "training"}) {
            if (*hidden != 0) f.view.chip(QLatin1String(hidden))->click();
            if (QLatin1String(hidden) == QLatin1String("training")) f.view.chip(QStringLiteral("test"))->click();
            for (const ui::CurvePlot* plot : {f.view.lossPlot(), f.view.accuracyPlot()})
                QVERIFY2(plot->describe().count(at) == 1, qPrintable(plot->describe()));
        }
        QVERIFY(f.view.gradientPlot()->describe().contains(QStringLiteral("learning rate 0.001 → 0.02")));
        f.controller.setTicked(f.controller.current()->id, false);
        QVERIFY(!f.view.lossPlot()->describe().contains(QStringLiteral("learning rate")));
    }

    void aSmoothedCurveStandsBeforeItsValuesOnEveryAxis() {
        Fixture f({.stepsPerEpoch = 4});
        QVERIFY(f.ready());
        const core::RunId id = f.train();
        QVERIFY(f.ended());
        const QString key = QString::fromStdString(id + "/validation_loss");
        QVERIFY(!f.view.lossPlot()->hasCurve(key + "/average"));
        f.view.curveChoices()->setHalfLife(8);
        for (const auto& [axis, title, second] :
             {std::tuple{core::ComparedAxis::Step, "step", 8.0}, std::tuple{core::ComparedAxis::Epoch, "epoch", 2.0}}) {
            f.view.curveChoices()->setAxis(axis);
            QCOMPARE(f.view.lossPlot()->pointCount(key), 3);
            QCOMPARE(f.view.lossPlot()->pointCount(key + "/average"), 3);
            f.view.lossPlot()->setCrosshair(second);
            const std::vector<double>& losses = f.controller.run(id)->series.at("validation_loss").y();
            const double share = std::exp2(-4.0 / 8.0); // an epoch is four steps
            const double average = (share * losses[0] + losses[1]) / (share + 1.0);
            const QString text = f.view.lossPlot()->crosshairText();
            QVERIFY2(text.startsWith(QStringLiteral("%1 %2\n").arg(title).arg(second)), qPrintable(text));
            QVERIFY2(text.contains("validation, smoothed  " + QString::number(average, 'g', 4)), qPrintable(text));
        }
        QVERIFY(f.view.lossPlot()->describe().contains("smoothed, half-life 8 steps"));
        f.view.curveChoices()->setAxis(core::ComparedAxis::Step);
        emit f.view.gradientPlot()->crosshairMoved(3.0); // which counts epochs
        QVERIFY2(f.view.accuracyPlot()->crosshairText().startsWith("step 12\n"), qPrintable(f.view.accuracyPlot()->crosshairText()));
        f.view.curveChoices()->setAxis(core::ComparedAxis::Time);
        QCOMPARE(f.view.lossPlot()->pointCount(key), 3);
        f.view.curveChoices()->setHalfLife(0);
        QVERIFY(!f.view.lossPlot()->hasCurve(key + "/average"));
        QVERIFY2(f.view.lossPlot()->caption().startsWith("Training and validation loss by seconds of 1 run on "),
                 qPrintable(f.view.lossPlot()->caption()));
    }

    void tickingShowsAndHidesCurves() {
        Fixture f({});
        QVERIFY(f.ready());
        const core::RunId id = f.train();
        QVERIFY(f.ended());
        f.controller.setTicked(id, false);
        QVERIFY(!f.has(f.view.accuracyPlot(), id, "validation_accuracy"));
        f.controller.setTicked(id, true);
        QCOMPARE(f.view.accuracyPlot()->pointCount(QString::fromStdString(id + "/validation_accuracy")), 3);
    }

    void aDivergedRunNamesItsRemedyAndTheButtonDoesIt() {
        Fixture f({.divergeAtStep = 2});
        QVERIFY(f.ready());
        QVERIFY(f.controller.setParam("learning-rate", 10.0).ok());
        f.train();
        QVERIFY(f.ended());
        const core::Error error = *f.controller.current()->finished->error;
        QVERIFY(!error.remedy.empty());
        QCOMPARE(f.view.bannerText().toStdString(), core::errorLine(error));
        QVERIFY(f.remedy()->isVisibleTo(&f.view));
        QCOMPARE(f.remedy()->text(), QStringLiteral("Retry with learning rate ÷ 10"));
        for (const ui::FigureCard* card : f.view.figures())
            QCOMPARE(card->placeholder(), QStringLiteral("The run diverged before its first epoch ended."));
        f.remedy()->click();
        QCOMPARE(f.controller.current()->config.real("learning-rate"), 1.0);
        QCOMPARE(f.controller.runs().size(), std::size_t{2});
        QVERIFY(f.ended());
    }

    void aDataErrorIsTheCoresLine() {
        core::RunServices broken = test::scriptedServices({});
        const core::Error error{core::ErrorCode::DataRaggedRow, "row 3 has 2 cells, not 3", "a.csv, row 3", "mend the row"};
        broken.loadData = [error](const core::ParamSet&) -> core::Result<core::DatasetPointer> { return error; };
        ui::Controller controller(broken, nullptr);
        ui::WatchView view(controller);
        QTRY_COMPARE_WITH_TIMEOUT(view.bannerText().toStdString(), core::errorLine(error), patience);
        QVERIFY(!view.findChild<ui::WatchBanner*>()->button()->isVisibleTo(&view));
    }

    void theSecondRunSaysWhatChanged() {
        Fixture f({});
        QVERIFY(f.ready());
        f.train();
        QVERIFY(f.ended());
        QCOMPARE(f.view.bannerText(), QString());
        QVERIFY(f.controller.setParam("width", std::int64_t{64}).ok());
        f.train();
        QVERIFY(f.ended());
        QVERIFY2(f.view.bannerText().startsWith(QStringLiteral("Only width changed, 16 → 64: validation ")),
                 qPrintable(f.view.bannerText()));
    }

    void oneCardTakesTheTabAndEscapeGivesItBack() {
        Fixture f({});
        f.view.show();
        QVERIFY(QTest::qWaitForWindowExposed(&f.view));
        f.view.enlarge(f.view.accuracyPlot());
        QVERIFY(f.view.accuracyPlot()->isVisible());
        QVERIFY(!f.view.lossPlot()->isVisible() && !f.view.gradientPlot()->isVisible() && !f.view.decisionMap()->isVisible());
        QTest::keyClick(&f.view, Qt::Key_Escape);
        QCOMPARE(f.view.enlarged(), nullptr);
        QVERIFY(f.view.lossPlot()->isVisible() && f.view.decisionMap()->isVisible());
    }
};

QTEST_MAIN(WatchRunsTest)
#include "watch_runs_test.moc"
