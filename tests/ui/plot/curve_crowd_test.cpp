#include "plot/curve_plot.h"
#include "plot/decimate.h"
#include "plot/value_pyramid.h"
#include "theme/theme.h"
#include "theme/viridis.h"
#include "ui/plot/plot_test_tools.h"

using namespace epochlab::ui;

namespace {

constexpr int kCrowd = 9; ///< one more than can be told apart

/// Level lines, each a tenth above the one before it.
struct Lines {
    explicit Lines(int count, bool shaded = false) {
        plot.setCrowdGrey(true);
        for (int i = 0; i < count; ++i) {
            CurveStyle style{.series = shaded ? i / 2 : i};
            if (shaded) {
                style.shade = double(i / 2) / (count / 2 - 1);
                style.legend = QStringLiteral("lr %1").arg(i / 2);
            }
            plot.addCurve(QString::number(i), QStringLiteral("line %1").arg(i), style);
            plot.setPoints(QString::number(i), {0, 1, 2, 3, 4}, std::vector<double>(5, 0.1 * (i + 1)));
        }
        show(plot, {700, 460});
        picture(plot);
    }
    QPointF on(int line) const {
        const QRect area = plot.plotArea();
        const double low = 0.1 - 0.05 * spread(), high = 0.1 + 1.05 * spread();
        const double share = (high - 0.1 * (line + 1)) / (high - low);
        return QPointF(area.left() + 0.4 * area.width(), area.top() + share * area.height());
    }
    void mouse(QEvent::Type type, QPointF position, Qt::MouseButton button = Qt::NoButton) {
        QWidget* target = plot.childAt(plot.plotArea().center());
        const QPointF local = target->mapFrom(&plot, position.toPoint());
        QMouseEvent event(type, local, target->mapToGlobal(local), button, button, Qt::NoModifier);
        QApplication::sendEvent(target, &event);
    }
    double spread() const { return 0.1 * (count() - 1); }
    int count() const {
        int found = 0;
        while (plot.hasCurve(QString::number(found))) ++found;
        return found;
    }
    /// Pixels of a colour's hue in the plotting area.
    int pixelsOf(const QColor& colour) {
        const QImage image = picture(plot).copy(plot.plotArea());
        int found = 0;
        for (int y = 0; y < image.height(); ++y)
            for (int x = 0; x < image.width(); ++x) found += near(image.pixelColor(x, y), colour, 12);
        return found;
    }

    CurvePlot plot{"compare", "Accuracy", "epoch", "accuracy"};
};

QColor hueOf(int series) { return curveHue({.series = series}, Theme::instance().palette()); }

} // namespace

class CurveCrowdTest : public QObject {
    Q_OBJECT
private slots:
    void initTestCase() { Theme::instance().install(), Theme::instance().setChoice(ThemeChoice::Light); }
    void moreThanEightAreGrey();
    void thePointerBringsOneOut();
    void theHighlightedOneStandsOutAndIsNamedOnPaperToo();
    void ofAFewTheOthersAreGhosts();
    void shadesKeepTheirColoursAndTheLegendSaysTheirValues();
    void anEntryOfTheLegendHidesAllThatShareIt();
    void aClickSaysWhichCurve();
    void viridisStaysAwayFromTheGround();
    void aSpikeAmongAMillionIsDrawnAtEveryZoom();
    void aPyramidTellsWhatEveryValueTells();
    void linesAreCutOffFarBeyondTheRange();
};

void CurveCrowdTest::moreThanEightAreGrey() {
    for (const int count : {kCrowd - 1, kCrowd}) {
        Lines lines(count);
        const bool grey = count == kCrowd;
        QCOMPARE(lines.pixelsOf(hueOf(2)) == 0, grey);
        QCOMPARE(lines.pixelsOf(backgroundHue(Theme::instance().palette())) > 100, grey);
        QCOMPARE(lines.plot.legendItemRect("2").isEmpty(), grey);
        const QStringList texts = svgTexts(lines.plot.exportBytes(FigureFormat::Svg, {12, 9, 300}));
        QCOMPARE(texts.contains("line 2"), !grey);
    }
}

void CurveCrowdTest::thePointerBringsOneOut() {
    Lines lines(kCrowd);
    lines.mouse(QEvent::MouseMove, lines.on(2));
    QCOMPARE(lines.plot.highlighted(), QString("2"));
    QVERIFY(lines.pixelsOf(hueOf(2)) > 100);
    QVERIFY2(lines.plot.crosshairText().contains("line 2  0.3"), qPrintable(lines.plot.crosshairText()));
    QVERIFY2(!lines.plot.crosshairText().contains("line 3"), qPrintable(lines.plot.crosshairText()));
    lines.mouse(QEvent::MouseMove, lines.on(5));
    QCOMPARE(lines.plot.highlighted(), QString("5"));
    QCOMPARE(lines.pixelsOf(hueOf(2)), 0);
    lines.mouse(QEvent::MouseMove, (lines.on(5) + lines.on(6)) / 2);
    QCOMPARE(lines.plot.highlighted(), QString());
    lines.mouse(QEvent::MouseMove, lines.on(5));
    lines.mouse(QEvent::Leave, {});
    QCOMPARE(lines.plot.highlighted(), QString());
}

