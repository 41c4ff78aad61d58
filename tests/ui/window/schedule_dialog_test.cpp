// The dialog that changes the schedule of the run that trains.
#include "bridge/run_names.h"
#include "params/rate_sparkline.h"
#include "watch/watch_view.h"
#include "ui/window/scripted_window.h"
#include "window/schedule_dialog.h"

#include <QComboBox>
#include <QLineEdit>
#include <QPushButton>

using namespace epochlab;
using test::patience;
using Kind = core::ScheduleShape::Kind;

namespace {

struct Fixture : test::ScriptedWindow {
    using ScriptedWindow::ScriptedWindow;
    ui::ScheduleDialog* open() {
        window.actions().changeSchedule->trigger();
        return window.dialogs().schedule;
    }
    QPushButton* accept() { return window.dialogs().schedule->findChild<QPushButton*>(QStringLiteral("schedule-change")); }
    QLineEdit* field(const char* id) {
        return window.dialogs().schedule->findChild<QLineEdit*>(QStringLiteral("change-") + QLatin1String(id));
    }
    void choose(const char* kind) {
        auto* box = window.dialogs().schedule->findChild<QComboBox*>(QStringLiteral("schedule-kind"));
        box->setCurrentIndex(box->findData(QLatin1String(kind)));
    }
};

} // namespace

class ScheduleDialogTest : public QObject {
    Q_OBJECT
private slots:
    void thereIsNothingToChangeWithoutARun() {
        Fixture f;
        QVERIFY(f.ready());
        QVERIFY(!f.window.actions().changeSchedule->isEnabled());
        f.window.actions().train->trigger();
        QVERIFY(f.until([&] { return !f.controller.current()->live(); }));
        QVERIFY(!f.window.actions().changeSchedule->isEnabled());
    }

    void theRunFollowsWhatWasChosenAndSaysSo() {
        auto gate = std::make_shared<test::Gate>(5);
        Fixture f({.stepsPerEpoch = 4, .gate = gate});
        const test::OpenedAtEnd opened{gate};
        QVERIFY(f.ready());
        f.window.actions().train->trigger();
        gate->awaitArrival(6);
        QVERIFY(f.until([&] { return f.window.actions().changeSchedule->isEnabled(); }));
        ui::ScheduleDialog* dialog = f.open();
        QVERIFY(dialog != nullptr);
        QVERIFY2(!f.accept()->isEnabled(), "it begins with what holds");
        QVERIFY(dialog->sentence().startsWith(QStringLiteral("the run has this schedule already")));
        f.choose("cosine");
        QVERIFY(f.accept()->isEnabled());
        QVERIFY(f.field("schedule-minimum")->isVisible() && !f.field("schedule-every")->isVisible());
        QVERIFY2(dialog->sentence().contains(QStringLiteral("falls along half a cosine over the epochs that are left")),
                 qPrintable(dialog->sentence()));
        QVERIFY(dialog->sparkline()->curve().last().y() < 0.1);
        QCOMPARE(dialog->sparkline()->curve().first().y(), 1.0);
        f.field("schedule-minimum")->setText(QStringLiteral("2"));
        QVERIFY(!f.accept()->isEnabled());
        QVERIFY2(dialog->sentence().contains(QStringLiteral("schedule-minimum")), qPrintable(dialog->sentence()));
        f.field("schedule-minimum")->setText(QStringLiteral("0.5"));
        f.field("learning-rate")->setText(QStringLiteral("0.02"));
        f.accept()->click();
        gate->open();
        QVERIFY(f.until([&] { return !f.controller.current()->live(); }));
        const ui::RunRecord& run = *f.controller.current();
        QCOMPARE(run.learningRates.size(), std::size_t{1});
        const core::LearningRateEvent& change = run.learningRates[0];
        QVERIFY(change.schedule && change.schedule->before.kind == Kind::Constant);
        QVERIFY((change.schedule->after == core::ScheduleShape{.kind = Kind::Cosine, .minimumShare = 0.5}));
        QCOMPARE(change.after, 0.02);
        QVERIFY(f.window.watch()->lossPlot()->describe().contains(QStringLiteral("constant → cosine, lr 0.001 → 0.02")));
        const QString flag = QStringLiteral(" --schedule-change %1=cosine,schedule-minimum=0.5,learning-rate=0.02").arg(change.step);
        QVERIFY2(ui::commandLineOf(run).endsWith(flag), qPrintable(ui::commandLineOf(run)));
    }

    void aRunThatEndsMeanwhileIsSaid() {
        auto gate = std::make_shared<test::Gate>(5);
        Fixture f({.stepsPerEpoch = 4, .gate = gate});
        const test::OpenedAtEnd opened{gate};
        QVERIFY(f.ready());
        f.window.actions().train->trigger();
        QVERIFY(f.until([&] { return f.window.actions().changeSchedule->isEnabled(); }));
        QVERIFY(f.open() != nullptr);
        f.choose("step");
        QVERIFY(f.accept()->isEnabled());
        gate->open();
        QVERIFY(f.until([&] { return !f.accept()->isEnabled(); }));
        QVERIFY(f.window.dialogs().schedule->sentence().startsWith(QStringLiteral("no run is being trained")));
    }
};

QTEST_MAIN(ScheduleDialogTest)
#include "schedule_dialog_test.moc"
