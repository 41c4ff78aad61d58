#include "ui/compare/compare_fixture.h"
#include "ui/compare/method_table_fixture.h"

#include "compare/titled_box.h"

#include <QClipboard>
#include <QRegularExpression>
#include <QMimeData>

using namespace epochlab;
using test::CompareFixture;
using test::MethodTableFixture;

class CompareViewTest : public QObject {
    Q_OBJECT
private slots:
    void anEmptyViewSaysWhatFillsIt() {
        CompareFixture f;
        QVERIFY(f.settled());
        QVERIFY2(f.view.plot()->placeholder().contains("Tick runs"), qPrintable(f.view.plot()->placeholder()));
        QCOMPARE(f.rows(), 0);
    }

    void tickedRunsStandOverEachOtherByWhatDiffers() {
        CompareFixture f;
        QVERIFY(f.ready());
        QVERIFY(f.train(8, 0) && f.train(32, 0) && f.settled());
        QCOMPARE(f.rows(), 2);
        QCOMPARE(f.cell(0, ui::CompareTable::Label), QString("width 8"));
        QCOMPARE(f.cell(1, ui::CompareTable::Label), QString("width 32"));
        QVERIFY(f.view.plot()->hasCurve(f.keyOf(0)));
        QCOMPARE(f.view.plot()->pointCount(f.keyOf(1)), 3);
        QVERIFY(!f.view.reading().isEmpty());
        f.controller.setTicked(f.controller.runs().front().id, false);
        QVERIFY(f.settled());
        QCOMPARE(f.rows(), 1);
        QVERIFY(!f.view.plot()->hasCurve(f.keyOf(0)));
    }

    void seedsBecomeOneGroupWithABand() {
        CompareFixture f;
        QVERIFY(f.ready());
        QVERIFY(f.train(8, 0) && f.train(8, 1) && f.train(32, 0) && f.train(32, 1) && f.settled());
        QVERIFY(!f.view.choices()->applies("band"));
        QVERIFY(f.choose("group", "all"));
        QVERIFY(f.view.choices()->applies("band"));
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
        CompareFixture f;
        QVERIFY(f.ready());
        QVERIFY(f.train(8, 0) && f.train(32, 0) && f.settled());
        f.view.table()->sortByColumn(ui::CompareTable::Label, Qt::AscendingOrder);
        const QString text = f.view.tableText(core::TableFormat::Markdown);
        QVERIFY2(text.startsWith("| run |") && text.contains("| width 8 |"), qPrintable(text));
        QVERIFY(f.view.tableText(core::TableFormat::TabSeparated).contains("width 32\t"));
    }

    void settingsStandBesideEachOtherDifferingOnesFirst() {
        CompareFixture f;
        QVERIFY(f.ready());
        QVERIFY(f.train(8, 0) && f.train(32, 0) && f.settled());
        const QAbstractItemModel* model = f.view.settings()->model();
        QCOMPARE(model->columnCount(), 3);
        QCOMPARE(model->index(0, 0).data().toString(), QString("Width"));
        QCOMPARE(model->index(0, 1).data().toString(), QString("8"));
        QCOMPARE(model->index(0, 2).data().toString(), QString("32"));
        QVERIFY(model->rowCount() > 10);
        f.view.showSettings(true);
        QVERIFY(f.view.tableText(core::TableFormat::Markdown).contains("| **Width** | 8 | 32 |"));
        f.view.showSettings(false);
        QVERIFY(f.view.tableText(core::TableFormat::Csv).contains("validation_accuracy_mean"));
    }

    void controlCCopiesTheTableThatIsShown() {
        CompareFixture f;
        QVERIFY(f.ready());
        QVERIFY(f.train(8, 0) && f.train(32, 0) && f.settled());
        struct Row {
            bool settings;
            const char* text;
        };
        for (const Row& row : {Row{false, "run\truns\t"}, Row{true, "setting\twidth 8\t"}}) {
            f.view.showSettings(row.settings);
            QGuiApplication::clipboard()->clear();
            f.press(row.settings ? f.view.settings() : f.view.table(), "Ctrl+C");
            const QMimeData* content = QGuiApplication::clipboard()->mimeData();
            QVERIFY2(content->text().startsWith(row.text), qPrintable(content->text()));
            QVERIFY2(content->html().contains("<table>"), qPrintable(content->html()));
        }
    }

