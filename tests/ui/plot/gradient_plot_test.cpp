#include "plot/gradient_plot.h"
#include "theme/theme.h"
#include "ui/plot/plot_test_tools.h"

#include <limits>

using namespace epochlab::ui;

namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinite = std::numeric_limits<double>::infinity();

const QColor kLowest("#440154"), kMiddle("#21918c"), kHighest("#fde725"), kBroken("#9a3b3b");

/// Colour in the middle of a cell; epochs from 1, layers from 0 at the top.
QColor cellColour(GradientPlot& plot, int epoch, int layer, int layers) {
    const QImage image = picture(plot);
    const QRect area = plot.plotArea();
    return image.pixelColor(int(area.left() + (epoch - 0.5) / plot.epochCount() * area.width()),
                            int(area.top() + (layer + 0.5) / layers * area.height()));
}

} // namespace

class GradientPlotTest : public QObject {
    Q_OBJECT
private slots:
    void initTestCase() { Theme::instance().install(), Theme::instance().setChoice(ThemeChoice::Light); }
    void valuesBecomeColours_data();
    void valuesBecomeColours();
    void theVerdictNamesLayers_data();
    void theVerdictNamesLayers();
    void nothingIsDrawnBeforeTheFirstEpoch();
    void layersWithoutNamesAreNumbered();
    void everyEpochKeepsItsPlaceAfterAResize();
    void exports();
    void quantitiesAreThoseOfTheLayers();
    void frozenLayersStandAboveTheOthers();
    void aThousandLayersShareThePixels();
    void linesAreThoseOfChosenLayers();
    void eventsAreLinesWithTexts();
};

void GradientPlotTest::valuesBecomeColours_data() {
    QTest::addColumn<std::vector<double>>("layers");
    QTest::addColumn<int>("layer");
    QTest::addColumn<QColor>("colour");
    const std::vector<double> decades{1e-4, 1e-2, 1};
    QTest::newRow("the smallest") << decades << 0 << kLowest;
    QTest::newRow("half the decades") << decades << 1 << kMiddle;
    QTest::newRow("the largest") << decades << 2 << kHighest;
    QTest::newRow("zero is drawn as the smallest") << std::vector<double>{0, 1e-4, 1} << 0 << kLowest;
    QTest::newRow("NaN") << std::vector<double>{kNan, 1e-4, 1} << 0 << kBroken;
    QTest::newRow("infinite") << std::vector<double>{1e-4, kInfinite, 1} << 1 << kBroken;
    QTest::newRow("beside NaN") << std::vector<double>{kNan, 1e-4, 1} << 2 << kHighest;
    QTest::newRow("one layer") << std::vector<double>{0.3} << 0 << kMiddle;
}

void GradientPlotTest::valuesBecomeColours() {
    QFETCH(std::vector<double>, layers);
    QFETCH(int, layer);
    QFETCH(QColor, colour);
    for (const int epochs : {1, 2, 7}) {
        GradientPlot plot;
        for (int epoch = 0; epoch < epochs; ++epoch) {
            plot.appendEpoch(layers);
        }
        show(plot, {400, 300});
        for (const int epoch : {1, epochs}) {
            const QColor found = cellColour(plot, epoch, layer, int(layers.size()));
            QVERIFY2(near(found, colour, 12), qPrintable(QStringLiteral("%1 at epoch %2 of %3").arg(found.name()).arg(epoch).arg(epochs)));
        }
    }
}

void GradientPlotTest::theVerdictNamesLayers_data() {
    QTest::addColumn<std::vector<double>>("layers");
    QTest::addColumn<QString>("verdict");
    QTest::newRow("healthy") << std::vector<double>{1, 1e-3, 2} << "nothing vanishes";
    QTest::newRow("one vanishes") << std::vector<double>{1e-9, 1, 1} << "first vanishes (‖g‖² < 1e-7)";
    QTest::newRow("a run of layers") << std::vector<double>{1e-9, 0, 1} << "first to second vanish (‖g‖² < 1e-7)";
    QTest::newRow("apart") << std::vector<double>{1e-9, 1, 1e-9} << "2 of 3 layers vanish (‖g‖² < 1e-7)";
    QTest::newRow("no gradient behind others") << std::vector<double>{1, 0, 2} << "second is dead (‖g‖² = 0)";
    QTest::newRow("one explodes") << std::vector<double>{1, 1, 2e6} << "output explodes (‖g‖² > 1e6)";
    QTest::newRow("not finite goes first") << std::vector<double>{1e-9, kNan, 2e6} << "second is not finite";
    QTest::newRow("none finite") << std::vector<double>{kNan, kInfinite, kNan} << "first to output are not finite";
}

