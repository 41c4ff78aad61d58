// Figures and reports as files.
#include "figures/figure_bytes.h"
#include "figures/figure_view.h"
#include "report/figure_files.h"
#include "report/pgfplots.h"
#include "report/report_files.h"
#include "theme/theme.h"

#include <QProcess>
#include <QRegularExpression>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>
#include <QXmlStreamReader>

#include <cmath>
#include <memory>

using namespace epochlab;
using ui::FigureFormat;

namespace {

core::Figure curves() {
    core::CurvesFigure content;
    content.xTitle = "epoch";
    content.yTitle = "validation loss";
    for (int run = 0; run < 3; ++run) {
        core::CurvesFigure::Curve& curve = content.curves.emplace_back();
        curve.label = "learning rate " + std::to_string(run) + " & more_%";
        curve.hue = run;
        curve.dash = run == 1 ? core::FigureDash::Dashed : core::FigureDash::Solid;
        for (int epoch = 1; epoch <= 40; ++epoch) {
            curve.x.push_back(epoch);
            curve.y.push_back(1.0 / epoch + 0.1 * run + 1.0 / 3.0);
        }
    }
    content.levels.push_back({"boosted trees", 0.5});
    return {.name = "loss",
            .title = "Validation loss",
            .caption = "Cities <33 classes>, one seed.",
            .reading = "It falls.",
            .runs = {},
            .content = content};
}

core::Figure table() {
    core::TableFigure content;
    content.people = {{{"method"}, {"0.1", false, true}}, {{{"From scratch"}, {"0.502", true, true, 1, {"0.456–0.549"}}}}};
    content.numbers = {{{"method"}, {"0.1", false, true}}, {{{"From scratch"}, {"0.50227272727272732", false, true}}}};
    content.legend = "bold: the best";
    return {.name = "table", .title = "Methods", .caption = "Faces.", .reading = "", .runs = {}, .content = content};
}

core::Report report() {
    core::ReportSection section{.name = "learning-rate", .title = "Learning rate", .question = "Which one?", .missing = ""};
    section.questions.push_back({"why", "Why does the largest one fail?"});
    section.figures = {curves(), table()};
    section.runs.push_back(
        {"20260101-000000-abcd", "lr 0.1", "finished", "EpochLab", "cities", 1, "epochlab-cli train --learning-rate 0.1"});
    return {.title = "Training report", .sections = {section}};
}

/// Dates and ids differ from one time to the next.
QByteArray masked(QByteArray pdf) {
    QString text = QString::fromLatin1(pdf);
    text.replace(QRegularExpression(QStringLiteral("D:\\d{14}[^)]*")), QStringLiteral("DATE"));
    text.replace(QRegularExpression(QStringLiteral("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d[^<]*")), QStringLiteral("DATE"));
    text.replace(QRegularExpression(QStringLiteral("uuid:[0-9a-f-]+|<[0-9a-f]{32}>")), QStringLiteral("ID"));
    return text.toLatin1();
}

} // namespace

class FiguresTest : public QObject {
    Q_OBJECT
private slots:
    void initTestCase() { ui::Theme::instance().install(); }

    void anSvgHasItsTextsAsTexts() {
        for (const core::Figure& figure : {curves(), table()}) {
            const QByteArray svg = ui::figureBytes(figure, FigureFormat::Svg, {});
            QXmlStreamReader xml(svg);
            QString texts;
            while (!xml.atEnd())
                if (xml.readNext() == QXmlStreamReader::Characters) texts += xml.text().toString() + QLatin1Char('\n');
            QVERIFY2(!xml.hasError(), qPrintable(xml.errorString()));
            const QStringList wanted =
                figure.name == "loss" ? QStringList{"epoch", "validation loss", "boosted trees"} : QStringList{"From scratch", "0.502"};
            for (const QString& words : wanted) QVERIFY2(texts.contains(words), qPrintable(words + ": " + texts));
        }
    }

    void equalFiguresGiveEqualBytes() {
        for (const core::Figure& figure : {curves(), table()})
            for (const FigureFormat format : {FigureFormat::Svg, FigureFormat::Png, FigureFormat::Pdf, FigureFormat::Csv}) {
                const QByteArray first = ui::figureBytes(figure, format, {});
                QVERIFY(first.size() > 30);
                QCOMPARE(masked(first), masked(ui::figureBytes(figure, format, {})));
            }
    }

