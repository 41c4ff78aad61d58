// What the window shows of picture data: the report, and what the network sees.
#include "pictures/picture_tile.h"
#include "pictures/report_dialog.h"
#include "pictures/sight_dialog.h"
#include "support/patience.h"
#include "support/services.h"
#include "theme/theme.h"
#include "window/data_header.h"
#include "window/main_window.h"

#include <QAction>
#include <QComboBox>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QPushButton>
#include <QTemporaryDir>
#include <QTest>
#include <QTreeWidget>

#include <set>

using namespace epochlab;
using test::patience;
using ui::SightStep;

namespace {

QByteArray bigEndian(quint32 number) {
    QByteArray bytes;
    for (int shift = 24; shift >= 0; shift -= 8) bytes.append(static_cast<char>(number >> static_cast<unsigned>(shift) & 0xffU));
    return bytes;
}

/// An IDX set of grey pictures, 6 × 4: in memory, so that nothing has to be decoded. The left half of each is black, the right one white.
void writeIdx(const QDir& folder, quint32 count) {
    QByteArray images = bigEndian(0x803) + bigEndian(count) + bigEndian(4) + bigEndian(6);
    QByteArray labels = bigEndian(0x801) + bigEndian(count);
    for (quint32 i = 0; i < count; ++i) {
        labels.append(static_cast<char>(i % 2));
        for (int pixel = 0; pixel < 24; ++pixel) images.append(static_cast<char>(pixel % 6 < 3 ? 0 : 255));
        images[images.size() - 1] = static_cast<char>(i); // no two are the same
    }
    for (const auto& [name, bytes] : {std::pair("train-images-idx3-ubyte", images), std::pair("train-labels-idx1-ubyte", labels)}) {
        QFile file(folder.filePath(QLatin1String(name)));
        if (file.open(QIODevice::WriteOnly)) file.write(bytes);
    }
}

QByteArray ppm(int number) {
    QByteArray bytes("P6\n4 3\n255\n");
    for (int i = 0; i < 36; ++i) bytes.append(static_cast<char>(number * 31 + i));
    return bytes;
}

struct Fixture {
    QTemporaryDir folder;
    ui::Controller controller{test::servicesWithoutEngine(), nullptr};
    ui::MainWindow window{controller, folder.filePath(QStringLiteral("window.ini"))};

    QString write(const QString& name, const QByteArray& bytes) {
        const QString path = folder.filePath(name);
        QDir().mkpath(QFileInfo(path).path());
        QFile file(path);
        if (file.open(QIODevice::WriteOnly)) file.write(bytes);
        return path;
    }
    bool use(const QString& path) {
        window.openPath(path);
        return QTest::qWaitFor([&] { return !controller.dataLoading(); }, patience);
    }
    /// 2 × 12 pictures for training, and one file that is none: fewer than a tenth.
    QString writeClasses() {
        for (int i = 0; i < 24; ++i)
            write(QStringLiteral("set/%1/%2.ppm").arg(i % 2 == 0 ? QStringLiteral("ants") : QStringLiteral("bees")).arg(i), ppm(i));
        write(QStringLiteral("set/bees/words.jpg"), "words");
        return folder.filePath(QStringLiteral("set"));
    }
};

QString lineStartingWith(const QString& text, const QString& start) {
    for (const QString& line : text.split(QLatin1Char('\n')))
        if (line.startsWith(start)) return line;
    return {};
}

} // namespace

class PicturesTest : public QObject {
    Q_OBJECT
private slots:
    void initTestCase() { ui::Theme::instance().install(); }

    void theNetworksSightFollowsTheForm() {
        Fixture f;
        writeIdx(QDir(f.folder.path()), 20);
        QVERIFY(f.use(f.folder.path()));
        QVERIFY2(!f.controller.dataError(), qPrintable(f.window.dataHeader()->errorText()));
        f.window.actions().seePictures->trigger();
        auto* dialog = f.window.findChild<ui::SightDialog*>();
        QVERIFY(dialog != nullptr);
        const auto settled = [dialog] { return QTest::qWaitFor([dialog] { return !dialog->looking(); }, patience); };
        QVERIFY(settled());
        QCOMPARE(dialog->tile(0, SightStep::File)->image().size(), QSize(6, 4));
        QCOMPARE(dialog->tile(0, SightStep::Cropped)->image().size(), QSize(4, 4));
        QVERIFY(f.controller.setParam("picture-crop", std::int64_t{2}).ok());
        QVERIFY(f.controller.setParam("picture-norm", std::string("unit")).ok());
        QVERIFY(settled());
        QVERIFY2(dialog->viewText().contains(QStringLiteral("middle 2 × 2")), qPrintable(dialog->viewText()));
        QCOMPARE(dialog->tile(0, SightStep::Cropped)->image().size(), QSize(2, 2));
        const QImage numbers = dialog->tile(0, SightStep::Normalised)->image();
        QCOMPARE(numbers.pixelColor(0, 0), QColor(128, 128, 128)); // 0, of a black pixel
        QCOMPARE(numbers.pixelColor(1, 0), QColor(175, 175, 175)); // 1, of a white one
        QCOMPARE(dialog->tile(0, SightStep::Normalised)->line(), QStringLiteral("0.00 to 1.00"));
    }

