#include "report/report_files.h"

#include "figures/figure_bytes.h"
#include "report/page_writer.h"
#include "theme/theme.h"

#include <QBuffer>
#include <QPdfWriter>

#include <vector>

namespace epochlab::ui {
namespace {

QString textOf(const std::string& text) { return QString::fromStdString(text); }

/// The report's parts one after the other. Written twice: the first time tells the pages of the contents.
class ReportPages {
public:
    ReportPages(PageWriter& pages, const core::Report& report, const core::Answers& answers)
        : m_pages(pages), m_report(report), m_answers(answers), m_palette(Theme::lightPalette()) {}

    /// known: the pages of its parts, of an earlier pass; may be empty. Those of this one.
    std::vector<int> write(const std::vector<int>& known) {
        m_pages.text(textOf(m_report.title), {.points = 20, .bold = true, .colour = m_palette.text});
        m_pages.text(textOf(m_report.date), muted(9));
        const bool several = m_report.sections.size() > 1;
        if (several) contents(known);
        std::vector<int> places;
        for (const core::ReportSection& section : m_report.sections) {
            if (several) m_pages.turn();
            places.push_back(m_pages.page());
            this->section(section);
        }
        if (m_report.data.empty()) return places;
        if (several) m_pages.turn();
        places.push_back(m_pages.page());
        data();
        return places;
    }

private:
    TextLook plain(double points, double indent = 0) const { return {.points = points, .colour = m_palette.text, .indent = indent}; }
    TextLook muted(double points, double indent = 0) const { return {.points = points, .colour = m_palette.mutedText, .indent = indent}; }
    TextLook heavy(double points) const { return {.points = points, .bold = true, .colour = m_palette.text}; }
    TextLook warning() const { return {.points = 9, .colour = m_palette.warning}; }

    void contents(const std::vector<int>& known) {
        m_pages.space(16);
        const auto page = [&known](std::size_t i) { return i < known.size() ? QString::number(known[i]) : QString(); };
        for (std::size_t i = 0; i < m_report.sections.size(); ++i) m_pages.entry(textOf(m_report.sections[i].title), page(i), plain(11));
        if (!m_report.data.empty()) m_pages.entry(QObject::tr("Data"), page(m_report.sections.size()), plain(11));
    }

    void section(const core::ReportSection& section) {
        m_pages.text(textOf(section.title), heavy(15));
        m_pages.text(textOf(section.question), muted(10));
        m_pages.text(textOf(section.missing), warning());
        m_pages.text(textOf(section.failed), warning());
        for (const core::Figure& figure : section.figures) this->figure(figure);
        questions(section);
        runs(section);
    }

    void figure(const core::Figure& figure) {
        const auto* table = std::get_if<core::TableFigure>(&figure.content);
        m_pages.space(6);
        m_pages.keep(table != nullptr ? 90 : 420); // with its title above, and its first lines below
        m_pages.text(textOf(figure.title), heavy(11));
        if (table != nullptr)
            m_pages.table(table->people, table->legend);
        else
            m_pages.figure(figure);
        m_pages.text(textOf(figure.caption), muted(8.5));
        m_pages.text(textOf(figure.reading), plain(10));
        m_pages.space(8);
    }

    void questions(const core::ReportSection& section) {
        if (!section.questions.empty()) m_pages.space(4);
        for (const core::RecipeQuestion& question : section.questions) {
            m_pages.keep(50);
            m_pages.text(textOf(question.text), heavy(10));
            const std::string answer = core::answerTo(m_answers, section.name, question.id);
            m_pages.text(answer.empty() ? QObject::tr("No answer yet.") : textOf(answer), answer.empty() ? muted(10, 10) : plain(10, 10));
            m_pages.space(6);
        }
    }

    void runs(const core::ReportSection& section) {
        if (section.runs.empty()) return;
        m_pages.keep(80);
        m_pages.text(QObject::tr("Runs"), heavy(11));
        if (!section.sameSettings.empty())
            m_pages.text((section.runs.size() == 1 ? QObject::tr("Settings: %1") : QObject::tr("Settings of all of them: %1"))
                             .arg(textOf(section.sameSettings)),
                         muted(8.5));
        for (const core::ReportRun& run : section.runs) {
            m_pages.keep(50);
            m_pages.text(textOf(run.name + ": " + run.outcome + "; seed " + std::to_string(run.seed)), plain(9));
            m_pages.text(textOf(run.id + "; " + run.data + "; " + run.environment), muted(8, 10));
            m_pages.text(textOf(run.command), muted(8, 10));
        }
        m_pages.space(6);
        if (section.differencesSayMore()) {
            m_pages.keep(90);
            m_pages.text(QObject::tr("What differs"), heavy(11));
            m_pages.table(section.differences, {});
            m_pages.space(6);
        }
    }

    void data() {
        m_pages.text(QObject::tr("Data"), heavy(15));
        for (const core::ReportData& data : m_report.data) {
            m_pages.keep(120);
            m_pages.text(textOf(data.name + " (" + data.fingerprint + ")"), heavy(11));
            for (const std::string& fact : data.facts) m_pages.text(textOf(fact), plain(9));
            m_pages.table(data.classes, {});
            m_pages.space(12);
        }
    }

    PageWriter& m_pages;
    const core::Report& m_report;
    const core::Answers& m_answers;
    const Palette m_palette;
};

/// One pass; the pages of the parts come back in `places`.
QByteArray pass(const core::Report& report, const core::Answers& answers, FigurePictures& pictures, std::vector<int>& places) {
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    QPdfWriter writer(&buffer);
    writer.setCreator(QStringLiteral("EpochLab"));
    writer.setTitle(textOf(report.title));
    writer.setResolution(1200);
    writer.setPageSize(QPageSize(QPageSize::A4));
    writer.setPageMargins(QMarginsF(0, 0, 0, 0));
    {
        PageWriter pages(writer, textOf(report.title), pictures);
        places = ReportPages(pages, report, answers).write(places);
    }
    return bytes;
}

} // namespace

QByteArray reportPdf(const core::Report& report, const core::Answers& answers) {
    FigurePictures pictures;
    std::vector<int> places;
    const QByteArray once = pass(report, answers, pictures, places);
    return places.size() > 1 ? pass(report, answers, pictures, places) : once; // the contents fill the same room in both
}

QByteArray reportHtml(const core::Report& report, const core::Answers& answers) {
    const auto svgOf = [](const core::Figure& figure) {
        return figureBytes(figure, FigureFormat::Svg, {.widthCm = 16.0, .heightCm = 9.0}).toStdString();
    };
    return QByteArray::fromStdString(core::reportHtml(report, answers, svgOf));
}

} // namespace epochlab::ui