void CurveCrowdTest::theHighlightedOneStandsOutAndIsNamedOnPaperToo() {
    Lines lines(kCrowd);
    lines.plot.setHighlighted("4");
    QVERIFY(lines.pixelsOf(hueOf(4)) > 100);
    lines.mouse(QEvent::MouseMove, lines.on(2));
    QCOMPARE(lines.plot.highlighted(), QString("2")); // the hand is nearer
    const QStringList texts = svgTexts(lines.plot.exportBytes(FigureFormat::Svg, {12, 9, 300}));
    QVERIFY2(texts.contains("line 4"), qPrintable(texts.join('|')));
    QVERIFY(!texts.contains("line 2"));
    lines.mouse(QEvent::Leave, {});
    lines.plot.setHighlighted("6"); // whose own colour is grey
    QVERIFY(lines.pixelsOf(Theme::instance().palette().accent) > 100);
}

void CurveCrowdTest::ofAFewTheOthersAreGhosts() {
    Lines lines(3);
    QVERIFY(lines.pixelsOf(hueOf(2)) > 100);
    lines.plot.setHighlighted("0");
    QCOMPARE(lines.pixelsOf(hueOf(2)), 0);
    QVERIFY(lines.pixelsOf(hueOf(0)) > 100);
    QVERIFY(!lines.plot.legendItemRect("2").isEmpty());
    lines.plot.setHighlighted({});
    QVERIFY(lines.pixelsOf(hueOf(2)) > 100);
}

void CurveCrowdTest::shadesKeepTheirColoursAndTheLegendSaysTheirValues() {
    Lines lines(24, true); // twelve values, twice each
    QVERIFY(lines.pixelsOf(viridisLine(0, false)) > 100);
    QVERIFY(lines.pixelsOf(viridisLine(1, false)) > 100);
    int entries = 0;
    for (int i = 0; i < 24; ++i) entries += !lines.plot.legendItemRect(QString::number(i)).isEmpty();
    QCOMPARE(entries, 8);
    const QStringList texts = svgTexts(lines.plot.exportBytes(FigureFormat::Svg, {12, 9, 300}));
    lines.plot.resize(700, 300); // where curves' names have no room
    picture(lines.plot);
    QVERIFY(!lines.plot.legendItemRect("0").isEmpty());
    for (const char* text : {"lr 0", "lr 11"}) QVERIFY2(texts.contains(text), qPrintable(texts.join('|')));
}

void CurveCrowdTest::anEntryOfTheLegendHidesAllThatShareIt() {
    Lines lines(6, true);
    QSignalSpy spy(&lines.plot, &CurvePlot::legendClicked);
    const QPoint entry = lines.plot.legendItemRect("2").center();
    QWidget* target = lines.plot.childAt(entry);
    QTest::mouseClick(target, Qt::LeftButton, {}, target->mapFrom(&lines.plot, entry));
    QCOMPARE(spy.count(), 2);
    QCOMPARE(spy[0][0].toString() + spy[1][0].toString(), QString("23"));
    QCOMPARE(lines.pixelsOf(viridisLine(0.5, false)), 0);
    QVERIFY(!lines.plot.legendItemRect("2").isEmpty());
}

void CurveCrowdTest::aClickSaysWhichCurve() {
    Lines lines(kCrowd);
    QSignalSpy spy(&lines.plot, &CurvePlot::curveClicked);
    lines.mouse(QEvent::MouseButtonPress, lines.on(3), Qt::LeftButton);
    lines.mouse(QEvent::MouseButtonRelease, lines.on(3), Qt::LeftButton);
    QCOMPARE(spy.count(), 1);
    QCOMPARE(spy[0][0].toString(), QString("3"));
    lines.mouse(QEvent::MouseButtonPress, lines.on(3), Qt::LeftButton);
    lines.mouse(QEvent::MouseButtonRelease, lines.on(3) + QPointF(40, 0), Qt::LeftButton); // a drag
    QCOMPARE(spy.count(), 1);
}

void CurveCrowdTest::viridisStaysAwayFromTheGround() {
    for (const Palette& palette : {Theme::lightPalette(), Theme::darkPalette()})
        for (const double place : {-1.0, 0.0, 0.3, 0.7, 1.0, 2.0}) {
            const double contrast = Theme::contrast(viridisLine(place, palette.dark), palette.surface);
            QVERIFY2(contrast > 1.5, qPrintable(QStringLiteral("%1: %2").arg(place).arg(contrast)));
        }
}

/// The rows of the area's middle half in which a colour is drawn, and the mean column of it.
struct Inked {
    int rows = 0;
    int of = 0;
    double column = 0;
};
Inked middleHalf(CurvePlot& plot, const QColor& colour) {
    const QImage image = picture(plot).copy(plot.plotArea());
    Inked inked{.of = image.height() / 2};
    int pixels = 0;
    for (int y = image.height() / 4; y < image.height() / 4 + inked.of; ++y) {
        const int before = pixels;
        for (int x = 0; x < image.width(); ++x) {
            if (!near(image.pixelColor(x, y), colour, 60)) continue;
            inked.column += x;
            ++pixels;
        }
        inked.rows += pixels > before;
    }
    inked.column /= std::max(1, pixels);
    return inked;
}

