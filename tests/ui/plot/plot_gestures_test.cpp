#include "plot/curve_choices.h"
#include "plot/gradient_plot.h"
#include "theme/theme.h"
#include "ui/plot/plot_test_tools.h"

#include <QActionGroup>
#include <QClipboard>
#include <QMenu>
#include <QMimeData>
#include <QPlainTextEdit>
#include <QTableView>
#include <QToolButton>

using namespace epochlab::ui;

namespace {

constexpr int kPoints = 1001;

/// A plot of 0 … 1000 whose view is read as a person would: by pointing at it.
struct Pointed {
    CurvePlot plot{"loss", "Loss", "step", "loss"};
    QWidget* target = nullptr;

    Pointed() {
        plot.addCurve("a", "a", {});
        plot.append("a", 0, 1, decay(kPoints, 2, 1));
        show(plot, {500, 300});
        picture(plot);
        target = plot.childAt(plot.plotArea().center());
    }
    QPoint at(double x, double y = 0.5) const {
        const QRect area = plot.plotArea();
        return target->mapFrom(&plot, area.topLeft() + QPoint(int(std::lround(x * (area.width() - 1))), int(y * area.height())));
    }
    void mouse(QEvent::Type type, QPoint position, Qt::MouseButton button, Qt::MouseButtons buttons, Qt::KeyboardModifiers keys = {}) {
        QMouseEvent event(type, position, target->mapToGlobal(position), button, buttons, keys);
        QApplication::sendEvent(target, &event);
    }
    void drag(QPoint from, QPoint to, Qt::KeyboardModifiers keys = {}) {
        mouse(QEvent::MouseButtonPress, from, Qt::LeftButton, Qt::LeftButton, keys);
        mouse(QEvent::MouseMove, (from + to) / 2, Qt::NoButton, Qt::LeftButton, keys);
        mouse(QEvent::MouseMove, to, Qt::NoButton, Qt::LeftButton, keys);
        mouse(QEvent::MouseButtonRelease, to, Qt::LeftButton, Qt::NoButton, keys);
    }
    void wheel(double x) {
        const QPointF local = at(x);
        QWheelEvent event(local, target->mapToGlobal(local), {}, {0, 120}, Qt::NoButton, Qt::NoModifier, Qt::NoScrollPhase, false);
        QApplication::sendEvent(target, &event);
    }
    /// The step under a share of the width.
    double step(double x) {
        double found = -1;
        const auto link =
            QObject::connect(&plot, &CurvePlot::crosshairMoved, [&](std::optional<double> step) { found = step.value_or(-1); });
        mouse(QEvent::Leave, {}, Qt::NoButton, Qt::NoButton);
        plot.setCrosshair(std::nullopt);
        mouse(QEvent::MouseMove, at(x), Qt::NoButton, Qt::NoButton);
        QObject::disconnect(link);
        return found;
    }
};

QToolButton* tool(const QWidget& card, const char* name) {
    for (QToolButton* button : card.findChildren<QToolButton*>()) {
        if (button->toolTip() == QString::fromUtf8(name)) {
            return button;
        }
    }
    return nullptr;
}

} // namespace

class PlotGesturesTest : public QObject {
    Q_OBJECT
private slots:
    void initTestCase() { Theme::instance().install(), Theme::instance().setChoice(ThemeChoice::Light); }
    void aGestureChangesTheView_data();
    void aGestureChangesTheView();
    void theToolButtonsSwitchTheAxis();
    void theCrosshairIsLinkedByX();
    void copyPutsPngAndSvgOnTheClipboard();
    void theExportMenuAsksForAFormat();
    void whatIsNotFiniteIsMarkedSaidAndCounted();
    void valuesStandInATableBesideThePlot();
    void thePlotIsDescribedAndItsCaptionCopied();
    void axisAndSmoothingAreOneChoiceForLinkedPlots();
};

void PlotGesturesTest::aGestureChangesTheView_data() {
    QTest::addColumn<QString>("gesture");
    QTest::addColumn<double>("left"); // expected steps at 5 % and 95 % of the width
    QTest::addColumn<double>("right");
    QTest::newRow("nothing") << "" << 36.0 << 964.0;
    QTest::newRow("wheel at the middle zooms") << "wheel" << 106.0 << 894.0;
    QTest::newRow("drag to the left moves on") << "drag" << 242.0 << -1.0;
    QTest::newRow("Shift and drag zooms into the box") << "box" << 255.0 << 487.0;
    QTest::newRow("double click after a box resets") << "box reset" << 36.0 << 964.0;
}

void PlotGesturesTest::aGestureChangesTheView() {
    QFETCH(QString, gesture);
    QFETCH(double, left);
    QFETCH(double, right);
    Pointed p;
    if (gesture == "wheel") {
        p.wheel(0.5);
    } else if (gesture == "drag") {
        p.drag(p.at(0.6), p.at(0.4));
    } else if (gesture.startsWith("box")) {
        p.drag(p.at(0.25, 0.1), p.at(0.5, 0.9), Qt::ShiftModifier);
    }
    if (gesture.endsWith("reset")) {
        QTest::mouseDClick(p.target, Qt::LeftButton, Qt::NoModifier, p.at(0.5));
    }
    const auto close = [](double found, double expected) { return std::abs(found - expected) <= 8; };
    QTRY_VERIFY2(close(p.step(0.05), left) && close(p.step(0.95), right),
                 qPrintable(QStringLiteral("%1 to %2").arg(p.step(0.05)).arg(p.step(0.95))));
}

