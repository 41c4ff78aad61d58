#include "insight/importance.h"
#include "insight/insight_text.h"

#include <cctype>
#include <cmath>

namespace epochlab::core {
namespace {

std::string percent(double share) { return std::to_string(std::lround(100.0 * share)) + " %"; }

std::string listed(const std::vector<std::string>& names) {
    std::string text;
    for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
    return text;
}

} // namespace

std::string importanceWords(const Importance& importance) {
    const std::string of = " of the variance of the " + importance.metric.words();
    std::string text;
    std::vector<std::string> noise;
    for (const FieldShare& field : importance.fields) {
        if (!field.isClear())
            noise.push_back(field.label);
        else if (text.empty())
            text = field.label + " explains " + percent(field.share) + of;
        else
            text += ", " + field.label + " " + percent(field.share);
    }
    if (!noise.empty()) text += (text.empty() ? "" : "; ") + listed(noise) + " cannot be told from chance";
    text[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(text[0])));
    text += ". " + std::to_string(importance.runs) + " runs";
    if (importance.leftOut > 0) text += ", " + std::to_string(importance.leftOut) + " without a value left out";
    if (!importance.unspeakable.empty()) text += "; nothing can be said of " + listed(importance.unspeakable) + ": another in each run";
    return text;
}

TextTable importanceTable(const Importance& importance, TableFormat format) {
    const NumberCells cells(format);
    TextTable table{{{"field"},
                     NumberCells::head("levels"),
                     NumberCells::head("share of variance"),
                     NumberCells::head("chance reaches (95 %)"),
                     NumberCells::head("p"),
                     {"reading"}},
                    {}};
    for (const FieldShare& field : importance.fields) {
        table.rows.push_back({{cells.exact() ? field.field : field.label},
                              cells.count(static_cast<std::int64_t>(field.levels)),
                              cells.number(field.share),
                              cells.number(field.chance),
                              cells.number(field.p, 4),
                              {field.isClear() ? "clear" : "cannot be told from chance"}});
        table.rows.back()[2].bold = field.isClear();
        if (field.grouped) table.rows.back().back().text += ", groups of neighbouring values";
    }
    return table;
}

} // namespace epochlab::core
