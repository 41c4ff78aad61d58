#include "plot/curve_plot.h"
#include "ui/plot/plot_test_tools.h"
#include "theme/theme.h"

#include <QtTest>

#include <cmath>

namespace {

using namespace epochlab::ui;

const std::vector<double> epochs{1, 2, 3, 4};

class CurveBandTest : public QObject {
    Q_OBJECT
private slots:
    void theSpaceBetweenTheEdgesIsFilled();
    void aBandIsSaidInWordsAndNumbers();
    void pointsAreReplacedAndTheBandGoes();
};

void CurveBandTest::theSpaceBetweenTheEdgesIsFilled() {
    CurvePlot plot("accuracy", "Accuracy", "epoch", "accuracy");
    plot.addCurve("g", "width 16", {});
    plot.setPoints("g", epochs, {0.5, 0.5, 0.5, 0.5}, {{0.2, 0.2, 0.2, NAN}, {0.9, 0.9, 0.9, NAN}});
    show(plot, {360, 280});
    const QImage image = picture(plot);
    const QRect area = plot.plotArea();
    const QColor surface = Theme::instance().palette().surface;
    const auto filledShare = [&](double x) {
        int filled = 0;
        for (int y = area.top(); y < area.bottom(); ++y) {
            const QColor here = image.pixelColor(area.left() + static_cast<int>(x * area.width()), y);
            filled += here.blue() - here.red() > 20;
        }
        return static_cast<double>(filled) / area.height();
    };
    QVERIFY(surface.blue() - surface.red() < 20);
    QVERIFY2(filledShare(0.45) > 0.85 && filledShare(0.45) < 1.0, qPrintable(QString::number(filledShare(0.45))));
    QVERIFY2(filledShare(0.9) < 0.1, "where no value is known there is a gap");
}

void CurveBandTest::aBandIsSaidInWordsAndNumbers() {
    CurvePlot plot("accuracy", "Accuracy", "epoch", "accuracy");
    plot.addCurve("g", "width 16", {});
    plot.setPoints("g", epochs, {0.5, 0.6, 0.7, 0.8}, {{0.4, 0.5, 0.6, 0.7}, {0.6, 0.7, 0.8, 0.9}, {4, 4, 3, 3}});
    plot.setCrosshair(3);
    QVERIFY2(plot.crosshairText().contains("width 16  0.7 (0.6 … 0.8, n = 3)"), qPrintable(plot.crosshairText()));
    const QByteArray csv = plot.exportBytes(FigureFormat::Csv, {12, 9, 300});
    QVERIFY2(csv.startsWith("epoch,width 16,\"width 16, lower\",\"width 16, upper\",\"width 16, n\"\n1,0.5,0.4,0.6,4\n"), csv.constData());
}

void CurveBandTest::pointsAreReplacedAndTheBandGoes() {
    CurvePlot plot("accuracy", "Accuracy", "epoch", "accuracy");
    plot.addCurve("g", "width 16", {});
    plot.setPoints("g", epochs, {0.5, 0.6, 0.7, 0.8}, {{0.4, 0.5, 0.6, 0.7}, {0.6, 0.7, 0.8, 0.9}});
    show(plot, {360, 280});
    const QImage banded = picture(plot);
    plot.setPoints("g", {1, 2}, {0.5, 0.6});
    QCOMPARE(plot.pointCount("g"), 2);
    QVERIFY(picture(plot) != banded);
    plot.setCrosshair(2);
    QVERIFY2(plot.crosshairText().endsWith("0.6"), qPrintable(plot.crosshairText()));
    plot.removeCurve("g");
    picture(plot);
    QVERIFY(!plot.hasCurve("g"));
}

} // namespace

QTEST_MAIN(CurveBandTest)
#include "curve_band_test.moc"
