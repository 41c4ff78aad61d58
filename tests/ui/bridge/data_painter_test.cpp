#include "bridge/data_painter.h"

#include "support/patience.h"
#include "support/scripted_trainer.h"
#include "support/services.h"

#include <QPointF>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace epochlab;
using core::Split;
using test::patience;
using ui::PaintedPoint;
using ui::PaintedPoints;

namespace {

const QPointF reach(0.01, 0.01);

struct Fixture {
    explicit Fixture(const char* data = "toy:moons") { set("data", std::string(data)); }
    bool ready() {
        return painted([] { return true; });
    }
    /// The data of the form have been loaded, and are as wanted.
    template <typename Condition> bool painted(Condition wanted) {
        return QTest::qWaitFor([&] { return controller.dataset() && !controller.dataLoading() && wanted(); }, patience);
    }
    bool rows(std::int64_t count) {
        return painted([&] {
            std::int64_t all = 0;
            for (const core::TableRows& split : controller.dataset()->splits) all += split.count;
            return all == count;
        });
    }
    void set(const char* id, core::ParamValue value) {
        if (!controller.setParam(id, std::move(value))) qFatal("refused");
    }
    void click(double x, double y, bool erase = false) {
        painter.press({x, y}, reach, erase);
        painter.release();
    }

    QTemporaryDir folder;
    ui::Controller controller{test::scriptedServicesOnRealData(), nullptr};
    ui::DataPainter painter{controller, folder.filePath(QStringLiteral("painted")).toStdString()};
};

PaintedPoints small() {
    PaintedPoints points;
    points.reset(*test::smallDataset());
    return points;
}

} // namespace

class DataPainterTest : public QObject {
    Q_OBJECT
private slots:
    void tableOfWhatCanBePainted() {
        const std::pair<const char*, bool> table[] = {{"toy:moons", true}, {"toy:blobs", true}, {"cities", false}};
        for (const auto& [data, available] : table) {
            Fixture f(data);
            QVERIFY(f.ready());
            QVERIFY2(f.painter.available() == available, data);
        }
        auto wide = std::make_shared<core::TableDataset>(*test::smallDataset());
        wide->featureNames.push_back("z");
        core::RunServices services = test::scriptedServices({});
        services.loadData = test::givesData(wide);
        ui::Controller controller(services, nullptr);
        const ui::DataPainter painter(controller, "nowhere");
        QVERIFY(QTest::qWaitFor([&] { return controller.dataset() != nullptr; }, patience));
        QVERIFY(!painter.available());
    }

    void theFirstEditIsToldWithItsFolder() {
        Fixture f("toy:moons");
        QVERIFY(f.ready());
        std::string told;
        connect(&f.painter, &ui::DataPainter::pointsChanged, this, [&] { told = f.painter.folder(); });
        f.painter.press(QPointF(9, 9), QPointF(0.1, 0.1), false);
        QVERIFY2(told.ends_with("/painted/painted-moons-1"), told.c_str());
    }

    void everyEditIsUndoneAndRedone() {
        PaintedPoints points = small();
        const std::vector<PaintedPoint> before = points.points();
        QCOMPARE(before.size(), std::size_t{12});
        points.beginStroke();
        const std::size_t added = points.add(9, 9, 1);
        for (const float x : {9.1F, 9.2F, 9.3F}) points.move(added, x, 9); // the same stroke
        points.beginStroke();
        points.erase(3);
        points.beginStroke();
        points.move(0, -5, -5);
        points.eraseAll();
        QVERIFY(points.points().empty());
        int strokes = 0;
        for (; points.canUndo(); ++strokes) points.undo();
        QCOMPARE(strokes, 4);
        QVERIFY(points.points() == before);
        for (int i = 0; i < 3; ++i) points.redo();
        QCOMPARE(points.points().size(), std::size_t{12});
        QCOMPARE(points.points()[0].x, -5.0F);
        QCOMPARE(points.points().back().x, 9.3F);
        points.beginStroke();
        points.add(1, 1, 0);
        QVERIFY(!points.canRedo()); // a new edit ends what could be redone
    }

    void newPointsAreDealtToTheSplits() {
        PaintedPoints points = small();
        points.eraseAll();
        const Split expected[] = {Split::Training, Split::Validation, Split::Test, Split::Training, Split::Training, Split::Training};
        for (const Split split : expected) QVERIFY(points.points().at(points.add(0, 0, 1)).split == split);
        QVERIFY(points.points().at(points.add(0, 0, 0)).split == Split::Training);
    }

    void aClassWithoutTrainingPointsHasItsOthersThere() {
        PaintedPoints points = small();
        for (std::size_t i = points.points().size(); i-- > 0;)
            if (points.points()[i].label == 1 && points.points()[i].split == Split::Training) points.erase(i);
        const auto texts = points.table().csvOfSplits();
        QVERIFY(texts[0].find("right") != std::string::npos);
        QVERIFY(texts[1].find("right") == std::string::npos && texts[2].find("right") == std::string::npos);
    }

    void theNearestPointWithinReachIsFound() {
        const PaintedPoints points = small(); // training rows at (0, 0) … (3, 0)
        QVERIFY(points.nearest(1.1F, 0.1F, 0.5F, 0.5F) == std::optional<std::size_t>(1));
        QVERIFY(!points.nearest(1.5F, -3.0F, 0.5F, 0.5F));
    }

