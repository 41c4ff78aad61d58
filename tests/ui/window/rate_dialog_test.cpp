// The learning-rate finder in the window, and the rate of a running training.
#include "params/field_row.h"
#include "params/setup_form.h"
#include "plot/curve_plot.h"
#include "theme/theme.h"
#include "ui/window/scripted_window.h"
#include "window/rate_dialog.h"

#include <QApplication>
#include <QLineEdit>
#include <QPushButton>
#include <QToolButton>

using namespace epochlab;
using test::patience;

namespace {

struct Fixture : test::ScriptedWindow {
    using ScriptedWindow::ScriptedWindow;
    ui::RateDialog* open() {
        window.actions().findRate->trigger();
        return window.dialogs().rates;
    }
    bool tested() {
        return until([this] { return window.dialogs().rates != nullptr && !window.dialogs().rates->running(); });
    }
    template <typename Widget> Widget* in(QWidget* parent, const char* id) const { return parent->findChild<Widget*>(QLatin1String(id)); }
    ui::FieldRow* rateField() const { return window.setup()->field("learning-rate"); }
};

} // namespace

class RateDialogTest : public QObject {
    Q_OBJECT
private slots:
    void initTestCase() { ui::Theme::instance().install(); }

    void useTakesTheSuggestionIntoTheForm() {
        Fixture f;
        QVERIFY(f.ready());
        f.in<QToolButton>(f.rateField(), "find-rate")->click();
        ui::RateDialog* dialog = f.window.dialogs().rates;
        QVERIFY(dialog != nullptr);
        QCOMPARE(f.open(), dialog); // never a second one
        QVERIFY(f.tested());
        QVERIFY2(dialog->sentence().startsWith(QStringLiteral("The loss falls steepest at ")), qPrintable(dialog->sentence()));
        QVERIFY(dialog->plot()->pointCount(QStringLiteral("smoothed")) > 20);
        QVERIFY(dialog->plot()->xLogarithmic());
        const double rate = dialog->rate();
        const QString mark = QStringLiteral("suggested %1").arg(rate);
        QVERIFY2(dialog->plot()->describe().contains(mark), qPrintable(dialog->plot()->describe()));
        f.in<QPushButton>(dialog, "rate-use")->click();
        QCOMPARE(f.controller.config().real("learning-rate"), rate);
        QCOMPARE(f.rateField()->edit()->text().toDouble(), rate);
        QVERIFY(f.controller.runs().empty());
        QVERIFY(f.until([&] { return f.window.dialogs().rates == nullptr; }));
    }

    void itStartsOverWithAnotherRangeAndTakesATypedRate() {
        Fixture f;
        QVERIFY(f.ready());
        ui::RateDialog* dialog = f.open();
        QVERIFY(f.tested());
        f.in<QLineEdit>(dialog, "rate-from")->setText(QStringLiteral("1e-9"));
        f.in<QLineEdit>(dialog, "rate-to")->setText(QStringLiteral("1e-7"));
        f.in<QLineEdit>(dialog, "rate-steps")->setText(QStringLiteral("40"));
        f.in<QPushButton>(dialog, "rate-test")->click();
        QVERIFY(f.tested());
        QCOMPARE(dialog->plot()->pointCount(QStringLiteral("smoothed")), 40);
        QVERIFY2(dialog->sentence().startsWith(QStringLiteral("The loss does not fall between 1e-09 and 1e-07")),
                 qPrintable(dialog->sentence()));
        QVERIFY(!dialog->plot()->describe().contains(QStringLiteral("suggested")));
        auto* use = f.in<QPushButton>(dialog, "rate-use");
        auto* rate = f.in<QLineEdit>(dialog, "rate-use-value");
        for (const char* refused : {"", "fast", "-1", "1e99"}) {
            rate->setText(QLatin1String(refused));
            QVERIFY2(!use->isEnabled(), refused);
        }
        rate->setText(QStringLiteral("0.02"));
        use->click();
        QCOMPARE(f.controller.config().real("learning-rate"), 0.02);
    }

    void whatIsWrongIsASentence() {
        const core::Error error{core::ErrorCode::EngineMissing, "no engine is there", "", "install one"};
        Fixture f({.prepareError = error});
        QVERIFY(f.ready());
        ui::RateDialog* dialog = f.open();
        QVERIFY(f.tested());
        QCOMPARE(dialog->sentence().toStdString(), core::errorLine(error));
        QVERIFY(!f.in<QPushButton>(dialog, "rate-use")->isEnabled());
        f.in<QLineEdit>(dialog, "rate-from")->setText(QStringLiteral("low"));
        f.in<QPushButton>(dialog, "rate-test")->click();
        QVERIFY2(dialog->sentence().startsWith(QStringLiteral("From, to and batches want a number")), qPrintable(dialog->sentence()));
        f.in<QLineEdit>(dialog, "rate-from")->setText(QStringLiteral("100"));
        f.in<QPushButton>(dialog, "rate-test")->click();
        QVERIFY(f.tested());
        QVERIFY2(dialog->sentence().contains(QStringLiteral("give a lowest rate below the highest")), qPrintable(dialog->sentence()));
    }

    void closingItEndsTheTest() {
        auto gate = std::make_shared<test::Gate>(3);
        const test::OpenedAtEnd opened{gate};
        Fixture f({.gate = gate});
        QVERIFY(f.ready());
        ui::RateDialog* dialog = f.open();
        gate->awaitArrival(4);
        QTRY_COMPARE_WITH_TIMEOUT(dialog->plot()->pointCount(QStringLiteral("each")), 3, patience);
        QVERIFY(dialog->running());
        dialog->reject(); // returns though the test stands in a batch
        QVERIFY(f.until([&] { return f.window.dialogs().rates == nullptr; }));
        gate->open();
        QVERIFY(f.open() != nullptr); // and another one begins afresh
        QVERIFY(f.tested());
        QVERIFY(f.window.dialogs().rates->plot()->pointCount(QStringLiteral("each")) > 20);
    }

    void aSliderInMotionChangesTheRunningRateOnce() {
        auto gate = std::make_shared<test::Gate>(2);
        Fixture f({.gate = gate});
        const test::OpenedAtEnd opened{gate};
        QVERIFY(f.ready());
        f.window.actions().train->trigger();
        gate->awaitArrival(3);
        QSlider* slider = f.rateField()->slider();
        slider->setSliderDown(true);
        for (int position = slider->value(); position < slider->maximum() - 20; position += 5) {
            slider->setSliderPosition(position);
        }
        gate->allow(2); // batches go by meanwhile
        gate->awaitArrival(5);
        slider->setSliderDown(false); // releases it
        const double rate = f.controller.config().real("learning-rate");
        gate->open();
        QVERIFY(f.until([&] { return !f.controller.current()->live(); }));
        const auto& changes = f.controller.current()->learningRates;
        QCOMPARE(changes.size(), std::size_t{1});
        QCOMPARE(changes[0].after, rate);
        QVERIFY(changes[0].step > 4);
    }
};

QTEST_MAIN(RateDialogTest)
#include "rate_dialog_test.moc"
