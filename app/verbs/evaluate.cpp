#include "compare/accuracy.h"
#include "composition.h"
#include "data/load.h"
#include "params/model_fields.h"
#include "run/predictions.h"
#include "verbs/loading_line.h"
#include "verbs/output.h"
#include "verbs/verbs.h"

#include <algorithm>
#include <cfloat>
#include <cmath>
#include <nlohmann/json.hpp>

namespace epochlab::app {
namespace {

using core::Error;
using core::ErrorCode;
using core::Result;
using nlohmann::ordered_json;

struct Measure {
    double lossSum = 0.0;
    std::int64_t correct = 0;
    std::int64_t rows = 0;

    void add(const Measure& other) {
        lossSum += other.lossSum;
        correct += other.correct;
        rows += other.rows;
    }
};

std::string joined(const std::vector<std::string>& names) {
    std::string text;
    for (const std::string& name : names) text += (text.empty() ? "" : ",") + name;
    return text;
}

Result<core::DatasetPointer> dataFor(const Arguments& arguments, const core::Model& model) {
    core::ParamSet config = model.config;
    if (arguments.has("data"))
        if (const auto set = config.set("data", arguments.get("data")); !set) return set.error();
    if (config.isVisible("csv-features"))
        if (const auto set = config.set("csv-features", joined(model.featureNames)); !set) return set.error();
    return loadDataset(config, loadingLine());
}

/// The model's number of each class of the data.
Result<std::vector<std::size_t>> classNumbers(const core::TableDataset& dataset, const core::Model& model) {
    if (bool(dataset.pictures) != model.view.has_value())
        return Error{ErrorCode::DataShape,
                     model.view ? "the model takes pictures, and these data are rows of numbers"
                                : "the model takes rows of numbers, and these data are pictures",
                     dataset.source, "give data of the kind that the model was trained with"};
    if (dataset.featureNames != model.featureNames)
        return Error{ErrorCode::DataShape, "the features are not those that the model was trained with", dataset.source,
                     "give data with " + joined(model.featureNames)};
    std::vector<std::size_t> numbers;
    for (const std::string& name : dataset.classNames) {
        const auto found = std::find(model.classNames.begin(), model.classNames.end(), name);
        if (found == model.classNames.end())
            return Error{ErrorCode::DataUnknownClass, "the model does not know the class \"" + name + "\"", dataset.source,
                         "give data with the model's classes"};
        numbers.push_back(static_cast<std::size_t>(found - model.classNames.begin()));
    }
    return numbers;
}

/// Of answers to rows with these labels.
Measure measureOf(std::span<const float> answers, std::span<const std::int32_t> labels, const std::vector<std::size_t>& numbers) {
    Measure sum;
    const std::size_t classes = answers.size() / labels.size();
    for (std::size_t r = 0; r < labels.size(); ++r) {
        const auto row = answers.subspan(r * classes, classes);
        const std::size_t label = numbers[static_cast<std::size_t>(labels[r])];
        sum.lossSum -= std::log(std::max(double{row[label]}, double{FLT_MIN}));
        const auto best = static_cast<std::size_t>(std::max_element(row.begin(), row.end()) - row.begin());
        if (best == label) ++sum.correct;
    }
    sum.rows = std::ssize(labels);
    return sum;
}

Result<Measure> measure(core::Predictor& predictor, core::ModelRows& inputs, const core::TableDataset& dataset, core::Split split,
                        const std::vector<std::size_t>& numbers) {
    const std::span<const std::int32_t> labels(dataset.rows(split).labels);
    Measure sum;
    for (std::int64_t first = 0; first < std::ssize(labels); first += inputs.rowsPerCall()) {
        const std::int64_t count = std::min(inputs.rowsPerCall(), std::ssize(labels) - first);
        const Result<std::span<const float>> part = inputs.part(split, first, count);
        if (!part) return part.error();
        const Result<std::vector<float>> answer = predictor.probabilities(*part, count);
        if (!answer) return answer.error();
        sum.add(measureOf(*answer, labels.subspan(static_cast<std::size_t>(first), static_cast<std::size_t>(count)), numbers));
    }
    return sum;
}

ordered_json jsonOf(const Measure& sum) {
    const double accuracy = static_cast<double>(sum.correct) / static_cast<double>(sum.rows);
    const core::Interval interval = core::wilsonInterval(accuracy, sum.rows);
    return {{"rows", sum.rows},
            {"loss", sum.lossSum / static_cast<double>(sum.rows)},
            {"accuracy", accuracy},
            {"accuracy_interval_95", {interval.low, interval.high}}};
}

std::string textOf(const std::string& name, const ordered_json& object) {
    const auto number = [](const ordered_json& value) { return numberText(value.get<double>()); };
    return name + ": loss " + number(object["loss"]) + ", accuracy " + number(object["accuracy"]) + " of " +
           std::to_string(object["rows"].get<std::int64_t>()) + " rows (95 % interval " + number(object["accuracy_interval_95"][0]) +
           " to " + number(object["accuracy_interval_95"][1]) + ")\n";
}

Result<ordered_json> evaluated(const core::Model& model, const core::TableDataset& dataset) {
    const Result<std::vector<std::size_t>> numbers = classNumbers(dataset, model);
    if (!numbers) return numbers.error();
    const Result<std::shared_ptr<core::Trainer>> trainer = findTrainer(model.config);
    if (!trainer) return trainer.error();
    const Result<std::unique_ptr<core::Predictor>> predictor = (*trainer)->predictor(model);
    if (!predictor) return predictor.error();
    ordered_json document = ordered_json::object();
    core::ModelRows inputs(dataset, model.view, core::threadsOf(model.config));
    Measure all;
    for (const core::Split split : core::allSplits) {
        const Result<Measure> part = measure(**predictor, inputs, dataset, split, *numbers);
        if (!part) return part.error();
        if (part->rows > 0) document[std::string(core::splitName(split))] = jsonOf(*part);
        all.add(*part);
    }
    if (all.rows > 0) document["all"] = jsonOf(all);
    return document;
}

} // namespace

int runEvaluate(const Arguments& arguments) {
    if (!arguments.words.empty())
        return failWith({ErrorCode::Usage, "evaluate takes no \"" + arguments.words[0] + "\"", "", "name the data with --data"});
    const Result<core::Model> model = modelOf(arguments);
    if (!model) return failWith(model.error());
    const Result<core::DatasetPointer> dataset = dataFor(arguments, *model);
    if (!dataset) return failWith(dataset.error());
    const Result<ordered_json> document = evaluated(*model, **dataset);
    if (!document) return failWith(document.error());
    if (arguments.json())
        printOut(document->dump(2) + "\n");
    else
        for (const auto& [name, value] : document->items()) printOut(textOf(name, value));
    return 0;
}

} // namespace epochlab::app
