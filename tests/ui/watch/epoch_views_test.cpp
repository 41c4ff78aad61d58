// The timeline: all views of one run at one epoch.
#include "map/compute_map.h"
#include "pictures/picture_tile.h"
#include "store/run_store.h"
#include "store/store_writer.h"
#include "support/patience.h"
#include "support/pictures.h"
#include "support/scripted_trainer.h"
#include "support/temporary_folder.h"
#include "watch/epoch_views.h"
#include "watch/hardest_pictures.h"
#include "watch/watch_view.h"

#include <QImageReader>
#include <QTest>

using namespace epochlab;
using test::patience;

namespace {

constexpr std::int64_t epochs = 6;

struct Fixture {
    explicit Fixture(const std::string& folder, core::RunServices services = test::scriptedServices({}))
        : writer(folder), controller(std::move(services), &writer), view(controller, folder), views(*view.epochViews()) {
        view.resize(740, 700);
        view.show();
    }
    bool train() {
        if (!QTest::qWaitFor([this] { return controller.canTrain(); }, patience)) return false;
        static_cast<void>(controller.setParam("epochs", epochs));
        controller.train();
        return QTest::qWaitFor([this] { return !controller.current()->live() && settled(); }, patience) && writer.flush();
    }
    /// All views have shown the run's end.
    bool settled() { return controller.dataset()->pictures ? views.timeline()->epochs() == epochs : views.mapEpoch() == epochs; }
    bool at(std::int64_t epoch) {
        return QTest::qWaitFor(
            [&] { return std::ranges::all_of(views.shownEpochs(), [epoch](std::int64_t each) { return each == epoch; }); }, patience);
    }

    core::StoreWriter writer;
    ui::Controller controller;
    ui::WatchView view;
    ui::EpochViews& views;
};

} // namespace

class EpochViewsTest : public QObject {
    Q_OBJECT
private slots:
    void everyViewShowsTheTimelinesEpoch() {
        const test::TemporaryFolder folder;
        Fixture f(folder.path());
        QVERIFY(f.train());
        QCOMPARE(f.views.timeline()->epochs(), epochs);
        f.views.showConfusion(true);
        for (const std::int64_t epoch : {std::int64_t{2}, std::int64_t{5}, std::int64_t{1}}) {
            f.views.timeline()->setEpoch(epoch);
            QVERIFY(f.at(epoch));
            QCOMPARE(f.views.mapEpoch(), epoch);
            QCOMPARE(f.views.confusion()->shownEpoch(), epoch);
            QVERIFY(f.view.lossPlot()->crosshairText().startsWith(QStringLiteral("epoch %1").arg(epoch)));
            QVERIFY(f.view.accuracyPlot()->crosshairText().startsWith(QStringLiteral("epoch %1").arg(epoch)));
        }
        f.views.timeline()->setEpoch(std::nullopt);
        QVERIFY(f.at(epochs));
        QCOMPARE(f.view.lossPlot()->crosshairText(), QString());
    }

    void picturesShowTheTimelinesEpochToo() {
        const test::TemporaryFolder folder;
        core::RunServices services = test::scriptedServices({});
        const core::DatasetPointer pictures = test::makePictures(8, 8, 12, 2);
        services.loadData = [pictures](const core::ParamSet&) -> core::Result<core::DatasetPointer> { return pictures; };
        Fixture f(folder.path(), std::move(services));
        QVERIFY(f.train());
        const auto* card = f.view.findChild<ui::HardestPictures*>();
        QVERIFY(card != nullptr && card->isVisible());
        for (const std::int64_t epoch : {std::int64_t{4}, std::int64_t{1}, std::int64_t{3}}) {
            f.views.timeline()->setEpoch(epoch);
            QVERIFY(QTest::qWaitFor([&] { return card->shownEpoch() == epoch && !card->looking(); }, patience));
            QVERIFY(f.at(epoch));
            QVERIFY(f.view.lossPlot()->crosshairText().startsWith(QStringLiteral("epoch %1").arg(epoch)));
            const core::SplitPredictions answers = test::scriptedAnswers(*pictures, core::Split::Validation, epoch);
            const auto row = std::ranges::min_element(answers.truthProbabilities) - answers.truthProbabilities.begin();
            QVERIFY2(card->hardest(0)->toolTip().startsWith(QStringLiteral("picture %1\n").arg(row)),
                     qPrintable(card->hardest(0)->toolTip()));
        }
    }

    void theMatrixCountsEveryValidationRow() {
        const test::TemporaryFolder folder;
        Fixture f(folder.path());
        QVERIFY(f.train());
        f.views.showConfusion(true);
        QTRY_COMPARE_WITH_TIMEOUT(f.views.confusion()->shownEpoch(), epochs, patience);
        const core::TableRows& rows = f.controller.dataset()->rows(core::Split::Validation);
        QCOMPARE(f.views.confusion()->matrix().total(), rows.count);
        std::int64_t right = 0; // the scripted predictor's answer is the class nearest to the first feature
        for (std::size_t row = 0; row < rows.labels.size(); ++row) right += (rows.features[2 * row] < 0.5F ? 0 : 1) == rows.labels[row];
        QCOMPARE(f.views.confusion()->matrix().right(), right);
        QVERIFY(f.views.confusion()->exportBytes(ui::FigureFormat::Csv, {10, 8, 100}).contains(','));
        QVERIFY(f.views.confusion()->exportBytes(ui::FigureFormat::Svg, {10, 8, 100}).contains("<svg"));
    }