    void controlCCopiesThePlot() {
        CompareFixture f;
        QVERIFY(f.ready());
        QVERIFY(f.train(8, 0) && f.settled());
        QGuiApplication::clipboard()->clear();
        f.press(f.view.plot()->childAt(f.view.plot()->plotArea().center()), "Ctrl+C");
        const QMimeData* content = QGuiApplication::clipboard()->mimeData();
        QVERIFY(content->hasImage());
        QVERIFY(content->data("image/svg+xml").contains("<svg"));
        QCOMPARE(qvariant_cast<QImage>(content->imageData()).dotsPerMeterX(), 11811); // 300 dpi
    }

    void runsOfOneNameStayApart() {
        CompareFixture f;
        QVERIFY(f.ready());
        f.import("log1", {0.5, 0.9, 0.8});
        f.import("log2", {0.4, 0.6});
        QVERIFY(f.settled());
        for (const char* grouping : {"run", "all"}) {
            QVERIFY(f.choose("group", grouping));
            QCOMPARE(f.rows(), 2);
            QCOMPARE(f.view.plot()->pointCount("log1"), 3);
            QCOMPARE(f.view.plot()->pointCount("log2"), 2);
            QVERIFY(f.cell(0, ui::CompareTable::Label) != f.cell(1, ui::CompareTable::Label));
            QCOMPARE(f.cell(1, ui::CompareTable::Best), QString("0.900")); // the one listed last stands first
        }
    }

    void aRunIsTheReferenceTickedOrNot() {
        CompareFixture f;
        QVERIFY(f.ready());
        QVERIFY(f.train(8, 0));
        f.import("log1", {0.5, 0.9, 0.8});
        f.controller.setTicked("log1", false);
        QVERIFY(f.settled());
        QVERIFY(f.view.table()->isColumnHidden(ui::CompareTable::Difference));
        QVERIFY(f.choose("reference", "log1"));
        QVERIFY(!f.view.table()->isColumnHidden(ui::CompareTable::Difference));
        const double difference = f.cell(0, ui::CompareTable::Best).toDouble() - 0.9;
        QCOMPARE(f.cell(0, ui::CompareTable::Difference).replace("−", "-").toDouble(), std::round(difference * 1e3) / 1e3);
        QVERIFY2(f.view.reading().contains("Against trees (0.900)"), qPrintable(f.view.reading()));
        QVERIFY(f.view.tableText(core::TableFormat::Markdown).contains("difference to trees"));
        QVERIFY(f.view.plot()->exportBytes(ui::FigureFormat::Svg, {12, 9, 300}).contains("trees · 0.900"));
        QVERIFY(f.choose("metric", "training_loss"));
        QVERIFY2(f.view.reading().contains("trees, has no best training loss"), qPrintable(f.view.reading()));
        QVERIFY(f.choose("reference", QString()));
        QVERIFY(f.view.table()->isColumnHidden(ui::CompareTable::Difference));
    }

    void coloursFollowAField() {
        CompareFixture f;
        QVERIFY(f.ready());
        QVERIFY(f.train(8, 0) && f.train(8, 1) && f.train(80, 0) && f.settled());
        QVERIFY(f.choose("colour", "width"));
        QVERIFY2(f.view.plot()->subtitle().contains("colour: width (log)"), qPrintable(f.view.plot()->subtitle()));
        const QByteArray svg = f.view.plot()->exportBytes(ui::FigureFormat::Svg, {12, 9, 300});
        for (const char* value : {"width 8", "width 80"}) QVERIFY2(svg.contains(value), value);
        QVERIFY(f.choose("colour", "seed"));
        QVERIFY(f.view.plot()->subtitle().endsWith("colour: seed"));
        QVERIFY(f.choose("colour", QString()));
        QVERIFY(!f.view.plot()->subtitle().contains("colour"));
    }

