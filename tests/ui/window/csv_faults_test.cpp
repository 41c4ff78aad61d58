// What is wrong with a file is said in the preview itself, in the words of epochlab-cli, whichever way the file came.
#include "bridge/controller.h"
#include "data/load.h"
#include "support/patience.h"
#include "support/services.h"
#include "theme/theme.h"
#include "window/csv_dialog.h"
#include "window/main_window.h"

#include <QApplication>
#include <QComboBox>
#include <QDropEvent>
#include <QFile>
#include <QMimeData>
#include <QPushButton>
#include <QTemporaryDir>
#include <QTest>

#include <functional>

using namespace epochlab;
using test::patience;

namespace {

struct Fixture {
    QTemporaryDir folder;
    ui::Controller controller{test::servicesWithoutEngine(), nullptr};
    ui::MainWindow window{controller, folder.filePath(QStringLiteral("window.ini"))};

    QString write(const QByteArray& bytes) {
        QFile file(folder.filePath(QStringLiteral("data.csv")));
        if (file.open(QIODevice::WriteOnly)) {
            file.write(bytes);
        }
        return file.fileName();
    }
    void drop(const QList<QUrl>& urls) {
        QMimeData mime;
        mime.setUrls(urls);
        QDragEnterEvent enter(QPoint(20, 20), Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(&window, &enter);
        QDropEvent event(QPointF(20, 20), Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(&window, &event);
    }
    bool read() {
        return QTest::qWaitFor([this] { return window.dialogs().csv != nullptr && !window.dialogs().csv->reading(); }, patience);
    }
};

int shownDialogs() {
    int count = 0;
    for (const QWidget* widget : QApplication::topLevelWidgets()) {
        count += qobject_cast<const QDialog*>(widget) != nullptr && widget->isVisible() ? 1 : 0;
    }
    return count;
}

QPushButton* useButton(const ui::CsvDialog* dialog) { return dialog->findChild<QPushButton*>(QStringLiteral("use-file")); }

QByteArray rowsOf(int count) {
    QByteArray rows = "x,y,class\n";
    for (int row = 0; row < count; ++row) {
        rows += QByteArray::number(row) + "," + QByteArray::number(row * 0.37) + "," + (row % 2 == 0 ? "red" : "blue") + "\n";
    }
    return rows;
}

} // namespace

class CsvFaultsTest : public QObject {
    Q_OBJECT
private slots:
    void initTestCase() { ui::Theme::instance().install(); }

    void theSameLineAsTheCommandLineInline_data() {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QByteArray>("code");
        QTest::addColumn<QByteArray>("place");
        QTest::newRow("ragged row") << rowsOf(40) + "7,8\n" + rowsOf(3).mid(10) << QByteArray("data.ragged-row") << QByteArray("row 42");
        QTest::newRow("text in a number") << rowsOf(40) + "7,many,red\n" << QByteArray("data.not-a-number") << QByteArray("row 42");
        QTest::newRow("missing label") << rowsOf(40) + "7,8,\n" << QByteArray("data.missing-label") << QByteArray("row 42");
        QTest::newRow("empty") << QByteArray() << QByteArray("data.no-rows") << QByteArray("data.csv");
        QTest::newRow("header only") << rowsOf(0) << QByteArray("data.no-rows") << QByteArray("data.csv");
        QTest::newRow("binary") << QByteArray("\x7f"
                                              "ELF\x02\x01\x01\0\0\0\x03\0>\0\x01\0\0\0\xfe\xff\0\n\0\1\2,\0\xc3\n",
                                              30)
                                << QByteArray("data.") << QByteArray("data.csv");
    }

