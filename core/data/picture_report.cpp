#include "data/picture_report.h"

#include "data/csv_cells.h"

#include <algorithm>

namespace epochlab::core {
namespace {

std::string range(std::int64_t smallest, std::int64_t largest) {
    return smallest == largest ? std::to_string(smallest) : std::to_string(smallest) + " to " + std::to_string(largest);
}

void addRows(std::string& csv, const std::vector<PictureFinding>& findings, const std::string& outcome) {
    for (const PictureFinding& finding : findings) {
        const std::string start = outcome + "," + csvCell(finding.words) + ",";
        for (const std::string& name : finding.examples) csv += start + csvCell(name) + "\n";
        const std::int64_t rest = finding.count - static_cast<std::int64_t>(finding.examples.size());
        if (rest > 0) csv += start + (finding.examples.empty() ? std::to_string(rest) : "and " + std::to_string(rest) + " more") + "\n";
    }
}

/// "files of other kinds" of one file: "file of other kinds".
std::string wordsFor(std::int64_t count, std::string words) {
    const std::size_t end = words.find(' ');
    if (count == 1 && end != std::string::npos && end > 0 && words[end - 1] == 's') words.erase(end - 1, 1);
    return words;
}

} // namespace

void PictureFinding::add(std::string_view example) {
    ++count;
    if (examples.size() < mostExamples) examples.emplace_back(example);
}

std::int64_t PictureReport::leftOut() const {
    std::int64_t sum = 0;
    for (const PictureFinding& problem : problems) sum += problem.count;
    return sum;
}

std::string PictureReport::sizes() const { return range(smallestWidth, largestWidth) + " × " + range(smallestHeight, largestHeight); }

void PictureReport::addSize(std::int64_t width, std::int64_t height) {
    const bool first = largestWidth == 0;
    smallestWidth = first ? width : std::min(smallestWidth, width);
    smallestHeight = first ? height : std::min(smallestHeight, height);
    largestWidth = std::max(largestWidth, width);
    largestHeight = std::max(largestHeight, height);
}

std::string lineOf(const PictureFinding& finding, std::string_view verb) {
    std::string line = std::to_string(finding.count) + " ";
    if (!verb.empty()) line += (finding.count == 1 ? "picture " : "pictures ") + std::string(verb) + ": ";
    line += verb.empty() ? wordsFor(finding.count, finding.words) : finding.words;
    if (finding.examples.empty()) return line;
    line += " (";
    const std::size_t named = std::min(finding.examples.size(), PictureFinding::mostInWords);
    for (std::size_t i = 0; i < named; ++i) line += (i == 0 ? "" : ", ") + finding.examples[i];
    return line + (static_cast<std::int64_t>(named) < finding.count ? ", …)" : ")");
}

std::string csvOf(const PictureReport& report, const std::vector<PictureFinding>& repeats) {
    std::string csv = "outcome,finding,name\n";
    addRows(csv, report.problems, "left out");
    addRows(csv, report.remarks, "noted");
    addRows(csv, repeats, "noted");
    return csv;
}

std::vector<std::string> linesOf(const PictureReport& report) {
    std::vector<std::string> lines;
    for (const PictureFinding& problem : report.problems) lines.push_back(lineOf(problem, "left out"));
    for (const PictureFinding& remark : report.remarks) lines.push_back(lineOf(remark, ""));
    return lines;
}

} // namespace epochlab::core
