#include "map/decision_map.h"
#include "map/map_image.h"
#include "map/map_scene.h"
#include "theme/theme.h"
#include "ui/plot/plot_test_tools.h"

#include <QPainter>

#include <limits>

using namespace epochlab::ui;

namespace {

/// A grid of one class a cell, written as rows from the top: each digit a class with this probability, the rest shared by the others.
MapFrame frameOf(const QStringList& rows, int classCount, float probability = 0.9F) {
    MapFrame frame;
    frame.columns = int(rows[0].size());
    frame.rows = int(rows.size());
    frame.classCount = classCount;
    frame.xMaximum = frame.columns;
    frame.yMaximum = frame.rows;
    frame.epoch = 7;
    for (int row = 0; row < frame.rows; ++row) {
        for (const QChar cell : rows[frame.rows - 1 - row]) {
            for (int label = 0; label < classCount; ++label) {
                frame.probabilities.push_back(label == cell.digitValue() ? probability : (1 - probability) / float(classCount - 1));
            }
        }
    }
    return frame;
}

const QStringList kBlocks{"000111", "000111", "000111", "222111", "222111", "222111"};

MapScene sceneOf(MapFrame frame, bool geographic = false) {
    MapScene scene;
    scene.frame = std::move(frame);
    scene.classes = QStringList{"moon", "sun", "sky"};
    scene.xTitle = "across", scene.yTitle = "up";
    scene.geographic = geographic;
    return scene;
}

QImage drawn(const MapScene& scene, const Palette& palette, QSize size = {300, 240}) {
    QImage image(size, QImage::Format_RGB32);
    image.fill(palette.surface);
    QPainter painter(&image);
    const QFont font = Theme::instance().labelFont();
    const QRectF room(QPointF(0, 0), QSizeF(size));
    scene.draw(painter, room, font, palette, mapImage(scene.frame, scene.field(room, font).size().toSize(), palette));
    return image;
}

} // namespace

class DecisionMapTest : public QObject {
    Q_OBJECT
private slots:
    void initTestCase() { Theme::instance().install(), Theme::instance().setChoice(ThemeChoice::Light); }
    void everyCellHasTheColourOfItsClass();
    void bordersBetweenCellsAreInterpolated();
    void probabilityMakesTheColourStronger();
    void brokenFramesDrawNothing();
    void coloursOfFortyClassesAreDistinct();
    void namesStandWhereTheyFit();
    void pointsOfSplitsLookDifferent();
    void theAspectIsTrue_data();
    void theAspectIsTrue();
    void hoverNamesClassAndProbability();
    void oneSentenceInsteadOfAMap();
    void exports();
    void ticksAreNice_data();
    void ticksAreNice();
};

void DecisionMapTest::everyCellHasTheColourOfItsClass() {
    for (const Palette& palette : {Theme::lightPalette(), Theme::darkPalette()}) {
        for (const int pixels : {1, 7, 20}) { // for each cell
            const MapFrame frame = frameOf(kBlocks, 3);
            const QImage image = mapImage(frame, QSize(6, 6) * pixels, palette);
            for (int row = 0; row < 6; ++row) {
                for (int column = 0; column < 6; ++column) {
                    const bool edge = pixels == 1 && (column == 2 || column == 3 || row == 2 || row == 3);
                    const QColor hue = classColour(kBlocks[row][column].digitValue(), 3, palette.dark);
                    const QColor found = image.pixelColor(column * pixels + pixels / 2, row * pixels + pixels / 2);
                    const QString where = QStringLiteral("%1 at %2,%3").arg(found.name()).arg(column).arg(row);
                    const int apart = std::abs(found.hue() - hue.hue());
                    QVERIFY2(edge || std::min(apart, 360 - apart) <= 4, qPrintable(where));
                }
            }
        }
    }
}

void DecisionMapTest::bordersBetweenCellsAreInterpolated() {
    // Between a sure cell and an unsure one the border lies nearer to the unsure one.
    MapFrame frame = frameOf({"01"}, 2);
    frame.probabilities = {0.9F, 0.1F, 0.4F, 0.6F}; // equal where 0.9 - 0.5t = 0.5: at t = 0.8
    const MapInterpolation map(frame);
    const struct {
        double column;
        int label;
    } rows[] = {{-3, 0}, {0, 0}, {0.5, 0}, {0.79, 0}, {0.81, 1}, {1, 1}, {9, 1}};
    for (const auto& row : rows) {
        QCOMPARE(map.at(row.column, 0).label, row.label);
    }
    QVERIFY(std::abs(map.at(0.5, 0).probability - 0.65F) < 1e-6F);
}

void DecisionMapTest::probabilityMakesTheColourStronger() {
    double last = -1;
    for (const float probability : {0.35F, 0.5F, 0.8F, 1.0F}) {
        const QColor colour = mapImage(frameOf({"11", "11"}, 3, probability), {2, 2}, Theme::lightPalette()).pixelColor(0, 0);
        QVERIFY(colour.hsvSaturationF() > last);
        last = colour.hsvSaturationF();
    }
}