    void whatTheLegendHidesStaysHidden() {
        CompareFixture f;
        f.view.resize(740, 1000);
        QVERIFY(f.ready());
        QVERIFY(f.train(8, 0) && f.train(32, 0) && f.settled());
        f.view.plot()->setCrosshair(2);
        QVERIFY(f.view.plot()->crosshairText().contains("width 8"));
        const QPoint entry = f.view.plot()->legendItemRect(f.keyOf(0)).center();
        QWidget* target = f.view.plot()->childAt(entry);
        QTest::mouseClick(target, Qt::LeftButton, {}, target->mapFrom(f.view.plot(), entry));
        QVERIFY(!f.view.plot()->crosshairText().contains("width 8"));
        const core::RunId id = f.controller.runs().front().id;
        f.controller.setTicked(id, false);
        QVERIFY(f.settled());
        f.controller.setTicked(id, true);
        QVERIFY(f.settled());
        f.view.table()->selectRow(0);
        QVERIFY(f.settled());
        QVERIFY2(!f.view.plot()->crosshairText().contains("width 8"), qPrintable(f.view.plot()->crosshairText()));
        QCOMPARE(f.rows(), 2);
    }

    void aRowAndItsCurveAreChosenTogether() {
        CompareFixture f;
        QVERIFY(f.ready());
        for (std::int64_t seed = 0; seed < 9; ++seed) QVERIFY(f.train(8, seed));
        QVERIFY(f.settled());
        QCOMPARE(f.view.plot()->highlighted(), QString());
        f.view.table()->selectRow(4);
        QCOMPARE(f.view.plot()->highlighted(), f.keyOf(4));
        emit f.view.plot()->curveClicked(f.keyOf(7));
        QCOMPARE(f.view.plot()->highlighted(), f.keyOf(7));
        QVERIFY(f.choose("axis", static_cast<int>(core::ComparedAxis::Step)));
        QCOMPARE(f.view.plot()->highlighted(), f.keyOf(7)); // it stays
    }

    void theRowOfChoicesFitsANarrowWindow() {
        CompareFixture f;
        QVERIFY(f.ready());
        QVERIFY(f.train(8, 0) && f.train(32, 0) && f.settled());
        QVERIFY(f.choose("group", "all") && f.choose("colour", "width") && f.choose("reference", f.keyOf(0)));
        QVERIFY2(f.view.minimumSizeHint().width() <= 716, qPrintable(QString::number(f.view.minimumSizeHint().width())));
        for (const auto* box : f.view.choices()->findChildren<ui::TitledBox*>())
            QVERIFY2(box->geometry().right() <= f.view.choices()->width() && box->width() >= 100, qPrintable(box->shownText()));
    }

    void anotherMetricAndAxis() {
        CompareFixture f;
        QVERIFY(f.ready());
        QVERIFY(f.train(8, 0) && f.settled());
        QVERIFY(f.choose("metric", "validation_loss"));
        QCOMPARE(f.view.plot()->title(), QString("Validation loss"));
        QVERIFY(f.choose("axis", static_cast<int>(core::ComparedAxis::Step)));
        f.view.plot()->setCrosshair(1e9);
        QVERIFY(f.choose("smoothing", 50.0));
        QVERIFY2(f.view.plot()->describe().contains("half-life 50 steps"), qPrintable(f.view.plot()->describe()));
        QCOMPARE(f.rows(), 1);
        const QString caption = f.view.plot()->caption();
        QVERIFY2(caption.startsWith("Validation loss by step of 1 run on "), qPrintable(caption));
        QVERIFY2(caption.contains(QRegularExpression("one seed \\(0\\); n = \\d+ validation rows; smoothed")), qPrintable(caption));
    }

    void methodsAndRatesOfTheStoresRuns() {
        MethodTableFixture f;
        QVERIFY(f.train({f.planned("adam", "0.1"), f.planned("adam", "0.001"), f.planned("sgd", "0.1")}));
        QCOMPARE(f.grid->title(), QString("Optimiser × learning rate"));
        QVERIFY2(f.grid->subtitle().contains("one seed"), qPrintable(f.grid->subtitle()));
        QCOMPARE(f.grid->model().headerData(2, Qt::Horizontal, Qt::DisplayRole).toString(), QString("0.001"));
        QCOMPARE(f.value(1, 2), QString("not run"));
        QVERIFY(f.grid->legend().contains("Wilson"));
        QVERIFY(f.grid->choose("metric", "validation_loss") && f.settled(3));
        QVERIFY2(f.grid->subtitle().contains("validation loss"), qPrintable(f.grid->subtitle()));
        QVERIFY(!f.grid->choose("metric", "speed"));
        QVERIFY(f.grid->choose("runs", "ticked") && f.settled(static_cast<int>(f.controller.runs().size())));
    }

