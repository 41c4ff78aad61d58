// What runs answer for pictures: predicting a file, the hardest pictures, and what stands where weights are missing.
#include "pictures/class_bars.h"
#include "pictures/picture_tile.h"
#include "pictures/predict_dialog.h"
#include "pictures/weights_card.h"
#include "run/predictions.h"
#include "support/patience.h"
#include "support/pictures.h"
#include "support/scripted_trainer.h"
#include "theme/theme.h"
#include "watch/hardest_pictures.h"
#include "window/main_window.h"
#include "window/picture_commands.h"

#include <QComboBox>
#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

using namespace epochlab;
using test::patience;

namespace {

/// A file's first byte is the grey of a square of 8 × 8; an empty file is cut off.
class FirstByteDecoder final : public core::PictureDecoder {
public:
    core::Result<core::Picture> decode(std::span<const std::byte> file, std::int64_t) const override {
        if (file.empty()) return core::Error{core::ErrorCode::DataTruncatedPicture, "the picture is cut off", "", "take another"};
        return core::Picture{8, 8, std::vector<std::uint8_t>(192, static_cast<std::uint8_t>(file[0]))};
    }
    core::Result<void> check(std::span<const std::byte>, std::int64_t) const override { return {}; }
};

core::RunServices pictureServices(test::Script script) {
    core::RunServices services = test::scriptedServices(std::move(script));
    services.loadData = [data = test::makePictures(8, 12, 12, 2)](const core::ParamSet&) -> core::Result<core::DatasetPointer> {
        return data;
    };
    return services;
}

struct Fixture {
    QTemporaryDir folder;
    ui::Controller controller;
    ui::MainWindow window{controller, folder.filePath(QStringLiteral("window.ini"))};

    explicit Fixture(test::Script script = {}) : controller(pictureServices(std::move(script)), nullptr) {
        window.pictures()->readWith([]() -> core::Result<core::PictureDecoderPointer> {
            return core::PictureDecoderPointer(std::make_shared<FirstByteDecoder>());
        });
        [[maybe_unused]] const auto set = controller.setParam("epochs", std::int64_t{2});
    }
    bool trained() {
        if (!QTest::qWaitFor([&] { return controller.canTrain(); }, patience)) return false;
        controller.train();
        return QTest::qWaitFor([&] { return controller.current() && controller.current()->finished; }, patience);
    }
    QString write(const QString& name, const QByteArray& bytes) {
        QFile file(folder.filePath(name));
        if (file.open(QIODevice::WriteOnly)) file.write(bytes);
        return file.fileName();
    }
    ui::PredictDialog* predicted(const QString& path) {
        window.openPath(path);
        auto* dialog = window.findChildren<ui::PredictDialog*>().last();
        return QTest::qWaitFor([dialog] { return !dialog->predicting(); }, patience) ? dialog : nullptr;
    }
};

} // namespace

class AnswersTest : public QObject {
    Q_OBJECT
private slots:
    void initTestCase() { ui::Theme::instance().install(); }

    void aPictureThatIsOpenedIsPredicted() {
        Fixture f;
        QVERIFY(f.trained());
        ui::PredictDialog* white = f.predicted(f.write(QStringLiteral("white.png"), "\xff"));
        QVERIFY(white != nullptr);
        QCOMPARE(white->errorText(), QString());
        QCOMPARE(white->bars()->words(), QStringLiteral("b 66.7 %, a 33.3 %"));
        QCOMPARE(white->seen()->image().size(), QSize(8, 8));
        QCOMPARE(white->runs()->count(), 1);
        ui::PredictDialog* black = f.predicted(f.write(QStringLiteral("black.png"), QByteArray(1, '\0')));
        QVERIFY(black != nullptr);
        QCOMPARE(black->bars()->words(), QStringLiteral("a 66.7 %, b 33.3 %"));
    }

    void whatCannotBePredictedIsNamed() {
        Fixture f;
        ui::PredictDialog* early = f.predicted(f.write(QStringLiteral("white.png"), "\xff"));
        QVERIFY(early != nullptr);
        QCOMPARE(early->runs()->count(), 0);
        QVERIFY(f.trained());
        ui::PredictDialog* broken = f.predicted(f.write(QStringLiteral("half.jpg"), ""));
        QVERIFY(broken != nullptr);
        QVERIFY2(broken->errorText().startsWith(QStringLiteral("error[data.truncated-picture]: the picture is cut off (")),
                 qPrintable(broken->errorText()));
        QVERIFY(broken->bars()->words().isEmpty());
    }

