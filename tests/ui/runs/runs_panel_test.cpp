#include "runs/run_row.h"
#include "runs/runs_panel.h"
#include "support/patience.h"
#include "support/scripted_trainer.h"

#include <QApplication>
#include <QCheckBox>
#include <QTest>

using namespace epochlab;
using test::patience;

namespace {

struct Fixture {
    explicit Fixture(test::Script script) : controller(test::scriptedServices(std::move(script)), nullptr), panel(controller) {
        panel.resize(260, 500);
        panel.show();
        QApplication::setActiveWindow(&panel);
    }
    bool ready() {
        return QTest::qWaitForWindowActive(&panel) && QTest::qWaitFor([this] { return controller.canTrain(); }, patience);
    }
    bool ended() {
        return QTest::qWaitFor([this] { return !controller.current()->live(); }, patience);
    }
    core::RunId train(std::int64_t width) {
        static_cast<void>(controller.setParam("width", width));
        static_cast<void>(controller.setParam("epochs", std::int64_t{2}));
        controller.train();
        return controller.current()->id;
    }

    ui::Controller controller;
    ui::RunsPanel panel;
};

} // namespace

class RunsPanelTest : public QObject {
    Q_OBJECT
private slots:
    void saysWhatFillsItUntilThereIsARun() {
        Fixture f({});
        QVERIFY(f.ready());
        QVERIFY(f.panel.emptyText().startsWith(QStringLiteral("No runs yet.")));
        f.train(16);
        QCOMPARE(f.panel.emptyText(), QString());
        QVERIFY(f.ended());
        f.controller.removeRun(f.controller.current()->id);
        QVERIFY(!f.panel.emptyText().isEmpty());
    }

    void aRowSaysNameStateAndBestValue() {
        const struct {
            test::Script script;
            QString state;
        } rows[] = {{{}, QStringLiteral("finished · ")}, {{.divergeAtStep = 2}, QStringLiteral("diverged at step 2 in the output layer")}};
        for (const auto& row : rows) {
            Fixture f(row.script);
            QVERIFY(f.ready());
            const core::RunId id = f.train(64);
            QVERIFY(f.ended());
            const QString text = f.panel.rowText(id);
            QVERIFY2(text.startsWith(QStringLiteral("width 64, 2 epochs, ") + row.state), qPrintable(text));
            QVERIFY2(text.endsWith(row.script.divergeAtStep ? QStringLiteral("–") : QStringLiteral("0.") + text.right(3)),
                     qPrintable(text));
            QCOMPARE(f.panel.row(id)->tick()->accessibleName(), text);
        }
    }

    void theTickShowsAndHidesTheRunsCurves() {
        Fixture f({});
        QVERIFY(f.ready());
        const core::RunId id = f.train(16);
        QCheckBox* tick = f.panel.row(id)->tick();
        QVERIFY(tick->isChecked());
        tick->click();
        QVERIFY(!f.controller.run(id)->ticked);
        f.controller.setTicked(id, true);
        QVERIFY(tick->isChecked());
        QVERIFY(f.ended());
    }

    void theNewestIsOnTopAndTabGoesDown() {
        Fixture f({});
        QVERIFY(f.ready());
        QList<ui::RunRow*> rows;
        for (const std::int64_t width : {8, 16, 32}) {
            const core::RunId id = f.train(width);
            rows.prepend(f.panel.row(id));
            QVERIFY(f.ended());
        }
        QVERIFY(QTest::qWaitFor([&] { return rows[0]->y() < rows[1]->y() && rows[1]->y() < rows[2]->y(); }, patience));
        rows[0]->setFocus();
        for (ui::RunRow* row : rows) {
            QCOMPARE(QApplication::focusWidget(), row->tick());
            QTest::keyClick(row->tick(), Qt::Key_Tab);
        }
    }

    void deleteRemovesARunOnlyAfterItsEnd() {
        auto gate = std::make_shared<test::Gate>(1);
        Fixture f({.gate = gate});
        const test::OpenedAtEnd opened{gate};
        QVERIFY(f.ready());
        const core::RunId id = f.train(16);
        gate->awaitArrival(2);
        QTest::keyClick(f.panel.row(id)->tick(), Qt::Key_Delete);
        QApplication::processEvents();
        QCOMPARE(f.panel.rowCount(), 1);
        f.controller.stop();
        gate->open();
        QVERIFY(f.ended());
        QVERIFY2(f.panel.rowText(id).contains(QStringLiteral("stopped after 0 of 2 epochs")), qPrintable(f.panel.rowText(id)));
        QTest::keyClick(f.panel.row(id)->tick(), Qt::Key_Delete);
        QTRY_COMPARE_WITH_TIMEOUT(f.panel.rowCount(), 0, patience);
        QVERIFY(f.controller.runs().empty());
    }
};

QTEST_MAIN(RunsPanelTest)
#include "runs_panel_test.moc"