void GradientPlotTest::theVerdictNamesLayers() {
    QFETCH(std::vector<double>, layers);
    GradientPlot plot;
    QCOMPARE(plot.verdict(), QString());
    plot.setLayers({"first", "second", "output"});
    plot.appendEpoch({1, 1, 1});
    plot.appendEpoch(layers);
    QTEST(plot.verdict(), "verdict");
}

void GradientPlotTest::nothingIsDrawnBeforeTheFirstEpoch() {
    GradientPlot plot;
    plot.setLayers({"layer 0", "output"});
    show(plot, {400, 300});
    const QImage empty = picture(plot);
    QCOMPARE(plot.placeholder(), QString("Train or tick a run to see its gradients."));
    QCOMPARE(plot.subtitle(), QString());
    for (int y = 0; y < empty.height(); ++y) { // no colour bar, no map
        for (int x = 0; x < empty.width(); ++x) {
            const QColor found = empty.pixelColor(x, y);
            QVERIFY(!near(found, kLowest, 12) && !near(found, kMiddle, 12) && !near(found, kHighest, 12));
        }
    }
    plot.appendEpoch({1, 0.1});
    QVERIFY(picture(plot) != empty);
    QCOMPARE(plot.placeholder(), QString());
    QCOMPARE(plot.subtitle(), QString("nothing vanishes"));
    plot.clear();
    picture(plot);
    QVERIFY(!plot.placeholder().isEmpty());
}

void GradientPlotTest::layersWithoutNamesAreNumbered() {
    GradientPlot plot;
    plot.appendEpoch({1, 1e-9});
    QCOMPARE(plot.verdict(), QString("layer 1 vanishes (‖g‖² < 1e-7)"));
    plot.setLayers({"a name that is much longer than the room beside the map", "output"});
    const QStringList texts = svgTexts(plot.exportBytes(FigureFormat::Svg, {12, 9, 300}));
    QVERIFY2(texts.contains("output"), qPrintable(texts.join('|')));
    QVERIFY2(!texts.filter(QStringLiteral("…")).isEmpty(), qPrintable(texts.join('|')));
}

void GradientPlotTest::everyEpochKeepsItsPlaceAfterAResize() {
    GradientPlot plot;
    plot.setLayers({"layer 0", "output"});
    for (int epoch = 1; epoch <= 10; ++epoch) {
        plot.appendEpoch({double(epoch), 0.5});
    }
    for (const QSize size : {QSize(260, 180), QSize(800, 600)}) {
        show(plot, size);
        picture(plot);
        const QRect area = plot.plotArea();
        for (const int epoch : {1, 4, 10}) {
            const int x = int(area.left() + (epoch - 0.5) / 10 * area.width());
            QCOMPARE(plot.textAt({x, area.top() + area.height() / 4}), QStringLiteral("epoch %1 · layer 0  %1").arg(epoch));
            QCOMPARE(plot.textAt({x, area.bottom() - area.height() / 4}), QStringLiteral("epoch %1 · output  0.5").arg(epoch));
        }
        QCOMPARE(plot.textAt({area.left() - 5, area.top() + 5}), QString());
    }
}

void GradientPlotTest::exports() {
    GradientPlot plot;
    plot.setLayers({"layer 0", "=out,put"});
    plot.appendEpoch({1, 0.25});
    plot.appendEpoch({kNan, 1e-300});
    QCOMPARE(QString::fromUtf8(plot.exportBytes(FigureFormat::Csv, {12, 9, 300})),
             QString("epoch,layer 0,\"'=out,put\"\n1,1,0.25\n2,,1e-300\n"));
    const QStringList texts = svgTexts(plot.exportBytes(FigureFormat::Svg, {12, 9, 300}));
    QVERIFY2(texts.contains("epoch") && texts.contains("layer 0"), qPrintable(texts.join('|')));
    QVERIFY(plot.exportBytes(FigureFormat::Pdf, {12, 9, 300}).contains("/ToUnicode"));
    QCOMPARE(QImage::fromData(plot.exportBytes(FigureFormat::Png, {10.16, 7.62, 300})).size(), QSize(1200, 900));
}

void GradientPlotTest::quantitiesAreThoseOfTheLayers() {
    GradientPlot plot;
    plot.setLayers({"layer 0", "output"});
    plot.appendEpoch({4, 0.25}, {1e-3, 2e-3});
    plot.appendEpoch({1e-9, 1}, {});
    QVERIFY(plot.advice().contains(QStringLiteral("batch norm")));
    const std::pair<LayerQuantity, QString> rows[] = {
        {LayerQuantity::SquaredNorm, "1,4,0.25"}, {LayerQuantity::Norm, "1,2,0.5"}, {LayerQuantity::UpdateRatio, "1,0.001,0.002"}};
    for (const auto& [quantity, line] : rows) {
        plot.setQuantity(quantity);
        const QList<QByteArray> lines = plot.exportBytes(FigureFormat::Csv, {12, 9, 300}).split('\n');
        QCOMPARE(QString::fromUtf8(lines[1]), line);
    }
    QCOMPARE(plot.exportBytes(FigureFormat::Csv, {12, 9, 300}).split('\n')[2], QByteArray("2,,")); // updates that are not known
}

