#include "bridge/stored_runs.h"
#include "compare/compare_table.h"
#include "compare/compare_view.h"
#include "insight/maps_card.h"
#include "insight/outline_card.h"
#include "insight/side_choices.h"
#include "insight/side_views.h"
#include "insight/sketch_card.h"
#include "insight/sweep_cards.h"
#include "store/store_writer.h"
#include "support/patience.h"
#include "support/scripted_trainer.h"
#include "support/temporary_folder.h"

#include <QMenu>
#include <QTableView>
#include <QTest>

#include <cmath>

using namespace epochlab;
using ui::SideView;

namespace {

/// The Compare tab with its side views, over a store that scripted trainings fill.
struct SideFixture {
    SideFixture()
        : writer(folder.path()), controller(test::scriptedServices({}), &writer), stored(controller, folder.path()), view(controller),
          side(new ui::SideViews(controller, stored, &view)) {
        view.setSideViews(side);
        view.resize(740, 700);
        view.show();
        stored.start();
        static_cast<void>(controller.setParam("epochs", std::int64_t{3}));
    }
    bool ready() {
        return QTest::qWaitFor([this] { return controller.canTrain(); }, test::patience);
    }
    bool train(std::int64_t width, std::int64_t seed) {
        static_cast<void>(controller.setParam("width", width));
        static_cast<void>(controller.setParam("seed", seed));
        controller.train();
        return QTest::qWaitFor([this] { return !controller.current()->live() && controller.canTrain(); }, test::patience) && writer.flush();
    }
    /// A finished run of a sweep, ticked; a negative accuracy: it diverged.
    void list(int width, int seed, double accuracy) {
        ui::EarlierRun run{.summary = {}, .config = core::ParamSet(core::mlpParams()), .curves = {}};
        static_cast<void>(run.config.set("width", std::int64_t{8} << width));
        static_cast<void>(run.config.set("seed", std::int64_t{seed}));
        run.summary.id = QStringLiteral("%1-%2").arg(width).arg(seed).toStdString();
        run.summary.state = accuracy < 0 ? "diverged" : "finished";
        if (accuracy >= 0) run.summary.best = core::BestEpoch{.epoch = 1, .validationAccuracy = accuracy};
        run.curves.metrics.push_back({"validation_accuracy", 1, 1, {std::max(0.0, accuracy)}});
        const core::RunId id = run.summary.id;
        controller.listEarlier(std::move(run));
        controller.setTicked(id, true);
    }
    void listSweep() {
        for (int width = 0; width < 3; ++width)
            for (int seed = 0; seed < 4; ++seed) list(width, seed, width == 2 && seed == 3 ? -1.0 : 0.5 + 0.1 * width + 0.001 * seed);
    }
    bool shows(SideView of) {
        side->show(of);
        return settled();
    }
    bool settled() {
        return QTest::qWaitFor([this] { return side->upToDate(); }, test::patience);
    }
    QString entry(SideView of) const {
        emit side->menu()->aboutToShow();
        const QList<QAction*> actions = side->menu()->actions();
        return actions[of == SideView::Overlay ? 0 : int(of) + 1]->text(); // behind a line
    }

    test::TemporaryFolder folder;
    core::StoreWriter writer;
    ui::Controller controller;
    ui::StoredRuns stored;
    ui::CompareView view;
    ui::SideViews* side;
};

} // namespace

class SideViewsTest : public QObject {
    Q_OBJECT
private slots:
    void greyedWhereTheyDoNotApply() {
        SideFixture f;
        QVERIFY(f.ready());
        QVERIFY(f.side->obstacle(SideView::Layers).isEmpty());
        QVERIFY2(f.entry(SideView::Roc).contains("needs a ticked run that has ended"), qPrintable(f.entry(SideView::Roc)));
        QVERIFY2(f.entry(SideView::Parallel).contains("needs 10 ticked runs; 0 are"), qPrintable(f.entry(SideView::Parallel)));
        QVERIFY(f.shows(SideView::Importance));
        QVERIFY(f.side->importance()->placeholder().startsWith("Needs 10 ticked runs"));
        f.view.activateWindow();
        QTest::keySequence(&f.view, QKeySequence(Qt::Key_Escape)); // wherever the focus is
        QCOMPARE(f.side->shown(), SideView::Overlay);
    }

