#include "ui/gallery/mistakes_fixture.h"

#include "base/file_writer.h"

#include <QRadioButton>
#include <QSignalSpy>
#include <QTableView>

#include <algorithm>

using namespace epochlab;
using test::MistakesFixture;
using test::patience;
using ui::ConfusionView;

namespace {

std::int32_t rightAlways(std::size_t, std::int32_t label) { return label; }
std::int32_t alwaysDog(std::size_t, std::int32_t) { return 1; }

std::vector<std::size_t> catsOf(const core::TableDataset& data) {
    std::vector<std::size_t> rows;
    const auto& labels = data.rows(core::Split::Test).labels;
    for (std::size_t row = 0; row < labels.size(); ++row)
        if (labels[row] == 0) rows.push_back(row);
    return rows;
}

std::vector<std::size_t> sorted(std::vector<std::size_t> rows) {
    std::ranges::sort(rows);
    return rows;
}

} // namespace

class MistakesTest : public QObject {
    Q_OBJECT

private slots:
    void showsWhatTheBestHasRightAndTheWorstWrong() {
        MistakesFixture fixture(test::pictures(40));
        fixture.keep("good", 0.9, rightAlways);
        fixture.keep("poor", 0.4, alwaysDog);
        QVERIFY(fixture.open());
        QCOMPARE(sorted(fixture.rows()), catsOf(*fixture.data));
        QCOMPARE(fixture.rows().front(), catsOf(*fixture.data).back()); // the surest mistake first
        QVERIFY2(fixture.view->heading().contains(QStringLiteral("14 of 40 test rows · best right, worst wrong")),
                 qPrintable(fixture.view->heading()));
        QVERIFY(fixture.view->message().isEmpty());
        const QString best = fixture.view->bestBox()->currentText();
        QVERIFY2(best.contains(QStringLiteral("(by validation)")), qPrintable(best));
        fixture.stored->refresh(); // lists again what it has
        QVERIFY(QTest::qWaitFor([&] { return fixture.view->bestBox()->currentText() == best && fixture.view->upToDate(); }, patience));
        fixture.keep("between", 0.6, alwaysDog); // another run to choose, and the same pair: nothing is read again
        QSignalSpy resets(fixture.view->model(), &QAbstractItemModel::modelReset);
        fixture.stored->refresh();
        QVERIFY(QTest::qWaitFor([&] { return fixture.view->bestBox()->count() == 4 && fixture.view->upToDate(); }, patience));
        QCOMPARE(fixture.view->bestBox()->itemData(1).toString(), QStringLiteral("between")); // newest first
        QCOMPARE(fixture.view->bestBox()->currentText(), best);
        QCOMPARE(resets.count(), 0);
        fixture.choose("sort", static_cast<int>(core::GallerySort::FileOrder));
        QCOMPARE(fixture.rows(), catsOf(*fixture.data));
        fixture.choose("class", 2); // dogs: nothing
        QVERIFY(!fixture.view->message().isEmpty());
        fixture.choose("class", 0);
        fixture.view->side()->kindButton(core::GalleryKind::BothRight)->click();
        QCOMPARE(fixture.rows().size(), std::size_t{26});
    }

    void aPairByHandAndTheOtherWayRound() {
        MistakesFixture fixture(test::pictures(40));
        fixture.keep("good", 0.9, rightAlways);
        fixture.keep("poor", 0.4, alwaysDog);
        QVERIFY(fixture.open());
        ui::TitledBox* best = fixture.view->bestBox();
        best->setCurrentIndex(best->findData(QStringLiteral("poor")));
        emit best->activated(best->currentIndex());
        QVERIFY(fixture.settled());
        QVERIFY(QTest::qWaitFor([&] { return fixture.view->model()->mistakes()->runs.best.id == "poor"; }, patience));
        QVERIFY(fixture.view->model()->mistakes()->pair.single); // the worst by validation is the same
        QCOMPARE(sorted(fixture.rows()), catsOf(*fixture.data)); // its own mistakes
        QVERIFY(fixture.view->side()->kindButton(core::GalleryKind::BestRightWorstWrong)->isHidden());
    }

