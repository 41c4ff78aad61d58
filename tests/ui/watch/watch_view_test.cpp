#include "bridge/controller.h"
#include "support/patience.h"
#include "support/services.h"
#include "theme/theme.h"
#include "ui/plot/plot_test_tools.h"
#include "watch/watch_view.h"

using namespace epochlab;
using test::patience;

class WatchViewTest : public QObject {
    Q_OBJECT
private slots:
    void initTestCase() { ui::Theme::instance().install(); }

    void anEnlargedCardFillsTheTab() {
        ui::Controller controller(test::servicesWithoutEngine(), nullptr);
        ui::WatchView view(controller);
        ui::show(view, {900, 700});
        for (ui::FigureCard* card : view.figures()) {
            view.enlarge(card);
            QTRY_VERIFY2(card->width() > 800 && card->height() > 600, qPrintable(card->title()));
        }
        view.enlarge(nullptr);
        for (const ui::FigureCard* card : view.figures()) {
            QTRY_COMPARE(card->isVisible(), true);
            QTRY_VERIFY(std::abs(card->width() - view.figures()[0]->width()) <= 1);
            QTRY_VERIFY(std::abs(card->height() - view.figures()[0]->height()) <= 1);
        }
    }

    void everyFigureWaitsWithOneLine() {
        ui::Controller controller(test::servicesWithoutEngine(), nullptr);
        const ui::WatchView view(controller);
        for (const ui::FigureCard* card : view.figures()) {
            QVERIFY2(card->placeholder().startsWith("Train or tick a run to see its "), qPrintable(card->placeholder()));
        }
    }

    void theDataGiveChanceAndMajority() {
        ui::Controller controller(test::servicesWithoutEngine(), nullptr);
        const ui::WatchView view(controller);
        const struct {
            const char* data;
            const char* chance;
            const char* majority;
        } rows[] = {{"cities", "chance 0.030", "majority 0.160"}, {"toy:moons", "chance 0.500", "majority 0."}};
        for (const auto& row : rows) {
            QVERIFY(controller.setParam("data", std::string(row.data)).ok());
            QTRY_VERIFY_WITH_TIMEOUT(!controller.dataLoading() && controller.dataCard(), patience);
            const QByteArray svg = view.accuracyPlot()->exportBytes(ui::FigureFormat::Svg, {12, 9, 300});
            QVERIFY2(svg.contains(row.chance) && svg.contains(row.majority), row.data);
            QVERIFY(!view.lossPlot()->exportBytes(ui::FigureFormat::Svg, {12, 9, 300}).contains("chance"));
        }
    }
};

QTEST_MAIN(WatchViewTest)
#include "watch_view_test.moc"
