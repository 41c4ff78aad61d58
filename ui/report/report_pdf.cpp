#include "report/report_pdf.h"

#include "figures/figure_bytes.h"
#include "theme/theme.h"

#include <QBuffer>
#include <QFontMetricsF>
#include <QPainter>
#include <QPdfWriter>
#include <QSvgRenderer>

#include <algorithm>

namespace epochlab::ui {
namespace {

constexpr double unitsPerCm = 96 / 2.54; ///< logical pixels, in which figures are laid out too
constexpr double margin = 2.0 * unitsPerCm;
constexpr double foot = 1.2 * unitsPerCm;
constexpr double gap = 8;
constexpr PrintSize wide{17.0, 8.5, 300};

QString textOf(const std::string& text) { return QString::fromStdString(text); }

/// Writes downwards, and begins a page where one is full.
class Pages {
public:
    Pages(QPdfWriter& writer, QString head) : m_writer(writer), m_painter(&writer), m_head(std::move(head)) {
        m_scale = writer.resolution() / 96.0;
        m_painter.scale(m_scale, m_scale);
        m_size = QSizeF(writer.width(), writer.height()) / m_scale;
        finishHead();
    }

    double width() const { return m_size.width() - 2 * margin; }

    void turn() {
        m_writer.newPage();
        ++m_number;
        finishHead();
    }

    void need(double height) {
        if (m_y + height > bottom() && m_y > margin + 1) turn();
    }

    void text(const QString& words, double points, bool bold, const QColor& colour, double indent = 0) {
        if (words.isEmpty()) return;
        QFont font(QStringLiteral("sans-serif"));
        font.setPixelSize(std::max(1, int(points * 96 / 72 + 0.5)));
        font.setBold(bold);
        const QFontMetricsF metrics(font, &m_writer);
        for (const QString& paragraph : words.split(QLatin1Char('\n'))) {
            const QRectF room(margin + indent, 0, width() - indent, 100000);
            const int flags = int(Qt::TextWordWrap) | int(Qt::AlignLeft);
            m_painter.setFont(font);
            const double height = m_painter.boundingRect(room, flags, paragraph.isEmpty() ? QStringLiteral(" ") : paragraph).height();
            need(height);
            m_painter.setPen(colour);
            m_painter.drawText(QRectF(margin + indent, m_y, width() - indent, height + 1), flags, paragraph);
            m_y += height;
        }
        m_y += gap * 0.5;
    }

    void figure(const core::Figure& figure) {
        QSvgRenderer renderer(figureBytes(figure, FigureFormat::Svg, wide));
        const double height = width() * wide.heightCm / wide.widthCm;
        need(height + 40); // with its title above and a line below
        const QRectF place(margin, m_y, width(), height);
        m_painter.save();
        m_painter.setClipRect(place); // SVG keeps no clipping of its own
        renderer.render(&m_painter, place);
        m_painter.restore();
        m_y += height + gap;
    }

    void space(double height) { m_y += height; }

private:
    double bottom() const { return m_size.height() - margin; }

    void finishHead() {
        m_y = margin;
        QFont font(QStringLiteral("sans-serif"));
        font.setPixelSize(10);
        m_painter.setFont(font);
        m_painter.setPen(Theme::lightPalette().mutedText);
        m_painter.drawText(QRectF(margin, foot, width(), 14), int(Qt::AlignLeft), m_head);
        m_painter.drawText(QRectF(margin, m_size.height() - foot, width(), 14), int(Qt::AlignRight), QString::number(m_number));
    }

    QPdfWriter& m_writer;
    QPainter m_painter;
    QString m_head;
    QSizeF m_size;
    double m_scale = 1.0;
    double m_y = margin;
    int m_number = 1;
};

void writeFigure(Pages& pages, const core::Figure& figure, const Palette& palette) {
    pages.need(wide.heightCm * unitsPerCm + 60);
    pages.text(textOf(figure.title), 11, true, palette.text);
    pages.figure(figure);
    pages.text(textOf(figure.caption), 8.5, false, palette.mutedText);
    pages.text(textOf(figure.reading), 10, false, palette.text);
    pages.space(gap);
}

void writeQuestions(Pages& pages, const core::ReportSection& section, const core::ReportAnswers& answers, const Palette& palette) {
    for (const core::RecipeQuestion& question : section.questions) {
        pages.text(textOf(question.text), 10, true, palette.text);
        const std::string said = core::answerTo(answers, section, question);
        pages.text(said.empty() ? QObject::tr("No answer yet.") : textOf(said), 10, false, said.empty() ? palette.mutedText : palette.text,
                   10);
    }
}

void writeRuns(Pages& pages, const core::ReportSection& section, const Palette& palette) {
    if (section.runs.empty()) return;
    pages.text(QObject::tr("Runs"), 11, true, palette.text);
    for (const core::ReportRun& run : section.runs) {
        pages.need(50);
        pages.text(textOf(run.name + ": " + run.outcome + "; seed " + std::to_string(run.seed)), 9, false, palette.text);
        pages.text(textOf(run.id + "; " + run.data + "; " + run.environment), 8, false, palette.mutedText, 10);
        pages.text(textOf(run.command), 8, false, palette.mutedText, 10);
    }
}

} // namespace

QByteArray reportPdf(const core::Report& report, const core::ReportAnswers& answers) {
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    {
        QPdfWriter writer(&buffer);
        writer.setCreator(QStringLiteral("EpochLab"));
        writer.setTitle(textOf(report.title));
        writer.setResolution(1200);
        writer.setPageSize(QPageSize(QPageSize::A4));
        writer.setPageMargins(QMarginsF(0, 0, 0, 0));
        const Palette palette = Theme::lightPalette();
        Pages pages(writer, textOf(report.title));
        pages.text(textOf(report.title), 20, true, palette.text);
        bool first = true;
        for (const core::ReportSection& section : report.sections) {
            if (!std::exchange(first, false)) pages.turn();
            pages.text(textOf(section.title), 15, true, palette.text);
            pages.text(textOf(section.question), 10, false, palette.mutedText);
            pages.text(textOf(section.missing), 9, false, palette.warning);
            for (const core::Figure& figure : section.figures) writeFigure(pages, figure, palette);
            writeQuestions(pages, section, answers, palette);
            writeRuns(pages, section, palette);
        }
    }
    return bytes;
}

} // namespace epochlab::ui
