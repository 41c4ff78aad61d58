#include "data/load.h"

#include "data/cities.h"
#include "data/csv_cells.h"
#include "data/csv_dataset.h"
#include "data/load_options.h"

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

Result<TableDataset> load(const ParamSet& params) {
    const std::string& data = params.text("data");
    if (data == "cities") return loadCities();
    if (data.starts_with(toyPrefix)) return makeToy(toyOptionsOf(params));
    if (data.empty())
        return Error{ErrorCode::DataNotFound, "no data set is named", "data", "use cities, toy:moons, or the path of a CSV file"};
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

Result<DatasetPointer> loadDataset(const ParamSet& params) {
    Result<TableDataset> dataset = load(params);
    if (!dataset) return dataset.error();
    return DatasetPointer(std::make_shared<const TableDataset>(std::move(*dataset)));
}

} // namespace epochlab::core
