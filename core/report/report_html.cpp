#include "report/report.h"

namespace epochlab::core {
namespace {

constexpr std::string_view styles = R"(
:root { color-scheme: light dark; }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #1b2430; background: #fff; }
h1 { font-size: 1.8rem; } h2 { margin-top: 3rem; border-top: 1px solid #dce1e6; padding-top: 1rem; }
figure { margin: 2rem 0; } figure svg { max-width: 100%; height: auto; background: #fff; }
figcaption, .muted { color: #5b6675; font-size: .9rem; }
table { border-collapse: collapse; margin: 1rem 0; font-size: .9rem; } th, td { padding: .2rem .6rem; border-bottom: 1px solid #dce1e6; }
code { font-size: .85rem; overflow-wrap: anywhere; } .missing { color: #8a5a00; } .answer { white-space: pre-wrap; border-left: 3px solid #0b63bf; padding-left: 1rem; }
@media (prefers-color-scheme: dark) { body { color: #e7ebf0; background: #15181d; } figcaption, .muted { color: #9aa5b1; } }
@media print { h2 { break-before: page; } figure { break-inside: avoid; } }
)";

std::string element(const char* name, std::string_view text, const char* classes = "") {
    if (text.empty()) return {};
    const std::string kind = *classes == '\0' ? "" : " class=\"" + std::string(classes) + "\"";
    return "<" + std::string(name) + kind + ">" + htmlText(text) + "</" + name + ">\n";
}

/// What a figure draws, without the lines that only a file of its own begins with.
std::string drawingOf(const std::string& svg) {
    const std::size_t begin = svg.find("<svg");
    return begin == std::string::npos ? std::string() : svg.substr(begin);
}

std::string figureHtml(const Figure& figure, const std::function<std::string(const Figure&)>& svgOf) {
    const auto* table = std::get_if<TableFigure>(&figure.content);
    std::string content;
    if (table != nullptr)
        content = write(table->people, TableFormat::Html) + element("p", table->legend, "muted");
    else
        content = drawingOf(svgOf(figure));
    return "<figure>\n" + element("h3", figure.title) + content + element("figcaption", figure.caption) + "</figure>\n" +
           element("p", figure.reading);
}

std::string questionsHtml(const ReportSection& section, const Answers& answers) {
    std::string text;
    for (const RecipeQuestion& question : section.questions) {
        const std::string answer = answerTo(answers, section.name, question.id);
        text += element("h4", question.text) + (answer.empty() ? element("p", "No answer yet.", "muted") : element("p", answer, "answer"));
    }
    return text;
}

std::string runsHtml(const ReportSection& section) {
    if (section.runs.empty()) return {};
    std::string text = "<h3>Runs</h3>\n<ul>\n";
    for (const ReportRun& run : section.runs) {
        text += "<li>" + htmlText(run.name + ": " + run.outcome + "; seed " + std::to_string(run.seed)) + "<br><span class=\"muted\">" +
                htmlText(run.id + "; " + run.data + "; " + run.environment) + "</span>";
        if (!run.command.empty()) text += "<br><code>" + htmlText(run.command) + "</code>";
        text += "</li>\n";
    }
    text += "</ul>\n";
    const bool differ = section.differencesSayMore();
    if (differ) text += "<h3>What differs</h3>\n" + write(section.differences, TableFormat::Html);
    return text + "<details>\n<summary>" + (differ ? "Settings of all of them" : "Settings") + "</summary>\n" +
           element("p", section.sameSettings) + "</details>\n";
}

std::string dataHtml(const ReportData& data) {
    std::string text = element("h3", data.name + " (" + data.fingerprint + ")") + "<ul>\n";
    for (const std::string& fact : data.facts) text += element("li", fact);
    text += "</ul>\n";
    if (data.classes.header.empty()) return text;
    return text + "<details>\n<summary>Classes</summary>\n" + write(data.classes, TableFormat::Html) + "</details>\n";
}

} // namespace

std::string reportHtml(const Report& report, const Answers& answers, const std::function<std::string(const Figure&)>& svgOf) {
    std::string text = "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" "
                       "content=\"width=device-width\">\n" +
                       element("title", report.title) + "<style>" + std::string(styles) + "</style>\n</head>\n<body>\n" +
                       element("h1", report.title) + element("p", report.date, "muted");
    for (const ReportSection& section : report.sections) {
        text += element("h2", section.title) + element("p", section.question) + element("p", section.missing, "missing") +
                element("p", section.failed, "missing");
        for (const Figure& figure : section.figures) text += figureHtml(figure, svgOf);
        text += questionsHtml(section, answers) + runsHtml(section);
    }
    if (!report.data.empty()) text += element("h2", "Data");
    for (const ReportData& data : report.data) text += dataHtml(data);
    return text + "</body>\n</html>\n";
}

} // namespace epochlab::core
