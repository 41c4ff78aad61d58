#include "compare/table_text.h"

#include "data/csv_cells.h"

#include <algorithm>
#include <cstdint>
#include <cstdio>

namespace epochlab::core {
namespace {

using Cells = std::vector<TextTable::Cell>;

/// Characters, not bytes.
std::size_t lengthOf(std::string_view text) {
    return static_cast<std::size_t>(std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
}

std::string replaced(std::string_view text, const std::vector<std::pair<char, std::string_view>>& marks) {
    std::string out;
    for (const char c : text) {
        const auto mark = std::ranges::find(marks, c, &std::pair<char, std::string_view>::first);
        if (mark == marks.end())
            out += c;
        else
            out += mark->second;
    }
    return out;
}

void replaceAll(std::string& text, std::string_view from, std::string_view to) {
    for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) text.replace(at, from.size(), to);
}

/// What pdflatex has no letter for, beyond those of European languages, by its number: a document with it would not compile.
std::string spelt(const std::string& text) {
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        const auto first = static_cast<unsigned char>(text[at]);
        const std::size_t length = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
        std::uint32_t sign = length == 1 ? first : first & (0x7fU >> length);
        for (std::size_t i = 1; i < length && at + i < text.size(); ++i)
            sign = (sign << 6U) | (static_cast<unsigned char>(text[at + i]) & 0x3fU);
        const bool known = (sign >= 0x20 && sign < 0x7f) || (sign >= 0xa1 && sign < 0x180) || sign == 0x2013 || sign == 0x2019;
        char number[16];
        std::snprintf(number, sizeof number, "[U+%04X]", static_cast<unsigned>(sign));
        out += known ? text.substr(at, length) : sign < 0x20 ? " " : number;
        at += length;
    }
    return out;
}

std::string markdownText(std::string_view text) {
    return replaced(text, {{'|', "\\|"}, {'*', "\\*"}, {'_', "\\_"}, {'`', "\\`"}, {'<', "&lt;"}, {'[', "\\["}, {'\\', "\\\\"}});
}

/// The row as lines of cells: the texts, then what stands below them.
std::vector<Cells> linesOf(const Cells& row) {
    std::size_t count = 1;
    for (const TextTable::Cell& cell : row) count = std::max(count, cell.below.size() + 1);
    std::vector<Cells> lines(count);
    for (const TextTable::Cell& cell : row)
        for (std::size_t line = 0; line < count; ++line) {
            lines[line].push_back(cell);
            if (line == 0) continue;
            lines[line].back().bold = false;
            lines[line].back().text = line <= cell.below.size() ? cell.below[line - 1] : "";
        }
    return lines;
}

/// The cell in one line.
std::string joined(const TextTable::Cell& cell) {
    std::string text = cell.text;
    for (const std::string& line : cell.below) text += "; " + line;
    return text;
}

std::string plainCell(const TextTable::Cell& cell) {
    if (cell.number) { // of which only the hyphen's sign makes a number to a spreadsheet
        std::string text = joined(cell);
        replaceAll(text, "−", "-");
        return text;
    }
    const bool formula = !cell.text.empty() && std::string_view("=+-@").find(cell.text[0]) != std::string_view::npos;
    return formula ? "'" + cell.text : cell.text;
}

std::string textLine(const Cells& cells, const std::vector<std::size_t>& widths) {
    std::string line;
    std::size_t column = 0;
    for (const TextTable::Cell& cell : cells) {
        std::size_t width = 2 * (cell.span - 1);
        for (std::size_t i = 0; i < cell.span; ++i) width += widths[column + i];
        const std::size_t length = lengthOf(cell.text);
        const std::size_t gap = width - std::min(width, length);
        const std::size_t before = cell.span > 1 ? gap / 2 : cell.number ? gap : 0;
        line += (column == 0 ? "" : "  ") + std::string(before, ' ') + cell.text + std::string(gap - before, ' ');
        column += cell.span;
    }
    line.erase(line.find_last_not_of(' ') + 1);
    return line + "\n";
}

std::string textOf(const TextTable& table) {
    std::vector<std::size_t> widths(table.header.size());
    const auto widen = [&widths](const Cells& cells) {
        std::size_t column = 0;
        for (const TextTable::Cell& cell : cells) {
            if (cell.span == 1) widths[column] = std::max(widths[column], lengthOf(cell.text));
            column += cell.span;
        }
    };
    widen(table.header);
    for (const Cells& row : table.rows)
        for (const Cells& line : linesOf(row)) widen(line);
    std::string text = textLine(table.header, widths);
    for (const Cells& row : table.rows)
        for (const Cells& line : linesOf(row)) text += textLine(line, widths);
    return text;
}

std::string separated(const TextTable& table, char mark) {
    std::string text;
    const auto add = [&](const Cells& cells) {
        for (std::size_t i = 0; i < cells.size(); ++i) {
            if (i > 0) text += mark;
            text += mark == ',' ? csvCell(plainCell(cells[i])) : replaced(plainCell(cells[i]), {{'\t', " "}, {'\n', " "}, {'\r', " "}});
            text.append(cells[i].span - 1, mark);
        }
        text += '\n';
    };
    add(table.header);
    for (const Cells& row : table.rows) add(row);
    return text;
}

std::string markdownOf(const TextTable& table) {
    std::string text;
    const auto add = [&](const Cells& cells) {
        for (const TextTable::Cell& cell : cells) {
            text += "| " + (cell.bold ? "**" + markdownText(cell.text) + "**" : markdownText(cell.text));
            for (const std::string& line : cell.below) text += "<br>" + markdownText(line);
            text += " ";
            for (std::size_t i = 1; i < cell.span; ++i) text += "| ";
        }
        text += "|\n";
    };
    add(table.header);
    for (const TextTable::Cell& cell : table.header) text += cell.number ? "| ---: " : "| --- ";
    text += "|\n";
    for (const Cells& row : table.rows) add(row);
    return text;
}

std::string latexOf(const TextTable& table) {
    std::string text = "\\begin{tabular}{";
    for (const TextTable::Cell& cell : table.header) text += cell.number ? 'r' : 'l';
    text += "}\n\\toprule\n";
    const auto add = [&](const Cells& cells, const char* size) {
        for (std::size_t i = 0; i < cells.size(); ++i) {
            const std::string shown = cells[i].text.empty() ? "" : size + latexText(cells[i].text);
            const std::string content = cells[i].bold ? "\\textbf{" + shown + "}" : shown;
            text += i == 0 ? "" : " & ";
            text += cells[i].span > 1 ? "\\multicolumn{" + std::to_string(cells[i].span) + "}{c}{" + content + "}" : content;
        }
        text += " \\\\\n";
    };
    add(table.header, "");
    text += "\\midrule\n";
    for (const Cells& row : table.rows) {
        const std::vector<Cells> lines = linesOf(row);
        for (std::size_t line = 0; line < lines.size(); ++line) add(lines[line], line == 0 ? "" : "\\footnotesize ");
        if (lines.size() > 1 && &row != &table.rows.back()) text += "\\addlinespace\n";
    }
    return text + "\\bottomrule\n\\end{tabular}\n";
}

std::string htmlOf(const TextTable& table) {
    std::string text = "<table>\n";
    const auto add = [&](const Cells& cells, std::string_view tag) {
        text += "<tr>";
        for (const TextTable::Cell& cell : cells) {
            const std::string shown = htmlText(cell.text);
            const std::string span = cell.span > 1 ? " colspan=\"" + std::to_string(cell.span) + "\" align=\"center\">" : "";
            text += "<" + std::string(tag) +
                    (!span.empty() ? span
                     : cell.number ? " align=\"right\">"
                                   : ">") +
                    (cell.bold ? "<b>" + shown + "</b>" : shown);
            for (const std::string& line : cell.below) text += "<br><small>" + htmlText(line) + "</small>";
            text += "</" + std::string(tag) + ">";
        }
        text += "</tr>\n";
    };
    add(table.header, "th");
    for (const Cells& row : table.rows) add(row, "td");
    return text + "</table>\n";
}

} // namespace