void DecisionMapTest::brokenFramesDrawNothing() {
    const Palette palette = Theme::lightPalette();
    MapFrame shortOne = frameOf(kBlocks, 3);
    shortOne.probabilities.pop_back();
    MapFrame flat = frameOf(kBlocks, 3);
    flat.yMaximum = flat.yMinimum;
    for (const MapFrame& frame : {MapFrame(), shortOne, flat}) {
        QVERIFY(!frame.valid());
        QVERIFY(mapImage(frame, {10, 10}, palette).isNull());
        QVERIFY(regionPlaces(frame, {}).empty());
    }
    MapFrame unknown = frameOf({"00", "00"}, 3);
    for (float& p : unknown.probabilities) {
        p = std::numeric_limits<float>::quiet_NaN();
    }
    QCOMPARE(mapImage(unknown, {4, 4}, palette).pixelColor(1, 1), palette.surface); // no class is claimed
}

void DecisionMapTest::coloursOfFortyClassesAreDistinct() {
    for (const bool dark : {false, true}) {
        for (const int count : {2, 6, 7, 33, 40}) {
            for (int a = 0; a < count; ++a) {
                for (int b = 0; b < a; ++b) {
                    const QColor p = classColour(a, count, dark);
                    const QColor q = classColour(b, count, dark);
                    const int apart = std::abs(p.red() - q.red()) + std::abs(p.green() - q.green()) + std::abs(p.blue() - q.blue());
                    QVERIFY2(apart >= 18, qPrintable(QStringLiteral("%1 and %2 of %3: %4").arg(a).arg(b).arg(count).arg(apart)));
                }
            }
        }
    }
}

void DecisionMapTest::namesStandWhereTheyFit() {
    const MapFrame frame = frameOf(kBlocks, 3);
    const auto places = regionPlaces(frame, {QSizeF(0.3, 0.1), QSizeF(0.3, 0.1), QSizeF(0.6, 0.1)});
    QCOMPARE(places.size(), std::size_t(2)); // the third name is wider than its region
    for (const RegionPlace& place : places) {
        const int column = int(place.centre.x() * 6);
        const int row = int(place.centre.y() * 6);
        QCOMPARE(kBlocks[row][column].digitValue(), place.label);
    }
}

void DecisionMapTest::pointsOfSplitsLookDifferent() {
    for (const Palette& palette : {Theme::lightPalette(), Theme::darkPalette()}) {
        QList<QImage> pictures;
        MapScene scene = sceneOf(frameOf(kBlocks, 3));
        pictures << drawn(scene, palette);
        using Split = MapPoint::Split;
        for (const auto& [split, wrong] : {std::pair(Split::Training, false), std::pair(Split::Validation, false),
                                           std::pair(Split::Validation, true), std::pair(Split::Test, false)}) {
            scene.points = {{1.5F, 1.5F, 2, wrong, split}};
            const QImage now = drawn(scene, palette);
            QVERIFY(!pictures.contains(now));
            pictures << now;
        }
        scene.points = {{99, 99, 0, false, Split::Validation}, {std::nanf(""), 1, 0, true, Split::Validation}};
        const QImage beyond = drawn(scene, palette);
        scene.points.clear();
        QVERIFY(drawn(scene, palette) == beyond); // a point that the axes do not reach is not drawn
    }
}

void DecisionMapTest::theAspectIsTrue_data() {
    QTest::addColumn<bool>("geographic");
    QTest::addColumn<double>("latitude");
    QTest::addColumn<double>("aspect"); // of a field of 20 × 10 units
    QTest::newRow("plain features") << false << 60.0 << 2.0;
    QTest::newRow("at the equator") << true << 0.0 << 2.0;
    QTest::newRow("at 60 degrees a degree of longitude is half as long") << true << 60.0 << 1.0;
}

void DecisionMapTest::theAspectIsTrue() {
    QFETCH(bool, geographic);
    QFETCH(double, latitude);
    QFETCH(double, aspect);
    MapFrame frame = frameOf(kBlocks, 3);
    frame.xMinimum = -10, frame.xMaximum = 10, frame.yMinimum = latitude - 5, frame.yMaximum = latitude + 5;
    DecisionMap map;
    map.setAxes("longitude", "latitude", geographic);
    map.setFrame(frame);
    for (const QSize size : {QSize(300, 240), QSize(900, 300), QSize(300, 700)}) {
        show(map, size);
        const QRect area = map.mapArea();
        QVERIFY(map.rect().contains(area));
        QVERIFY2(std::abs(double(area.width()) / area.height() - aspect) < 0.03 * aspect,
                 qPrintable(QStringLiteral("%1 × %2").arg(area.width()).arg(area.height())));
    }
}