    void mirroringIsShownAsTheFirstEpochHasIt() {
        Fixture f;
        writeIdx(QDir(f.folder.path()), 20);
        QVERIFY(f.use(f.folder.path()));
        QVERIFY(f.controller.setParam("model", std::string("cnn")).ok()); // others never mirror
        QVERIFY(f.controller.setParam("picture-mirror", true).ok());
        ui::SightDialog dialog(f.controller);
        std::set<QString> lines;
        for (int page = 0; page < 12; ++page) {
            QVERIFY(QTest::qWaitFor([&] { return !dialog.looking(); }, patience));
            const ui::PictureTile* seen = dialog.tile(0, SightStep::Mirrored);
            const bool mirrored = seen->line() == QStringLiteral("mirrored in epoch 1");
            QCOMPARE(seen->image().pixelColor(0, 0), mirrored ? QColor(Qt::white) : QColor(Qt::black));
            lines.insert(seen->line());
            dialog.showOthers();
        }
        QCOMPARE(lines.size(), 2U);
    }

    void theReportNamesFilesAndIsSaved() {
        Fixture f;
        QVERIFY(f.use(f.writeClasses()));
        f.window.actions().pictureReport->trigger();
        auto* dialog = f.window.findChild<ui::ReportDialog*>();
        QVERIFY(dialog != nullptr);
        QVERIFY(QTest::qWaitFor([dialog] { return !dialog->reading(); }, patience));
        QVERIFY2(dialog->headline().contains(QStringLiteral("25 pictures looked at, 24 taken, 1 left out")),
                 qPrintable(dialog->headline()));
        QCOMPARE(dialog->findings()->topLevelItem(0)->text(0), QStringLiteral("Left out: unreadable"));
        QCOMPARE(lineStartingWith(dialog->plainText(), QStringLiteral("    ")), QStringLiteral("    bees/words.jpg"));
        const QString saved = f.folder.filePath(QStringLiteral("found.csv"));
        QVERIFY(dialog->saveTo(saved).ok());
        QFile file(saved);
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.readAll(), QByteArray("outcome,finding,name\nleft out,unreadable,bees/words.jpg\n"));
    }

    void picturesThatCannotBeUsedAreSkippedFromTheReport() {
        Fixture f;
        const QString folder = f.writeClasses();
        for (int i = 0; i < 4; ++i) f.write(QStringLiteral("set/ants/bad%1.jpg").arg(i), "words");
        QVERIFY(f.use(folder));
        QVERIFY(f.controller.dataError().has_value());
        f.window.dataHeader()->click();
        auto* dialog = f.window.findChild<ui::ReportDialog*>();
        QVERIFY(dialog != nullptr);
        QCOMPARE(dialog->errorText(), f.window.dataHeader()->errorText());
        dialog->policy()->setCurrentIndex(dialog->policy()->findData(QStringLiteral("skip-all")));
        QVERIFY(QTest::qWaitFor([&] { return !f.controller.dataLoading() && !dialog->reading(); }, patience));
        QCOMPARE(dialog->errorText(), QString());
        QVERIFY2(dialog->headline().contains(QStringLiteral("5 left out")), qPrintable(dialog->headline()));
    }

    void tablesHaveNeither() {
        Fixture f;
        QVERIFY(QTest::qWaitFor([&] { return f.controller.dataCard() != nullptr; }, patience));
        QVERIFY(!f.window.actions().seePictures->isEnabled());
        QVERIFY(!f.window.actions().pictureReport->isEnabled());
    }
};

QTEST_MAIN(PicturesTest)
#include "pictures_test.moc"