void GradientPlotTest::frozenLayersStandAboveTheOthers() {
    GradientPlot plot;
    plot.setLayers({"fc"}, {"conv1", "conv2", "conv3"});
    plot.appendEpoch({1});
    show(plot, {400, 300});
    picture(plot);
    const QRect area = plot.plotArea();
    QCOMPARE(plot.textAt({area.center().x(), area.top() + area.height() / 8}), QStringLiteral("conv1  frozen"));
    QCOMPARE(plot.textAt({area.center().x(), area.bottom() - area.height() / 8}), QStringLiteral("epoch 1 · fc  1"));
    QVERIFY(plot.describe().contains(QStringLiteral("conv1 to conv3 frozen")));
    QVERIFY(svgTexts(plot.exportBytes(FigureFormat::Svg, {12, 9, 300})).contains(QStringLiteral("3 layers frozen, not trained")));
}

void GradientPlotTest::aThousandLayersShareThePixels() {
    GradientPlot plot;
    std::vector<double> layers(1000);
    for (std::size_t i = 0; i < layers.size(); ++i) layers[i] = i < 500 ? 1e-4 : 1.0;
    for (int epoch = 0; epoch < 3; ++epoch) plot.appendEpoch(layers);
    show(plot, {400, 300});
    QVERIFY(near(cellColour(plot, 2, 100, 1000), kLowest, 12));
    QVERIFY(near(cellColour(plot, 2, 900, 1000), kHighest, 12));
    int names = 0;
    for (const QString& text : svgTexts(plot.exportBytes(FigureFormat::Svg, {12, 9, 300})))
        names += text.startsWith(QStringLiteral("layer "));
    QVERIFY2(names > 5 && names < 40, qPrintable(QString::number(names)));
}

void GradientPlotTest::linesAreThoseOfChosenLayers() {
    GradientPlot plot;
    plot.setLayers({"a", "b", "c", "d", "output"});
    for (int epoch = 0; epoch < 3; ++epoch) plot.appendEpoch({1, 2, 3, 4, 5});
    QCOMPARE(plot.chosenLayers(), (std::vector<int>{0, 2, 4}));
    plot.chooseLayer(3, true);
    plot.chooseLayer(1, true);
    QCOMPARE(plot.chosenLayers(), (std::vector<int>{1, 3}));
    show(plot, {400, 300});
    plot.showLines(true);
    const QStringList texts = svgTexts(plot.exportBytes(FigureFormat::Svg, {12, 9, 300}));
    QVERIFY2(texts.contains("b") && texts.contains("d") && !texts.contains("c"), qPrintable(texts.join('|')));
    plot.clear();
    plot.setLayers({"a", "b"});
    QCOMPARE(plot.chosenLayers(), (std::vector<int>{0, 1}));
}

void GradientPlotTest::eventsAreLinesWithTexts() {
    const QString text = QStringLiteral("learning rate 0.01 → 0.003");
    GradientPlot plot;
    for (int epoch = 0; epoch < 6; ++epoch) {
        plot.appendEpoch({1e-4, 1e-2, 1});
    }
    plot.setEventMarkers({{2.5, text}, {5.5, QStringLiteral("learning rate 0.003 → 0.001")}});
    show(plot, {400, 300});
    const QImage image = picture(plot);
    const QRect area = plot.plotArea();
    for (const double share : {2.0 / 6, 5.0 / 6}) { // between the second and the third column, and before the last
        const int x = area.left() + int(share * area.width());
        bool rim = false;
        for (int dx = -3; dx <= 3; ++dx) {
            rim = rim || near(image.pixelColor(x + dx, area.bottom() - 4), Theme::lightPalette().surface, 60);
        }
        QVERIFY(rim);
    }
    QVERIFY2(plot.describe().contains(text + QStringLiteral(" in epoch 3")), qPrintable(plot.describe()));
    QVERIFY(svgTexts(plot.exportBytes(FigureFormat::Svg, {12, 9, 300})).contains(text));
    plot.clear();
    QVERIFY(!plot.describe().contains(text));
}

QTEST_MAIN(GradientPlotTest)
#include "gradient_plot_test.moc"
