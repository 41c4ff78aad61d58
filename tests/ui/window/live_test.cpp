// Live in the window: its switch, its draft on the plots, and how soon it is there.
#include "theme/theme.h"
#include "ui/window/scripted_window.h"
#include "watch/watch_view.h"
#include "window/top_bar.h"

#include <QElapsedTimer>
#include <QPushButton>

using namespace epochlab;

namespace {

struct Fixture : test::ScriptedWindow {
    using ScriptedWindow::ScriptedWindow;
    /// The curve of a new draft is on the screen.
    bool drawn(const core::RunId& before) {
        const ui::CurvePlot* loss = window.watch()->lossPlot();
        return until([&] {
            const ui::RunRecord* draft = controller.draft();
            return draft && draft->id != before && loss->pointCount(key(draft->id)) > 0 && loss->upToDate();
        });
    }
    static QString key(const core::RunId& id) { return QString::fromStdString(id + "/training_loss"); }
    QAbstractButton* button(const char* id) const { return window.topBar()->findChild<QAbstractButton*>(QLatin1String(id)); }
};

} // namespace

class LiveTest : public QObject {
    Q_OBJECT
private slots:
    void initTestCase() { ui::Theme::instance().install(); }

    void theSwitchShowsADraftAndKeepMakesItARun() {
        Fixture f;
        QVERIFY(f.ready());
        QVERIFY(!f.button("keep")->isVisible());
        f.button("live")->click();
        QVERIFY(f.controller.liveOn() && f.button("keep")->isVisible());
        QVERIFY(f.drawn({}));
        QVERIFY(f.until([&] { return f.button("keep")->isEnabled() && !f.controller.draft()->live(); }));
        QCOMPARE(f.window.watch()->gradientPlot()->epochCount(), 3);
        QVERIFY2(f.window.topBar()->progress().contains(QStringLiteral("draft: 3 epochs")), qPrintable(f.window.topBar()->progress()));
        QVERIFY(f.button("train")->isVisible() && f.button("train")->isEnabled());
        const core::RunId id = f.controller.draft()->id;
        f.button("keep")->click();
        QCOMPARE(f.controller.runs().size(), std::size_t{1});
        QVERIFY(!f.button("keep")->isEnabled());
        QCOMPARE(f.window.watch()->lossPlot()->pointCount(Fixture::key(id)), 3); // the same curve, now the run's
        f.button("live")->click();
        QVERIFY(!f.controller.liveOn() && !f.button("keep")->isVisible());
    }

    void theSwitchIsGreyedWithItsReason() {
        Fixture f;
        QVERIFY(f.ready());
        QVERIFY(f.button("live")->isEnabled());
        QVERIFY(f.controller.setParam("width", std::int64_t{256}).ok());
        QVERIFY(f.controller.setParam("epochs", std::int64_t{100'000}).ok());
        QVERIFY(!f.button("live")->isEnabled() && !f.window.actions().live->isEnabled());
        QVERIFY(!f.controller.liveObstacle().isEmpty());
        QCOMPARE(f.button("live")->toolTip(), f.controller.liveObstacle());
        QCOMPARE(f.button("live")->accessibleDescription(), f.controller.liveObstacle());
    }

    void thePlotsAreNeverWithoutADraft() {
        Fixture f;
        QVERIFY(f.ready());
        f.controller.setLive(true);
        QVERIFY(f.drawn({}));
        QVERIFY(f.until([&] { return f.window.watch()->mapEpoch() == 3; }));
        int draftsSeen = 0;
        connect(&f.controller, &ui::Controller::draftChanged, &f.window, [&] {
            ++draftsSeen;
            const ui::WatchView& watch = *f.window.watch();
            QVERIFY(f.controller.draft());
            QVERIFY(watch.lossPlot()->pointCount(Fixture::key(f.controller.draft()->id)) > 0);
            QVERIFY(watch.gradientPlot()->epochCount() > 0);
            QVERIFY(watch.mapEpoch() > 0 && watch.decisionMap()->placeholder().isEmpty());
        });
        for (std::int64_t width = 20; width < 25; ++width) {
            const core::RunId before = f.controller.draft()->id;
            QVERIFY(f.controller.setParam("width", width).ok());
            QVERIFY(f.drawn(before));
            QVERIFY(!f.window.watch()->lossPlot()->hasCurve(Fixture::key(before)));
        }
        QVERIFY(draftsSeen >= 5);
    }

    void theFirstPointIsSoonOnTheScreen() {
        constexpr qint64 limit = 4 * 100; // ms: four times what is promised, for busy machines
        Fixture f;
        QVERIFY(f.ready());
        f.controller.setLive(true);
        QVERIFY(f.drawn({}));
        QElapsedTimer clock;
        qint64 best = limit;
        for (std::int64_t width = 20; width < 25; ++width) {
            const core::RunId before = f.controller.draft()->id;
            clock.start();
            QVERIFY(f.controller.setParam("width", width).ok());
            QVERIFY(f.drawn(before));
            best = std::min(best, clock.elapsed());
        }
        QVERIFY2(best < limit, qPrintable(QString::number(best)));
    }
};

QTEST_MAIN(LiveTest)
#include "live_test.moc"