void DecisionMapTest::hoverNamesClassAndProbability() {
    DecisionMap map;
    map.setClasses({"moon", "<b>sun</b>"});
    map.setAxes("x", "y", false);
    map.setFrame(frameOf(kBlocks, 3));
    show(map, {400, 320});
    const QRect area = map.mapArea();
    const auto at = [&](double x, double y) { return map.textAt(area.topLeft() + QPoint(int(x * area.width()), int(y * area.height()))); };
    QCOMPARE(at(0.1, 0.1), QString("moon  0.90"));
    QCOMPARE(at(0.9, 0.5), QString("<b>sun</b>  0.90"));
    QCOMPARE(at(0.1, 0.9), QString("class 2  0.90"));
    QCOMPARE(at(-0.1, 0.5), QString());
    QCOMPARE(map.subtitle(), QString("epoch 7"));
}

void DecisionMapTest::oneSentenceInsteadOfAMap() {
    DecisionMap map;
    QVERIFY(!map.placeholder().isEmpty());
    map.setFrame(frameOf(kBlocks, 3));
    QCOMPARE(map.placeholder(), QString());
    map.setMessage("A decision map needs two features; these data have 4.");
    QCOMPARE(map.placeholder(), QString("A decision map needs two features; these data have 4."));
    QVERIFY(map.mapArea().isEmpty());
    QCOMPARE(map.textAt({100, 100}), QString());
    map.clear();
    QVERIFY(map.placeholder().startsWith("Train or tick a run"));
}

void DecisionMapTest::exports() {
    DecisionMap map;
    map.setClasses({"moon", "sun", "sky, or not"});
    map.setAxes("longitude", "latitude", true);
    map.setFrame(frameOf(kBlocks, 3));
    const QByteArray bare = map.exportBytes(FigureFormat::Svg, {12, 9, 300});
    map.setPoints({{1, 1, 2, true}, {5, 5, 1, false}, {2, 5, 0, false, MapPoint::Split::Training}});
    const QByteArray svg = map.exportBytes(FigureFormat::Svg, {12, 9, 300});
    const QStringList texts = svgTexts(svg);
    for (const char* expected : {"longitude (°)", "latitude (°)", "2°", "sun", "× 1 of 2 wrong · epoch 7 · validation •, training ⋅"}) {
        QVERIFY2(texts.contains(expected), qPrintable(texts.join('|')));
    }
    QCOMPARE(svg.count("<image"), 1); // the field; points and axes are drawn
    QVERIFY(svg.count("<polyline") + svg.count("<path") > bare.count("<polyline") + bare.count("<path"));
    const QByteArray pdf = map.exportBytes(FigureFormat::Pdf, {12, 9, 300});
    QCOMPARE(pdf.count("/Subtype /Image"), 1);
    QVERIFY(pdf.contains("/ToUnicode"));
    QCOMPARE(QImage::fromData(map.exportBytes(FigureFormat::Png, {10.16, 7.62, 300})).size(), QSize(1200, 900));
    const QStringList lines = QString::fromUtf8(map.exportBytes(FigureFormat::Csv, {12, 9, 300})).split('\n');
    QCOMPARE(lines.size(), 1 + 36 + 3 + 1);
    QCOMPARE(lines[0], QString("kind,longitude,latitude,class,probability,wrong"));
    QVERIFY2(lines[1].startsWith("map,0.5,0.5,\"sky, or not\",0.89"), qPrintable(lines[1]));
    QCOMPARE(lines[37], QString("validation,1,1,\"sky, or not\",,yes"));
    QCOMPARE(lines[39], QString("training,2,5,moon,,no"));
}

void DecisionMapTest::ticksAreNice_data() {
    QTest::addColumn<double>("lower");
    QTest::addColumn<double>("upper");
    QTest::addColumn<int>("most");
    QTest::addColumn<std::vector<double>>("ticks");
    QTest::newRow("degrees") << -13.2 << 44.0 << 4 << std::vector<double>{0, 20, 40};
    QTest::newRow("small") << 0.01 << 0.06 << 5 << std::vector<double>{0.01, 0.02, 0.03, 0.04, 0.05, 0.06};
    QTest::newRow("no room counts as two") << 0.0 << 10.0 << 0 << std::vector<double>{0, 5, 10};
    QTest::newRow("empty") << 1.0 << 1.0 << 4 << std::vector<double>{};
    QTest::newRow("infinite") << 0.0 << std::numeric_limits<double>::infinity() << 4 << std::vector<double>{};
}

void DecisionMapTest::ticksAreNice() {
    QFETCH(double, lower);
    QFETCH(double, upper);
    QFETCH(int, most);
    QFETCH(std::vector<double>, ticks);
    const std::vector<double> found = niceTicks(lower, upper, most);
    QCOMPARE(found.size(), ticks.size());
    for (std::size_t i = 0; i < found.size(); ++i) {
        QVERIFY(std::abs(found[i] - ticks[i]) < 1e-9);
    }
}

QTEST_MAIN(DecisionMapTest)
#include "decision_map_test.moc"
