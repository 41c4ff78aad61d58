#include "composition.h"
#include "data/csv_cells.h"
#include "verbs/feature_file.h"
#include "verbs/json_text.h"
#include "verbs/output.h"
#include "verbs/verbs.h"

#include <algorithm>

namespace epochlab::app {
namespace {

using core::Result;
using nlohmann::ordered_json;

struct FilePrediction {
    std::string file;
    FeatureRows rows;                 ///< of a picture one, without a line
    std::vector<float> probabilities; ///< [rows × classes]
};

std::size_t bestOf(std::span<const float> probabilities) {
    return static_cast<std::size_t>(std::max_element(probabilities.begin(), probabilities.end()) - probabilities.begin());
}

std::string headerLine(const core::Model& model) {
    std::string line = model.view ? "file,class,probability" : "file,row,class,probability";
    for (const std::string& name : model.classNames) line += "," + core::csvCell("p(" + name + ")");
    return line + "\n";
}

std::string csvLine(const FilePrediction& prediction, const core::Model& model, std::size_t row) {
    const std::size_t classes = model.classNames.size();
    const auto answer = std::span(prediction.probabilities).subspan(row * classes, classes);
    const std::size_t best = bestOf(answer);
    std::string line = core::csvCell(prediction.file);
    if (!model.view) line += "," + std::to_string(prediction.rows.lines[row]);
    line += "," + core::csvCell(model.classNames[best]) + "," + numberText(double{answer[best]});
    for (const float p : answer) line += "," + numberText(double{p});
    return line + "\n";
}

std::string jsonOf(const FilePrediction& prediction, const core::Model& model, std::size_t row) {
    const std::size_t classes = model.classNames.size();
    const auto answer = std::span(prediction.probabilities).subspan(row * classes, classes);
    const std::size_t best = bestOf(answer);
    ordered_json object{{"file", prediction.file}};
    if (!model.view) object["row"] = prediction.rows.lines[row];
    object["class"] = model.classNames[best];
    object["probability"] = answer[best];
    for (std::size_t c = 0; c < classes; ++c) object["probabilities"][model.classNames[c]] = answer[c];
    return jsonLine(object);
}

Result<FeatureRows> readRows(const std::string& path, const core::Model& model) {
    return model.view ? readPictureRow(path, model) : readFeatureRows(path, model);
}

} // namespace

int runPredict(const Arguments& arguments) {
    if (arguments.words.empty())
        return failWith({core::ErrorCode::Usage, "predict needs a file", "", "name one or more CSV files, or pictures"});
    const Result<core::Model> model = modelOf(arguments);
    if (!model) return failWith(model.error());
    std::vector<FilePrediction> predictions; // all files are read before anything is printed
    for (const std::string& path : arguments.words) {
        Result<FeatureRows> rows = readRows(path, *model);
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
    for (const FilePrediction& prediction : predictions)
        for (std::size_t row = 0; row < static_cast<std::size_t>(prediction.rows.count); ++row)
            printOut(arguments.json() ? jsonOf(prediction, *model, row) : csvLine(prediction, *model, row));
    return 0;
}

} // namespace epochlab::app
