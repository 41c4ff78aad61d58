#include "composition.h"
#include "data/csv_cells.h"
#include "verbs/feature_file.h"
#include "verbs/output.h"
#include "verbs/verbs.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace epochlab::app {
namespace {

using core::Result;
using nlohmann::ordered_json;

struct FilePrediction {
    std::string file;
    FeatureRows rows;
    std::vector<float> probabilities; ///< [rows × classes]
};

std::size_t bestOf(std::span<const float> probabilities) {
    return static_cast<std::size_t>(std::max_element(probabilities.begin(), probabilities.end()) - probabilities.begin());
}

std::string headerLine(const core::Model& model) {
    std::string line = "file,row,class,probability";
    for (const std::string& name : model.classNames) line += "," + core::csvCell("p(" + name + ")");
    return line + "\n";
}

void printCsv(const FilePrediction& prediction, const core::Model& model) {
    const std::size_t classes = model.classNames.size();
    for (std::size_t r = 0; r < prediction.rows.lines.size(); ++r) {
        const auto row = std::span(prediction.probabilities).subspan(r * classes, classes);
        const std::size_t best = bestOf(row);
        std::string line = core::csvCell(prediction.file) + "," + std::to_string(prediction.rows.lines[r]) + "," +
                           core::csvCell(model.classNames[best]) + "," + numberText(double{row[best]});
        for (const float p : row) line += "," + numberText(double{p});
        printOut(line + "\n");
    }
}

void printJson(const FilePrediction& prediction, const core::Model& model) {
    const std::size_t classes = model.classNames.size();
    for (std::size_t r = 0; r < prediction.rows.lines.size(); ++r) {
        const auto row = std::span(prediction.probabilities).subspan(r * classes, classes);
        const std::size_t best = bestOf(row);
        ordered_json object{
            {"file", prediction.file}, {"row", prediction.rows.lines[r]}, {"class", model.classNames[best]}, {"probability", row[best]}};
        for (std::size_t c = 0; c < classes; ++c) object["probabilities"][model.classNames[c]] = row[c];
        printOut(object.dump(-1, ' ', false, ordered_json::error_handler_t::replace) + "\n");
    }
}

} // namespace

int runPredict(const Arguments& arguments) {
    if (arguments.words.empty()) return failWith({core::ErrorCode::Usage, "predict needs a file", "", "name one or more CSV files"});
    const Result<core::Model> model = modelOf(arguments);
    if (!model) return failWith(model.error());
    std::vector<FilePrediction> predictions; // all files are read before anything is printed
    for (const std::string& path : arguments.words) {
        Result<FeatureRows> rows = readFeatureRows(path, *model);
        if (!rows) return failWith(rows.error());
        predictions.push_back({path, *std::move(rows), {}});
    }
    const Result<std::shared_ptr<core::Trainer>> trainer = findTrainer(model->config);
    if (!trainer) return failWith(trainer.error());
    const Result<std::unique_ptr<core::Predictor>> predictor = (*trainer)->predictor(*model);
    if (!predictor) return failWith(predictor.error());
    for (FilePrediction& prediction : predictions) {
        Result<std::vector<float>> probabilities = (*predictor)->probabilities(prediction.rows.features, prediction.rows.count);
        if (!probabilities) return failWith(probabilities.error());
        prediction.probabilities = *std::move(probabilities);
    }
    if (!arguments.json()) printOut(headerLine(*model));
    for (const FilePrediction& prediction : predictions) {
        if (arguments.json())
            printJson(prediction, *model);
        else
            printCsv(prediction, *model);
    }
    return 0;
}

} // namespace epochlab::app