    void mapsOfTickedRunsStandSideBySideOnOnePairOfAxes() {
        SideFixture f;
        QVERIFY(f.ready());
        QVERIFY2(f.entry(SideView::Maps).contains("needs a ticked run"), qPrintable(f.entry(SideView::Maps)));
        QVERIFY(f.train(4, 1) && f.train(8, 1));
        QVERIFY(f.shows(SideView::Maps));
        const ui::MapsCard::Maps& maps = f.side->maps()->maps();
        QCOMPARE(maps.size(), std::size_t{2});
        QCOMPARE(f.side->maps()->placeholder(), QString());
        for (const ui::MapsCard::Map& map : maps) {
            QVERIFY(map.scene.frame.valid() && !map.scene.points.empty());
            QCOMPARE(map.scene.frame.xMinimum, maps[0].scene.frame.xMinimum);
            QCOMPARE(map.scene.frame.yMaximum, maps[0].scene.frame.yMaximum);
        }
        const QRectF left = f.side->maps()->fieldOf(0), right = f.side->maps()->fieldOf(1);
        QVERIFY(!left.intersects(right) && left.isValid());
        const QStringList said = f.side->maps()->textAt(left.center()).split('\n'); // both, wherever the pointer is
        QCOMPARE(said.size(), 2);
        QVERIFY(f.side->maps()->exportBytes(ui::FigureFormat::Csv, {12, 8, 100}).startsWith("run,kind,"));
        QVERIFY(f.side->maps()->exportBytes(ui::FigureFormat::Svg, {12, 8, 100}).contains("<svg"));
    }

    void everyViewHasItsValuesAsATable() {
        SideFixture f;
        QVERIFY(f.ready());
        const auto check = [&f](SideView of, ui::FigureCard* card, const char* firstHead) {
            QVERIFY2(f.shows(of), firstHead);
            card->showValues(true);
            const QAbstractItemModel* values = card->valuesTable()->model();
            QVERIFY2(values->rowCount() > 0, firstHead);
            QCOMPARE(values->headerData(0, Qt::Horizontal, Qt::DisplayRole).toString(), QString::fromLatin1(firstHead));
            for (int column = 0; column < values->columnCount(); ++column) // a column of the last row at least says something
                if (!values->index(values->rowCount() - 1, column).data().toString().isEmpty()) return;
            QFAIL(firstHead);
        };
        QVERIFY(f.train(4, 1) && f.train(8, 1));
        check(SideView::Layers, f.side->layers(), "layer");
        check(SideView::Maps, f.side->maps(), "run");
        check(SideView::Sketch, f.side->sketch(), "curve");
        f.listSweep();
        check(SideView::Importance, f.side->importance(), "field");
        check(SideView::Parallel, f.side->parallel(), "run");
    }

    void theFormsModelIsDrawnBeforeTraining() {
        SideFixture f;
        QVERIFY(f.ready());
        QVERIFY(f.shows(SideView::Layers));
        const std::int64_t before = f.side->layers()->outline().parameters;
        QVERIFY(before > 0);
        QVERIFY2(f.side->layers()->subtitle().contains("all trained"), qPrintable(f.side->layers()->subtitle()));
        static_cast<void>(f.controller.setParam("hidden-layers", std::int64_t{100}));
        QVERIFY(f.settled());
        QVERIFY(f.side->layers()->outline().parameters > before);
        QCOMPARE(f.side->layers()->boxes(300), std::size_t{4}); // the equal ones are one
        QVERIFY(f.side->layers()->exportBytes(ui::FigureFormat::Csv, {12, 8, 300}).contains("layer 99,"));
        QVERIFY(f.side->layers()->exportBytes(ui::FigureFormat::Pdf, {12, 8, 300}).startsWith("%PDF"));
        QVERIFY(f.side->layers()->textAt({10, 110}).contains("layer 99"));
    }

    void answersOfTickedRuns() {
        SideFixture f;
        QVERIFY(f.ready());
        QVERIFY(f.train(8, 0) && f.train(32, 0));
        QVERIFY(f.shows(SideView::Calibration));
        QTRY_COMPARE(f.side->calibration()->runs().size(), std::size_t{2});
        QVERIFY(f.side->calibration()->runs()[0].numbers.rows > 0);
        QVERIFY(f.side->choices()->choose("bins", 5));
        QVERIFY(f.settled());
        QCOMPARE(f.side->calibration()->runs()[0].numbers.bins.size(), std::size_t{5});
        const bool two = f.controller.dataset()->classCount() == 2;
        QCOMPARE(f.side->obstacle(SideView::Roc).isEmpty(), two);
        QVERIFY(f.shows(SideView::Roc));
        if (two) QVERIFY(f.side->roc()->runs()[0].numbers.area >= 0.0);
        if (!two) QVERIFY(f.side->roc()->placeholder().contains("two classes"));
        QVERIFY(f.shows(SideView::Calibration));
        f.side->calibration()->showValues(true);
        QTRY_VERIFY(f.side->calibration()->valuesTable() != nullptr && f.side->calibration()->valuesTable()->model()->columnCount() == 7);
        const QAbstractItemModel* values = f.side->calibration()->valuesTable()->model();
        QVERIFY2(values->headerData(1, Qt::Horizontal, Qt::DisplayRole).toString().endsWith(": n"), "runs beside each other");
        f.controller.setTicked(f.controller.runs().front().id, false);
        QVERIFY(f.settled());
        QVERIFY(values->index(0, 6).data().toString().isEmpty() || values->columnCount() == 4); // what is gone is not asked for
        QCOMPARE(f.side->calibration()->runs().size(), std::size_t{1});
        QVERIFY(f.side->calibration()->exportBytes(ui::FigureFormat::Csv, {12, 8, 300}).startsWith("run,from,to,n,"));
    }