    void aCsvReadsBackToTheSameNumbers() {
        const core::Figure figure = curves();
        const auto& first = std::get<core::CurvesFigure>(figure.content).curves.front();
        const QList<QByteArray> lines = ui::figureBytes(figure, FigureFormat::Csv, {}).split('\n');
        QCOMPARE(lines[0], QByteArray("curve,x,y"));
        for (std::size_t i = 0; i < first.x.size(); ++i) {
            const QList<QByteArray> cells = lines[qsizetype(i) + 1].split(',');
            QCOMPARE(cells.last().toDouble(), first.y[i]);
        }
    }

    void manyPointsMakeNoLargeFile() {
        core::CurvesFigure content;
        for (int run = 0; run < 20; ++run) {
            core::CurvesFigure::Curve& curve = content.curves.emplace_back();
            curve.label = "run " + std::to_string(run);
            curve.hue = run;
            for (int i = 0; i < 100'000; ++i) {
                curve.x.push_back(i);
                curve.y.push_back(std::sin(i * 0.37) / (1 + i % 97) + run);
            }
        }
        const core::Figure figure{.name = "crowd", .title = "Crowd", .caption = "", .reading = "", .runs = {}, .content = content};
        const QByteArray pdf = ui::figureBytes(figure, FigureFormat::Pdf, {});
        QVERIFY2(pdf.size() < 500'000, qPrintable(QString::number(pdf.size())));
        const auto tex = core::pgfplotsOf(figure, 12, 8);
        QVERIFY(tex && tex->size() < 500'000);
    }

    void aReportHasEverythingTwiceTheSame() {
        const core::Answers answers{{"learning-rate", {{"why", "It <leaps> about."}}}};
        const QByteArray pdf = ui::reportPdf(report(), answers);
        QVERIFY(pdf.startsWith("%PDF"));
        QCOMPARE(masked(pdf), masked(ui::reportPdf(report(), answers)));
        const auto html = QString::fromUtf8(ui::reportHtml(report(), answers));
        QCOMPARE(html, QString::fromUtf8(ui::reportHtml(report(), answers)));
        for (const char* words : {"Learning rate", "It &lt;leaps&gt; about.", "Cities &lt;33 classes&gt;", "epochlab-cli train", "<svg"})
            QVERIFY2(html.contains(QLatin1String(words)), words);
        QVERIFY(!html.contains(QRegularExpression(QStringLiteral("(src|href)=\"http|<script|@import"))));
        const QString unanswered = QString::fromUtf8(ui::reportHtml(report(), {}));
        QVERIFY(unanswered.contains(QStringLiteral("No answer yet.")));
    }

    void pdftotextFindsTheTexts() {
        const QString tool = QStandardPaths::findExecutable(QStringLiteral("pdftotext"));
        if (tool.isEmpty()) QSKIP("pdftotext is not installed");
        const struct {
            QByteArray pdf;
            QStringList wanted;
        } rows[] = {
            {ui::figureBytes(curves(), FigureFormat::Pdf, {}), {"validation loss", "epoch", "boosted trees", "learning rate 2 & more_%"}},
            {ui::figureBytes(table(), FigureFormat::Pdf, {}), {"From scratch", "0.502", "bold: the best"}},
            {ui::reportPdf(report(), {{"learning-rate", {{"why", "It leaps about."}}}}),
             {"Training report", "Learning rate", "It leaps about.", "lr 0.1", "Cities <33 classes>, one seed.", "epochlab-cli train"}}};
        for (const auto& row : rows) {
            const QTemporaryDir folder;
            const QString path = folder.filePath(QStringLiteral("figure.pdf"));
            QFile file(path);
            QVERIFY(file.open(QIODevice::WriteOnly));
            file.write(row.pdf);
            file.close();
            QProcess process;
            process.start(tool, {path, QStringLiteral("-")});
            QVERIFY(process.waitForFinished());
            const QString text = QString::fromUtf8(process.readAllStandardOutput());
            for (const QString& words : row.wanted) QVERIFY2(text.contains(words), qPrintable(words + QStringLiteral(": ") + text));
        }
    }
};

QTEST_MAIN(FiguresTest)
#include "figures_test.moc"
