#include "bridge/controller.h"
#include "bridge/run_names.h"
#include "data/load.h"
#include "params/field_row.h"
#include "params/setup_form.h"
#include "plot/curve_choices.h"
#include "support/patience.h"
#include "support/services.h"
#include "theme/theme.h"
#include "watch/watch_view.h"
#include "window/about_dialog.h"
#include "window/csv_dialog.h"
#include "window/data_header.h"
#include "window/main_window.h"
#include "window/top_bar.h"

#include <QComboBox>
#include <QFile>
#include <QLineEdit>
#include <QPushButton>
#include <QTableWidget>
#include <QTemporaryDir>
#include <QTest>

using namespace epochlab;
using test::patience;

namespace {

struct Fixture {
    QTemporaryDir folder;
    ui::Controller controller{test::servicesWithoutEngine(), nullptr};
    ui::MainWindow window{controller, folder.filePath(QStringLiteral("window.ini"))};

    std::string write(const QString& name, const QByteArray& bytes) {
        QFile file(folder.filePath(name));
        if (file.open(QIODevice::WriteOnly)) {
            file.write(bytes);
        }
        return file.fileName().toStdString();
    }
    bool loaded() {
        return QTest::qWaitFor([&] { return !controller.dataLoading() && (controller.dataCard() || controller.dataError()); }, patience);
    }
};

} // namespace

class MainWindowTest : public QObject {
    Q_OBJECT
private slots:
    void initTestCase() { ui::Theme::instance().install(); }

    void startsWithTheCitiesAndCanTrain() {
        Fixture f;
        QVERIFY(f.loaded());
        QVERIFY(f.window.actions().train->isEnabled());
        QVERIFY2(f.window.topBar()->dataText().contains(QStringLiteral("33 classes")), qPrintable(f.window.topBar()->dataText()));
        QVERIFY2(f.window.topBar()->modelText().startsWith(QStringLiteral("MLP 6 × 16")), qPrintable(f.window.topBar()->modelText()));
        QVERIFY2(f.window.topBar()->progress().startsWith(QStringLiteral("about ")), qPrintable(f.window.topBar()->progress()));
        QVERIFY(f.window.dataHeader()->errorText().isEmpty());
        QWidget* popover = f.window.dataHeader()->openPopover();
        QVERIFY(popover != nullptr);
        QCOMPARE(popover->findChild<QTableWidget*>()->rowCount(), 33);
    }

    void aDataErrorIsTheCoresSentence() {
        Fixture f;
        QVERIFY(f.loaded());
        const std::string path = f.write(QStringLiteral("ragged.csv"), "a,b,kind\n1,2,x\n3,4\n5,6,y\n");
        QVERIFY(f.controller.setParam("data", path).ok());
        QVERIFY(f.loaded());
        const auto expected = core::loadDataset(f.controller.config());
        QVERIFY(!expected.ok());
        QCOMPARE(f.window.dataHeader()->errorText().toStdString(), core::errorLine(expected.error()));
        QVERIFY(!f.window.actions().train->isEnabled());
    }

    void theCsvDialogShowsRowsAndItsErrorInline() {
        Fixture f;
        QByteArray good = "x;y;kind\n";
        for (int row = 0; row < 60; ++row) {
            good += QByteArray::number(row) + ",5;" + QByteArray::number(row * 2) + ",25;" + (row % 2 == 0 ? "red" : "blue") + "\n";
        }
        ui::CsvDialog dialog(f.write(QStringLiteral("good.csv"), good), f.controller.config());
        QTRY_VERIFY_WITH_TIMEOUT(!dialog.reading(), 10000);
        QCOMPARE(dialog.errorText(), QString());
        QCOMPARE(dialog.table()->columnCount(), 3);
        QVERIFY(dialog.table()->rowCount() > 10);
        QCOMPARE(dialog.table()->item(0, 0)->text(), QStringLiteral("0,5"));
        QComboBox* delimiter = dialog.choice("csv-delimiter");
        delimiter->setCurrentIndex(delimiter->findData(QStringLiteral("pipe")));
        QTRY_VERIFY_WITH_TIMEOUT(!dialog.reading(), 10000);
        const auto expected = core::loadDataset(dialog.config());
        QVERIFY(!expected.ok());
        QVERIFY(!dialog.errorText().isEmpty());
        QCOMPARE(dialog.errorText().toStdString(), core::errorLine(expected.error()));
    }

    void aConflictStaysAtTheFieldThatWasTyped() {
        Fixture f;
        QVERIFY(f.loaded());
        ui::FieldRow* batch = f.window.setup()->field("batch-size");
        const auto type = [batch](int rows) {
            batch->edit()->selectAll();
            QTest::keyClicks(batch->edit(), QString::number(rows));
            QTest::keyClick(batch->edit(), Qt::Key_Return);
        };
        QVERIFY(f.controller.setParam("batch-norm", true).ok());
        type(1);
        QVERIFY(!f.window.actions().train->isEnabled());
        QVERIFY2(batch->errorText().contains(QStringLiteral("at least 2 rows")), qPrintable(batch->errorText()));
        type(2);
        QVERIFY(f.window.actions().train->isEnabled());
        QCOMPARE(batch->errorText(), QString());
    }