    void aCellOpensExactlyItsRows() {
        MistakesFixture fixture(test::pictures(40));
        fixture.keep("good", 0.9, [](std::size_t row, std::int32_t label) { return row < 6 ? 1 : label; });
        fixture.keep("poor", 0.4, alwaysDog);
        QVERIFY(fixture.open());
        ConfusionView* matrix = fixture.confusion();
        QTest::mouseClick(matrix, Qt::LeftButton, {}, matrix->cellRect({0, 1}).center());
        QCOMPARE(sorted(fixture.rows()), (std::vector<std::size_t>{0, 3}));
        QVERIFY(matrix->cellText({0, 1}).contains(QStringLiteral("cat taken for dog: 2 of 14")));
        matrix->setFocus();
        QTest::keyClick(matrix, Qt::Key_Left);
        QTest::keyClick(matrix, Qt::Key_Return);
        QCOMPARE(fixture.rows().size(), std::size_t{12});
        QVERIFY(matrix->accessibleDescription().contains(QStringLiteral("cat taken for what it is")));
        QTest::keyClick(matrix, Qt::Key_Escape); // back to best right, worst wrong
        QCOMPARE(fixture.rows().size(), std::size_t{12});
        QVERIFY(fixture.view->side()->kindButton(core::GalleryKind::BestRightWorstWrong)->isChecked());
        fixture.choose("of", 2); // the difference: what only one of the two says
        matrix->setFocus();
        emit matrix->cellChosen(0, 1);
        QCOMPARE(fixture.rows().size(), std::size_t{12});
    }

