#include "compare/table_text.h"

#include "data/csv_cells.h"

#include <algorithm>

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
        {"±", "$\\pm$"},   {"×", "$\\times$"},   {"–", "--"},       {"−", "$-$"},  {"α", "$\\alpha$"},
        {"β", "$\\beta$"}, {"ε", "$\\epsilon$"}, {"√", "$\\surd$"}, {"₁", "$_1$"}, {"₂", "$_2$"}};
    for (const auto& [symbol, command] : symbols) replaceAll(out, symbol, command);
    return out;
}

std::string htmlText(std::string_view text) { return replaced(text, {{'&', "&amp;"}, {'<', "&lt;"}, {'>', "&gt;"}, {'"', "&quot;"}}); }

std::string markdownText(std::string_view text) {
    return replaced(text, {{'|', "\\|"}, {'*', "\\*"}, {'_', "\\_"}, {'`', "\\`"}, {'<', "&lt;"}, {'[', "\\["}, {'\\', "\\\\"}});
}

std::string plainCell(const TextTable::Cell& cell) {
    if (cell.number) { // of which only the hyphen's sign makes a number to a spreadsheet
        std::string text = cell.text;
        replaceAll(text, "−", "-");
        return text;
    }
    const bool formula = !cell.text.empty() && std::string_view("=+-@").find(cell.text[0]) != std::string_view::npos;
    return formula ? "'" + cell.text : cell.text;
}

std::string textLine(const Cells& cells, const std::vector<std::size_t>& widths) {
    std::string line;
    for (std::size_t i = 0; i < cells.size(); ++i) {
        const std::string gap(widths[i] - lengthOf(cells[i].text), ' ');
        line += (i == 0 ? "" : "  ") + (cells[i].number ? gap + cells[i].text : cells[i].text + gap);
    }
    line.erase(line.find_last_not_of(' ') + 1);
    return line + "\n";
}

std::string textOf(const TextTable& table) {
    std::vector<std::size_t> widths;
    for (const TextTable::Cell& cell : table.header) widths.push_back(lengthOf(cell.text));
    for (const Cells& row : table.rows)
        for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], lengthOf(row[i].text));
    std::string text = textLine(table.header, widths);
    for (const Cells& row : table.rows) text += textLine(row, widths);
    return text;
}

std::string separated(const TextTable& table, char mark) {
    std::string text;
    const auto add = [&](const Cells& cells) {
        for (std::size_t i = 0; i < cells.size(); ++i) {
            if (i > 0) text += mark;
            text += mark == ',' ? csvCell(plainCell(cells[i])) : replaced(plainCell(cells[i]), {{'\t', " "}, {'\n', " "}, {'\r', " "}});
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
        for (const TextTable::Cell& cell : cells)
            text += "| " + (cell.bold ? "**" + markdownText(cell.text) + "**" : markdownText(cell.text)) + " ";
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
    const auto add = [&](const Cells& cells) {
        for (std::size_t i = 0; i < cells.size(); ++i) {
            const std::string shown = latexText(cells[i].text);
            text += (i == 0 ? "" : " & ") + (cells[i].bold ? "\\textbf{" + shown + "}" : shown);
        }
        text += " \\\\\n";
    };
    add(table.header);
    text += "\\midrule\n";
    for (const Cells& row : table.rows) add(row);
    return text + "\\bottomrule\n\\end{tabular}\n";
}

std::string htmlOf(const TextTable& table) {
    std::string text = "<table>\n";
    const auto add = [&](const Cells& cells, std::string_view tag) {
        text += "<tr>";
        for (const TextTable::Cell& cell : cells) {
            const std::string shown = htmlText(cell.text);
            text += "<" + std::string(tag) + (cell.number ? " align=\"right\">" : ">") + (cell.bold ? "<b>" + shown + "</b>" : shown) +
                    "</" + std::string(tag) + ">";
        }
        text += "</tr>\n";
    };
    add(table.header, "th");
    for (const Cells& row : table.rows) add(row, "td");
    return text + "</table>\n";
}

} // namespace

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

} // namespace epochlab::core
