// The window after a session that has left runs in its queue.
#include "bridge/run_queue.h"
#include "runs/queue_model.h"
#include "runs/queue_panel.h"
#include "store/store_writer.h"
#include "store/stored_queue.h"
#include "support/patience.h"
#include "support/scripted_trainer.h"
#include "support/temporary_folder.h"
#include "theme/theme.h"
#include "window/main_window.h"

#include <QLabel>
#include <QListView>
#include <QPushButton>
#include <QTest>

using namespace epochlab;
using test::patience;

namespace {

/// A store in which a session that is dead has left three runs, and a window on it.
struct Fixture {
    explicit Fixture(int waiting = 3) {
        core::ProcessIdentity dead = core::thisProcess();
        dead.start = "long ago";
        std::vector<core::QueuedRun> runs;
        for (int i = 0; i < waiting; ++i) {
            core::ParamSet config(core::mlpParams());
            static_cast<void>(config.set("epochs", std::int64_t{2}));
            static_cast<void>(config.set("width", std::int64_t{4 + i}));
            runs.push_back({core::makeRunId(), "width " + std::to_string(4 + i), std::make_shared<const core::ParamSet>(config)});
        }
        QVERIFY(core::StoredQueue(folder.path(), dead).write(runs).ok());
        writer = std::make_unique<core::StoreWriter>(folder.path());
        controller = std::make_unique<ui::Controller>(test::scriptedServices({}), writer.get());
        window = std::make_unique<ui::MainWindow>(*controller, QString::fromStdString(folder.path("window.ini")), folder.path());
        window->show();
    }
    template <typename Condition> static bool until(Condition condition) { return QTest::qWaitFor(condition, patience); }
    QPushButton* goOn() const { return window->findChild<QPushButton*>(QStringLiteral("notice-go-on")); }
    bool finished(std::size_t count) const {
        return until([&] {
            const auto& runs = controller->runs();
            return runs.size() == count && std::ranges::all_of(runs, [](const ui::RunRecord& run) {
                       return run.finished && run.finished->end == core::RunEnd::Finished;
                   });
        });
    }

    const test::TemporaryFolder folder;
    std::unique_ptr<core::StoreWriter> writer;
    std::unique_ptr<ui::Controller> controller;
    std::unique_ptr<ui::MainWindow> window;
};

} // namespace

class QueueLeftTest : public QObject {
    Q_OBJECT
private slots:
    void initTestCase() { ui::Theme::instance().install(); }

    void itIsSaidAndGoesOnAtAClick() {
        Fixture f;
        QVERIFY(f.until([&] { return f.goOn()->isVisible(); }));
        QCOMPARE(f.window->noticeText(), QStringLiteral("3 runs were waiting in the queue when EpochLab ended."));
        QVERIFY(f.controller->runs().empty());
        QTest::mouseClick(f.goOn(), Qt::LeftButton);
        QVERIFY(f.finished(3));
        QVERIFY(!f.goOn()->isVisible());
        QVERIFY(f.window->queuePanel()->isVisible());
        QVERIFY(!f.window->queuePanel()->goOnButton()->isVisible());
        QCOMPARE(f.window->queuePanel()->summaryText(), QStringLiteral("3 of 3 done"));
    }

    void theQueueOffersItAsLongAsItIsLeft() {
        Fixture f(1);
        QVERIFY(f.until([&] { return f.goOn()->isVisible(); }));
        QCOMPARE(f.window->noticeText(), QStringLiteral("1 run was waiting in the queue when EpochLab ended."));
        ui::QueuePanel& panel = *f.window->queuePanel();
        const QModelIndex row = panel.list()->model()->index(0, 0);
        QCOMPARE(row.data(ui::QueueModel::StateTextRole).toString(), QStringLiteral("from last time · waits"));
        f.window->showError({core::ErrorCode::IoRead, "something else", "", ""});
        QVERIFY(!f.goOn()->isVisible());
        panel.discardButton()->click();
        QCOMPARE(panel.list()->model()->rowCount(), 0);
        QVERIFY(f.window->noticeText().contains(QStringLiteral("something else")));
    }

    void aStartThatAsksForItNeedsNoClick() {
        Fixture f;
        f.window->goOnWithQueue(); // before anybody knows that something was left
        QVERIFY(f.finished(3));
        QVERIFY(!f.goOn()->isVisible());
    }

    void nothingIsSaidWhereNothingWasLeft() {
        Fixture f(0);
        f.window->goOnWithQueue();
        QVERIFY(f.until([&] { return f.controller->canTrain(); }));
        QVERIFY(f.window->noticeText().isEmpty());
        QVERIFY(!f.window->queuePanel()->goOnButton()->isVisible());
    }
};

QTEST_MAIN(QueueLeftTest)
#include "queue_left_test.moc"
