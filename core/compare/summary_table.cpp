#include "base/number_text.h"
#include "compare/reference.h"
#include "compare/table_text.h"

#include <cmath>

namespace epochlab::core {
namespace {

using Cells = std::vector<TextTable::Cell>;

/// All digits; empty where there is no number.
std::string exact(double value) { return std::isfinite(value) ? exactText(value) : std::string(); }

void addLabels(Cells& cells, const std::vector<std::string>& fieldLabels) {
    if (fieldLabels.empty()) cells.push_back({"run"});
    for (const std::string& label : fieldLabels) cells.push_back({label});
}

void addLabels(Cells& cells, const SummaryRow& row, const std::vector<std::string>& fieldLabels) {
    if (fieldLabels.empty()) cells.push_back({row.label});
    for (std::size_t i = 0; i < fieldLabels.size(); ++i) cells.push_back({row.fields[i]});
}

TextTable::Cell number(std::string text, bool bold = false) { return {std::move(text), bold, true}; }

} // namespace

TextTable summaryTable(const std::vector<SummaryRow>& rows, const SummaryHeads& heads) {
    TextTable table;
    addLabels(table.header, heads.fields);
    for (const std::string& name : {std::string("runs"), "best " + heads.metric.words()}) table.header.push_back(number(name));
    if (heads.reference) table.header.push_back(number("difference to " + heads.reference->name));
    for (const char* name : {"best epoch", "test accuracy there"}) table.header.push_back(number(name));
    table.header.push_back({"ends"});
    for (const SummaryRow& row : rows) {
        Cells cells;
        addLabels(cells, row, heads.fields);
        cells.push_back(number(std::to_string(row.runs)));
        cells.push_back(number(spreadText(row.best), row.isBest));
        if (heads.reference) cells.push_back(number(differenceText(*heads.reference, row)));
        cells.push_back(number(spreadText(row.epoch, row.epoch.count > 1 ? 1 : 0)));
        cells.push_back(number(spreadText(row.test)));
        cells.push_back({row.ends()});
        table.rows.push_back(std::move(cells));
    }
    return table;
}

TextTable summaryNumbers(const std::vector<SummaryRow>& rows, const SummaryHeads& heads) {
    TextTable table;
    addLabels(table.header, heads.fields);
    const std::string& series = heads.metric.series;
    for (const std::string& name : {std::string("runs"), std::string("n"), series + "_mean", series + "_std",
                                    std::string("best_epoch_mean"), std::string("best_epoch_std"), std::string("test_accuracy_mean"),
                                    std::string("test_accuracy_std"), std::string("diverged"), std::string("failed")})
        table.header.push_back(number(name));
    if (heads.reference) table.header.push_back(number("difference to " + heads.reference->name));
    for (const SummaryRow& row : rows) {
        Cells cells;
        addLabels(cells, row, heads.fields);
        cells.push_back(number(std::to_string(row.runs)));
        cells.push_back(number(std::to_string(row.best.count)));
        for (const Spread* spread : {&row.best, &row.epoch, &row.test}) {
            cells.push_back(number(exact(spread->mean)));
            cells.push_back(number(exact(spread->deviation)));
        }
        cells.push_back(number(std::to_string(row.diverged)));
        cells.push_back(number(std::to_string(row.failed)));
        if (heads.reference) cells.push_back(number(exact(differenceTo(*heads.reference, row))));
        table.rows.push_back(std::move(cells));
    }
    return table;
}

TextTable settingsTable(const std::vector<ConfigurationRow>& rows, const std::vector<std::string>& runNames) {
    TextTable table{.header = {{"setting"}}, .rows = {}};
    for (const std::string& name : runNames) table.header.push_back({name});
    for (const ConfigurationRow& row : rows) {
        table.rows.push_back({{row.label, row.differs}});
        for (const std::string& value : row.values) table.rows.back().push_back({value});
    }
    return table;
}

} // namespace epochlab::core