void PlotGesturesTest::theToolButtonsSwitchTheAxis() {
    Pointed p;
    const struct {
        const char* tool;
        bool (CurvePlot::*state)() const;
        bool before;
    } rows[] = {{"Logarithmic y axis", &CurvePlot::yLogarithmic, false},
                {"Robust range: outliers do not flatten the curves", &CurvePlot::robustRange, true}};
    for (const auto& row : rows) {
        QToolButton* button = tool(p.plot, row.tool);
        QVERIFY2(button != nullptr, row.tool);
        QCOMPARE((p.plot.*row.state)(), row.before);
        button->click();
        QCOMPARE((p.plot.*row.state)(), !row.before);
    }
    p.plot.setXLogarithmic(true); // step 0 has no place on it
    const QStringList texts = svgTexts(p.plot.exportBytes(FigureFormat::Svg, {12, 9, 300}));
    QVERIFY2(texts.contains("1 ≤ 0, not shown") && texts.contains("100"), qPrintable(texts.join('|')));
}

void PlotGesturesTest::theCrosshairIsLinkedByX() {
    Pointed p;
    GradientPlot gradients;
    gradients.setLayers({"layer 0"});
    for (int epoch = 1; epoch <= 1000; ++epoch) {
        gradients.appendEpoch({1.0 / epoch});
    }
    show(gradients, {400, 300});
    QObject::connect(&p.plot, &CurvePlot::crosshairMoved, &gradients, &GradientPlot::setCrosshair);
    const QImage before = picture(gradients);
    p.mouse(QEvent::MouseMove, p.at(0.5), Qt::NoButton, Qt::NoButton);
    QVERIFY2(p.plot.crosshairText().startsWith("step 50"), qPrintable(p.plot.crosshairText()));
    QVERIFY(picture(gradients) != before);
    QEvent leave(QEvent::Leave);
    QApplication::sendEvent(p.target, &leave);
    QCOMPARE(p.plot.crosshairText(), QString());
    QVERIFY(picture(gradients) == before);
}

void PlotGesturesTest::copyPutsPngAndSvgOnTheClipboard() {
    Pointed p;
    QApplication::clipboard()->clear();
    p.plot.activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&p.plot));
    QTest::mouseClick(p.target, Qt::LeftButton, Qt::NoModifier, p.at(0.5)); // the click chooses the plot
    QVERIFY(p.target->hasFocus());
    QSignalSpy copied(&p.plot, &FigureCard::copied);
    QTest::keyClick(p.target, Qt::Key_C, Qt::ControlModifier);
    QCOMPARE(copied.count(), 1);
    const QMimeData* mime = QApplication::clipboard()->mimeData();
    QVERIFY(mime->data("image/svg+xml").contains("<svg"));
    QCOMPARE(mime->imageData().value<QImage>().size(), QSize(1417, 1063)); // 12 cm × 9 cm at 300 dpi
}

void PlotGesturesTest::theExportMenuAsksForAFormat() {
    Pointed p;
    QSignalSpy asked(&p.plot, &FigureCard::exportRequested);
    QToolButton* button = tool(p.plot, "Export…");
    QVERIFY(button != nullptr);
    button->click();
    auto* menu = p.plot.findChild<QMenu*>();
    QVERIFY(menu != nullptr);
    QStringList labels;
    for (QAction* action : menu->actions()) {
        labels << action->text();
    }
    QCOMPARE(labels.join('|'), QString("Export…||PDF…|SVG…|PNG…|CSV…||Copy"));
    menu->actions().at(5)->trigger();
    QCOMPARE(asked.count(), 1);
    QCOMPARE(asked[0][0].value<FigureFormat>(), FigureFormat::Csv);
    menu->close();
}

void PlotGesturesTest::whatIsNotFiniteIsMarkedSaidAndCounted() {
    for (const ThemeChoice choice : {ThemeChoice::Light, ThemeChoice::Dark}) {
        Theme::instance().setChoice(choice);
        CurvePlot plot("loss", "Loss", "epoch", "loss");
        plot.addCurve("a", "a", {});
        std::vector<double> ys = decay(40, 1, 0.1);
        ys[9] = std::nan("");
        ys[29] = INFINITY;
        plot.append("a", 1, 1, ys);
        show(plot, {500, 300});
        const QImage image = picture(plot);
        const QRect area = plot.plotArea();
        for (const double epoch : {10.0, 30.0}) {
            const int x = area.left() + int(std::lround((epoch - 0.415) / (40.585 - 0.415) * area.width()));
            int inked = 0;
            for (int dx = -4; dx <= 4; ++dx)
                for (int dy = 3; dy <= 11; ++dy)
                    inked += near(image.pixelColor(x + dx, area.top() + dy), Theme::instance().seriesColour(0), 70);
            QVERIFY2(inked >= 10, qPrintable(QString::number(inked)));
            plot.setCrosshair(epoch);
            QVERIFY2(plot.crosshairText().endsWith(epoch == 10 ? "a  NaN" : "a  ∞"), qPrintable(plot.crosshairText()));
        }
        const QStringList texts = svgTexts(plot.exportBytes(FigureFormat::Svg, {12, 9, 300}));
        for (const char* text : {"NaN", "∞", "× 2 not finite"}) QVERIFY2(texts.contains(text), qPrintable(texts.join('|')));
        QVERIFY2(plot.describe().contains("2 values are not finite, the first NaN at epoch 10"), qPrintable(plot.describe()));
    }
    Theme::instance().setChoice(ThemeChoice::Light);
}

