#include "theme/fitting_label.h"
#include "theme/style_sheet.h"
#include "theme/theme.h"

#include <QtTest>

using namespace epochlab::ui;

class ThemeTest : public QObject {
    Q_OBJECT
private slots:
    void textIsReadable();
    void readableMovesAHueToContrast();
    void choiceSwitchesAndSignals();
    void everyDrawingOfTheStyleSheetIsThere();
    void aFittingLabelNeverAsksForMoreThanItGets();
};

void ThemeTest::textIsReadable() {
    for (const Palette& p : {Theme::lightPalette(), Theme::darkPalette()}) {
        for (const QColor& ground : {p.window, p.surface, p.tint}) {
            for (const QColor& ink : {p.text, p.mutedText, p.accent, p.good, p.warning, p.bad}) {
                const double ratio = Theme::contrast(ink, ground);
                QVERIFY2(ratio >= 4.5, qPrintable(ink.name() + " on " + ground.name() + ": " + QString::number(ratio)));
            }
        }
        QVERIFY(Theme::contrast(p.onAccent, p.accent) >= 4.5);
    }
    QCOMPARE(qRound(Theme::contrast(Qt::black, Qt::white)), 21);
}

void ThemeTest::readableMovesAHueToContrast() {
    for (const Palette& p : {Theme::lightPalette(), Theme::darkPalette()}) {
        for (const QColor& hue : p.series) {
            QVERIFY(Theme::contrast(Theme::readable(hue, p.surface), p.surface) >= 4.5);
        }
    }
}

void ThemeTest::choiceSwitchesAndSignals() {
    Theme& theme = Theme::instance();
    theme.install();
    QSignalSpy spy(&theme, &Theme::changed);
    theme.setChoice(ThemeChoice::Dark);
    QVERIFY(theme.palette().dark);
    QCOMPARE(qApp->palette().color(QPalette::Window), Theme::darkPalette().window);
    theme.setChoice(ThemeChoice::Light);
    QVERIFY(!theme.palette().dark);
    QVERIFY(spy.count() >= 2);
    QCOMPARE(theme.seriesColour(7), theme.seriesColour(0));
}

void ThemeTest::everyDrawingOfTheStyleSheetIsThere() {
    for (const Palette& p : {Theme::lightPalette(), Theme::darkPalette()}) {
        const QString sheet = styleSheet(p);
        QVERIFY(!sheet.contains(QLatin1Char('@')));
        const QRegularExpression url(QStringLiteral("url\\(([^)]+)\\)"));
        auto found = url.globalMatch(sheet);
        QVERIFY(found.hasNext());
        while (found.hasNext()) {
            const QString file = found.next().captured(1);
            QVERIFY2(!QIcon(file).pixmap(12, 12).isNull(), qPrintable(file));
        }
    }
    QVERIFY(!QIcon(QStringLiteral(":/epochlab/epochlab.svg")).pixmap(48, 48).isNull());
}

void ThemeTest::aFittingLabelNeverAsksForMoreThanItGets() {
    FittingLabel label;
    const QStringList wordings{"epoch 3 of 50, 12 s left", "epoch 3 of 50", "3 of 50"};
    label.setWordings(wordings);
    label.show();
    const QFontMetrics metrics(label.font());
    for (const QString& wording : wordings) {
        label.resize(metrics.horizontalAdvance(wording) + 1, 20);
        QCOMPARE(label.text(), wording);
        QCOMPARE(label.toolTip(), wording == wordings.first() ? QString() : wordings.first());
    }
    label.resize(metrics.horizontalAdvance(QStringLiteral("3 of")), 20);
    QVERIFY(label.text().endsWith(QStringLiteral("…")));
    QCOMPARE(label.toolTip(), wordings.first());
}

QTEST_MAIN(ThemeTest)
#include "theme_test.moc"