    void aClickTicksACellsRunsAndAnotherUnticksThem() {
        MethodTableFixture f;
        f.queue.add({f.planned("adam", "0.1"), f.planned("adam", "0.1", "2"), f.planned("sgd", "0.1")});
        QVERIFY(f.settled(2) && f.stored.listing().shown.size() == 3);
        for (const core::RunId& id : f.grid->model().runsOf(f.at(0, 1))) f.stored.setTicked(id, false);
        QTRY_VERIFY(!f.ticked(0, 1));
        QCOMPARE(f.grid->model().runsOf(f.at(0, 1)).size(), std::size_t{2});
        f.click(0, 1);
        QTRY_VERIFY(f.ticked(0, 1));
        for (const core::RunId& id : f.grid->model().runsOf(f.at(0, 1))) QVERIFY(f.stored.ticked(id));
        f.view.activateWindow();
        f.grid->table()->setFocus();
        QTest::keyClick(f.grid->table(), Qt::Key_Return); // the current cell
        QTRY_VERIFY(!f.ticked(0, 1));
    }

    void anEmptyCellTrainsWhatIsMissing() {
        MethodTableFixture f;
        QVERIFY(f.train({f.planned("adam", "0.1"), f.planned("adam", "0.001"), f.planned("sgd", "0.1")}));
        QCOMPARE(f.at(1, 2).data(ui::MethodTableModel::actionRole).toString(), QString("Run ▸"));
        f.click(1, 2);
        QVERIFY(f.settled(4));
        QCOMPARE(f.count("not run"), 0);
        QCOMPARE(f.stored.listing().shown.size(), std::size_t{4});
    }

    void aPlanTrainsOnlyWhatTheStoreHasNot() {
        MethodTableFixture f;
        QVERIFY(f.train({f.planned("adam", "0.1"), f.planned("momentum", "0.1")}));
        f.grid->showPlan("Rates", {f.planned("adam", "0.1"), f.planned("adam", "0.01"), f.planned("sgd", "0.1")}, {}, true);
        QVERIFY(f.settled(3));
        QCOMPARE(f.grid->model().rowCount(), 2); // not that of another plan
        QCOMPARE(f.stored.listing().shown.size(), std::size_t{4});
    }

    void theTableGoesToTheClipboardAndToFiles() {
        MethodTableFixture f;
        QVERIFY(f.train({f.planned("adam", "0.1"), f.planned("sgd", "0.1")}));
        QGuiApplication::clipboard()->clear();
        f.view.activateWindow();
        f.grid->table()->setFocus();
        QTest::keySequence(f.grid->table(), QKeySequence::Copy);
        const QMimeData* content = QGuiApplication::clipboard()->mimeData();
        QVERIFY2(content->text().startsWith("optimiser \\ learning rate\t0.1\nAdam\t"), qPrintable(content->text()));
        QVERIFY(content->html().contains("<table>") && content->html().contains("Wilson"));
        for (const auto& [name, part] : {std::pair{"t.tex", "\\toprule"}, std::pair{"t.csv", "test_accuracy_mean"},
                                         std::pair{"t.md", "| ---: |"}, std::pair{"t.html", "<table>"}, std::pair{"t.txt", "Adam"}}) {
            const QString path = QString::fromStdString(f.folder.path(name));
            QVERIFY(f.view.saveTable(path).ok());
            QFile file(path);
            QVERIFY(file.open(QIODevice::ReadOnly));
            QVERIFY2(QString::fromUtf8(file.readAll()).contains(part), name);
        }
        QVERIFY(!f.view.saveTable("/none/t.csv").ok());
    }
};

QTEST_MAIN(CompareViewTest)
#include "compare_view_test.moc"
