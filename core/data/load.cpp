#include "data/load.h"

#include "data/cities.h"
#include "data/csv_cells.h"
#include "data/csv_dataset.h"
#include "data/load_options.h"
#include "data/picture_files.h"
#include "data/picture_folder.h"
#include "data/picture_source.h"
#include "data/picture_splits.h"
#include "data/picture_tree.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <sstream>

namespace epochlab::core {
namespace {

constexpr std::string_view toyPrefix = "toy:";

std::vector<std::string> commaSeparated(const std::string& text) {
    std::vector<std::string> parts;
    std::istringstream stream(text);
    for (std::string part; std::getline(stream, part, ',');)
        if (const std::string_view name = trimmed(part); !name.empty()) parts.emplace_back(name);
    return parts;
}

/// Repeats are looked for, and what was found becomes notes.
Result<TableDataset> finished(Result<TableDataset> dataset) {
    if (!dataset) return dataset;
    dataset->fingerprint = fingerprintOf(*dataset);
    for (const PictureFinding& finding : findRepeats(*dataset)) dataset->notes.push_back(lineOf(finding, ""));
    const std::vector<std::string> lines = linesOf(dataset->pictures->report());
    dataset->notes.insert(dataset->notes.begin(), lines.begin(), lines.end());
    return dataset;
}

Result<TableDataset> loadFolder(const std::string& folder, const ParamSet& params, const LoadServices& services) {
    const Result<std::array<std::string, 3>> tables = findSplitFiles(folder);
    // Lists of pictures are often called train.txt and so on, so that beside class folders those are no tables.
    const auto isList = [](const std::string& path) { return path.ends_with(".txt"); };
    if (tables && std::ranges::none_of(*tables, isList)) return loadCsv(folder, csvOptionsOf(params));
    if (holdsPictureTree(folder)) return finished(loadPictureFolder(folder, pictureOptionsOf(params), services));
    if (holdsIdx(folder)) return finished(loadIdx(folder, {}, pictureOptionsOf(params)));
    if (holdsCifar(folder)) return finished(loadCifar(folder, pictureOptionsOf(params)));
    if (tables) return loadCsv(folder, csvOptionsOf(params));
    Error error = tables.error();
    if (error.code == ErrorCode::DataNotFound)
        error.remedy = "put train.csv, validation.csv and test.csv there, or a folder of pictures for each class; or open one file";
    return error;
}

Result<TableDataset> load(const ParamSet& params, const LoadServices& services) {
    const std::string& data = params.text("data");
    if (data == "cities") return loadCities();
    if (data == "fashion-mnist") return finished(loadFashionMnist(pictureOptionsOf(params)));
    if (data.starts_with(toyPrefix)) return makeToy(toyOptionsOf(params));
    if (data.empty())
        return Error{ErrorCode::DataNotFound, "no data set is named", "data",
                     "use cities, fashion-mnist, toy:moons, the path of a CSV file, or of a folder of pictures"};
    std::error_code ignored;
    if (std::filesystem::is_directory(data, ignored)) return loadFolder(data, params, services);
    return loadCsv(data, csvOptionsOf(params));
}

} // namespace

CsvOptions csvOptionsOf(const ParamSet& params) {
    static const std::map<std::string, char> delimiters{{"comma", ','}, {"semicolon", ';'}, {"tab", '\t'}, {"pipe", '|'}, {"space", ' '}};
    CsvOptions options;
    if (const auto found = delimiters.find(params.text("csv-delimiter")); found != delimiters.end()) options.delimiter = found->second;
    if (params.text("csv-decimal") != "auto") options.decimalComma = params.text("csv-decimal") == "comma";
    if (params.text("csv-encoding") != "auto") options.encoding = params.text("csv-encoding");
    if (params.text("csv-header") != "auto") options.header = params.text("csv-header") == "yes";
    options.label = params.text("csv-label");
    options.features = commaSeparated(params.text("csv-features"));
    options.skipBadRows = params.text("csv-bad-rows") == "skip";
    options.trainShare = params.real("csv-train-share");
    options.stratify = params.boolean("csv-stratify");
    options.seed = static_cast<std::uint64_t>(params.integer("data-seed"));
    return options;
}

ToyOptions toyOptionsOf(const ParamSet& params) {
    ToyOptions options;
    options.kind = params.text("data").substr(toyPrefix.size());
    options.noise = params.real("toy-noise");
    options.rows = params.integer("toy-rows");
    options.trainShare = params.real("toy-train-share");
    options.seed = static_cast<std::uint64_t>(params.integer("data-seed"));
    return options;
}

PictureOptions pictureOptionsOf(const ParamSet& params) {
    static const std::map<std::string, PictureProblems> policies{
        {"skip", PictureProblems::Skip}, {"skip-all", PictureProblems::SkipAll}, {"stop", PictureProblems::Stop}};
    PictureOptions options;
    options.problems = policies.at(params.text("picture-problems"));
    options.maximumPixels = params.integer("picture-limit") * 1'000'000;
    options.trainShare = params.real("picture-train-share");
    options.seed = static_cast<std::uint64_t>(params.integer("data-seed"));
    return options;
}

Result<DatasetPointer> loadDatasetWith(const ParamSet& params, const LoadServices& services) {
    Result<TableDataset> dataset = load(params, services);
    if (!dataset) return dataset.error();
    return DatasetPointer(std::make_shared<const TableDataset>(std::move(*dataset)));
}

Result<DatasetPointer> loadDataset(const ParamSet& params) { return loadDatasetWith(params, {}); }

} // namespace epochlab::core