std::string latexText(std::string_view text) {
    std::string out = replaced(text, {{'\\', "\\textbackslash{}"},
                                      {'&', "\\&"},
                                      {'%', "\\%"},
                                      {'$', "\\$"},
                                      {'#', "\\#"},
                                      {'_', "\\_"},
                                      {'{', "\\{"},
                                      {'}', "\\}"},
                                      {'~', "\\textasciitilde{}"},
                                      {'^', "\\textasciicircum{}"}});
    const std::pair<std::string_view, std::string_view> symbols[] = {
        {"±", "$\\pm$"},      {"×", "$\\times$"},  {"–", "--"},    {"−", "$-$"},  {"α", "$\\alpha$"},  {"β", "$\\beta$"},
        {"ε", "$\\epsilon$"}, {"√", "$\\surd$"},   {"₁", "$_1$"},  {"₂", "$_2$"}, {"≈", "$\\approx$"}, {"·", "$\\cdot$"},
        {"η", "$\\eta$"},     {"λ", "$\\lambda$"}, {"‖", "$\\|$"}, {"²", "$^2$"}};
    for (const auto& [symbol, command] : symbols) replaceAll(out, symbol, command);
    return spelt(out);
}

std::string htmlText(std::string_view text) { return replaced(text, {{'&', "&amp;"}, {'<', "&lt;"}, {'>', "&gt;"}, {'"', "&quot;"}}); }

std::string write(const TextTable& table, TableFormat format) {
    switch (format) {
    case TableFormat::Text: return textOf(table);
    case TableFormat::Csv: return separated(table, ',');
    case TableFormat::TabSeparated: return separated(table, '\t');
    case TableFormat::Markdown: return markdownOf(table);
    case TableFormat::Latex: return latexOf(table);
    case TableFormat::Html: return htmlOf(table);
    }
    return {};
}

std::string write(const TextTable& table, TableFormat format, const std::string& title, const std::string& legend) {
    const std::string content = write(table, format);
    const auto line = [](const std::string& text, const char* before, const char* after) {
        return text.empty() ? std::string() : before + text + after;
    };
    switch (format) {
    case TableFormat::Csv:
    case TableFormat::TabSeparated: return content;
    case TableFormat::Text: return line(title, "", "\n") + content + line(legend, "", "\n");
    case TableFormat::Markdown: return line(markdownText(title), "", "\n\n") + content + line(markdownText(legend), "\n", "\n");
    case TableFormat::Latex: {
        const std::string below = latexText(title) + line(latexText(legend), ". ", "");
        return content + "\n\\smallskip\n{\\footnotesize " + below + "\\par}\n";
    }
    case TableFormat::Html: return line(htmlText(title), "<p>", "</p>\n") + content + line(htmlText(legend), "<p>", "</p>\n");
    }
    return {};
}

} // namespace epochlab::core