    void aRefusedTextStopsTrainAndSaysWhy() {
        Fixture f;
        QVERIFY(f.loaded());
        const QAction* train = f.window.actions().train;
        const auto type = [&f](const QString& text, Qt::Key key) {
            QLineEdit* edit = f.window.setup()->field("width")->edit();
            edit->selectAll();
            QTest::keyClicks(edit, text);
            if (key == Qt::Key_Return) QTest::keyClick(edit, key);
        };
        type(QStringLiteral("wide"), Qt::Key_Return);
        QVERIFY(!train->isEnabled());
        QVERIFY2(train->toolTip().startsWith(QStringLiteral("Width: ")), qPrintable(train->toolTip()));
        QCOMPARE(f.window.topBar()->findChild<QPushButton*>(QStringLiteral("train"))->toolTip(), train->toolTip());
        type(QStringLiteral("24"), Qt::Key_Return);
        QVERIFY(train->isEnabled());
        type(QStringLiteral("broad"), Qt::Key_unknown); // not entered yet: the shortcut must not train with 24
        f.window.actions().train->trigger();
        QVERIFY(f.controller.runs().empty());
        QVERIFY(!train->isEnabled());
    }

    void aFieldReachesTheControllerAndItsChips() {
        Fixture f;
        QLineEdit* width = f.window.setup()->field("width")->edit();
        width->selectAll();
        QTest::keyClicks(width, QStringLiteral("64"));
        QTest::keyClick(width, Qt::Key_Return);
        QCOMPARE(f.controller.config().integer("width"), std::int64_t(64));
        QVERIFY(f.window.topBar()->modelText().startsWith(QStringLiteral("MLP 6 × 64")));
        f.window.actions().resetAll->trigger();
        QCOMPARE(width->text(), QStringLiteral("16"));
    }

    void everyControlHasAnAccessibleName() {
        Fixture f;
        f.window.setup()->setUnfolded(true);
        for (QWidget* control : f.window.findChildren<QWidget*>()) {
            auto* button = qobject_cast<QAbstractButton*>(control);
            const bool input = button != nullptr || qobject_cast<QLineEdit*>(control) || qobject_cast<QComboBox*>(control);
            if (!input || control->focusPolicy() == Qt::NoFocus || control->objectName().startsWith(QLatin1String("qt_"))) {
                continue;
            }
            const bool named = !control->accessibleName().isEmpty() || (button != nullptr && !button->text().isEmpty());
            QVERIFY2(named,
                     qPrintable(QStringLiteral("%1 %2").arg(QLatin1String(control->metaObject()->className()), control->objectName())));
        }
    }

    void everyActionHasItsOwnShortcut() {
        Fixture f;
        QStringList seen;
        for (const QAction* action : f.window.actions().all()) {
            const QString keys = action->shortcut().toString();
            QVERIFY2(!keys.isEmpty(), qPrintable(action->text()));
            QVERIFY2(!seen.contains(keys), qPrintable(keys));
            seen << keys;
        }
    }

    void noTextIsClippedAt1280By800() {
        Fixture f;
        QVERIFY(f.loaded());
        f.window.resize(1280, 800);
        f.window.show();
        QVERIFY(QTest::qWaitForWindowExposed(&f.window));
        QVERIFY(f.window.minimumSizeHint().width() <= 1280);
        QVERIFY(f.window.minimumSizeHint().height() <= 800);
        for (const QPushButton* button : f.window.topBar()->findChildren<QPushButton*>()) {
            if (button->isVisible()) {
                QVERIFY2(button->width() >= button->sizeHint().width(), qPrintable(button->text()));
            }
        }
    }

    void settingsComeBackAndCorruptOnesAreIgnored() {
        QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("window.ini"));
        ui::Controller controller(test::servicesWithoutEngine(), nullptr);
        {
            ui::MainWindow window(controller, path);
            window.show();
            window.actions().showRuns->setChecked(false);
            window.watch()->curveChoices()->setAxis(core::ComparedAxis::Time);
            window.watch()->curveChoices()->setHalfLife(200);
            window.actions().themes->actions().at(2)->trigger();
            QVERIFY(ui::Theme::instance().palette().dark);
            window.close();
        }
        {
            ui::MainWindow window(controller, path);
            QVERIFY(!window.actions().showRuns->isChecked());
            QCOMPARE(window.watch()->curveChoices()->axisTitle(), QStringLiteral("seconds"));
            QCOMPARE(window.watch()->curveChoices()->halfLife(), 200.0);
            QVERIFY(window.actions().themes->actions().at(2)->isChecked());
        }
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(
            "[General\n\xff\xfe "
            "garbage=@ByteArray(\x01\x02\ntheme=purple\ngeometry=nonsense\nsetup=@Invalid()\ncurves-x=sideways\ncurves-half-life=nan\n");
        file.close();
        ui::MainWindow window(controller, path);
        QVERIFY(window.actions().showSetup->isChecked());
        QVERIFY(window.actions().themes->actions().at(0)->isChecked());
        QCOMPARE(window.watch()->curveChoices()->axisTitle(), QStringLiteral("epoch"));
        QCOMPARE(window.size(), QSize(1280, 800));
    }

    void words() {
        QCOMPARE(ui::durationText(0.2), QStringLiteral("0.2 s"));
        QCOMPARE(ui::durationText(2.2), QStringLiteral("2.2 s"));
        QCOMPARE(ui::durationText(200), QStringLiteral("3 min 20 s"));
        QCOMPARE(ui::durationText(7500), QStringLiteral("2 h 5 min"));
        QVERIFY(ui::AboutDialog::text().contains(QStringLiteral("GeoNames")));
        QVERIFY(ui::AboutDialog::text().contains(QStringLiteral("CC BY")));
    }
};

QTEST_MAIN(MainWindowTest)
#include "main_window_test.moc"
