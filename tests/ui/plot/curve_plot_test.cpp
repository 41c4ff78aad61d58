#include "plot/run_mark.h"
#include "theme/theme.h"
#include "ui/plot/plot_test_tools.h"

#include <QDir>
#include <QPainter>
#include <QSet>

using namespace epochlab::ui;

namespace {

void fill(CurvePlot& plot) {
    plot.addCurve("a/train", "width 64", {0, CurveDash::Solid, false, false});
    plot.addCurve("a/val", "width 64", {0, CurveDash::Dashed, false, false});
    plot.addCurve("b/val", "width 16", {1, CurveDash::Dashed, true, false});
    plot.append("a/train", 1, 1, decay(40, 0.37, 0.15));
    plot.append("a/val", 1, 1, decay(40, 0.4, 0.16));
    plot.append("b/val", 1, 1, decay(40, 1.1, 0.18));
    plot.setBestMarker("a/val", 40, "0.160, epoch 40");
    plot.setSubtitle("train —— validation - - · log");
}

} // namespace

class CurvePlotTest : public QObject {
    Q_OBJECT
private slots:
    void initTestCase() { Theme::instance().install(), Theme::instance().setChoice(ThemeChoice::Light); }
    void keepsEveryPoint();
    void oneSpikeIsDrawn_data();
    void oneSpikeIsDrawn();
    void robustRangeClipsAndCounts();
    void logarithmicAxisSkipsWhatIsNotPositive();
    void legendClickHides();
    void crosshairNamesValues();
    void vectorExportsHoldText();
    void pngHasItsResolution();
    void csvRoundTrip();
    void oneCalmLineBeforeTheFirstValue();
    void theBestValueStandsAboveTheCurves();
    void referencesAreNamedInAndBeyondTheRange();
    void eventsAreLinesWithTextsOnScreenAndPaper();
    void fiftySixRunsLookDifferent();
    void theLegendShowsTheRunsMarkers();
    void pictures();
};