    void anEditBecomesTheDataOfTheForm() {
        Fixture f;
        QVERIFY(f.ready());
        f.set("csv-delimiter", std::string("tab"));                                    // of some earlier file
        QCOMPARE(f.painter.data().classNames(), (std::vector<std::string>{"A", "B"})); // "upper", "lower" would change places
        f.painter.chooseClass(1);
        f.click(1.25, 0.1F);
        QVERIFY(f.rows(1001));
        QCOMPARE(f.controller.config().text("data"), f.painter.folder());
        QVERIFY(f.painter.folder().ends_with("/painted/painted-moons-1"));
        QVERIFY(f.controller.problems().empty());
        const core::TableDataset& data = *f.controller.dataset();
        QCOMPARE(data.classNames, f.painter.data().classNames());
        std::array<std::size_t, 3> next{};
        for (const PaintedPoint& point : f.painter.data().points()) { // each split in the same order, to the bit
            const core::TableRows& rows = data.rows(point.split);
            const std::size_t row = next[static_cast<std::size_t>(point.split)]++;
            QCOMPARE(rows.features[2 * row], point.x);
            QCOMPARE(rows.features[2 * row + 1], point.y);
            QCOMPARE(rows.labels[row], point.label);
        }
        f.painter.press({1.25, 0.1F}, reach, false); // takes hold of it
        f.painter.drag({1.5, 0.5}, reach);
        f.painter.drag({1.75, 0.5}, reach);
        f.painter.release();
        QCOMPARE(f.painter.data().points().back().x, 1.75F);
        f.click(1.75, 0.5, true);
        QVERIFY(f.rows(1000));
        f.painter.undo();
        QVERIFY(f.rows(1001));
        f.painter.undo();
        f.painter.undo();
        QVERIFY(f.rows(1000) && !f.painter.data().canUndo());
        f.painter.redo();
        QVERIFY(f.rows(1001));
    }

    void theEraserErasesWhatItPasses() {
        Fixture f;
        QVERIFY(f.ready());
        const PaintedPoint first = f.painter.data().points()[0];
        const PaintedPoint second = f.painter.data().points()[1];
        f.painter.setErasing(true);
        f.painter.press({first.x, first.y}, {1e-4, 1e-4}, false);
        f.painter.drag({second.x, second.y}, {1e-4, 1e-4});
        f.painter.release();
        QVERIFY(f.rows(998));
        f.painter.undo(); // one stroke
        QVERIFY(f.rows(1000));
    }

    void otherDataBeginAnew() {
        Fixture f;
        QVERIFY(f.ready());
        f.click(1, 1);
        QVERIFY(f.rows(1001));
        f.set("data", std::string("toy:blobs"));
        QVERIFY(f.painted([&] { return f.controller.dataset()->classCount() == 4; }));
        QCOMPARE(f.painter.data().points().size(), std::size_t{1000});
        QVERIFY(!f.painter.data().canUndo() && f.painter.folder().empty());
        f.set("data", std::string("toy:moons"));
        QVERIFY(f.painted([&] { return f.controller.dataset()->classCount() == 2; }));
        f.click(1, 1);
        QVERIFY(f.rows(1001));
        QVERIFY(f.painter.folder().ends_with("/painted-moons-2")); // the first one is left as it was
    }

    void allErasedIsAnErrorThatPaintingMends() {
        Fixture f;
        QVERIFY(f.ready());
        f.painter.clear();
        QVERIFY(QTest::qWaitFor([&] { return f.controller.dataError().has_value(); }, patience));
        QVERIFY(f.painter.available() && !f.controller.liveObstacle().isEmpty());
        for (const int label : {0, 1}) {
            f.painter.chooseClass(label);
            for (int i = 0; i < 3; ++i) f.click(label - 0.5, 0.1 * i);
        }
        QVERIFY(f.rows(6));
        QVERIFY(!f.controller.dataError() && f.controller.canTrain());
    }

    void theSavedFileIsAnOrdinaryCsv() {
        Fixture f;
        QVERIFY(f.ready());
        f.click(1, 1);
        const std::string path = f.folder.filePath(QStringLiteral("points.csv")).toStdString();
        QVERIFY(f.painter.saveCsv(path).ok());
        core::ParamSet config(core::mlpParams());
        QVERIFY(config.set("data", path).ok());
        const auto loaded = core::loadDataset(config);
        QVERIFY(loaded.ok());
        QCOMPARE((*loaded)->featureNames, (std::vector<std::string>{"x", "y"}));
        QCOMPARE((*loaded)->classNames, (std::vector<std::string>{"A", "B"}));
        QVERIFY(!f.painter.saveCsv("/nowhere/points.csv").ok());
    }

    void aFolderThatCannotBeWrittenIsTold() {
        Fixture f;
        ui::DataPainter painter(f.controller, "/proc/painted");
        QVERIFY(f.ready());
        QSignalSpy failed(&painter, &ui::DataPainter::failed);
        painter.press({1, 1}, reach, false);
        QVERIFY(QTest::qWaitFor([&] { return failed.count() == 1; }, patience));
        QCOMPARE(f.controller.config().text("data"), std::string("toy:moons"));
    }

    void liveFollowsTheBrush() {
        Fixture f;
        QVERIFY(f.ready());
        f.set("epochs", std::int64_t{2});
        f.controller.setLive(true);
        const auto draftOn = [&](std::int64_t rows) {
            return QTest::qWaitFor(
                [&] {
                    const ui::RunRecord* draft = f.controller.draft();
                    if (!draft || draft->live() || !draft->started) return false;
                    const auto& counts = draft->started->data->rows;
                    return counts[0] + counts[1] + counts[2] == rows;
                },
                patience);
        };
        QVERIFY(draftOn(1000));
        f.click(1.5, 1.5);
        QVERIFY(draftOn(1001));
        f.click(1.5, 1.0);
        QVERIFY(draftOn(1002));
        QVERIFY(f.controller.runs().empty());
    }
};

QTEST_GUILESS_MAIN(DataPainterTest)
#include "data_painter_test.moc"