/// Zoomed as a hand does, ten times and again where the spike stands.
void CurveCrowdTest::aSpikeAmongAMillionIsDrawnAtEveryZoom() {
    CurvePlot plot("loss", "Loss", "step", "loss");
    plot.addCurve("a", "a", {});
    std::vector<double> ys(1'000'000);
    unsigned noise = 1;
    for (double& y : ys) y = 0.08 + 0.04 * double((noise = noise * 1664525U + 1013904223U) >> 8) / 16777216.0;
    ys[612'345] = 1.0;
    plot.append("a", 0, 1, ys);
    plot.setRobustRange(false);
    show(plot, {640, 400});
    picture(plot);
    QWidget* target = plot.childAt(plot.plotArea().center());
    for (const int zoom : {1, 10, 100, 1000, 10'000}) {
        const Inked spike = middleHalf(plot, hueOf(0));
        QVERIFY2(spike.rows > 0.95 * spike.of, qPrintable(QStringLiteral("%1×: %2 of %3 rows").arg(zoom).arg(spike.rows).arg(spike.of)));
        const QPointF at =
            target->mapFrom(&plot, plot.plotArea().topLeft() + QPoint(int(std::lround(spike.column)), plot.plotArea().height() / 2));
        const int turns = int(std::lround(120 * std::log(10.0) / -std::log(0.85)));
        QWheelEvent event(at, target->mapToGlobal(at), {}, {0, turns}, Qt::NoButton, Qt::NoModifier, Qt::NoScrollPhase, false);
        QApplication::sendEvent(target, &event);
    }
}

void CurveCrowdTest::aPyramidTellsWhatEveryValueTells() {
    std::vector<double> values;
    ValuePyramid pyramid;
    unsigned noise = 3;
    const auto random = [&](std::size_t below) { return std::size_t((noise = noise * 1664525U + 1013904223U) >> 4) % below; };
    while (values.size() < 5000) {
        for (std::size_t i = random(700); i > 0; --i) values.push_back(random(200) == 0 ? std::nan("") : double(random(1'000'000)) - 5e5);
        pyramid.follow(values);
    }
    for (int trial = 0; trial < 300; ++trial) {
        const std::size_t first = random(values.size());
        const std::size_t last = first + random(values.size() - first);
        ValuePyramid::Block expected;
        for (std::size_t i = first; i < last; ++i) expected.add(values[i]);
        const ValuePyramid::Block found = pyramid.extent(values, first, last);
        QCOMPARE(found.low, expected.low);
        QCOMPARE(found.high, expected.high);
        QCOMPARE(found.gaps, expected.gaps);
        std::size_t next = first; // each value once, in order, whichever blocks answer
        pyramid.walk(
            first, last,
            [&](const ValuePyramid::Block&, std::size_t begin, std::size_t end) {
                if (random(3) > 0) return false;
                next = begin == next ? end : values.size() + 1;
                return true;
            },
            [&](std::size_t i) { next = i == next ? i + 1 : values.size() + 1; });
        QCOMPARE(next, last);
    }
}

void CurveCrowdTest::linesAreCutOffFarBeyondTheRange() {
    using Points = std::vector<std::pair<double, double>>;
    const double nan = std::nan("");
    const struct {
        const char* what;
        Points points;
        bool log;
        Points expected;
    } rows[] = {{"within", {{0, 0}, {1, 1}, {2, 3}}, false, {{0, 0}, {1, 1}, {2, 3}}},
                {"a spike", {{0, 0}, {1, 100}, {2, 0}}, false, {{0, 0}, {0.03, 3}, {1.97, 3}, {2, 0}}},
                {"from beyond to beyond", {{0, -102}, {1, 203}}, false, {{0.32786885245901637, -2}, {0.3442622950819672, 3}}},
                {"a gap beside it", {{0, 0}, {1, nan}, {2, 50}, {3, 0}}, false, {{0, 0}, {1, nan}, {2.94, 3}, {3, 0}}},
                {"decades", {{0, 1}, {1, 1e20}}, true, {{0, 1}, {0.15, 1e3}}}};
    for (const auto& row : rows) {
        const Points found = cutFar(row.points, row.log ? Range{1, 10} : Range{0, 1}, 2, false, row.log);
        QVERIFY2(found.size() == row.expected.size(), row.what);
        for (std::size_t i = 0; i < found.size(); ++i) {
            const auto same = [](double a, double b) {
                return std::isnan(b) ? std::isnan(a) : std::abs(a - b) < 1e-9 * std::max(1.0, std::abs(b));
            };
            QVERIFY2(same(found[i].first, row.expected[i].first) && same(found[i].second, row.expected[i].second), row.what);
        }
    }
}

QTEST_MAIN(CurveCrowdTest)
#include "curve_crowd_test.moc"
