// Figures and reports as files.
#include "export/export_dialog.h"
#include "figures/figure_bytes.h"
#include "figures/figure_view.h"
#include "plot/gradient_plot.h"
#include "report/figure_files.h"
#include "report/pgfplots.h"
#include "report/report_files.h"
#include "theme/theme.h"

#include <QDir>
#include <QImage>
#include <QLabel>
#include <QProcess>
#include <QPushButton>
#include <QRegularExpression>
#include <QSet>
#include <QSettings>
#include <QSignalSpy>
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
        for (const FigureFormat format : {FigureFormat::Pdf, FigureFormat::Svg}) {
            const QByteArray bytes = ui::figureBytes(figure, format, {});
            QVERIFY2(bytes.size() < 500'000, qPrintable(QString::number(bytes.size())));
        }
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

    /// A curve's vertices in an SVG, in 1/96 inch.
    static std::vector<QPointF> verticesOf(const QByteArray& svg, int count, double* letters = nullptr) {
        QXmlStreamReader xml(svg);
        double scale = 1.0;
        std::vector<QPointF> found;
        while (!xml.atEnd()) {
            if (xml.readNext() != QXmlStreamReader::StartElement) continue;
            if (const QString matrix = xml.attributes().value(QLatin1String("transform")).toString();
                matrix.startsWith(QLatin1String("matrix(")))
                scale = matrix.mid(7).section(QLatin1Char(','), 0, 0).toDouble();
            if (xml.name() == QLatin1String("text") && letters != nullptr)
                *letters = std::max(*letters, scale * xml.attributes().value(QLatin1String("font-size")).toDouble());
            if (xml.name() != QLatin1String("polyline")) continue;
            std::vector<QPointF> points;
            for (const QString& pair :
                 xml.attributes().value(QLatin1String("points")).toString().split(QLatin1Char(' '), Qt::SkipEmptyParts))
                points.emplace_back(pair.section(QLatin1Char(','), 0, 0).toDouble() * scale,
                                    pair.section(QLatin1Char(','), 1, 1).toDouble() * scale);
            if (int(points.size()) == count && found.empty()) found = points;
        }
        return found;
    }

    void curvesStandWhereTheScreenHasThem() {
        core::Figure figure = curves();
        auto& content = std::get<core::CurvesFigure>(figure.content);
        content.curves.resize(1); // solid, so that the drawing is one line
        const core::CurvesFigure::Curve& curve = content.curves.front();
        for (const ui::PrintSize& size : {ui::PrintSize{}, ui::PrintSize{17, 10, 300, 11}, ui::PrintSize{8.5, 6, 300, 7}}) {
            const std::unique_ptr<ui::FigureCard> card(ui::makeFigureCard(figure, nullptr));
            const std::vector<QPointF> points = verticesOf(card->exportBytes(FigureFormat::Svg, size), int(curve.x.size()));
            QCOMPARE(points.size(), curve.x.size());
            // On linear axes the screen maps values to pixels by a scale and an offset each: those of the ends hold for all others.
            const double xScale = (points.back().x() - points.front().x()) / (curve.x.back() - curve.x.front());
            const double yScale = (points.back().y() - points.front().y()) / (curve.y.back() - curve.y.front());
            QVERIFY(xScale > 0 && yScale < 0);
            for (std::size_t i = 0; i < points.size(); ++i) {
                QVERIFY(std::abs(points[i].x() - points.front().x() - xScale * (curve.x[i] - curve.x.front())) < 0.5);
                QVERIFY(std::abs(points[i].y() - points.front().y() - yScale * (curve.y[i] - curve.y.front())) < 0.5);
            }
        }
    }

    void labelsAreAsLargeAsAsked() {
        for (const core::Figure& figure : {curves(), table()})
            for (const double points : {6.0, 7.0, 9.0, 11.0, 14.0}) {
                double letters = 0;
                verticesOf(ui::figureBytes(figure, FigureFormat::Svg, {17, 10, 300, points}), 0, &letters);
                QVERIFY2(std::abs(letters * 72 / 96 - points) < 0.01 * points, qPrintable(QString::number(letters * 72 / 96)));
            }
    }

    void aDarkGroundIsDrawnToo() {
        for (const core::Figure& figure : {curves(), table()})
            for (const bool dark : {false, true}) {
                const QImage image = QImage::fromData(ui::figureBytes(figure, FigureFormat::Png, {12, 8, 100, 9, dark}), "PNG");
                QCOMPARE(image.pixelColor(1, image.height() - 2).lightness() < 80, dark);
                QCOMPARE(image.size(), QSize(472, 315));
            }
    }

    void whatAPlotShowsBecomesTex() {
        const std::unique_ptr<ui::FigureCard> card(ui::makeFigureCard(curves(), nullptr));
        const QString tex = QString::fromUtf8(card->bytes(FigureFormat::Tex, {}));
        for (const char* part : {"\\begin{axis}", "ymin=", "xlabel={epoch}", "learning rate 2 \\& more\\_\\%", "dashed"})
            QVERIFY2(tex.contains(QLatin1String(part)), part);
        const std::unique_ptr<ui::FigureCard> sheet(ui::makeFigureCard(table(), nullptr));
        QVERIFY(sheet->bytes(FigureFormat::Tex, {}).contains("\\toprule"));
    }

    void texCompiles() {
        const QString tool = QStandardPaths::findExecutable(QStringLiteral("pdflatex"));
        if (tool.isEmpty()) QSKIP("pdflatex is not installed");
        const QByteArray table = QByteArray::fromStdString(core::figureTex(::table(), 12, 8));
        const QByteArray around = "\\documentclass{article}\\usepackage[T1]{fontenc}\\usepackage{booktabs}\\usepackage{amssymb}\n"
                                  "\\begin{document}" +
                                  table + "\\end{document}\n";
        for (const QByteArray& text : {QByteArray::fromStdString(core::figureTex(curves(), 12, 8)), around}) {
            const QTemporaryDir folder;
            QFile file(folder.filePath(QStringLiteral("figure.tex")));
            QVERIFY(file.open(QIODevice::WriteOnly));
            file.write(text);
            file.close();
            QProcess process;
            process.setWorkingDirectory(folder.path());
            process.start(tool,
                          {QStringLiteral("-interaction=nonstopmode"), QStringLiteral("-halt-on-error"), QStringLiteral("figure.tex")});
            QVERIFY(process.waitForFinished(60000));
            const QByteArray log = process.readAllStandardOutput();
            if (log.contains("pgfplots.sty' not found") || log.contains("standalone.cls' not found")) QSKIP("pgfplots is not installed");
            QVERIFY2(process.exitCode() == 0, log.constData());
        }
    }

    void theDialogWritesWhatIsTickedAndRemembers() {
        const QTemporaryDir folder;
        const auto settings = [&folder] {
            return std::make_unique<QSettings>(folder.filePath(QStringLiteral("window.ini")), QSettings::IniFormat);
        };
        const std::unique_ptr<ui::FigureCard> plot(ui::makeFigureCard(curves(), nullptr)), sheet(ui::makeFigureCard(table(), nullptr)),
            heat(new ui::GradientPlot);
        const ui::ExportDialog::Cards cards{plot.get(), sheet.get(), heat.get()};
        const QString out = folder.filePath(QStringLiteral("out"));
        {
            ui::ExportDialog dialog(cards, plot.get(), settings);
            dialog.setFolder(out);
            for (const FigureFormat format :
                 {FigureFormat::Pdf, FigureFormat::Svg, FigureFormat::Png, FigureFormat::Csv, FigureFormat::Tex})
                dialog.choose(format, true);
            dialog.setSize({8.5, 6, 120, 7, true});
            QSignalSpy done(&dialog, &ui::ExportDialog::done);
            QCOMPARE(dialog.exportButton()->text(), QStringLiteral("Export 5 files"));
            dialog.exportButton()->click();
            QVERIFY(done.wait(60000));
            QCOMPARE(QDir(out).entryList(QDir::Files).size(), 5);
            QCOMPARE(QImage(out + QStringLiteral("/validation-loss.png")).size(), QSize(402, 283));
            dialog.tick(0, false);
            dialog.tick(1, true);
            dialog.tick(2, true);
            dialog.exportButton()->click();
            QVERIFY(done.wait(60000));
            QVERIFY2(dialog.said().contains(QStringLiteral("As LaTeX there is no form of: ")), qPrintable(dialog.said()));
            QVERIFY(QFile::exists(out + QStringLiteral("/methods.tex")));
            dialog.tick(1, false);
            dialog.tick(2, false);
            QVERIFY(!dialog.exportButton()->isEnabled());
            QVERIFY(QTest::qWaitFor([&] { return !dialog.preview()->pixmap().isNull(); }, 60000));
        }
        ui::ExportDialog again(cards, nullptr, settings);
        QCOMPARE(again.size().fontPoints, 7.0);
        QVERIFY(again.size().dark);
        QCOMPARE(again.exportButton()->text(), QStringLiteral("Export 15 files"));
        QFile blocker(folder.filePath(QStringLiteral("file")));
        QVERIFY(blocker.open(QIODevice::WriteOnly));
        again.setFolder(blocker.fileName() + QStringLiteral("/below"));
        QSignalSpy failed(&again, &ui::ExportDialog::failed);
        again.exportButton()->click();
        QCOMPARE(failed.size(), 1);
    }

    void theProgramMakesTheSameReportEachTime() {
        const QString program = QCoreApplication::applicationDirPath() + QStringLiteral("/epochlab");
        if (!QFile::exists(program)) QSKIP("the window's program is not built");
        const QTemporaryDir folder;
        QSet<QByteArray> reports;
        for (int time = 0; time < 5; ++time) { // each has its own order of hashes
            const QString path = folder.filePath(QStringLiteral("report.pdf"));
            QProcess process;
            process.start(program, {QStringLiteral("report"), QStringLiteral("--lab"), QStringLiteral("--store"),
                                    folder.filePath(QStringLiteral("store")), QStringLiteral("--out"), path});
            QVERIFY(process.waitForFinished(60000));
            QVERIFY2(process.exitCode() == 0, process.readAllStandardError().constData());
            QFile file(path);
            QVERIFY(file.open(QIODevice::ReadOnly));
            reports.insert(masked(file.readAll()));
        }
        QCOMPARE(reports.size(), 1);
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
             {"Training report", "Learning rate", "It leaps about.", "lr 0.1", "validation loss", "From scratch",
              "Cities <33 classes>, one seed.", "epochlab-cli train"}}};
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
            if (const QString fonts = QStandardPaths::findExecutable(QStringLiteral("pdffonts")); !fonts.isEmpty()) {
                process.start(fonts, {path});
                QVERIFY(process.waitForFinished());
                const QStringList lines = QString::fromUtf8(process.readAllStandardOutput()).split(QLatin1Char('\n'), Qt::SkipEmptyParts);
                QVERIFY(lines.size() > 2); // below two lines of heads
                for (const QString& font : lines.mid(2)) QVERIFY2(font.contains(QLatin1String(" yes ")), qPrintable(font)); // embedded
            }
            for (const QString& words : row.wanted) QVERIFY2(text.contains(words), qPrintable(words + QStringLiteral(": ") + text));
        }
    }
};

QTEST_MAIN(FiguresTest)
#include "figures_test.moc"
