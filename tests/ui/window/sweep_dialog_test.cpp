#include "runs/queue_panel.h"
#include "support/patience.h"
#include "support/scripted_trainer.h"
#include "support/temporary_folder.h"
#include "window/main_window.h"
#include "window/tab_pages.h"
#include "window/sweep_dialog.h"

#include <QApplication>
#include <QClipboard>
#include <QLineEdit>
#include <QListView>
#include <QPushButton>
#include <QTabBar>
#include <QTest>

using namespace epochlab;
using test::patience;

namespace {

struct Fixture {
    explicit Fixture(test::Script script = {})
        : controller(test::scriptedServices(std::move(script)), nullptr),
          window(controller, QString::fromStdString(folder.path() + "/w.ini")) {
        static_cast<void>(controller.setParam("epochs", std::int64_t{2}));
        window.show();
        window.openSweep();
        dialog = window.dialogs().sweep;
    }
    QPushButton* button(const char* id) const { return window.findChild<QPushButton*>(QLatin1String(id)); }
    bool previews(const QString& beginning) const {
        return QTest::qWaitFor([&] { return dialog->previewText().startsWith(beginning); }, patience);
    }

    test::TemporaryFolder folder;
    ui::Controller controller;
    ui::MainWindow window;
    ui::SweepDialog* dialog = nullptr;
};

} // namespace

class SweepDialogTest : public QObject {
    Q_OBJECT
private slots:
    void saysWhatTheTextsComeTo() {
        Fixture f;
        QVERIFY(f.previews("3 runs · about "));
        f.dialog->addAxis({"width", QStringLiteral("8..64:4"), false});
        QVERIFY(f.previews("12 runs · about "));
        f.dialog->addAxis({"dropout", QStringLiteral("0..0.5"), true});
        QVERIFY(f.previews("120 runs · about "));
        f.dialog->findChild<QLineEdit*>("sweep-draws")->setText("2");
        f.dialog->findChild<QLineEdit*>("sweep-seeds")->setText("5");
        QVERIFY2(f.previews("120 runs · about "), qPrintable(f.dialog->previewText()));
        QVERIFY(f.button("sweep-start")->isEnabled());
    }

    void returnOnAButtonPressesThatButton() {
        Fixture f;
        QVERIFY(f.previews("3 runs"));
        f.button("sweep-add")->setFocus();
        QTest::keyClick(f.button("sweep-add"), Qt::Key_Return);
        QTRY_VERIFY_WITH_TIMEOUT(f.dialog->focusWidget()->isVisible(), patience); // the new row is laid out
        QCOMPARE(f.dialog->focusWidget()->accessibleName(), QStringLiteral("Field"));
        for (const char* name : {"Each value, or random draws", "Values", "", "", "Seeds"}) { // two buttons
            QTest::keyClick(f.dialog->focusWidget(), Qt::Key_Tab);
            QCOMPARE(f.dialog->focusWidget()->accessibleName(), QLatin1String(name));
        }
        QVERIFY(f.dialog->isVisible());
        QCOMPARE(f.dialog->findChildren<QLineEdit*>().size(), 3 + 2);
    }

    void saysWhatIsWrongAndDoesNotStart() {
        const struct {
            ui::SweepDraft::Axis axis;
            QString text;
        } rows[] = {{{"width", "8, x", false}, "\"x\" is not a whole number (Width)"},
                    {{"width", "8..64", false}, "this is no range (Width)"},
                    {{"learning-rate", "1, 2", false}, "the grid sets learning-rate, and so does the grid"},
                    {{"seed", "1..99999:99999", false}, "this is no range (Seed)"},
                    {{"warmup", "60", false}, "the warm-up of 60 epochs is longer than the run of 2"}};
        for (const auto& row : rows) {
            Fixture f;
            f.dialog->addAxis(row.axis);
            QVERIFY2(f.previews(row.text), qPrintable(f.dialog->previewText()));
            QVERIFY(!f.button("sweep-start")->isEnabled());
            QTest::keyClick(f.dialog, Qt::Key_Return);
            QVERIFY(f.dialog->isVisible());
        }
    }

