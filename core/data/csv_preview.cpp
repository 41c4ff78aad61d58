#include "data/csv_preview.h"

#include "data/csv_dataset.h"
#include "data/load_options.h"

#include <algorithm>
#include <filesystem>

namespace epochlab::core {
namespace {

constexpr std::size_t shownRows = 50;

void showRows(const CsvTable& table, CsvPreview& preview) {
    const std::size_t end = std::min(table.cells.records.size(), table.firstRow() + shownRows);
    for (std::size_t record = table.firstRow(); record < end; ++record) {
        const auto cells = table.cells.row(record);
        preview.rows.emplace_back(cells.begin(), cells.end());
    }
}

} // namespace

Result<CsvPreview> previewCsv(const std::string& path, const ParamSet& params) {
    const CsvOptions options = csvOptionsOf(params);
    std::string file = path;
    std::error_code ignored;
    if (std::filesystem::is_directory(path, ignored)) {
        const auto files = findSplitFiles(path);
        if (!files) return files.error();
        file = (*files)[0];
    }
    const Result<CsvTable> table = readCsvTable(file, std::filesystem::path(file).filename().string(), options);
    if (!table) return table.error();
    CsvPreview preview;
    preview.delimiter = table->delimiter;
    preview.decimalComma = table->decimalComma;
    preview.encoding = table->encoding;
    preview.header = table->header;
    preview.rowCount = static_cast<std::int64_t>(table->rowCount());
    preview.notes = table->notes;
    for (const CsvColumn& column : table->columns) {
        preview.columns.push_back(column.name);
        preview.numeric.push_back(column.numeric());
    }
    for (const std::size_t column : labelCandidates(*table)) preview.labelCandidates.push_back(table->columns[column].name);
    if (const Result<CsvRoles> roles = chooseRoles(*table, options)) {
        preview.label = table->columns[roles->label].name;
        for (const std::size_t column : roles->features) preview.features.push_back(table->columns[column].name);
        preview.notes.insert(preview.notes.end(), roles->notes.begin(), roles->notes.end());
    } else {
        preview.notes.push_back(describe(roles.error()));
    }
    showRows(*table, preview);
    return preview;
}

} // namespace epochlab::core