void PlotGesturesTest::valuesStandInATableBesideThePlot() {
    CurvePlot plot("loss", "Loss", "epoch", "loss");
    plot.addCurve("a", "a", {});
    plot.addCurve("b", "b", {.series = 1});
    plot.append("a", 1, 1, {0.5, std::nan(""), 1.0 / 3});
    plot.append("b", 2, 1, {7.0, -2.5});
    show(plot, {700, 300});
    plot.showValues(true);
    const QAbstractItemModel& values = *plot.valuesTable()->model();
    QCOMPARE(values.headerData(0, Qt::Horizontal).toString() + values.headerData(2, Qt::Horizontal).toString(), QString("epochb"));
    QStringList rows;
    for (int row = 0; row < values.rowCount(); ++row)
        for (int column = 0; column < 3; ++column) rows << values.index(row, column).data().toString();
    QCOMPARE(rows.join('|'), QString("1|0.5||2|NaN|7|3|0.3333|-2.5"));
    plot.activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&plot));
    plot.valuesTable()->setFocus();
    QTest::keyClick(plot.valuesTable(), Qt::Key_C, Qt::ControlModifier);
    QCOMPARE(QApplication::clipboard()->text(), QString("epoch\ta\tb\n1\t0.5\t\n2\tNaN\t7\n3\t0.3333333333333333\t-2.5\n"));
    plot.append("a", 4, 9.0);
    QTRY_COMPARE(values.rowCount(), 4);
    plot.removeCurve("b"); // before the table hears of it
    QCOMPARE(values.index(2, 2).data().toString(), QString());
    QTRY_COMPARE(values.columnCount(), 2);
    const int beside = plot.plotArea().width();
    plot.resize(400, 300); // no room for both
    QTRY_VERIFY(plot.valuesTable()->isHidden() && plot.plotArea().width() > 300);
    plot.showValues(false);
    plot.showValues(true);
    QTRY_VERIFY(plot.valuesTable()->isVisible() && plot.valuesTable()->width() > 350);
    plot.showValues(false);
    plot.resize(700, 300);
    picture(plot);
    QVERIFY(plot.valuesTable() == nullptr && plot.plotArea().width() > beside);
}

void PlotGesturesTest::thePlotIsDescribedAndItsCaptionCopied() {
    Pointed p;
    p.plot.setCaption([] { return QStringLiteral("Loss of one run."); });
    QSignalSpy copied(&p.plot, &FigureCard::captionCopied);
    tool(p.plot, "More…")->click();
    auto* menu = p.plot.findChild<QMenu*>();
    const auto action = [menu](const QString& text) {
        for (QAction* each : menu->actions())
            if (each->text() == text) return each;
        return static_cast<QAction*>(nullptr);
    };
    action("Copy caption")->trigger();
    QCOMPARE(QApplication::clipboard()->text(), QString("Loss of one run."));
    QCOMPARE(copied.count(), 1);
    action("Describe this plot…")->trigger();
    auto* words = p.plot.findChild<QPlainTextEdit*>();
    QVERIFY(words != nullptr);
    QCOMPARE(words->toPlainText(), p.plot.describe());
    QVERIFY2(words->toPlainText().contains("a falls from 2"), qPrintable(words->toPlainText()));
    QVERIFY(action("Values as a table")->isCheckable());
    menu->close();
}

void PlotGesturesTest::axisAndSmoothingAreOneChoiceForLinkedPlots() {
    CurveChoices one, other;
    other.setHalfLife(7);
    one.link(other);
    QCOMPARE(other.halfLife(), 0.0);
    QMenu menu;
    QActionGroup* axes = one.addAxes(&menu);
    QActionGroup* halfLives = one.addHalfLives(&menu);
    other.setAxis(epochlab::core::ComparedAxis::Time);
    QCOMPARE(one.axisTitle(), QString("seconds"));
    QCOMPARE(axes->checkedAction()->text(), QString("x: time"));
    halfLives->actions().at(2)->trigger();
    QCOMPARE(other.halfLife(), 50.0);
    QCOMPARE(other.note(), QString("smoothed, half-life 50 steps"));
    other.setHalfLife(123); // none of those offered
    QCOMPARE(halfLives->checkedAction(), halfLives->actions().last());
}

QTEST_MAIN(PlotGesturesTest)
#include "plot_gestures_test.moc"
