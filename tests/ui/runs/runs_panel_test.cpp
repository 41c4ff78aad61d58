#include "runs/runs_panel.h"
#include "support/patience.h"
#include "store/store_writer.h"
#include "support/scripted_trainer.h"
#include "support/temporary_folder.h"

#include <QApplication>
#include <QLineEdit>
#include <QListView>
#include <QSignalSpy>
#include <QTest>

#include <functional>

using namespace epochlab;
using test::patience;

namespace {

struct Fixture {
    /// store: empty, there is none.
    explicit Fixture(test::Script script, const std::string& store = {})
        : writer(store), controller(test::scriptedServices(std::move(script)), store.empty() ? nullptr : &writer),
          stored(controller, store), queue(controller, 2), followUps(controller, stored, queue), panel(controller, stored, followUps) {
        stored.start();
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

    QModelIndex row(const core::RunId& id) const {
        for (int i = 0; i < panel.rowCount(); ++i) {
            const QModelIndex index = panel.list()->model()->index(i, 0);
            if (index.data(Qt::AccessibleTextRole).toString() == panel.rowText(id)) return index;
        }
        return {};
    }
    void choose(const core::RunId& id) {
        panel.list()->setFocus();
        panel.list()->setCurrentIndex(row(id));
    }
    void press(int key, Qt::KeyboardModifiers modifiers = {}) { QTest::keyClick(panel.list(), static_cast<Qt::Key>(key), modifiers); }

    core::StoreWriter writer;
    ui::Controller controller;
    ui::StoredRuns stored;
    ui::RunQueue queue;
    ui::RunFollowUps followUps;
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
            QCOMPARE(f.panel.list()->model()->index(0, 0).data(Qt::AccessibleTextRole).toString(), text);
        }
    }

    void spaceAndAClickOnTheTickShowAndHideTheRunsCurves() {
        Fixture f({});
        QVERIFY(f.ready());
        const core::RunId id = f.train(16);
        QVERIFY(f.ended());
        f.choose(id);
        QCOMPARE(f.row(id).data(Qt::CheckStateRole).toInt(), int(Qt::Checked));
        f.press(Qt::Key_Space);
        QVERIFY(!f.controller.run(id)->ticked);
        const QRect place = f.panel.list()->visualRect(f.row(id));
        QTest::mouseClick(f.panel.list()->viewport(), Qt::LeftButton, {}, QPoint(place.left() + 18, place.center().y()));
        QVERIFY(f.controller.run(id)->ticked);
        QTest::mouseClick(f.panel.list()->viewport(), Qt::LeftButton, {}, QPoint(place.left() + 120, place.center().y()));
        QVERIFY2(f.controller.run(id)->ticked, "a click beside it chooses the row");
    }

    void theNewestIsOnTopAndAllCanBeTicked() {
        Fixture f({});
        QVERIFY(f.ready());
        std::vector<core::RunId> ids;
        for (const std::int64_t width : {8, 16, 32}) {
            ids.insert(ids.begin(), f.train(width));
            QVERIFY(f.ended());
        }
        for (std::size_t i = 0; i < ids.size(); ++i) QCOMPARE(f.row(ids[i]).row(), static_cast<int>(i));
        for (const bool ticked : {false, true}) {
            f.panel.tickListed(ticked);
            for (const core::RunId& id : ids) QCOMPARE(f.controller.run(id)->ticked, ticked);
        }
    }

    void deleteRemovesARunOnlyAfterItsEnd() {
        auto gate = std::make_shared<test::Gate>(1);
        Fixture f({.gate = gate});
        const test::OpenedAtEnd opened{gate};
        QVERIFY(f.ready());
        const core::RunId id = f.train(16);
        gate->awaitArrival(2);
        f.choose(id);
        f.press(Qt::Key_Delete);
        QApplication::processEvents();
        QCOMPARE(f.panel.rowCount(), 1);
        f.controller.stop();
        gate->open();
        QVERIFY(f.ended());
        QVERIFY2(f.panel.rowText(id).contains(QStringLiteral("stopped after 0 of 2 epochs")), qPrintable(f.panel.rowText(id)));
        f.choose(id);
        f.press(Qt::Key_Delete);
        QTRY_COMPARE_WITH_TIMEOUT(f.panel.rowCount(), 0, patience);
        QVERIFY(f.controller.runs().empty());
    }

    void severalGoWithDeleteAndComeBackWithUndo() {
        const test::TemporaryFolder folder;
        Fixture f({}, folder.path());
        QVERIFY(f.ready());
        for (const std::int64_t width : {8, 16, 32}) {
            f.train(width);
            QVERIFY(f.ended());
        }
        QTRY_COMPARE_WITH_TIMEOUT(f.stored.listing().shown.size(), std::size_t{3}, patience);
        f.panel.list()->setFocus();
        f.press(Qt::Key_A, Qt::ControlModifier);
        f.press(Qt::Key_Delete);
        QTRY_COMPARE_WITH_TIMEOUT(f.panel.rowCount(), 0, patience);
        QCOMPARE(f.panel.bannerText(), QStringLiteral("Deleted 3 runs."));
        QTest::keyClick(f.panel.filterLine(), Qt::Key_Tab);
        f.stored.undoRemove();
        QTRY_COMPARE_WITH_TIMEOUT(f.panel.rowCount(), 3, patience);
        QCOMPARE(f.panel.bannerText(), QString());
    }

    void f2RenamesInPlace() {
        const test::TemporaryFolder folder;
        Fixture f({}, folder.path());
        QVERIFY(f.ready());
        const core::RunId id = f.train(16);
        QVERIFY(f.ended());
        QTRY_VERIFY_WITH_TIMEOUT(f.stored.find(id) != nullptr, patience);
        f.choose(id);
        f.press(Qt::Key_F2);
        auto* editor = f.panel.list()->viewport()->findChild<QLineEdit*>();
        QVERIFY(editor != nullptr);
        QTest::keyClicks(editor, QStringLiteral("mine"));
        QTest::keyClick(editor, Qt::Key_Return);
        QTRY_VERIFY_WITH_TIMEOUT(f.panel.rowText(id).startsWith(QStringLiteral("mine, finished · ")), patience);
        QCOMPARE(f.controller.run(id)->name, QStringLiteral("mine"));
    }

    void aWrongWordOfTheFilterGetsASentence() {
        const test::TemporaryFolder folder;
        Fixture f({}, folder.path());
        QVERIFY(f.ready());
        f.train(16);
        QVERIFY(f.ended());
        QTRY_COMPARE_WITH_TIMEOUT(f.stored.listing().shown.size(), std::size_t{1}, patience);
        QTest::keyClicks(f.panel.filterLine(), QStringLiteral("wisdom>3"));
        QVERIFY2(f.panel.filterProblem().startsWith(QStringLiteral("there is no field \"wisdom\"")), qPrintable(f.panel.filterProblem()));
        f.panel.filterLine()->setText(QStringLiteral("width=32"));
        QCOMPARE(f.panel.filterProblem(), QString());
        QTRY_COMPARE_WITH_TIMEOUT(f.panel.rowCount(), 0, patience);
        QTRY_COMPARE_WITH_TIMEOUT(f.panel.emptyText(), QStringLiteral("No run matches the filter."), patience);
        f.panel.filterLine()->clear();
        QTRY_COMPARE_WITH_TIMEOUT(f.panel.rowCount(), 1, patience);
    }
};

QTEST_MAIN(RunsPanelTest)
#include "runs_panel_test.moc"