    void onlyTilesInSightAreMade() {
        MistakesFixture fixture(test::pictures(10'000));
        fixture.keep("good", 0.9, rightAlways);
        fixture.keep("poor", 0.4, [](std::size_t, std::int32_t label) { return 1 - label; });
        QVERIFY(fixture.open());
        QCOMPARE(fixture.view->model()->rowCount(), 10'000);
        ui::TileView* tiles = fixture.view->tiles();
        const auto visible =
            static_cast<std::size_t>(tiles->tilesAbreast() * (tiles->viewport()->height() / tiles->gridSize().height() + 2));
        ui::Thumbnails& thumbnails = fixture.view->model()->thumbnails();
        tiles->repaint();
        QVERIFY(QTest::qWaitFor([&] { return thumbnails.begun() > 0; }, patience));
        QVERIFY2(thumbnails.begun() <= visible, qPrintable(QString::number(thumbnails.begun())));
        QSignalSpy ready(&thumbnails, &ui::Thumbnails::ready);
        tiles->scrollToBottom();
        tiles->repaint();
        const std::size_t last = fixture.rows().back();
        QVERIFY(QTest::qWaitFor([&] { return !thumbnails.find(last).isNull(); }, patience));
        QVERIFY(thumbnails.begun() <= 3 * visible); // none of the thousands between
        const QImage tile = thumbnails.find(last);
        QCOMPARE(qRed(tile.pixel(0, 0)), int(last % 256)); // the picture itself
    }

    void aPictureLargeAsFileAndAsTheNetworkSeesIt() {
        MistakesFixture fixture(test::pictures(40));
        fixture.keep("good", 0.9, rightAlways);
        fixture.keep("poor", 0.4, alwaysDog);
        QVERIFY(fixture.open());
        ui::TileView* tiles = fixture.view->tiles();
        tiles->setCurrentIndex(tiles->model()->index(0, 0));
        tiles->setFocus();
        QTest::keyClick(tiles, Qt::Key_Return);
        ui::PicturePage* page = fixture.view->picture();
        QVERIFY(page->isVisible());
        QVERIFY(QTest::qWaitFor([&] { return !page->filePicture().isNull() && !page->seenPicture().isNull(); }, patience));
        QCOMPARE(page->filePicture().size(), QSize(8, 8));
        QCOMPARE(qRed(page->filePicture().pixel(3, 3)), int(fixture.rows()[0]));
        QVERIFY2(page->text().contains(QStringLiteral("✗ dog")), qPrintable(page->text()));
        const QString first = page->text();
        QTest::keyClick(page, Qt::Key_Right);
        QVERIFY(page->text() != first);
        QTest::keyClick(page, Qt::Key_Escape);
        QVERIFY(tiles->isVisible());
        QCOMPARE(tiles->currentIndex().row(), 1);
    }

    void writesTheShownItemsInTheirOrder() {
        MistakesFixture fixture(test::pictures(150));
        fixture.keep("good", 0.9, rightAlways);
        fixture.keep("poor", 0.4, alwaysDog);
        QVERIFY(fixture.open());
        fixture.view->exportTo(ui::FigureFormat::Csv, QString::fromStdString(fixture.folder.path("shown.csv")));
        QVERIFY(fixture.settled());
        const auto csv = core::readRegularFile(fixture.folder.path("shown.csv"), 1 << 20);
        QVERIFY(csv.ok());
        const QStringList lines = QString::fromStdString(*csv).split(QLatin1Char('\n'), Qt::SkipEmptyParts);
        QCOMPARE(lines.size(), qsizetype(fixture.rows().size() + 1));
        for (std::size_t i = 0; i < fixture.rows().size(); ++i)
            QCOMPARE(lines[static_cast<qsizetype>(i) + 1].section(QLatin1Char(','), 0, 0).toULongLong(), fixture.rows()[i] + 1);
        QSignalSpy said(fixture.view.get(), &ui::MistakesView::said);
        for (const auto& [format, name] : {std::pair{ui::FigureFormat::Png, "sheet.png"}, std::pair{ui::FigureFormat::Pdf, "sheet.pdf"}}) {
            fixture.view->exportTo(format, QString::fromStdString(fixture.folder.path(name)));
            QVERIFY(fixture.settled());
            QVERIFY(!said.last()[1].toBool());
        }
        QCOMPARE(QImage(QString::fromStdString(fixture.folder.path("sheet.png"))).dotsPerMeterX(), 11811);
        QVERIFY(!QImage(QString::fromStdString(fixture.folder.path("sheet-2.png"))).isNull()); // 50 tiles
        QVERIFY(core::readRegularFile(fixture.folder.path("sheet.pdf"), 1 << 24)->starts_with("%PDF"));
    }

    void rowsOfNumbersAreATableOnAMap() {
        MistakesFixture fixture(test::smallDataset());
        fixture.keep("good", 0.9, rightAlways);
        fixture.keep("poor", 0.4, alwaysDog);
        QVERIFY(fixture.open());
        QTableView* table = fixture.view->table();
        QVERIFY(table->isVisible());
        QCOMPARE(fixture.rows(), (std::vector<std::size_t>{2, 0}));
        const auto cell = [&](int column) { return table->model()->index(0, column).data().toString(); };
        QCOMPARE(cell(0), QStringLiteral("row 3"));
        QCOMPARE(cell(2), QStringLiteral("✓ 0.75"));
        QCOMPARE(cell(3), QStringLiteral("✗ right 0.75"));
        QCOMPARE(table->model()->columnCount(), 6);
        fixture.view->open(1);
        QCOMPARE(table->selectionModel()->selectedRows().size(), 1);
    }

    void saysWhatToDoWhereThereIsNothing() {
        {
            MistakesFixture fixture(test::pictures(40));
            fixture.folderIsEmpty = true;
            QVERIFY(fixture.open());
            QVERIFY(fixture.view->message().contains(QStringLiteral("Train a network twice")));
        }
        MistakesFixture fixture(test::pictures(40));
        fixture.keep("old", 0.9, {});
        QVERIFY(fixture.open());
        QVERIFY2(fixture.view->message().contains(QStringLiteral("rerun old")), qPrintable(fixture.view->message()));
        fixture.keep("good", 0.8, rightAlways);
        fixture.stored->refresh();
        QVERIFY(QTest::qWaitFor([&] { return fixture.view->model()->mistakes() != nullptr; }, patience));
        QVERIFY(QTest::qWaitFor(
            [&] {
                return fixture.view->heading().contains(QStringLiteral("passed over")) ||
                       fixture.view->message().contains(QStringLiteral("No row"));
            },
            patience));
    }
};

QTEST_MAIN(MistakesTest)
#include "mistakes_test.moc"
