// The window stays smooth while the real trainer trains. The limits are four times the product's own, as the machine may be shared;
// `./dev bench window` prints the figures.
#include "bridge/controller.h"
#include "composition.h"
#include "support/smoothness.h"
#include "theme/theme.h"
#include "watch/watch_view.h"
#include "window/main_window.h"

#include <QTemporaryDir>
#include <QTest>

using namespace epochlab;

class SmoothnessTest : public QObject {
    Q_OBJECT
private slots:
    void staysSmoothWhileTraining() {
        ui::Theme::instance().install();
        QTemporaryDir folder;
        test::SmoothnessMeter meter;
        ui::Controller controller(app::makeRunServices(), &meter);
        ui::MainWindow window(controller, folder.filePath(QStringLiteral("window.ini")));
        window.resize(1280, 800);
        window.show();
        QVERIFY(controller.setParam("epochs", std::int64_t{100000}).ok());
        QVERIFY(QTest::qWaitFor([&] { return controller.canTrain(); }, 60000));
        meter.watch(*window.watch()->lossPlot());
        controller.train();
        QVERIFY(QTest::qWaitFor([&] { return meter.metricDelayMs().size() >= 10 && meter.latenessMs().size() >= 300; }, 90000));
        meter.stop();
        controller.stopAll();
        const double late = test::SmoothnessMeter::percentile(meter.latenessMs(), 95);
        const double delay = test::SmoothnessMeter::percentile(meter.metricDelayMs(), 95);
        QVERIFY2(late <= 4 * 50, qPrintable(QStringLiteral("the 10 ms timer is late by %1 ms").arg(late)));
        QVERIFY2(delay <= 4 * 200, qPrintable(QStringLiteral("a metric takes %1 ms").arg(delay)));
    }
};

QTEST_MAIN(SmoothnessTest)
#include "smoothness_test.moc"