void CurvePlotTest::keepsEveryPoint() {
    CurvePlot plot("loss", "Loss", "epoch", "loss");
    plot.addCurve("a", "a", {});
    plot.append("a", 1, 1, std::vector<double>(100'000, 0.5));
    plot.append("a", 100'001, 0.25);
    QCOMPARE(plot.pointCount("a"), 100'001);
    plot.append("unknown", 1, 1);
    QCOMPARE(plot.pointCount("unknown"), 0);
    plot.removeCurve("a");
    QVERIFY(!plot.hasCurve("a"));
}

void CurvePlotTest::oneSpikeIsDrawn_data() {
    QTest::addColumn<int>("others"); // a crowd is drawn in another way
    QTest::newRow("of a million points") << 0;
    QTest::newRow("among many lines") << 12;
}

void CurvePlotTest::oneSpikeIsDrawn() {
    QFETCH(int, others);
    CurvePlot plot("loss", "Loss", "step", "loss");
    for (int i = 1; i <= others; ++i) {
        plot.addCurve(QString::number(i), QString::number(i), {.series = i});
        plot.append(QString::number(i), 0, 1, decay(50'000, 0.1, 0.1));
    }
    plot.addCurve("a", "a", {});
    std::vector<double> ys(others > 0 ? 50'000 : 1'000'000, 0.1);
    ys[ys.size() * 6 / 10] = 1.0;
    plot.append("a", 0, 1, ys);
    plot.setRobustRange(false);
    show(plot, {360, 280});
    const QImage image = picture(plot);
    if (const QString folder = qEnvironmentVariable("EPOCHLAB_PICTURES"); !folder.isEmpty())
        image.save(QDir(folder).filePath(QStringLiteral("spike-%1.png").arg(others)));
    const QRect area = plot.plotArea();
    const QColor hue = Theme::instance().seriesColour(0);
    int drawn = 0;
    for (int y = area.top() + area.height() / 4; y < area.bottom() - area.height() / 4; ++y) {
        for (int x = area.left(); x < area.right(); ++x) {
            drawn += near(image.pixelColor(x, y), hue, 60);
        }
    }
    QVERIFY2(drawn > area.height() / 3, qPrintable(QString::number(drawn)));
}

void CurvePlotTest::robustRangeClipsAndCounts() {
    CurvePlot plot("loss", "Loss", "epoch", "loss");
    plot.addCurve("good", "good", {});
    plot.addCurve("bad", "bad", {1, CurveDash::Solid, false, false});
    plot.append("good", 1, 1, decay(40, 1, 0.1));
    plot.append("bad", 1, 1, decay(40, 1e9, 1e8));
    QCOMPARE(plot.clippedPoints(), 40);
    plot.setRobustRange(false);
    QCOMPARE(plot.clippedPoints(), 0);
}

void CurvePlotTest::logarithmicAxisSkipsWhatIsNotPositive() {
    CurvePlot plot("loss", "Loss", "epoch", "loss");
    plot.addCurve("a", "a", {});
    plot.append("a", 1, 1, {1.0, 0.1, 0.0, -1.0, 0.01});
    plot.setYLogarithmic(true);
    show(plot, {360, 280});
    picture(plot);
    QVERIFY(plot.yLogarithmic());
    const QStringList texts = svgTexts(plot.exportBytes(FigureFormat::Svg, {12, 9, 300}));
    QVERIFY2(texts.contains("2 ≤ 0, not shown"), qPrintable(texts.join('|')));
    QVERIFY2(texts.contains("0.01") && texts.contains("1"), qPrintable(texts.join('|')));
}

void CurvePlotTest::legendClickHides() {
    CurvePlot plot("loss", "Loss", "epoch", "loss");
    fill(plot);
    show(plot, {700, 460});
    const QImage before = picture(plot);
    const QRect entry = plot.legendItemRect("a/train");
    QVERIFY(!entry.isEmpty());
    QVERIFY(plot.legendItemRect("b/val").isEmpty());
    QSignalSpy spy(&plot, &CurvePlot::legendClicked);
    QWidget* target = plot.childAt(entry.center());
    QTest::mouseClick(target, Qt::LeftButton, {}, target->mapFrom(&plot, entry.center()));
    QCOMPARE(spy.count(), 1);
    QCOMPARE(spy[0][0].toString(), QString("a/train"));
    QCOMPARE(spy[0][1].toBool(), false);
    QVERIFY(picture(plot) != before);
}

void CurvePlotTest::crosshairNamesValues() {
    CurvePlot plot("loss", "Loss", "epoch", "loss");
    fill(plot);
    plot.setCrosshair(1);
    QVERIFY2(plot.crosshairText().contains("width 64 · train  0.37"), qPrintable(plot.crosshairText()));
    QVERIFY(plot.crosshairText().startsWith("epoch 1\n"));
    plot.setCrosshair(std::nullopt);
    QVERIFY(plot.crosshairText().isEmpty());
    QVERIFY2(plot.describe().startsWith("Loss: 3 curves. width 64 · train falls from 0.37 to"), qPrintable(plot.describe()));
}

void CurvePlotTest::vectorExportsHoldText() {
    CurvePlot plot("loss", "Loss", "epoch", "cross-entropy");
    fill(plot);
    const QStringList texts = svgTexts(plot.exportBytes(FigureFormat::Svg, {12, 9, 300}));
    for (const char* expected : {"epoch", "cross-entropy", "width 64", "width 16", "○ 0.160, epoch 40", "width 64 · train"}) {
        QVERIFY2(texts.contains(expected), qPrintable(texts.join('|')));
    }
    const QByteArray pdf = plot.exportBytes(FigureFormat::Pdf, {12, 9, 300});
    QVERIFY(pdf.startsWith("%PDF"));
    QVERIFY(pdf.contains("/ToUnicode"));
    QVERIFY(!pdf.contains("/Subtype /Image"));
    QVERIFY(pdf.contains("/MediaBox"));
}

void CurvePlotTest::eventsAreLinesWithTextsOnScreenAndPaper() {
    const QString text = QStringLiteral("learning rate 0.01 → 0.003");
    for (const ThemeChoice choice : {ThemeChoice::Light, ThemeChoice::Dark}) {
        Theme::instance().setChoice(choice);
        CurvePlot plot("loss", "Loss", "epoch", "loss");
        fill(plot);
        show(plot, {360, 280});
        const QImage before = picture(plot);
        plot.setEventMarkers("a/val", {{20.5, text}, {30, QStringLiteral("learning rate 0.003 → 0.01")}});
        plot.setEventMarkers("unknown", {{3, "nothing"}});
        const QImage after = picture(plot);
        const QRect area = plot.plotArea();
        int changed = 0;
        const int x = area.left() + int((20.5 - 0.415) / (40.585 - 0.415) * area.width()); // the range and its edge
        for (int y = area.top(); y < area.bottom(); ++y) {
            bool any = false;
            for (int dx = -2; dx <= 2; ++dx) {
                any = any || before.pixelColor(x + dx, y) != after.pixelColor(x + dx, y);
            }
            changed += any;
        }
        QVERIFY2(changed > area.height() / 2, qPrintable(QString::number(changed)));
        QVERIFY2(plot.describe().contains(text + QStringLiteral(" at epoch 20.5")), qPrintable(plot.describe()));
        const QStringList texts = svgTexts(plot.exportBytes(FigureFormat::Svg, {12, 9, 300}));
        QVERIFY2(texts.contains(text), qPrintable(texts.join('|')));
        plot.setEventMarkers("a/val", {});
        QCOMPARE(picture(plot), before);
    }
    Theme::instance().setChoice(ThemeChoice::Light);
}

void CurvePlotTest::pngHasItsResolution() {
    CurvePlot plot("loss", "Loss", "epoch", "loss");
    fill(plot);
    QImage image;
    QVERIFY(image.loadFromData(plot.exportBytes(FigureFormat::Png, {10.16, 7.62, 300}), "PNG"));
    QCOMPARE(image.size(), QSize(1200, 900));
    QCOMPARE(image.dotsPerMeterX(), 11811);
}

void CurvePlotTest::csvRoundTrip() {
    CurvePlot plot("loss", "Loss", "epoch", "loss");
    plot.addCurve("a", "lr 0.1, wide", {});
    plot.addCurve("b", "=cmd", {1, CurveDash::Solid, false, false});
    const std::vector<double> values{1.0 / 3, 1e-300, std::nan(""), 12345.678901234567};
    plot.append("a", 1, 1, values);
    plot.append("b", 2, 1, {7.0});
    const QStringList lines = QString::fromUtf8(plot.exportBytes(FigureFormat::Csv, {10, 8, 300})).split('\n');
    QCOMPARE(lines[0], QString("epoch,\"lr 0.1, wide\",'=cmd"));
    for (int i = 0; i < 4; ++i) {
        const QStringList cells = lines[i + 1].split(',');
        QCOMPARE(cells[0].toDouble(), i + 1.0);
        QVERIFY(std::isnan(values[i]) ? cells[1].isEmpty() : cells[1].toDouble() == values[i]);
        QCOMPARE(cells[2], i == 1 ? QString("7") : QString());
    }
}

void CurvePlotTest::oneCalmLineBeforeTheFirstValue() {
    CurvePlot plot("loss", "Loss", "epoch", "loss");
    QCOMPARE(plot.placeholder(), QString("Train or tick a run to see its loss."));
    plot.addCurve("a", "a", {});
    show(plot, {360, 280});
    picture(plot);
    QVERIFY(!plot.placeholder().isEmpty());
    plot.append("a", 1, 0.5);
    picture(plot);
    QCOMPARE(plot.placeholder(), QString());
    plot.clear();
    picture(plot);
    QVERIFY(!plot.placeholder().isEmpty());
}

void CurvePlotTest::theBestValueStandsAboveTheCurves() {
    QImage inside[2];
    for (const bool wordy : {false, true}) {
        CurvePlot plot("loss", "Loss", "epoch", "loss");
        fill(plot);
        plot.setBestMarker("a/val", 12, wordy ? "0.160, epoch 12, a long sentence" : ".");
        show(plot, {420, 280});
        const QImage all = picture(plot);
        const QRect area = plot.plotArea();
        inside[wordy] = all.copy(area);
        int inked = 0;
        for (int x = area.left(); x < area.right(); ++x) {
            for (int y = area.top() - 12; y < area.top() - 3; ++y) {
                inked += !near(all.pixelColor(x, y), Theme::instance().palette().surface, 40);
            }
        }
        QCOMPARE(inked > 60, wordy);
    }
    QVERIFY(inside[0] == inside[1]);
}

void CurvePlotTest::referencesAreNamedInAndBeyondTheRange() {
    const struct {
        double level;
        const char* text;
    } rows[] = {{0.3, "chance 0.3"}, {-40, "chance -40 ↓"}, {40, "chance 40 ↑"}};
    for (const auto& row : rows) {
        CurvePlot plot("accuracy", "Accuracy", "epoch", "accuracy");
        fill(plot);
        plot.setReferenceLine("chance", row.level, QStringLiteral("chance %1").arg(row.level));
        const QStringList texts = svgTexts(plot.exportBytes(FigureFormat::Svg, {12, 9, 300}));
        QVERIFY2(texts.contains(row.text), qPrintable(texts.join('|')));
        plot.setReferenceLine("chance", std::nullopt);
        QVERIFY(!plot.exportBytes(FigureFormat::Svg, {12, 9, 300}).contains("chance"));
    }
}

void CurvePlotTest::fiftySixRunsLookDifferent() {
    QSet<QString> seen;
    for (int series = 0; series < 56; ++series) {
        const RunMark mark = runMark(series, Theme::lightPalette());
        QImage image(24, 16, QImage::Format_RGB32);
        image.fill(Qt::white);
        QPainter painter(&image);
        drawRunSwatch(painter, QRectF(0, 0, 24, 16), series, Theme::lightPalette());
        painter.end();
        QCOMPARE(image.pixelColor(12, 8), mark.hue);
        seen << QString::fromLatin1(QByteArray::fromRawData(reinterpret_cast<const char*>(image.constBits()), image.sizeInBytes()).toHex());
    }
    QCOMPARE(seen.size(), 56);
    QCOMPARE(runMark(56, Theme::lightPalette()).shape, runMark(0, Theme::lightPalette()).shape);
}

void CurvePlotTest::theLegendShowsTheRunsMarkers() {
    CurvePlot plot("loss", "Loss", "epoch", "loss");
    for (int series = 0; series < 8; ++series) {
        const QString key = QString::number(series);
        plot.addCurve(key, "run " + key, {series, CurveDash::Solid, false, false});
        plot.append(key, 1, 1, decay(40, 1 + series, 0.1));
    }
    show(plot, {700, 460});
    const QImage all = picture(plot);
    for (int series = 0; series < 8; ++series) {
        const QRect entry = plot.legendItemRect(QString::number(series));
        const RunMark mark = runMark(series, Theme::instance().palette());
        QPainterPath shape = mark.shape;
        int missing = 0;
        const QPointF centre(entry.left() + 12, entry.center().y());
        for (const QPointF& corner : shape.simplified().toFillPolygon()) { // most of the way to each corner is inked
            missing += !near(all.pixelColor((centre + corner * 0.5).toPoint()), mark.hue, 110);
        }
        QVERIFY2(missing == 0, qPrintable(QStringLiteral("series %1: %2 corners").arg(series).arg(missing)));
    }
}

/// Pictures for people, where the variable names a folder.
void CurvePlotTest::pictures() {
    const QString folder = qEnvironmentVariable("EPOCHLAB_PICTURES");
    if (folder.isEmpty()) {
        QSKIP("EPOCHLAB_PICTURES is not set");
    }
    for (const bool dark : {false, true}) {
        Theme::instance().setChoice(dark ? ThemeChoice::Dark : ThemeChoice::Light);
        CurvePlot plot("loss", "Loss", "epoch", "loss");
        fill(plot);
        plot.setYLogarithmic(true);
        plot.setReferenceLine("chance", 0.9, "chance");
        show(plot, {360, 280});
        picture(plot).save(QDir(folder).filePath(dark ? "curve-dark.png" : "curve-light.png"));
        plot.addCurve("c/val", "lr 0.01", {2, CurveDash::Dashed, false, false});
        plot.append("c/val", 1, 1, decay(40, 0.8, 0.2));
        plot.setEventMarkers("a/val", {{20, "learning rate 0.001 → 0.0001"}});
        plot.resize(900, 560);
        plot.setCrosshair(12);
        picture(plot).save(QDir(folder).filePath(dark ? "curve-large-dark.png" : "curve-large-light.png"));
        if (!dark) {
            QImage::fromData(plot.exportBytes(FigureFormat::Png, {12, 9, 150})).save(QDir(folder).filePath("curve-paper.png"));
        }
    }
    Theme::instance().setChoice(ThemeChoice::Light);
}

QTEST_MAIN(CurvePlotTest)
#include "curve_plot_test.moc"
