// The window while a scripted training goes on: its commands, its focus, its layout, its closing.
#include "params/field_row.h"
#include "params/setup_form.h"
#include "theme/theme.h"
#include "ui/window/scripted_window.h"
#include "window/top_bar.h"

#include <QApplication>
#include <QInputDialog>
#include <QLabel>
#include <QLineEdit>
#include <QMessageBox>
#include <QPushButton>
#include <QTimer>

using namespace epochlab;
using test::patience;

namespace {

struct Fixture : test::ScriptedWindow {
    explicit Fixture(test::Script script = {}, std::int64_t epochs = 3) : ScriptedWindow(std::move(script), epochs) {
        QApplication::setActiveWindow(&window);
    }
    bool ready() { return QTest::qWaitForWindowActive(&window) && ScriptedWindow::ready(); }
    bool ended() {
        return until([this] { return controller.current() && !controller.current()->live(); });
    }
    bool paused(std::int64_t step) {
        return until([&] { return controller.current()->phase == core::RunPhase::Paused && controller.current()->progress.step == step; });
    }
    QPushButton* button(const char* id) const { return window.topBar()->findChild<QPushButton*>(QLatin1String(id)); }
    /// Answers the question of the next close() with its button of that role.
    static void answer(QMessageBox::ButtonRole role) {
        QTimer::singleShot(0, qApp, [role] {
            auto* box = qobject_cast<QMessageBox*>(QApplication::activeModalWidget());
            for (QAbstractButton* each : box->buttons()) {
                if (box->buttonRole(each) == role) {
                    each->click();
                    return;
                }
            }
        });
    }
};

} // namespace

class TrainingTest : public QObject {
    Q_OBJECT
private slots:
    void initTestCase() { ui::Theme::instance().install(); }

    void commandsActBetweenBatches() {
        Fixture f;
        QVERIFY(f.ready());
        const ui::Actions& a = f.window.actions();
        a.step->trigger();
        QVERIFY(f.paused(1));
        QCOMPARE(a.pause->text(), QStringLiteral("&Resume"));
        QVERIFY2(f.window.topBar()->progress().startsWith(QStringLiteral("paused at step 1")), qPrintable(f.window.topBar()->progress()));
        a.step->trigger();
        QVERIFY(f.paused(2));
        a.rewind->trigger();
        QVERIFY(f.until([&] { return f.controller.runs().size() == 2; }));
        QVERIFY(f.paused(0));
        QVERIFY(f.until([&] { return !f.controller.runs()[0].live(); }));
        QVERIFY(f.controller.runs()[0].finished->end == core::RunEnd::Stopped);
        a.pause->trigger(); // resumes
        QVERIFY(f.ended());
        QVERIFY(f.controller.current()->finished->end == core::RunEnd::Finished);
        QCOMPARE(f.controller.current()->series.at("batch_loss").y().size(), std::size_t{12});
        a.step->trigger();
        QVERIFY(f.paused(1));
        a.stop->trigger();
        QVERIFY(f.ended());
        QVERIFY(f.controller.current()->finished->end == core::RunEnd::Stopped);
        QVERIFY(a.train->isEnabled() && !a.stop->isEnabled() && !a.pause->isEnabled());
    }

    void pausingChangesNothing() {
        std::vector<std::vector<double>> losses;
        for (const bool interrupted : {false, true}) {
            Fixture f;
            QVERIFY(f.ready());
            if (interrupted) {
                f.window.actions().step->trigger();
                QVERIFY(f.paused(1));
                f.window.actions().pause->trigger();
            } else {
                f.window.actions().train->trigger();
            }
            QVERIFY(f.ended());
            losses.push_back(f.controller.current()->series.at("batch_loss").y());
        }
        QCOMPARE(losses[0], losses[1]);
    }