    void anotherRunBeginsAtNow() {
        const test::TemporaryFolder folder;
        Fixture f(folder.path());
        QVERIFY(f.train());
        f.views.timeline()->setEpoch(3);
        QVERIFY(f.at(3));
        QVERIFY(f.train());
        QVERIFY(!f.views.timeline()->epoch());
        QVERIFY(f.at(epochs));
    }

    void playingGoesFromTheFirstEpochToTheLast() {
        const test::TemporaryFolder folder;
        Fixture f(folder.path());
        QVERIFY(f.train());
        QList<std::int64_t> seen;
        QObject::connect(f.views.timeline(), &ui::Timeline::moved,
                         [&seen](std::optional<std::int64_t> epoch) { seen << epoch.value_or(0); });
        f.views.timeline()->play(true);
        QTRY_VERIFY_WITH_TIMEOUT(!f.views.timeline()->playing(), patience);
        QCOMPARE(seen, (QList<std::int64_t>{1, 2, 3, 4, 5, 6}));
    }

    void withoutAStoreAnEarlierEpochSaysSo() {
        Fixture f("");
        if (!QTest::qWaitFor([&f] { return f.controller.canTrain(); }, patience)) QFAIL("no data");
        static_cast<void>(f.controller.setParam("epochs", epochs));
        f.controller.train();
        QTRY_COMPARE_WITH_TIMEOUT(f.views.mapEpoch(), epochs, patience);
        f.views.timeline()->setEpoch(2);
        QTRY_VERIFY_WITH_TIMEOUT(f.views.map()->placeholder().contains(QStringLiteral("nothing is kept of epoch 2")), patience);
        f.views.timeline()->setEpoch(std::nullopt);
        QTRY_COMPARE_WITH_TIMEOUT(f.views.map()->placeholder(), QString(), patience);
    }

    void theEpochsBecomeAMovingPicture() {
        const test::TemporaryFolder folder;
        Fixture f(folder.path());
        QVERIFY(f.train());
        QStringList said;
        QObject::connect(&f.views, &ui::EpochViews::said,
                         [&said](const QString& text, bool bad) { said << (bad ? QStringLiteral("! ") : QString()) + text; });
        const QString path = QString::fromStdString(folder.path("map.gif"));
        f.views.writeMovie(path);
        QTRY_VERIFY_WITH_TIMEOUT(!said.isEmpty() && said.last() == QStringLiteral("Exported to ") + path, patience);
        QImageReader reader(path);
        QCOMPARE(reader.loopCount(), -1); // for ever
        int frames = 0;
        for (QImage frame; reader.read(&frame); ++frames) QCOMPARE(frame.size(), QSize(640, 520));
        QCOMPARE(frames, int(epochs));
        QCOMPARE(ui::movieEpochs(250, 100).size(), std::size_t{84});
    }

    void aClickAsksTheModelAndItsNeighbours() {
        const test::TemporaryFolder folder;
        Fixture f(folder.path());
        QVERIFY(f.train());
        QWidget* canvas = f.views.map()->childAt(f.views.map()->mapArea().center());
        QVERIFY(canvas != nullptr);
        const QPoint at = canvas->mapFrom(f.views.map(), f.views.map()->mapArea().center());
        QTest::mouseClick(canvas, Qt::LeftButton, {}, at);
        const QString said = f.views.map()->answerText();
        QVERIFY2(said.contains(QStringLiteral("(0.67) · ")) && said.contains(QStringLiteral("nearest: ")), qPrintable(said));
    }

    void theWheelLooksCloserAndADoubleClickGoesBack() {
        const test::TemporaryFolder folder;
        Fixture f(folder.path());
        QVERIFY(f.train());
        QWidget* canvas = f.views.map()->childAt(f.views.map()->mapArea().center());
        const QPointF at = canvas->mapFrom(f.views.map(), f.views.map()->mapArea().center());
        QList<std::optional<QRectF>> views;
        QObject::connect(f.views.map(), &ui::DecisionMap::viewChanged, [&views](std::optional<QRectF> view) { views << view; });
        QWheelEvent closer(at, canvas->mapToGlobal(at), {}, QPoint(0, 240), Qt::NoButton, Qt::NoModifier, Qt::NoScrollPhase, false);
        QCoreApplication::sendEvent(canvas, &closer);
        QCOMPARE(views.size(), 1);
        const ui::MapFrame whole = ui::emptyFrame(*f.controller.dataset());
        QVERIFY(qAbs(views.last()->width() / (whole.xMaximum - whole.xMinimum) - 0.64) < 1e-9);
        QTest::mouseDClick(canvas, Qt::LeftButton, {}, at.toPoint());
        QVERIFY(!views.last());
    }
};

QTEST_MAIN(EpochViewsTest)
#include "epoch_views_test.moc"
