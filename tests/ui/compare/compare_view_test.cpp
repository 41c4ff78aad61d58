#include "compare/compare_view.h"
#include "compare/compare_table.h"
#include "support/patience.h"
#include "support/scripted_trainer.h"

#include <QComboBox>
#include <QHeaderView>
#include <QTableView>
#include <QTest>

using namespace epochlab;
using test::patience;

namespace {

struct Fixture {
    Fixture() : controller(test::scriptedServices({}), nullptr), view(controller) {
        view.resize(740, 700);
        view.show();
        static_cast<void>(controller.setParam("epochs", std::int64_t{3}));
    }
    bool ready() {
        return QTest::qWaitFor([this] { return controller.canTrain(); }, patience);
    }
    /// Trains with a width and a seed to the end.
    bool train(std::int64_t width, std::int64_t seed) {
        static_cast<void>(controller.setParam("width", width));
        static_cast<void>(controller.setParam("seed", seed));
        controller.train();
        return QTest::qWaitFor([this] { return !controller.current()->live() && controller.canTrain(); }, patience);
    }
    bool settled() {
        return QTest::qWaitFor([this] { return view.upToDate(); }, patience);
    }
    bool choose(const char* name, const QVariant& value) {
        QComboBox* box = view.choice(QLatin1String(name));
        const int at = box->findData(value);
        box->setCurrentIndex(at);
        return at >= 0 && settled();
    }
    QString cell(int row, int column) const { return view.table()->model()->index(row, column).data().toString(); }
    int rows() const { return view.table()->model()->rowCount(); }

    ui::Controller controller;
    ui::CompareView view;
};

} // namespace

class CompareViewTest : public QObject {
    Q_OBJECT
private slots:
    void anEmptyViewSaysWhatFillsIt() {
        Fixture f;
        QVERIFY(f.settled());
        QVERIFY2(f.view.plot()->placeholder().contains("Tick runs"), qPrintable(f.view.plot()->placeholder()));
        QCOMPARE(f.rows(), 0);
    }

    void tickedRunsStandOverEachOtherByWhatDiffers() {
        Fixture f;
        QVERIFY(f.ready());
        QVERIFY(f.train(8, 0) && f.train(32, 0) && f.settled());
        QCOMPARE(f.rows(), 2);
        QCOMPARE(f.cell(0, ui::CompareTable::Label), QString("width 8"));
        QCOMPARE(f.cell(1, ui::CompareTable::Label), QString("width 32"));
        QVERIFY(f.view.plot()->hasCurve("width 8"));
        QCOMPARE(f.view.plot()->pointCount("width 32"), 3);
        QVERIFY(!f.view.reading().isEmpty());
        f.controller.setTicked(f.controller.runs().front().id, false);
        QVERIFY(f.settled());
        QCOMPARE(f.rows(), 1);
        QVERIFY(!f.view.plot()->hasCurve("width 8"));
    }

    void seedsBecomeOneGroupWithABand() {
        Fixture f;
        QVERIFY(f.ready());
        QVERIFY(f.train(8, 0) && f.train(8, 1) && f.train(32, 0) && f.train(32, 1) && f.settled());
        QVERIFY(!f.view.choice("band")->isEnabled());
        QVERIFY(f.choose("group", "all"));
        QVERIFY(f.view.choice("band")->isEnabled());
        QCOMPARE(f.rows(), 2);
        QCOMPARE(f.cell(0, ui::CompareTable::Runs), QString("2"));
        QVERIFY2(f.cell(0, ui::CompareTable::Best).contains("±"), qPrintable(f.cell(0, ui::CompareTable::Best)));
        f.view.plot()->setCrosshair(2);
        QVERIFY2(f.view.plot()->crosshairText().contains("n = 2)"), qPrintable(f.view.plot()->crosshairText()));
        QVERIFY(f.choose("group", "seed"));
        QCOMPARE(f.rows(), 2);
        QVERIFY(f.cell(0, ui::CompareTable::Label).contains("seed"));
        QVERIFY(f.choose("group", "run"));
        QCOMPARE(f.rows(), 4);
    }

    void theTableIsSortedAndCopied() {
        Fixture f;
        QVERIFY(f.ready());
        QVERIFY(f.train(8, 0) && f.train(32, 0) && f.settled());
        f.view.table()->sortByColumn(ui::CompareTable::Label, Qt::AscendingOrder);
        const QString text = f.view.tableText(core::TableFormat::Markdown);
        QVERIFY2(text.startsWith("| run |") && text.contains("| width 8 |"), qPrintable(text));
        QVERIFY(f.view.tableText(core::TableFormat::TabSeparated).contains("width 32\t"));
    }

    void settingsStandBesideEachOtherDifferingOnesFirst() {
        Fixture f;
        QVERIFY(f.ready());
        QVERIFY(f.train(8, 0) && f.train(32, 0) && f.settled());
        const QAbstractItemModel* model = f.view.settings()->model();
        QCOMPARE(model->columnCount(), 3);
        QCOMPARE(model->index(0, 0).data().toString(), QString("Width"));
        QCOMPARE(model->index(0, 1).data().toString(), QString("8"));
        QCOMPARE(model->index(0, 2).data().toString(), QString("32"));
        QVERIFY(model->rowCount() > 10);
    }

    void anotherMetricAndAxis() {
        Fixture f;
        QVERIFY(f.ready());
        QVERIFY(f.train(8, 0) && f.settled());
        QVERIFY(f.choose("metric", "validation_loss"));
        QCOMPARE(f.view.plot()->title(), QString("Validation loss"));
        QVERIFY(f.choose("axis", static_cast<int>(core::ComparedAxis::Step)));
        f.view.plot()->setCrosshair(1e9);
        QVERIFY(f.choose("smoothing", 0.6));
        QCOMPARE(f.rows(), 1);
    }
};

QTEST_MAIN(CompareViewTest)
#include "compare_view_test.moc"
