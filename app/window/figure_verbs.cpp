// Verbs of the window's program that draw into files: export and report.
#include "window/figure_verbs.h"

#include "base/file_writer.h"
#include "composition.h"
#include "report/figure_files.h"
#include "report/pgfplots.h"
#include "report/report_pdf.h"
#include "window/figure_words.h"

#include <algorithm>
#include <cstdio>

namespace epochlab::app {
namespace {

using core::Error;
using core::ErrorCode;
using core::Figure;
using core::Result;

int failWith(const Error& error) {
    std::fprintf(stderr, "%s\n", core::errorLine(error).c_str());
    return static_cast<int>(core::exitCodeOf(error.code));
}

std::string dataOf(const FigureWords& words) {
    for (const auto& [id, text] : words.subject.settings)
        if (id == "data") return text;
    return {};
}

Result<core::Report> reportOf(const FigureWords& words) {
    core::RunStore store(words.store.empty() ? core::RunStore::defaultDirectory() : words.store);
    return core::makeReport(store, words.subject, {.run = makeRunServices(), .writer = pictureWriter, .data = dataOf(words)});
}

Result<void> writeOut(const std::string& path, std::string_view bytes) {
    const Result<void> written = core::writeFileDurably(path, bytes);
    if (written) std::fprintf(stderr, "written: %s\n", path.c_str());
    return written;
}

std::string drawn(const Figure& figure, ui::FigureFormat format, const ui::PrintSize& size) {
    return ui::figureBytes(figure, format, size).toStdString();
}

/// Empty: the figure has no such form.
std::string bytesOf(const Figure& figure, const std::string& format, const ui::PrintSize& size) {
    if (format == "pdf") return drawn(figure, ui::FigureFormat::Pdf, size);
    if (format == "svg") return drawn(figure, ui::FigureFormat::Svg, size);
    if (format == "png") return drawn(figure, ui::FigureFormat::Png, size);
    if (format == "csv") return core::figureCsv(figure);
    if (const auto curves = core::pgfplotsOf(figure, size.widthCm, size.heightCm)) return *curves;
    const auto* table = std::get_if<core::TableFigure>(&figure.content);
    return table ? core::write(table->people, core::TableFormat::Latex, figure.title, table->legend) : std::string();
}

/// DIR/RECIPE-FIGURE.FORMAT, or DIR/FIGURE.FORMAT of chosen runs; how many were written.
Result<std::size_t> exportFigure(const FigureWords& words, const std::string& recipe, const Figure& figure) {
    std::size_t written = 0;
    for (const std::string& format : words.formats) {
        const std::string bytes = bytesOf(figure, format, words.size);
        if (bytes.empty()) {
            std::fprintf(stderr, "note[no-form]: %s has no form as %s\n", figure.name.c_str(), format.c_str());
            continue;
        }
        const std::string path = words.out + "/" + (recipe.empty() ? "" : recipe + "-") + figure.name + "." + format;
        if (const Result<void> done = writeOut(path, bytes); !done) return done.error();
        ++written;
    }
    return written;
}

int runExport(FigureWords words) {
    if (words.formats.empty()) words.formats = {"pdf"};
    const Result<core::Report> report = reportOf(words);
    if (!report) return failWith(report.error());
    if (const Result<void> made = core::makeDirectories(words.out); !made) return failWith(made.error());
    std::size_t written = 0;
    for (const core::ReportSection& section : report->sections) {
        if (!section.missing.empty()) std::fprintf(stderr, "note[missing]: %s: %s\n", section.title.c_str(), section.missing.c_str());
        for (const Figure& figure : section.figures) {
            if (!words.only.empty() && std::ranges::find(words.only, figure.name) == words.only.end()) continue;
            const Result<std::size_t> done = exportFigure(words, section.name, figure);
            if (!done) return failWith(done.error());
            written += *done;
        }
    }
    if (written > 0) return 0;
    return failWith(
        {ErrorCode::Usage, "no figure was written", "", "name figures that there are: epochlab-cli recipe list --json lists them"});
}

int runReport(const FigureWords& words) {
    const bool html = words.out.ends_with(".html");
    if (!html && !words.out.ends_with(".pdf"))
        return failWith({ErrorCode::Usage, "a report is a .pdf or a .html file", words.out, "write --out report.pdf"});
    core::ReportAnswers answers;
    if (!words.answers.empty()) {
        Result<core::ReportAnswers> given = core::loadAnswers(words.answers);
        if (!given) return failWith(given.error());
        answers = *std::move(given);
    }
    const Result<core::Report> report = reportOf(words);
    if (!report) return failWith(report.error());
    const auto svgOf = [&words](const Figure& figure) { return drawn(figure, ui::FigureFormat::Svg, {16.0, 9.0, words.size.dpi}); };
    const std::string bytes = html ? core::reportHtml(*report, answers, svgOf) : ui::reportPdf(*report, answers).toStdString();
    const Result<void> written = writeOut(words.out, bytes);
    return written ? 0 : failWith(written.error());
}

} // namespace

bool isFigureVerb(std::span<const std::string> words) { return !words.empty() && (words[0] == "export" || words[0] == "report"); }

int runFigureVerb(std::span<const std::string> given) {
    Result<FigureWords> words = readFigureWords(given);
    if (!words) return failWith(words.error());
    if (words->help) return std::fputs(figureHelp().c_str(), stdout), 0;
    return given[0] == "export" ? runExport(*std::move(words)) : runReport(*words);
}

} // namespace epochlab::app
