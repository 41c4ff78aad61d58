#include "plot/curve_plot.h"
#include "theme/theme.h"

#include <QDir>
#include <QTemporaryDir>
#include <QXmlStreamReader>
#include <QtTest>

#include <cmath>

using namespace epochlab::ui;

namespace {

std::vector<double> decay(int count, double from, double to) {
    std::vector<double> out;
    for (int i = 0; i < count; ++i) {
        out.push_back(to + (from - to) * std::exp(-i / 6.0) + 0.04 * to * std::sin(i * 2.1));
    }
    return out;
}

void show(QWidget& widget, QSize size) {
    widget.resize(size);
    widget.show();
    QVERIFY(QTest::qWaitForWindowExposed(&widget));
}

/// The picture after the queued repaint.
QImage picture(CurvePlot& plot) {
    QTest::qWait(150);
    return plot.grab().toImage();
}

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

QStringList svgTexts(const QByteArray& svg) {
    QStringList texts;
    QXmlStreamReader reader(svg);
    while (!reader.atEnd()) {
        if (reader.readNext() == QXmlStreamReader::StartElement && reader.name() == QLatin1String("text")) {
            texts << reader.readElementText().trimmed();
        }
    }
    return texts;
}

bool near(const QColor& a, const QColor& b, int by) {
    return std::abs(a.red() - b.red()) < by && std::abs(a.green() - b.green()) < by && std::abs(a.blue() - b.blue()) < by;
}

} // namespace

class CurvePlotTest : public QObject {
    Q_OBJECT
private slots:
    void initTestCase() { Theme::instance().install(), Theme::instance().setChoice(ThemeChoice::Light); }
    void keepsEveryPoint();
    void oneSpikeInAMillionIsDrawn();
    void robustRangeClipsAndCounts();
    void logarithmicAxisSkipsWhatIsNotPositive();
    void legendClickHides();
    void crosshairNamesValues();
    void vectorExportsHoldText();
    void pngHasItsResolution();
    void csvRoundTrip();
    void unwritablePathIsAnError();
    void wheelZoomsAndDoubleClickResets();
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

void CurvePlotTest::oneSpikeInAMillionIsDrawn() {
    CurvePlot plot("loss", "Loss", "step", "loss");
    plot.addCurve("a", "a", {});
    std::vector<double> ys(1'000'000, 0.1);
    ys[613'337] = 1.0;
    plot.append("a", 0, 1, ys);
    plot.setRobustRange(false);
    show(plot, {360, 280});
    const QImage image = picture(plot);
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
    const QStringList texts = svgTexts(plot.exportBytes(CurvePlot::Format::Svg, 12, 9, 300));
    QVERIFY2(texts.contains("2 not positive"), qPrintable(texts.join('|')));
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
    const QStringList texts = svgTexts(plot.exportBytes(CurvePlot::Format::Svg, 12, 9, 300));
    for (const char* expected : {"epoch", "cross-entropy", "width 64", "width 16", "0.160, epoch 40", "width 64 · train"}) {
        QVERIFY2(texts.contains(expected), qPrintable(texts.join('|')));
    }
    const QByteArray pdf = plot.exportBytes(CurvePlot::Format::Pdf, 12, 9, 300);
    QVERIFY(pdf.startsWith("%PDF"));
    QVERIFY(pdf.contains("/ToUnicode"));
    QVERIFY(!pdf.contains("/Subtype /Image"));
    QVERIFY(pdf.contains("/MediaBox"));
}

void CurvePlotTest::pngHasItsResolution() {
    CurvePlot plot("loss", "Loss", "epoch", "loss");
    fill(plot);
    QImage image;
    QVERIFY(image.loadFromData(plot.exportBytes(CurvePlot::Format::Png, 10.16, 7.62, 300), "PNG"));
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
    QTemporaryDir folder;
    QString error;
    const QString path = folder.filePath("loss.csv");
    QVERIFY2(plot.exportTo(path, CurvePlot::Format::Csv, 10, 8, 300, &error), qPrintable(error));
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QStringList lines = QString::fromUtf8(file.readAll()).split('\n');
    QCOMPARE(lines[0], QString("epoch,\"lr 0.1, wide\",'=cmd"));
    for (int i = 0; i < 4; ++i) {
        const QStringList cells = lines[i + 1].split(',');
        QCOMPARE(cells[0].toDouble(), i + 1.0);
        QVERIFY(std::isnan(values[i]) ? cells[1].isEmpty() : cells[1].toDouble() == values[i]);
        QCOMPARE(cells[2], i == 1 ? QString("7") : QString());
    }
}

void CurvePlotTest::unwritablePathIsAnError() {
    CurvePlot plot("loss", "Loss", "epoch", "loss");
    QString error;
    QVERIFY(!plot.exportTo("/nonexistent/loss.pdf", CurvePlot::Format::Pdf, 10, 8, 300, &error));
    QVERIFY(error.contains("/nonexistent/loss.pdf"));
}

void CurvePlotTest::wheelZoomsAndDoubleClickResets() {
    CurvePlot plot("loss", "Loss", "epoch", "loss");
    fill(plot);
    show(plot, {500, 300});
    const QPoint centre = plot.plotArea().center();
    QWidget* target = plot.childAt(centre);
    target->setFocus(); // as the click leaves it: the pictures differ by the view alone
    const QImage before = picture(plot);
    const QPointF local = target->mapFrom(&plot, centre);
    QWheelEvent wheel(local, target->mapToGlobal(local), {}, {0, 120}, Qt::NoButton, Qt::NoModifier, Qt::NoScrollPhase, false);
    QApplication::sendEvent(target, &wheel);
    QVERIFY(picture(plot) != before);
    QTest::mouseDClick(target, Qt::LeftButton, Qt::NoModifier, local.toPoint());
    plot.setCrosshair(std::nullopt); // the pointer's way to the click hovered
    QVERIFY(picture(plot) == before);
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
        plot.addEventMarker("a/val", 20, "lr 0.001 → 0.0001");
        plot.resize(900, 560);
        plot.setCrosshair(12);
        picture(plot).save(QDir(folder).filePath(dark ? "curve-large-dark.png" : "curve-large-light.png"));
        if (!dark) {
            plot.exportTo(QDir(folder).filePath("curve-paper.png"), CurvePlot::Format::Png, 12, 9, 150, nullptr);
        }
    }
    Theme::instance().setChoice(ThemeChoice::Light);
}

QTEST_MAIN(CurvePlotTest)
#include "curve_plot_test.moc"
