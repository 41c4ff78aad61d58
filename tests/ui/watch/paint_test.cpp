// Painting on the decision map, by pointer and keys.
#include "bridge/data_painter.h"
#include "map/paint_tools.h"
#include "support/patience.h"
#include "support/services.h"
#include "watch/watch_view.h"

#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>

using namespace epochlab;
using test::patience;

namespace {

struct Fixture {
    explicit Fixture(const char* data) : controller(test::scriptedServicesOnRealData(), nullptr), view(controller) {
        static_cast<void>(controller.setParam("data", std::string(data)));
        static_cast<void>(controller.setParam("epochs", std::int64_t{2}));
        view.resize(740, 700);
        view.show();
    }
    bool ready() {
        return QTest::qWaitForWindowExposed(&view) && QTest::qWaitFor([this] { return controller.canTrain(); }, patience);
    }
    bool rows(std::int64_t count) {
        return QTest::qWaitFor(
            [&] {
                const auto data = controller.dataset();
                return data && !controller.dataLoading() && data->splits[0].count + data->splits[1].count + data->splits[2].count == count;
            },
            patience);
    }
    QToolButton* tool(const char* id) const { return view.findChild<QToolButton*>(QLatin1String(id)); }
    /// Where the pointer meets the map: the canvas and a place on it.
    std::pair<QWidget*, QPoint> spot(double across, double down) const {
        ui::DecisionMap* map = view.decisionMap();
        const QRect area = map->mapArea();
        const QPoint at = area.topLeft() + QPoint(int(across * area.width()), int(down * area.height()));
        QWidget* canvas = map->childAt(at);
        return {canvas, canvas->mapFrom(map, at)};
    }
    void click(double across, double down, Qt::MouseButton button) const {
        const auto [canvas, at] = spot(across, down);
        QTest::mouseClick(canvas, button, {}, at);
    }

    QTemporaryDir folder;
    bool elsewhere = qputenv("XDG_DATA_HOME", folder.path().toLocal8Bit()); ///< before the view is made
    ui::Controller controller;
    ui::WatchView view;
};

} // namespace

class PaintTest : public QObject {
    Q_OBJECT
private slots:
    void citiesHaveNoBrush() {
        Fixture f("cities");
        QVERIFY(f.ready());
        QVERIFY(!f.tool("paint")->isVisible() && !f.view.decisionMap()->paintTools()->isVisible());
    }

    void thePointerAddsMovesAndErases() {
        Fixture f("toy:moons");
        QVERIFY(f.ready());
        QVERIFY(f.tool("paint")->isVisible() && !f.view.decisionMap()->paintTools()->isVisible());
        f.tool("paint")->click(); // before any training: there are axes all the same
        QVERIFY(f.view.decisionMap()->painting() && f.view.decisionMap()->paintTools()->isVisible());
        QCoreApplication::processEvents();
        f.tool("paint-class-1")->click();
        f.click(0.02, 0.02, Qt::LeftButton); // the corner is empty
        QVERIFY(f.rows(1001));
        const auto [canvas, from] = f.spot(0.02, 0.02);
        const auto to = f.spot(0.98, 0.02).second;
        QTest::mousePress(canvas, Qt::LeftButton, {}, from);
        QTest::mouseMove(canvas, to);
        QTest::mouseRelease(canvas, Qt::LeftButton, {}, to);
        f.click(0.02, 0.02, Qt::RightButton); // nothing is there any more
        QVERIFY(f.rows(1001));
        f.click(0.98, 0.02, Qt::RightButton);
        QVERIFY(f.rows(1000));
        for (const int left : {1001, 1001, 1000}) { // erased, moved, added
            f.tool("paint-undo")->click();
            QVERIFY(f.rows(left));
        }
        QVERIFY(!f.tool("paint-undo")->isEnabled() && f.tool("paint-redo")->isEnabled());
    }

    void theEraserIsAToolToo() {
        Fixture f("toy:moons");
        QVERIFY(f.ready());
        f.tool("paint")->click();
        QCoreApplication::processEvents();
        f.click(0.02, 0.02, Qt::LeftButton);
        QVERIFY(f.rows(1001));
        f.tool("paint-erase")->click();
        f.click(0.02, 0.02, Qt::LeftButton);
        QVERIFY(f.rows(1000));
    }

    void liveFollowsAndTheMapStandsStill() {
        Fixture f("toy:moons");
        QVERIFY(f.ready());
        f.controller.setLive(true);
        QVERIFY(QTest::qWaitFor([&] { return f.view.mapEpoch() == 2; }, patience));
        f.tool("paint")->click();
        QCoreApplication::processEvents();
        const QRect area = f.view.decisionMap()->mapArea();
        QVERIFY(!area.isEmpty());
        f.tool("paint-clear")->click();
        QVERIFY(QTest::qWaitFor([&] { return f.controller.dataError().has_value(); }, patience));
        for (const char* swatch : {"paint-class-0", "paint-class-1"}) {
            f.tool(swatch)->click();
            const double across = swatch[12] == '0' ? 0.4 : 0.6;
            for (const double down : {0.3, 0.4, 0.5}) f.click(across, down, Qt::LeftButton);
        }
        QVERIFY(f.rows(6));
        QVERIFY(QTest::qWaitFor([&] { return f.controller.draft() && f.view.mapEpoch() == 2; }, patience));
        QCOMPARE(f.view.decisionMap()->mapArea(), area); // not the six points' own range
        QVERIFY(f.controller.runs().empty());
    }
};

QTEST_MAIN(PaintTest)
#include "paint_test.moc"
