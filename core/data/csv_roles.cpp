#include "data/csv_detect.h"

#include <algorithm>
#include <charconv>

namespace epochlab::core {
namespace {

bool hasName(const CsvColumn& column, std::initializer_list<std::string_view> names) {
    return std::find(names.begin(), names.end(), lowered(column.name)) != names.end();
}

bool fewValues(const CsvTable& table, const CsvColumn& column) {
    if (column.numeric()) return column.integers && column.distinct <= 100 && column.distinct * 2 <= table.rowCount();
    return column.distinct <= 1000 && (column.distinct < table.rowCount() || table.rowCount() <= 2);
}

/// A measured number is no label whatever its name; "y" is often a coordinate.
bool plausible(const CsvTable& table, std::size_t index, std::string_view name) {
    const CsvColumn& column = table.columns[index];
    if (name == "y") return fewValues(table, column);
    return !column.numeric() || column.integers;
}

/// Row numbers and ids: they name a row, they do not describe it.
bool isIndex(const CsvTable& table, std::size_t index) {
    const CsvColumn& column = table.columns[index];
    if (!column.numeric() || !column.integers || column.texts > 0) return false;
    const bool allDifferent = column.distinct > std::min(maximumClasses, table.rowCount() - 1);
    if (index == 0 && table.header && column.unnamed) return true;
    const std::string name = lowered(column.name);
    const bool named = hasName(column, {"id", "index", "unnamed: 0", "row", "rowid", "row id"}) || name.ends_with("_id");
    return named && allDifferent;
}

std::string quotedNames(const CsvTable& table) {
    std::string list;
    for (std::size_t column = 0; column < std::min<std::size_t>(table.columns.size(), 12); ++column)
        list += (list.empty() ? "" : ", ") + table.columns[column].name;
    return table.columns.size() > 12 ? list + ", …" : list;
}

Result<std::size_t> chooseLabel(const CsvTable& table, const CsvOptions& options) {
    if (!options.label.empty()) {
        if (const auto column = findColumn(table, options.label)) return *column;
        return Error{ErrorCode::DataNoLabelColumn, "there is no column \"" + options.label + "\"", table.file,
                     "choose the label among: " + quotedNames(table)};
    }
    const std::vector<std::size_t> candidates = labelCandidates(table);
    if (!candidates.empty()) return candidates.front();
    return Error{ErrorCode::DataNoLabelColumn, "no column looks like a label", table.file, "choose the label among: " + quotedNames(table)};
}

Result<void> chooseAskedFeatures(const CsvTable& table, const CsvOptions& options, CsvRoles& roles) {
    for (const std::string& wanted : options.features) {
        const auto column = findColumn(table, wanted);
        if (!column)
            return Error{ErrorCode::DataShape, "there is no column \"" + wanted + "\"", table.file,
                         "choose features among: " + quotedNames(table)};
        if (*column == roles.label)
            return Error{ErrorCode::DataShape, "the label \"" + table.columns[*column].name + "\" cannot be a feature too", table.file,
                         "remove it from the features"};
        if (std::find(roles.features.begin(), roles.features.end(), *column) == roles.features.end()) roles.features.push_back(*column);
    }
    return {};
}

void chooseNumberColumns(const CsvTable& table, CsvRoles& roles) {
    for (std::size_t index = 0; index < table.columns.size(); ++index) {
        const CsvColumn& column = table.columns[index];
        if (index == roles.label || index == roles.names) continue;
        if (isIndex(table, index))
            roles.notes.push_back((column.unnamed ? "the unnamed first column" : "column \"" + column.name + "\"") +
                                  " numbers the rows and is not used");
        else if (column.numeric())
            roles.features.push_back(index);
        else
            roles.notes.push_back("column \"" + column.name + "\" holds no numbers and is not used");
    }
}

/// Longitude and latitude by name, put in this order.
void recogniseCoordinates(const CsvTable& table, CsvRoles& roles) {
    if (roles.features.size() != 2) return;
    const auto longitude = [&](std::size_t i) { return hasName(table.columns[roles.features[i]], {"long", "lon", "lng", "longitude"}); };
    const auto latitude = [&](std::size_t i) { return hasName(table.columns[roles.features[i]], {"lat", "latitude"}); };
    roles.geographic = (longitude(0) && latitude(1)) || (longitude(1) && latitude(0));
    if (roles.geographic && longitude(1)) std::swap(roles.features[0], roles.features[1]);
}

} // namespace

std::optional<std::size_t> findColumn(const CsvTable& table, const std::string& wanted) {
    for (std::size_t column = 0; column < table.columns.size(); ++column)
        if (table.columns[column].name == wanted) return column;
    for (std::size_t column = 0; column < table.columns.size(); ++column)
        if (lowered(table.columns[column].name) == lowered(wanted)) return column;
    std::size_t number = 0;
    const auto [end, problem] = std::from_chars(wanted.data(), wanted.data() + wanted.size(), number);
    const bool whole = problem == std::errc{} && end == wanted.data() + wanted.size();
    if (whole && number >= 1 && number <= table.columns.size()) return number - 1;
    return std::nullopt;
}

std::vector<std::size_t> labelCandidates(const CsvTable& table) {
    std::vector<std::size_t> found;
    const auto add = [&](std::size_t column) {
        if (std::find(found.begin(), found.end(), column) == found.end()) found.push_back(column);
    };
    const auto addNamed = [&](std::string_view name) {
        for (std::size_t column = 0; column < table.columns.size(); ++column)
            if (lowered(table.columns[column].name) == name && plausible(table, column, name)) add(column);
    };
    const auto addLikely = [&](bool numeric) {
        for (std::size_t column = table.columns.size(); column-- > 0;)
            if (table.columns[column].numeric() == numeric && table.columns[column].missing < static_cast<std::int64_t>(table.rowCount()) &&
                fewValues(table, table.columns[column]) && !isIndex(table, column))
                add(column);
    };
    for (const std::string_view name : {"label", "class", "target", "country", "species", "category", "labels", "classes", "outcome",
                                        "diagnosis", "type", "kind", "group"})
        addNamed(name);
    addLikely(false);
    addNamed("y"); // often a coordinate: a column of words goes before it
    addLikely(true);
    return found;
}

Result<CsvRoles> chooseRoles(const CsvTable& table, const CsvOptions& options) {
    CsvRoles roles;
    const Result<std::size_t> label = chooseLabel(table, options);
    if (!label) return label.error();
    roles.label = *label;
    for (std::size_t column = 0; column < table.columns.size() && !roles.names; ++column)
        if (column != roles.label && !table.columns[column].numeric() && hasName(table.columns[column], {"name", "city", "place", "title"}))
            roles.names = column;
    if (options.features.empty())
        chooseNumberColumns(table, roles);
    else if (const Result<void> asked = chooseAskedFeatures(table, options, roles); !asked)
        return asked.error();
    if (roles.features.empty())
        return Error{ErrorCode::DataShape, "no column with numbers is left for features", table.file,
                     "choose the features, or check the delimiter and the decimal sign"};
    recogniseCoordinates(table, roles);
    return roles;
}

} // namespace epochlab::core