    void savesAndOpensTheCommandLinesFile() {
        Fixture f;
        f.dialog->addAxis({"optimizer", QStringLiteral("adam,sgd"), false});
        f.dialog->addAxis({"dropout", QStringLiteral("0..0.5"), true});
        QVERIFY(f.previews("60 runs"));
        const QString path = QString::fromStdString(f.folder.path() + "/mine.toml");
        f.dialog->saveFile(path);
        f.button("sweep-copy")->click();
        const QString command = QApplication::clipboard()->text();
        QCOMPARE(command, QStringLiteral("epochlab-cli sweep --epochs 2 --grid learning-rate=0.1,0.01,0.001 --grid optimizer=adam,sgd "
                                         "--random dropout=0..0.5 --draws 10"));
        Fixture again;
        again.dialog->openFile(path);
        QVERIFY(again.previews("60 runs"));
        QCOMPARE(again.dialog->draft().commandLine(), command);
        again.dialog->openFile(QStringLiteral("/none.toml"));
        QVERIFY(again.dialog->previewText().startsWith(QStringLiteral("error[config.syntax]")));
    }

    void aFilesOwnRunsStayInIt() {
        Fixture f;
        f.dialog->openFile(QString::fromStdString(std::string(EPOCHLAB_SOURCE_DIR) + "/resources/recipes/depth-width.toml"));
        QVERIFY(f.previews("7 runs · about "));
        QCOMPARE(f.dialog->draft().listedRuns(), QStringLiteral("7 runs of the file"));
        QVERIFY(f.dialog->draft().introduction().contains(QStringLiteral("on Cities, with the file's settings")));
        QVERIFY(!f.button("sweep-copy")->isEnabled());
    }

    void startTrainsTheRunsAndShowsTheQueue() {
        Fixture f;
        QVERIFY(f.previews("3 runs"));
        QTest::keyClick(f.dialog, Qt::Key_Return);
        QTRY_VERIFY_WITH_TIMEOUT(f.window.dialogs().sweep == nullptr, patience);
        QVERIFY(f.window.queuePanel()->isVisible());
        QTRY_COMPARE_WITH_TIMEOUT(f.window.queuePanel()->summaryText(), QStringLiteral("3 of 3 done"), patience);
        QTRY_COMPARE_WITH_TIMEOUT(f.window.side()->bar()->tabText(2), QStringLiteral("Queue"), patience);
        QCOMPARE(f.window.queuePanel()->emptyText(), QString());
        QCOMPARE(f.window.queuePanel()->list()->model()->rowCount(), 3);
        const QString row = f.window.queuePanel()->list()->model()->index(0, 0).data(Qt::AccessibleTextRole).toString();
        QVERIFY2(row.startsWith(QStringLiteral("lr 0.")) && row.contains(QStringLiteral("finished")), qPrintable(row));
    }

    void theQueueIsEditedByKeys() {
        auto gate = std::make_shared<test::Gate>();
        Fixture f({.gate = gate});
        const test::OpenedAtEnd opened{gate};
        f.dialog->addAxis({"width", QStringLiteral("2,4,8,16,32,64,128"), false}); // more runs than cores
        QVERIFY(f.previews("21 runs"));
        QTest::keyClick(f.dialog, Qt::Key_Return);
        ui::QueuePanel& panel = *f.window.queuePanel();
        QTRY_COMPARE_WITH_TIMEOUT(panel.list()->model()->rowCount(), 21, patience);
        gate->awaitArrival(1);
        const auto nameAt = [&panel](int row) { return panel.list()->model()->index(row, 0).data().toString(); };
        const QString last = nameAt(20);
        const QString before = nameAt(19);
        panel.list()->setCurrentIndex(panel.list()->model()->index(20, 0));
        QTest::keyClick(panel.list(), Qt::Key_Up, Qt::AltModifier);
        QCOMPARE(nameAt(19), last);
        QCOMPARE(nameAt(20), before);
        QCOMPARE(panel.list()->currentIndex().row(), 19);
        QTest::keyClick(panel.list(), Qt::Key_Down, Qt::AltModifier);
        QCOMPARE(nameAt(20), last);
        QTest::keyClick(panel.list(), Qt::Key_Delete);
        QCOMPARE(panel.list()->model()->rowCount(), 20);
        for (const char* id : {"queue-sweep", "queue-up", "queue-down", "queue-edit", "queue-remove", "queue-repeat", "queue-stop-all"}) {
            QVERIFY2(f.button(id)->sizeHint().width() <= f.button(id)->width(), id);
            QVERIFY(f.button(id)->focusPolicy() & Qt::TabFocus);
        }
        f.button("queue-stop-all")->click();
        gate->open();
        QTRY_VERIFY_WITH_TIMEOUT(!f.button("queue-stop-all")->isEnabled(), patience);
    }
};

QTEST_MAIN(SweepDialogTest)
#include "sweep_dialog_test.moc"
