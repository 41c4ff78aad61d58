#include "verbs/feature_file.h"

#include "base/file_writer.h"
#include "data/csv_cells.h"
#include "data/csv_parser.h"
#include "data/csv_preview.h"
#include "data/text_encoding.h"

#include <algorithm>

namespace epochlab::app {
namespace {

using core::Error;
using core::ErrorCode;
using core::Result;

constexpr std::size_t largestFile = std::size_t{2} << 30;

/// Which column of the file holds each feature.
Result<std::vector<std::size_t>> columnsOf(const core::CsvPreview& preview, const core::Model& model, const std::string& path) {
    std::vector<std::size_t> columns;
    for (std::size_t i = 0; i < model.featureNames.size(); ++i) {
        const auto found = std::find(preview.columns.begin(), preview.columns.end(), model.featureNames[i]);
        if (found != preview.columns.end())
            columns.push_back(static_cast<std::size_t>(found - preview.columns.begin()));
        else if (!preview.header && preview.columns.size() == model.featureNames.size())
            columns.push_back(i);
        else
            return Error{ErrorCode::DataShape, "there is no column \"" + model.featureNames[i] + "\", which the model needs", path,
                         "give the file the columns that the model was trained with"};
    }
    return columns;
}

std::string wantedEncoding(const core::ParamSet& config) {
    const std::string& encoding = config.text("csv-encoding");
    return encoding == "auto" ? std::string() : encoding;
}

Result<float> numberAt(std::span<const std::string_view> row, std::size_t column, bool decimalComma, const std::string& where) {
    if (column >= row.size())
        return Error{ErrorCode::DataRaggedRow, "the row has too few cells", where, "give each row a cell for each column"};
    const core::CellValue cell = core::readCell(row[column], decimalComma);
    switch (cell.kind) {
    case core::CellKind::Number:
    case core::CellKind::Code: break;
    case core::CellKind::NotFinite: return Error{ErrorCode::DataNotFinite, "the number is not finite", where, "give a finite number"};
    case core::CellKind::Missing: return Error{ErrorCode::DataMissingValue, "the value is missing", where, "give a number"};
    case core::CellKind::Text:
        return Error{ErrorCode::DataNotANumber, "\"" + std::string(row[column].substr(0, 40)) + "\" is not a number", where,
                     "give a number"};
    }
    return static_cast<float>(cell.number);
}

Result<FeatureRows> collect(const core::CsvCells& table, const core::CsvPreview& preview, const core::Model& model,
                            const std::string& path) {
    const Result<std::vector<std::size_t>> columns = columnsOf(preview, model, path);
    if (!columns) return columns.error();
    FeatureRows rows;
    for (std::size_t r = preview.header ? 1 : 0; r < table.records.size(); ++r) {
        const std::string where = path + ", row " + std::to_string(table.records[r].line);
        for (std::size_t i = 0; i < columns->size(); ++i) {
            const Result<float> number =
                numberAt(table.row(r), (*columns)[i], preview.decimalComma, where + ", column " + model.featureNames[i]);
            if (!number) return number.error();
            rows.features.push_back(*number);
        }
        rows.lines.push_back(table.records[r].line);
    }
    rows.count = static_cast<std::int64_t>(rows.lines.size());
    if (rows.count == 0) return Error{ErrorCode::DataEmpty, "the file has no rows", path, "give a file with rows"};
    return rows;
}

} // namespace

Result<FeatureRows> readFeatureRows(const std::string& path, const core::Model& model) {
    core::ParamSet reading = model.config;
    reading.reset("csv-label");
    reading.reset("csv-features");
    const Result<core::CsvPreview> preview = core::previewCsv(path, reading);
    if (!preview) return preview.error();
    Result<std::string> bytes = core::readRegularFile(path, largestFile);
    if (!bytes) return bytes.error();
    const Result<core::DecodedText> text = core::decodeText(*std::move(bytes), wantedEncoding(model.config), path);
    if (!text) return text.error();
    const Result<core::CsvCells> table = core::parseCsv(text->text, preview->delimiter, path);
    if (!table) return table.error();
    return collect(*table, *preview, model, path);
}

} // namespace epochlab::app
