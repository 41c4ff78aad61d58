// Runs that go from one store to another, and to TensorBoard and back.
#include "bridge/run_mover.h"

#include "bridge/controller.h"
#include "store/run_store.h"
#include "store/store_writer.h"
#include "support/patience.h"
#include "support/scripted_trainer.h"
#include "support/temporary_folder.h"

#include <QSignalSpy>
#include <QTest>

using namespace epochlab;
using test::patience;
using ui::RunMover;

namespace {

/// A store with one finished run; its id.
core::RunId trainedIn(const std::string& folder) {
    core::StoreWriter writer(folder);
    ui::Controller controller(test::scriptedServices({}), &writer);
    if (!QTest::qWaitFor([&] { return controller.canTrain(); }, patience)) return {};
    static_cast<void>(controller.setParam("epochs", std::int64_t{3}));
    controller.train();
    const core::RunId id = controller.current()->id;
    return QTest::qWaitFor([&] { return !controller.run(id)->live(); }, patience) ? id : core::RunId();
}

} // namespace

class RunMoverTest : public QObject {
    Q_OBJECT
private slots:
    void runsGoFromOneStoreToAnother() {
        const struct {
            RunMover::Format format;
            const char* file;
            const char* state;
        } rows[] = {{RunMover::Format::Archive, "runs.epochlab", "finished"}, {RunMover::Format::TensorBoard, "logs", "imported"}};
        for (const auto& row : rows) {
            const test::TemporaryFolder from, to, between;
            QVERIFY(!trainedIn(from.path()).empty());
            const QString path = QString::fromStdString(between.path(row.file));
            RunMover out(from.path());
            QSignalSpy exported(&out, &RunMover::exported);
            out.exportRuns({}, path, row.format);
            QTRY_COMPARE_WITH_TIMEOUT(exported.count(), 1, patience);
            QCOMPARE(exported[0][0].toInt(), 1);
            RunMover in(to.path());
            QSignalSpy imported(&in, &RunMover::imported);
            in.importRuns({path});
            QTRY_COMPARE_WITH_TIMEOUT(imported.count(), 1, patience);
            const auto runs = core::RunStore(to.path()).list();
            QVERIFY(runs && runs->size() == 1);
            QCOMPARE(runs->front().state, std::string(row.state));
        }
    }

    void whatCannotBeMovedIsSaid() {
        const test::TemporaryFolder folder;
        RunMover mover(folder.path());
        QSignalSpy failed(&mover, &RunMover::failed);
        mover.exportRuns({}, QString::fromStdString(folder.path("runs.epochlab")), RunMover::Format::Archive);
        QTRY_COMPARE_WITH_TIMEOUT(failed.count(), 1, patience);
        mover.importRuns({QString::fromStdString(folder.path("nothing.csv"))});
        QTRY_COMPARE_WITH_TIMEOUT(failed.count(), 2, patience);
    }
};

QTEST_GUILESS_MAIN(RunMoverTest)
#include "run_mover_test.moc"