    void aSweepsFieldsAndLines() {
        SideFixture f;
        QVERIFY(f.ready());
        f.listSweep();
        QVERIFY(f.shows(SideView::Importance));
        const core::Importance& importance = f.side->importance()->importance();
        QCOMPARE(importance.fields.front().field, std::string("width"));
        QVERIFY(importance.fields.front().isClear() && importance.leftOut == 1);
        QVERIFY(f.shows(SideView::Parallel));
        ui::ParallelCard* card = f.side->parallel();
        QCOMPARE(card->plot().axes.size(), std::size_t{3});
        QVERIFY2(card->subtitle().contains("1 without one"), qPrintable(card->subtitle()));
        const QPointF middle = (card->crossing(5, 1) + card->crossing(5, 2)) / 2;
        QCOMPARE(card->lineAt(middle), std::optional<std::size_t>(5));
        QVERIFY2(card->textAt(middle).contains("width 16"), qPrintable(card->textAt(middle)));
        QTRY_COMPARE(f.view.table()->model()->rowCount(), 12);
        QTest::mouseClick(card->canvas(), Qt::LeftButton, {}, middle.toPoint());
        QTRY_COMPARE(f.view.table()->selectionModel()->selectedRows().size(), 1);
    }

    void theLinesOfASweepCanBeWalkedByKeys() {
        SideFixture f;
        QVERIFY(f.ready());
        f.listSweep();
        QVERIFY(f.shows(SideView::Parallel));
        ui::ParallelCard* card = f.side->parallel();
        QCOMPARE(card->canvas()->focusPolicy(), Qt::StrongFocus);
        QStringList said;
        QStringList chosen;
        connect(card, &ui::ParallelCard::runChosen, this, [&chosen](const QString& id) { chosen << id; });
        for (const Qt::Key key : {Qt::Key_Home, Qt::Key_Down, Qt::Key_Up, Qt::Key_Up, Qt::Key_End, Qt::Key_Down}) {
            QTest::keyClick(card->canvas(), key);
            said << card->canvas()->accessibleDescription();
        }
        QCOMPARE(said[2], said[0]);
        QCOMPARE(said[3], said[0]);
        QCOMPARE(said[5], said[4]);
        QVERIFY(said[0] != said[1] && said[0] != said[4]);
        QTest::keyClick(card->canvas(), Qt::Key_Return);
        QCOMPARE(chosen.size(), 1);
    }

    void aSketchIsDrawnKeptAndHeldAgainstTheRun() {
        SideFixture f;
        QVERIFY(f.ready());
        QVERIFY(f.shows(SideView::Sketch));
        ui::SketchCard* card = f.side->sketch();
        const QPoint from = card->placeOf(1, 0.5).toPoint(), to = card->placeOf(3, 0.5).toPoint();
        QTest::mousePress(card->canvas(), Qt::LeftButton, {}, from);
        QMouseEvent move(QEvent::MouseMove, QPointF(to), card->canvas()->mapToGlobal(QPointF(to)), Qt::NoButton, Qt::LeftButton, {});
        QCoreApplication::sendEvent(card->canvas(), &move);
        QTest::mouseRelease(card->canvas(), Qt::LeftButton, {}, to);
        QVERIFY(f.settled());
        QVERIFY(std::abs(*card->sketch().at(2) - 0.5) < 0.02);
        const std::string path = core::sketchPath(f.folder.path(), {"validation_accuracy"});
        QTRY_VERIFY(!core::loadSketch(path, {})->empty());
        QVERIFY(f.train(8, 0) && f.settled());
        const QByteArray csv = card->exportBytes(ui::FigureFormat::Csv, {12, 8, 300});
        QVERIFY2(csv.contains("sketch,") && csv.count('\n') > 5, csv.constData());
        QTest::mouseClick(f.side->choices()->findChild<QWidget*>("clear-sketch"), Qt::LeftButton);
        QVERIFY(f.settled());
        QVERIFY(card->sketch().empty());
        QTRY_VERIFY(core::loadSketch(path, {})->empty());
    }

    void neuronsNeedASmallNetwork() {
        SideFixture f;
        QVERIFY(f.ready());
        QVERIFY(!f.side->obstacle(SideView::Neurons).isEmpty());
        static_cast<void>(f.controller.setParam("hidden-layers", std::int64_t{9}));
        QVERIFY(f.train(8, 0));
        QVERIFY2(f.side->obstacle(SideView::Neurons).contains("9 × 8") || f.side->obstacle(SideView::Neurons).contains("two features"),
                 qPrintable(f.side->obstacle(SideView::Neurons)));
    }
};

QTEST_MAIN(SideViewsTest)
#include "side_views_test.moc"
