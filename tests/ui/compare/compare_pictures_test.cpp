// Pictures for people, where EPOCHLAB_PICTURES names a folder.
#include "theme/theme.h"
#include "ui/compare/compare_fixture.h"

#include <QDir>

using namespace epochlab;
using test::CompareFixture;

class ComparePicturesTest : public QObject {
    Q_OBJECT
private slots:
    void pictures_data() {
        QTest::addColumn<int>("widths");
        QTest::addColumn<int>("rates");
        QTest::addColumn<int>("seeds");
        QTest::addColumn<QString>("group");
        QTest::addColumn<QString>("colour");
        QTest::addColumn<int>("row");
        QTest::newRow("3-runs") << 3 << 1 << 1 << "run"
                                << "" << -1;
        QTest::newRow("3-runs-chosen") << 3 << 1 << 1 << "run"
                                       << "" << 1;
        QTest::newRow("12-runs") << 4 << 1 << 3 << "run"
                                 << "" << 5;
        QTest::newRow("100-runs") << 5 << 4 << 5 << "run"
                                  << "" << -1;
        QTest::newRow("groups") << 3 << 2 << 4 << "all"
                                << "" << -1;
        QTest::newRow("12-groups") << 3 << 4 << 4 << "all"
                                   << "" << 3;
        QTest::newRow("by-rate") << 3 << 4 << 5 << "run"
                                 << "learning-rate" << -1;
        QTest::newRow("groups-by-width") << 3 << 4 << 5 << "all"
                                         << "width" << -1;
    }

    void pictures() {
        const QString folder = qEnvironmentVariable("EPOCHLAB_PICTURES");
        if (folder.isEmpty()) QSKIP("EPOCHLAB_PICTURES is not set");
        QFETCH(int, widths);
        QFETCH(int, rates);
        QFETCH(int, seeds);
        QFETCH(QString, group);
        QFETCH(QString, colour);
        QFETCH(int, row);
        for (const auto theme : {ui::ThemeChoice::Light, ui::ThemeChoice::Dark}) {
            ui::Theme::instance().install();
            ui::Theme::instance().setChoice(theme);
            CompareFixture f;
            f.view.resize(740, 680);
            for (int i = 0; i < widths * rates * seeds; ++i) f.listTrained(i / rates / seeds, i / seeds % rates, i % seeds);
            QVERIFY(f.settled());
            QVERIFY(f.choose("group", group) && f.choose("colour", colour) && f.choose("reference", "0-0-0"));
            if (row >= 0) f.view.table()->selectRow(row);
            QVERIFY(f.settled());
            f.view.grab().save(QStringLiteral("%1/compare-%2-%3.png")
                                   .arg(folder, QTest::currentDataTag(), theme == ui::ThemeChoice::Dark ? "dark" : "light"));
        }
    }
};

QTEST_MAIN(ComparePicturesTest)
#include "compare_pictures_test.moc"
