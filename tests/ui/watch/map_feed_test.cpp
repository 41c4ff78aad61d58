#include "support/patience.h"
#include "support/scripted_trainer.h"
#include "support/services.h"
#include "watch/map_feed.h"

#include <QPushButton>
#include <QTest>

#include <algorithm>
#include <atomic>
#include <thread>

using namespace epochlab;
using test::patience;

namespace {

/// Lets a test hold and watch the worker's predictors; everything else is the scripted trainer's.
class WatchedTrainer final : public core::Trainer {
public:
    explicit WatchedTrainer(std::shared_ptr<test::Gate> gate) : m_gate(std::move(gate)) {}

    core::Result<std::unique_ptr<core::TrainingSession>> prepare(const core::ParamSet& config, core::DatasetPointer data,
                                                                 const core::WorkWatch& watch) override {
        m_runsThread = std::this_thread::get_id();
        return m_scripted.prepare(config, data, watch);
    }
    /// A run's own, of what its best epoch answers, is none of the map's.
    core::Result<std::unique_ptr<core::Predictor>> predictor(const core::Model& model) override {
        if (std::this_thread::get_id() == m_runsThread) return m_scripted.predictor(model);
        const int now = ++m_inside;
        m_most = std::max<int>(m_most, now);
        if (QThread::currentThread() == qApp->thread()) {
            m_onWindowThread = true;
        }
        if (m_gate) {
            m_gate->pass();
        }
        --m_inside;
        return m_scripted.predictor(model);
    }

    int most() const { return m_most; }
    bool onWindowThread() const { return m_onWindowThread; }

private:
    test::ScriptedTrainer m_scripted{test::Script{}};
    std::shared_ptr<test::Gate> m_gate;
    std::atomic<std::thread::id> m_runsThread{};
    std::atomic<int> m_inside = 0;
    std::atomic<int> m_most = 0;
    std::atomic<bool> m_onWindowThread = false;
};

core::RunServices servicesOf(const std::shared_ptr<core::Trainer>& trainer, core::DatasetPointer data = test::smallDataset()) {
    return {test::givesData(std::move(data)),
            [trainer](const core::ParamSet&) -> core::Result<std::shared_ptr<core::Trainer>> { return trainer; }};
}

struct Fixture {
    explicit Fixture(core::RunServices services) : controller(std::move(services), nullptr), feed(controller, map) {
        QObject::connect(&controller, &ui::Controller::runUpdated, &feed,
                         [this](const core::RunId& id) { feed.update(*controller.run(id)); });
    }
    bool ready() {
        return QTest::qWaitFor([this] { return controller.canTrain(); }, patience);
    }
    const ui::RunRecord& train(std::int64_t epochs) {
        static_cast<void>(controller.setParam("epochs", epochs));
        controller.train();
        feed.setRun(controller.current());
        return *controller.current();
    }
    bool ended() {
        return QTest::qWaitFor([this] { return !controller.current()->live(); }, patience);
    }

    ui::Controller controller;
    ui::DecisionMap map;
    ui::MapFeed feed;
};

ui::MapJob jobOn(const core::DatasetPointer& data, std::int64_t epoch) {
    const auto services = test::scriptedServices({});
    return {{.services = services,
             .run = "r",
             .config = core::ParamSet(core::mlpParams()),
             .dataset = data,
             .weights = std::make_shared<core::ModelWeights>(),
             .epoch = epoch}};
}

} // namespace

class MapFeedTest : public QObject {
    Q_OBJECT
private slots:
    void theMapIsThePredictorsAnswerAtEachCellsCentre() {
        const auto result = ui::computeMap(jobOn(test::smallDataset(), 7));
        QVERIFY(result.ok());
        const ui::MapFrame& frame = result->frame;
        QCOMPARE(frame.epoch, 7);
        QVERIFY(frame.valid());
        for (int row = 0; row < frame.rows; ++row) {
            for (int column = 0; column < frame.columns; ++column) {
                const double x = frame.xMinimum + (frame.xMaximum - frame.xMinimum) * (column + 0.5) / frame.columns;
                const auto cell = std::size_t(row * frame.columns + column);
                // The scripted predictor gives two thirds to the class nearest to the first feature.
                QCOMPARE(frame.probabilities[2 * cell], x < 0.5 ? 2.0F / 3.0F : 1.0F / 3.0F);
                QCOMPARE(frame.probabilities[2 * cell + 1], x < 0.5 ? 1.0F / 3.0F : 2.0F / 3.0F);
            }
        }
    }