    void theHardestPicturesAreThoseOfTheBestEpoch() {
        Fixture f;
        QVERIFY(QTest::qWaitFor([&] { return f.controller.canTrain(); }, patience));
        auto* card = f.window.findChild<ui::HardestPictures*>();
        QVERIFY(card != nullptr);
        QVERIFY(!card->isHidden());
        QVERIFY(!card->message().isEmpty());
        QVERIFY(f.trained());
        QVERIFY(QTest::qWaitFor([&] { return !card->looking(); }, patience));
        QCOMPARE(card->message(), QString());
        const core::SplitPredictions& answers = *f.controller.current()->finished->predictions->find(core::Split::Validation);
        const auto row = std::ranges::min_element(answers.truthProbabilities) - answers.truthProbabilities.begin();
        QVERIFY(card->hardest(0)->toolTip().startsWith(QStringLiteral("picture %1\n").arg(row)));
        QVERIFY2(card->hardest(0)->line().contains(QStringLiteral(" → ")), qPrintable(card->hardest(0)->line()));
        QVERIFY2(!card->surest(0)->line().contains(QStringLiteral(" → ")), qPrintable(card->surest(0)->line()));
    }

    void whileARunTrainsTheHardestPicturesAreThoseOfItsLastEpoch() {
        const auto gate = std::make_shared<test::Gate>(4);
        Fixture f({.stepsPerEpoch = 4, .gate = gate});
        const test::OpenedAtEnd opened{gate};
        QVERIFY(QTest::qWaitFor([&] { return f.controller.canTrain(); }, patience));
        QVERIFY(f.controller.setParam("epochs", std::int64_t{3}).ok());
        auto* card = f.window.findChild<ui::HardestPictures*>();
        f.controller.train();
        for (const std::int64_t epoch : {1, 2}) {
            const QString subtitle = QStringLiteral("validation, epoch %1").arg(epoch);
            QVERIFY2(QTest::qWaitFor([&] { return card->subtitle() == subtitle && !card->looking(); }, patience),
                     qPrintable(card->subtitle()));
            QCOMPARE(card->message(), QString());
            const ui::RunRecord& run = *f.controller.current();
            const auto rows = core::hardestRows(test::scriptedAnswers(*run.started->dataset, core::Split::Validation, epoch), 8);
            for (int i = 0; i < 8; ++i) {
                const auto at = static_cast<std::size_t>(i);
                QVERIFY(card->hardest(i)->toolTip().startsWith(QStringLiteral("picture %1\n").arg(rows.hardest[at].row)));
                QVERIFY(card->surest(i)->toolTip().startsWith(QStringLiteral("picture %1\n").arg(rows.surest[at].row)));
                QVERIFY(!card->hardest(i)->image().isNull());
            }
            gate->allow(4);
        }
        gate->open();
        QVERIFY(QTest::qWaitFor([&] { return f.controller.current()->finished && !card->looking(); }, patience));
        const QString best = QStringLiteral("validation, best epoch %1").arg(f.controller.current()->finished->best->epoch);
        QVERIFY(QTest::qWaitFor([&] { return card->subtitle() == best; }, patience));
    }

    void missingWeightsAreNamedUntilTheyAreThere() {
        const QTemporaryDir home;
        qputenv("XDG_DATA_HOME", home.path().toUtf8());
        qunsetenv("EPOCHLAB_WEIGHTS");
        Fixture f;
        auto* card = f.window.findChild<ui::WeightsCard*>();
        QVERIFY(card != nullptr);
        QVERIFY(card->isHidden());
        for (const auto& [id, value] : {std::pair("data", "folder"), std::pair("model", "resnet18"), std::pair("method", "finetune")})
            QVERIFY(f.controller.setParam(id, std::string(value)).ok());
        QVERIFY(!card->isHidden());
        QVERIFY2(card->text().contains(QStringLiteral("resnet18-f37072fd.pth (46.8 MB")), qPrintable(card->text()));
        QVERIFY2(card->text().contains(home.path() + QStringLiteral("/epochlab/weights")), qPrintable(card->text()));
        QVERIFY(f.controller.setParam("weights", f.folder.filePath(QStringLiteral("none.pth")).toStdString()).ok());
        QVERIFY2(card->text().contains(QStringLiteral("There is no file")), qPrintable(card->text()));
        QVERIFY(f.controller.setParam("weights", f.write(QStringLiteral("mine.pth"), "x").toStdString()).ok());
        QVERIFY(card->isHidden());
        QVERIFY(f.controller.setParam("weights", std::string()).ok());
        QVERIFY(QDir(home.path()).mkpath(QStringLiteral("epochlab/weights")));
        QFile found(home.filePath(QStringLiteral("epochlab/weights/resnet18.pth")));
        QVERIFY(found.open(QIODevice::WriteOnly));
        QVERIFY(f.controller.setParam("seed", std::int64_t{7}).ok());
        QVERIFY(card->isHidden());
    }
};

QTEST_MAIN(AnswersTest)
#include "answers_test.moc"