    void aStoreThatTakesNothingHoldsTheRunButNotThePersonsPause() {
        Fixture f({}, 100'000);
        QVERIFY(f.ready());
        const ui::Actions& a = f.window.actions();
        const auto phaseIs = [&f](core::RunPhase phase) { return f.until([&f, phase] { return f.controller.current()->phase == phase; }); };
        a.train->trigger();
        QVERIFY(phaseIs(core::RunPhase::Training));
        f.window.showError({core::ErrorCode::IoWrite, "the store was removed", "there", "put it back"});
        f.window.pauseForStore(true);
        QVERIFY(phaseIs(core::RunPhase::Paused));
        QVERIFY2(f.window.topBar()->progress().startsWith(QStringLiteral("waits for the store at step")),
                 qPrintable(f.window.topBar()->progress()));
        QVERIFY2(f.window.noticeText().startsWith(QStringLiteral("error[io.write]: the store was removed")) &&
                     f.window.noticeText().endsWith(QStringLiteral("Training stands still until then, and goes on by itself.")),
                 qPrintable(f.window.noticeText()));
        QCOMPARE(a.pause->text(), QStringLiteral("&Pause"));
        f.window.pauseForStore(false);
        QVERIFY(phaseIs(core::RunPhase::Training));
        QVERIFY(f.window.noticeText().contains(QStringLiteral("goes on")));
        a.pause->trigger();
        QVERIFY(phaseIs(core::RunPhase::Paused));
        f.window.pauseForStore(true);
        QCOMPARE(a.pause->text(), QStringLiteral("&Resume"));
        f.window.pauseForStore(false);
        const std::int64_t step = f.controller.current()->progress.step;
        a.step->trigger(); // it stands where it stood
        QVERIFY(f.paused(step + 1));
        f.window.pauseForStore(true);
        a.pause->trigger(); // resumes, but for the store
        QCOMPARE(a.pause->text(), QStringLiteral("&Pause"));
        QVERIFY(f.paused(step + 1));
        f.window.pauseForStore(false);
        QVERIFY(phaseIs(core::RunPhase::Training));
        f.controller.stop();
        QVERIFY(f.ended());
        f.window.pauseForStore(true);
        a.train->trigger();
        QVERIFY(f.paused(0));
        f.window.pauseForStore(false);
        QVERIFY(phaseIs(core::RunPhase::Training));
        f.controller.stop();
        QVERIFY(f.ended());
    }

    void aNewLearningRateReachesTheLiveRun() {
        auto gate = std::make_shared<test::Gate>(2);
        Fixture f({.gate = gate});
        const test::OpenedAtEnd opened{gate};
        QVERIFY(f.ready());
        f.window.actions().train->trigger();
        gate->awaitArrival(3);
        QLineEdit* edit = f.window.setup()->field("learning-rate")->edit();
        edit->selectAll();
        QTest::keyClicks(edit, QStringLiteral("0.02"));
        QTest::keyClick(edit, Qt::Key_Return);
        gate->open();
        QVERIFY(f.ended());
        const auto& changes = f.controller.current()->learningRates;
        QCOMPARE(changes.size(), std::size_t{1});
        QCOMPARE(changes[0].before, 0.001);
        QCOMPARE(changes[0].after, 0.02);
        QCOMPARE(f.controller.current()->config.real("learning-rate"), 0.001); // what the run began with
    }

    void aRunThatHasEndedIsTrainedFurther() {
        Fixture f;
        QVERIFY(f.ready());
        QVERIFY(!f.window.actions().trainFurther->isEnabled());
        f.window.actions().train->trigger();
        QVERIFY(f.ended());
        QVERIFY(f.until([&] { return f.window.actions().trainFurther->isEnabled(); }));
        const auto answerWith = [&f](const char* text) {
            f.window.actions().trainFurther->trigger();
            auto* dialog = f.window.findChild<QInputDialog*>(QStringLiteral("train-further-dialog"));
            if (dialog == nullptr) return QString();
            const QString question = dialog->labelText();
            dialog->setTextValue(QLatin1String(text));
            dialog->accept();
            static_cast<void>(f.until([&f] { return f.window.findChild<QInputDialog*>() == nullptr; }));
            return question;
        };
        const QString question = answerWith("some");
        QVERIFY2(question.startsWith(QStringLiteral("How many epochs more, after the 3 that ")), qPrintable(question));
        QVERIFY2(f.window.noticeText().contains(QStringLiteral("give at least one more epoch")), qPrintable(f.window.noticeText()));
        QVERIFY(!f.controller.current()->live());
        answerWith("2");
        QVERIFY(f.until([&] { return !f.controller.current()->live() && f.controller.current()->finished->epochs == 5; }));
        QCOMPARE(f.controller.runs().size(), std::size_t{1});
        QCOMPARE(f.controller.current()->series.at("validation_loss").x(), (std::vector<double>{1, 2, 3, 4, 5}));
    }

    void theFocusStaysWhereTrainWas() {
        auto gate = std::make_shared<test::Gate>(0);
        Fixture f({.gate = gate});
        const test::OpenedAtEnd opened{gate};
        QVERIFY(f.ready());
        f.button("train")->setFocus();
        QTest::keyClick(f.button("train"), Qt::Key_Space);
        QTRY_COMPARE_WITH_TIMEOUT(QApplication::focusWidget(), static_cast<QWidget*>(f.button("pause")), patience);
        f.button("stop")->setFocus();
        QTest::keyClick(f.button("stop"), Qt::Key_Space);
        gate->open();
        QTRY_COMPARE_WITH_TIMEOUT(QApplication::focusWidget(), static_cast<QWidget*>(f.button("train")), patience);
    }

    void nothingMovesWhileProgressIsTold() {
        auto gate = std::make_shared<test::Gate>(0);
        Fixture f({.gate = gate}, 1000);
        const test::OpenedAtEnd opened{gate};
        QVERIFY(f.ready());
        f.window.actions().train->trigger();
        QVERIFY(f.until([&] { return f.controller.current()->started.has_value(); }));
        const auto places = [&] {
            QList<QRect> all;
            for (const QPushButton* each : f.window.topBar()->findChildren<QPushButton*>()) {
                all << (each->isVisible() ? each->geometry() : QRect());
            }
            return all;
        };
        QApplication::processEvents();
        const QList<QRect> before = places();
        auto* label = f.window.topBar()->findChild<QLabel*>(QStringLiteral("progress-text"));
        const QRect room = label->geometry();
        std::int64_t allowed = 0;
        for (const std::int64_t batches : {1, 7, 400, 2000}) {
            gate->allow(batches);
            const std::int64_t told = allowed += batches;
            QVERIFY(f.until([&] { // progress is told every tenth of a second: batches go on until it is
                gate->allow(1);
                ++allowed;
                return f.controller.current()->progress.step >= told;
            }));
            QApplication::processEvents();
            QCOMPARE(places(), before);
            QCOMPARE(label->geometry(), room);
            QVERIFY2(label->fontMetrics().horizontalAdvance(label->text()) <= label->width(), qPrintable(label->text()));
        }
        f.window.actions().pause->trigger();
        gate->open();
        QVERIFY(f.until([&] { return f.controller.current()->phase == core::RunPhase::Paused; }));
        QApplication::processEvents();
        QCOMPARE(f.button("pause")->text(), QStringLiteral("Resume"));
        QCOMPARE(places(), before);
        f.controller.stop();
        QVERIFY(f.ended());
    }

    void closingAsksAndKeepsOrStops() {
        auto gate = std::make_shared<test::Gate>(1);
        Fixture f({.gate = gate});
        const test::OpenedAtEnd opened{gate};
        QVERIFY(f.ready());
        f.window.actions().train->trigger();
        gate->awaitArrival(2);
        Fixture::answer(QMessageBox::RejectRole);
        QVERIFY(!f.window.close());
        QVERIFY(f.window.isVisible() && f.controller.current()->live());
        Fixture::answer(QMessageBox::DestructiveRole);
        QVERIFY(f.window.close());
        QVERIFY(!f.window.isVisible());
        gate->open();
        QVERIFY(f.ended());
        QVERIFY(f.controller.current()->finished->end == core::RunEnd::Interrupted);
    }

    void theProgramEndsWhileRunsAreLive() {
        auto gate = std::make_shared<test::Gate>(1);
        auto f = std::make_unique<Fixture>(test::Script{.gate = gate});
        const test::OpenedAtEnd opened{gate};
        QVERIFY(f->ready());
        f->window.actions().train->trigger();
        gate->awaitArrival(2);
        f->controller.train(); // a second one beside it
        gate->open();
        f.reset(); // stops both and joins their threads
    }

    void tabVisitsEverythingFromTopLeftToBottomRight() {
        Fixture f;
        QVERIFY(f.ready());
        f.window.actions().train->trigger();
        QVERIFY(f.ended());
        f.button("data-chip")->setFocus();
        QStringList visited;
        QWidget* first = QApplication::focusWidget();
        do {
            visited << QApplication::focusWidget()->objectName();
            QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
        } while (QApplication::focusWidget() != first && visited.size() < 200);
        QVERIFY(visited.size() < 200);
        const QStringList begin{"data-chip",
                                "model-chip",
                                "train",
                                "live",
                                "export",
                                "data-card",
                                "hidden-layers-slider",
                                "hidden-layers",
                                "width-slider",
                                "width",
                                "activation",
                                "batch-norm",
                                "learning-rate-slider",
                                "learning-rate"};
        QCOMPARE(visited.mid(0, begin.size()), begin);
        const QStringList inOrder{"epochs", "seed", "more", "training", "validation", "test", "batch-loss"};
        for (int i = 1; i < inOrder.size(); ++i) {
            QVERIFY2(visited.indexOf(inOrder[i]) > visited.indexOf(inOrder[i - 1]), qPrintable(visited.join(' ')));
        }
        QCOMPARE(visited.last(), QStringLiteral("runs-list"));
    }
};

QTEST_MAIN(TrainingTest)
#include "training_test.moc"