    void pointsAreTheValidationRowsAndTheirErrors() {
        const core::DatasetPointer data = test::smallDataset();
        const auto result = ui::computeMap(jobOn(data, 1));
        QVERIFY(result.ok());
        const core::TableRows& rows = data->rows(core::Split::Validation);
        std::size_t row = 0;
        for (const ui::MapPoint& point : result->points) {
            if (point.split != ui::MapPoint::Split::Validation) {
                continue;
            }
            QCOMPARE(point.x, rows.features[2 * row]);
            QCOMPARE(int(point.label), rows.labels[row]);
            QCOMPARE(point.wrong, (point.x < 0.5F ? 0 : 1) != rows.labels[row]);
            ++row;
        }
        QCOMPARE(row, std::size_t(rows.count));
    }

    void aTrainersErrorIsTheAnswer() {
        ui::MapJob job = jobOn(test::smallDataset(), 1);
        job.epoch.services.findTrainer = [](const core::ParamSet&) -> core::Result<std::shared_ptr<core::Trainer>> {
            return core::Error{core::ErrorCode::EngineMissing, "no engine", "", "install it"};
        };
        const auto result = ui::computeMap(job);
        QVERIFY(!result.ok());
        QVERIFY(result.error().code == core::ErrorCode::EngineMissing);
    }

    void itEndsAtTheLastEpochWithOneMapAtATimeOffTheWindowsThread() {
        const auto trainer = std::make_shared<WatchedTrainer>(nullptr);
        Fixture f(servicesOf(trainer));
        QVERIFY(f.ready());
        f.train(6);
        QTRY_COMPARE_WITH_TIMEOUT(f.feed.shownEpoch(), std::int64_t{6}, patience);
        QCOMPARE(trainer->most(), 1);
        QVERIFY(!trainer->onWindowThread());
    }

    void aResultForAnotherRunIsDropped() {
        auto gate = std::make_shared<test::Gate>(0);
        Fixture f(servicesOf(std::make_shared<WatchedTrainer>(gate)));
        const test::OpenedAtEnd opened{gate};
        QVERIFY(f.ready());
        f.train(4);
        QVERIFY(f.ended());
        gate->awaitArrival(1); // the worker holds a map of the first run
        f.feed.setRun(nullptr);
        gate->allow(1);
        const ui::RunRecord& second = f.train(2);
        QVERIFY(f.ended());
        gate->awaitArrival(2); // the worker has left the first map behind and holds the second
        QCoreApplication::processEvents();
        QCOMPARE(f.feed.shownEpoch(), std::int64_t{0});
        gate->open();
        QTRY_COMPARE_WITH_TIMEOUT(f.feed.shownEpoch(), second.started->epochs, patience);
    }

    void theFeedGoesAwayWhileItsWorkerComputes() {
        auto gate = std::make_shared<test::Gate>(0);
        auto f = std::make_unique<Fixture>(servicesOf(std::make_shared<WatchedTrainer>(gate)));
        const test::OpenedAtEnd opened{gate};
        QVERIFY(f->ready());
        f->train(1);
        QVERIFY(f->ended());
        gate->awaitArrival(1);
        gate->open();
        f.reset(); // joins; a result that was queued has no receiver any more
        QCoreApplication::processEvents();
    }

    void moreThanTwoFeaturesGiveNoMap() {
        auto data = std::make_shared<core::TableDataset>(*test::smallDataset());
        data->featureNames.push_back("z");
        for (core::TableRows& rows : data->splits) {
            rows.features.resize(static_cast<std::size_t>(rows.count) * 3, 0.0F);
        }
        Fixture f(servicesOf(std::make_shared<WatchedTrainer>(nullptr), data));
        QVERIFY(f.ready());
        f.train(2);
        QVERIFY(f.ended());
        QCOMPARE(f.map.placeholder(), QStringLiteral("A decision map needs two features; these data have 3."));
        QCOMPARE(f.feed.shownEpoch(), std::int64_t{0});
        auto* planes = f.map.findChild<QPushButton*>();
        QCOMPARE(planes->text(), QStringLiteral("Show two principal components"));
        planes->click();
        QTRY_COMPARE_WITH_TIMEOUT(f.feed.shownEpoch(), std::int64_t{2}, patience);
        QVERIFY(f.map.exportBytes(ui::FigureFormat::Csv, {10, 8, 100}).startsWith("kind,principal component 1 ("));
    }
};

QTEST_MAIN(MapFeedTest)
#include "map_feed_test.moc"
