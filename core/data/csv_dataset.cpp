#include "data/csv_dataset.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <filesystem>

namespace epochlab::core {
namespace {

namespace fs = std::filesystem;

std::string shownName(const std::string& path) {
    const fs::path name = fs::path(path).lexically_normal();
    return name.has_filename() ? name.filename().string() : name.parent_path().filename().string();
}

/// 2 before 10 where all names are whole numbers, else by bytes.
void sortClassNames(std::vector<std::string>& names) {
    const auto number = [](const std::string& name, std::int64_t& value) {
        const auto [end, problem] = std::from_chars(name.data(), name.data() + name.size(), value);
        return problem == std::errc{} && end == name.data() + name.size();
    };
    std::int64_t value = 0;
    const bool numbers = std::all_of(names.begin(), names.end(), [&](const std::string& name) { return number(name, value); });
    std::sort(names.begin(), names.end(), [&](const std::string& a, const std::string& b) {
        std::int64_t left = 0;
        std::int64_t right = 0;
        if (numbers && number(a, left) && number(b, right) && left != right) return left < right;
        return a < b;
    });
}

/// Checks the classes of the training rows, puts them in order and seals the index.
Result<void> settleClasses(const CsvTable& table, const CsvRoles& roles, TableRows& rows, ClassIndex& classes, TableDataset& dataset) {
    const std::string where = table.file + ", column " + table.columns[roles.label].name;
    const std::size_t count = classes.numbers.size();
    if (count == 1)
        return Error{ErrorCode::DataOneClass, "only one class (\"" + classes.numbers.begin()->first + "\")", where,
                     "choose another label column"};
    if (count > maximumClasses)
        return Error{ErrorCode::DataTooLarge, std::to_string(count) + " classes, more than " + std::to_string(maximumClasses), where,
                     "choose another label column"};
    if (count == static_cast<std::size_t>(rows.count) && rows.count > 10)
        return Error{ErrorCode::DataTooFewRows, "each row has a class of its own", where, "choose another label column"};
    for (const auto& [name, number] : classes.numbers) dataset.classNames.push_back(name);
    sortClassNames(dataset.classNames);
    std::vector<std::int32_t> renumbered(count);
    for (std::size_t i = 0; i < count; ++i) {
        std::int32_t& number = classes.numbers.find(dataset.classNames[i])->second;
        renumbered[static_cast<std::size_t>(number)] = static_cast<std::int32_t>(i);
        number = static_cast<std::int32_t>(i);
    }
    for (std::int32_t& label : rows.labels) label = renumbered[static_cast<std::size_t>(label)];
    classes.sealed = true;
    return {};
}

void describeColumns(const CsvTable& table, const CsvRoles& roles, TableDataset& dataset) {
    for (const std::size_t column : roles.features) dataset.featureNames.push_back(table.columns[column].name);
    dataset.notes.insert(dataset.notes.end(), table.notes.begin(), table.notes.end());
    dataset.notes.insert(dataset.notes.end(), roles.notes.begin(), roles.notes.end());
}

/// Geographic by name; by value too: no longitude beyond 180, no latitude beyond 90.
bool withinGlobe(const TableRows& rows) {
    for (std::size_t i = 0; i + 1 < rows.features.size(); i += 2)
        if (std::abs(rows.features[i]) > 180.0F || std::abs(rows.features[i + 1]) > 90.0F) return false;
    return true;
}

void finish(const CsvRoles& roles, TableDataset& dataset) {
    dataset.geographic = roles.geographic;
    for (const TableRows& rows : dataset.splits) dataset.geographic = dataset.geographic && withinGlobe(rows);
    dataset.fingerprint = fingerprintOf(dataset);
}

TableRows pick(const TableRows& all, const std::vector<std::int32_t>& chosen, std::size_t width) {
    TableRows rows;
    rows.count = static_cast<std::int64_t>(chosen.size());
    rows.features.reserve(chosen.size() * width);
    for (const std::int32_t index : chosen) {
        const auto row = static_cast<std::size_t>(index);
        const auto first = all.features.begin() + static_cast<std::ptrdiff_t>(row * width);
        rows.features.insert(rows.features.end(), first, first + static_cast<std::ptrdiff_t>(width));
        rows.labels.push_back(all.labels[row]);
        if (!all.names.empty()) rows.names.push_back(all.names[row]);
    }
    return rows;
}

/// The file that says what the columns and the classes are.
struct TrainingFile {
    CsvTable table;
    CsvRoles roles;
    ClassIndex classes;
    TableRows rows;
};

/// Fills in the columns, classes and notes of the data set.
Result<TrainingFile> readTrainingFile(const std::string& path, const std::string& shownAs, const CsvOptions& options,
                                      TableDataset& dataset) {
    TrainingFile file;
    Result<CsvTable> table = readCsvTable(path, shownAs, options);
    if (!table) return table.error();
    file.table = *std::move(table);
    if (const Result<void> shape = checkShape(file.table, options); !shape) return shape.error();
    Result<CsvRoles> roles = chooseRoles(file.table, options);
    if (!roles) return roles.error();
    file.roles = *std::move(roles);
    describeColumns(file.table, file.roles, dataset);
    Result<TableRows> rows = convertRows(file.table, file.roles, options, file.classes, dataset.notes);
    if (!rows) return rows.error();
    file.rows = *std::move(rows);
    if (const Result<void> settled = settleClasses(file.table, file.roles, file.rows, file.classes, dataset); !settled)
        return settled.error();
    return file;
}

Result<TableDataset> loadFile(const std::string& path, const CsvOptions& options) {
    TableDataset dataset;
    dataset.name = shownName(path);
    dataset.source = path;
    const Result<TrainingFile> file = readTrainingFile(path, dataset.name, options, dataset);
    if (!file) return file.error();
    const auto splits = splitRows(file->rows.labels, dataset.classNames.size(), options, dataset.notes);
    if (!splits) {
        Error error = splits.error();
        error.where = dataset.name;
        return error;
    }
    for (std::size_t split = 0; split < dataset.splits.size(); ++split)
        dataset.splits[split] = pick(file->rows, (*splits)[split], file->roles.features.size());
    finish(file->roles, dataset);
    return dataset;
}

/// The roles of the training file found again in another file: by name, without a header by position.
Result<CsvRoles> sameRoles(const CsvTable& training, const CsvRoles& roles, const CsvTable& other) {
    CsvRoles found;
    const auto locate = [&](std::size_t column) -> std::optional<std::size_t> {
        if (training.header && other.header && !training.columns[column].unnamed) return findColumn(other, training.columns[column].name);
        return column < other.columns.size() ? std::optional(column) : std::nullopt;
    };
    const auto missing = [&](std::size_t column) {
        return Error{ErrorCode::DataShape, "column \"" + training.columns[column].name + "\" of " + training.file + " is not there",
                     other.file, "give the three files the same columns"};
    };
    const auto label = locate(roles.label);
    if (!label) return missing(roles.label);
    found.label = *label;
    for (const std::size_t column : roles.features) {
        const auto feature = locate(column);
        if (!feature) return missing(column);
        found.features.push_back(*feature);
    }
    if (roles.names) found.names = locate(*roles.names);
    return found;
}

/// The other files are read as the training file was found to be.
CsvOptions asRead(const CsvTable& training, CsvOptions options) {
    options.delimiter = training.delimiter;
    options.decimalComma = training.decimalComma;
    options.header = training.header;
    return options;
}

Result<TableDataset> loadFolder(const std::string& folder, const CsvOptions& options) {
    const Result<std::array<std::string, 3>> files = findSplitFiles(folder);
    if (!files) return files.error();
    TableDataset dataset;
    dataset.name = shownName(folder);
    dataset.source = folder;
    const auto shown = [&](std::size_t split) { return dataset.name + "/" + shownName((*files)[split]); };
    Result<TrainingFile> training = readTrainingFile((*files)[0], shown(0), options, dataset);
    if (!training) return training.error();
    dataset.splits[0] = std::move(training->rows);
    for (const std::size_t split : {std::size_t{1}, std::size_t{2}}) {
        const Result<CsvTable> table = readCsvTable((*files)[split], shown(split), asRead(training->table, options));
        if (!table) return table.error();
        const Result<CsvRoles> same = sameRoles(training->table, training->roles, *table);
        if (!same) return same.error();
        Result<TableRows> others = convertRows(*table, *same, options, training->classes, dataset.notes);
        if (!others) return others.error();
        dataset.splits[split] = std::move(*others);
    }
    finish(training->roles, dataset);
    return dataset;
}

} // namespace

Result<std::array<std::string, 3>> findSplitFiles(const std::string& folder) {
    const std::array<std::vector<std::string>, 3> stems{{{"train", "training"}, {"validation", "valid", "val"}, {"test"}}};
    const std::array<std::string, 3> expected{"train.csv", "validation.csv", "test.csv"};
    std::vector<fs::path> present;
    std::error_code problem;
    for (fs::directory_iterator entry(folder, problem), end; !problem && entry != end; entry.increment(problem))
        present.push_back(entry->path());
    if (problem) return Error{ErrorCode::IoRead, "cannot read the folder: " + problem.message(), folder, "check the folder's permissions"};
    std::sort(present.begin(), present.end());
    std::array<std::string, 3> files;
    for (std::size_t split = 0; split < files.size(); ++split) {
        const auto fits = [&](const fs::path& path) {
            const std::string extension = lowered(path.extension().string());
            const bool table = extension == ".csv" || extension == ".tsv" || extension == ".txt";
            return table && std::count(stems[split].begin(), stems[split].end(), lowered(path.stem().string())) > 0;
        };
        const auto found = std::find_if(present.begin(), present.end(), fits);
        if (found == present.end())
            return Error{ErrorCode::DataNotFound, "the folder has no " + expected[split], folder,
                         "put train.csv, validation.csv and test.csv there, or open one file"};
        files[split] = found->string();
    }
    return files;
}

Result<TableDataset> loadCsv(const std::string& path, const CsvOptions& options) {
    std::error_code ignored;
    return fs::is_directory(path, ignored) ? loadFolder(path, options) : loadFile(path, options);
}

} // namespace epochlab::core