    void theSameLineAsTheCommandLineInline() {
        QFETCH(QByteArray, bytes);
        QFETCH(QByteArray, code);
        QFETCH(QByteArray, place);
        Fixture f;
        const QString path = f.write(bytes);
        core::ParamSet config(core::mlpParams());
        QVERIFY(config.set("data", path.toStdString()).ok());
        const auto loaded = core::loadDataset(config);
        QVERIFY(!loaded.ok());
        const QString line = QString::fromStdString(core::errorLine(loaded.error()));
        QVERIFY2(line.startsWith(QLatin1String("error[") + QLatin1String(code)), qPrintable(line));
        QVERIFY2(line.contains(QLatin1String(place)), qPrintable(line));
        QVERIFY(!loaded.error().remedy.empty());
        const std::pair<const char*, std::function<void()>> ways[] = {{"menu and command line", [&] { f.window.openPath(path); }},
                                                                      {"drop", [&] { f.drop({QUrl::fromLocalFile(path)}); }}};
        for (const auto& [way, open] : ways) {
            open();
            QVERIFY2(f.read(), way);
            QCOMPARE(f.window.dialogs().csv->errorText(), line);
            QVERIFY(!useButton(f.window.dialogs().csv)->isEnabled());
            QCOMPARE(shownDialogs(), 1);
            f.window.dialogs().csv->reject();
            QTRY_VERIFY_WITH_TIMEOUT(f.window.dialogs().csv == nullptr, patience);
            QCOMPARE(f.controller.config().text("data"), std::string("cities"));
        }
    }

    void badRowsCanBeSkippedWhereTheyAreShown() {
        Fixture f;
        const QString path = f.write(rowsOf(40) + "7,8\n");
        f.window.openPath(path);
        QVERIFY(f.read());
        QComboBox* badRows = f.window.dialogs().csv->choice("csv-bad-rows");
        badRows->setCurrentIndex(badRows->findData(QStringLiteral("skip")));
        QVERIFY(f.read());
        QCOMPARE(f.window.dialogs().csv->errorText(), QString());
        useButton(f.window.dialogs().csv)->click();
        QCOMPARE(f.controller.config().text("data"), path.toStdString());
        QTRY_VERIFY_WITH_TIMEOUT(f.controller.canTrain(), patience);
    }

    void aMendedFileIsReadAgain() {
        Fixture f;
        const QString path = f.write(rowsOf(40));
        for (const int rows : {40, 80}) {
            f.write(rowsOf(rows));
            f.window.openPath(path);
            QVERIFY(f.read());
            useButton(f.window.dialogs().csv)->click();
            const auto counted = [&] {
                const auto card = f.controller.dataCard();
                return card && card->rows[0] + card->rows[1] + card->rows[2] == rows;
            };
            QTRY_VERIFY_WITH_TIMEOUT(counted(), patience);
        }
    }

    void anotherFileReplacesAnOpenPreview() {
        Fixture f;
        const QString path = f.write(rowsOf(40));
        f.window.openPath(path);
        f.window.openPath(path);
        QVERIFY(f.read());
        QTRY_COMPARE_WITH_TIMEOUT(shownDialogs(), 1, patience);
    }

    void severalDroppedFilesAreRefusedInTheWindow() {
        Fixture f;
        const QUrl url = QUrl::fromLocalFile(f.write(rowsOf(40)));
        f.drop({url, url});
        QVERIFY2(f.window.noticeText().startsWith(QStringLiteral("error[usage.arguments]: 2 files were dropped; drop one")),
                 qPrintable(f.window.noticeText()));
        QVERIFY(f.window.dialogs().csv == nullptr);
    }

    void anEmptyFolderSaysWhatItLacks() {
        Fixture f;
        f.drop({QUrl::fromLocalFile(f.folder.path())});
        QTRY_VERIFY_WITH_TIMEOUT(f.controller.dataError().has_value(), patience);
        QVERIFY(core::errorLine(*f.controller.dataError()).find("train.csv") != std::string::npos);
        QVERIFY(f.window.dialogs().csv == nullptr);
    }
};

QTEST_MAIN(CsvFaultsTest)
#include "csv_faults_test.moc"
