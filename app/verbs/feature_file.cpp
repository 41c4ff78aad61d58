#include "verbs/feature_file.h"

#include "composition.h"
#include "data/csv_detect.h"
#include "data/load_options.h"
#include "data/picture_options.h"
#include "data/read_picture.h"

#include <algorithm>
#include <filesystem>

namespace epochlab::app {
namespace {

using core::Error;
using core::ErrorCode;
using core::Result;

/// Which column of the file holds each feature.
Result<std::vector<std::size_t>> columnsOf(const core::CsvTable& table, const core::Model& model, const std::string& path) {
    std::vector<std::size_t> columns;
    for (std::size_t i = 0; i < model.featureNames.size(); ++i) {
        const auto found = std::ranges::find(table.columns, model.featureNames[i], &core::CsvColumn::name);
        if (found != table.columns.end())
            columns.push_back(static_cast<std::size_t>(found - table.columns.begin()));
        else if (!table.header && table.columns.size() == model.featureNames.size())
            columns.push_back(i);
        else
            return Error{ErrorCode::DataShape, "there is no column \"" + model.featureNames[i] + "\", which the model needs", path,
                         "give the file the columns that the model was trained with"};
    }
    return columns;
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

Result<FeatureRows> collect(const core::CsvTable& table, const core::Model& model, const std::string& path) {
    const Result<std::vector<std::size_t>> columns = columnsOf(table, model, path);
    if (!columns) return columns.error();
    FeatureRows rows;
    for (std::size_t r = table.firstRow(); r < table.cells.records.size(); ++r) {
        const std::string where = path + ", row " + std::to_string(table.cells.records[r].line);
        for (std::size_t i = 0; i < columns->size(); ++i) {
            const Result<float> number =
                numberAt(table.cells.row(r), (*columns)[i], table.decimalComma, where + ", column " + model.featureNames[i]);
            if (!number) return number.error();
            rows.features.push_back(*number);
        }
        rows.lines.push_back(table.cells.records[r].line);
    }
    rows.count = static_cast<std::int64_t>(rows.lines.size());
    if (rows.count == 0) return Error{ErrorCode::DataEmpty, "the file has no rows", path, "give a file with rows"};
    return rows;
}

} // namespace

Result<FeatureRows> readFeatureRows(const std::string& path, const core::Model& model) {
    const std::string shownAs = std::filesystem::path(path).filename().string();
    const Result<core::CsvTable> table = core::readCsvTable(path, shownAs, core::csvOptionsOf(model.config));
    if (!table) return table.error();
    return collect(*table, model, path);
}

Result<FeatureRows> readPictureRow(const std::string& path, const core::Model& model) {
    const Result<core::Picture> picture = core::readPicture(path, core::pictureOptionsOf(model.config).maximumPixels, pictureDecoder);
    if (!picture) return picture.error();
    FeatureRows rows{1, std::vector<float>(model.view->values()), {}};
    model.view->normalise(model.view->shaped(*picture), false, rows.features);
    return rows;
}

} // namespace epochlab::app
