#include "data/picture_rows.h"
#include "work.h"

#include <algorithm>
#include <string>
#include <vector>

namespace epochlab::bench {
namespace {

/// A ResNet-18 as the lab trains it.
core::Result<core::ParamSet> networkOf(const json& request) {
    core::ParamSet config(core::mlpParams());
    const std::initializer_list<std::pair<const char*, std::string>> fields{{"data", request["folder"]},
                                                                            {"model", "resnet18"},
                                                                            {"method", request["method"]},
                                                                            {"precision", request["precision"]},
                                                                            {"threads", request["threads"].dump()},
                                                                            {"weights", request["weights"]},
                                                                            {"learning-rate", request.value("rate", json(0.0001)).dump()},
                                                                            {"seed", request.value("seed", json(0)).dump()},
                                                                            {"batch-size", "32"},
                                                                            {"epochs", "1"}};
    for (const auto& [id, text] : fields)
        if (const auto done = config.setText(id, text); !done) return done.error();
    return config;
}

/// A data set is looked at once.
core::Result<core::DatasetPointer> dataOf(const core::ParamSet& config) {
    static core::DatasetPointer kept;
    if (kept && kept->source == config.text("data")) return kept;
    core::Result<core::DatasetPointer> dataset = app::loadDataset(config);
    if (dataset) kept = *dataset;
    return dataset;
}

struct Work {
    core::ParamSet config;
    core::DatasetPointer dataset;
    std::shared_ptr<core::Trainer> trainer;

    core::Result<std::unique_ptr<core::TrainingSession>> session() const { return trainer->prepare(config, dataset); }
};

/// With no picture decoded.
core::Result<Work> workOf(const json& request) {
    const auto config = networkOf(request);
    if (!config) return config.error();
    const auto dataset = dataOf(*config);
    if (!dataset) return dataset.error();
    const auto trainer = app::findTrainer(*config);
    if (!trainer) return trainer.error();
    core::PictureCache::ofProcess().clear();
    return Work{*config, *dataset, *trainer};
}

/// As a run does it: batches of such a length go one by one.
core::Result<void> train(core::TrainingSession& session, std::int64_t steps, double rate) {
    for (std::int64_t step = 0; step < steps; ++step) {
        const auto report = session.advance(std::span(&rate, 1));
        if (!report) return report.error();
        if (report->divergence) return core::Error{core::ErrorCode::Internal, "the training diverged", report->divergence->layerName, ""};
    }
    return {};
}

} // namespace

core::Result<json> trainNetwork(const json& request) {
    const auto work = workOf(request);
    if (!work) return work.error();
    const auto session = work->session();
    if (!session) return session.error();
    const double rate = work->config.real("learning-rate");
    if (const auto first = train(**session, 1, rate); !first) return first.error();
    const std::int64_t steps = request["steps"];
    const Clock clock;
    if (const auto done = train(**session, steps, rate); !done) return done.error();
    const double seconds = clock.seconds();
    return json{{"seconds", seconds},
                {"pictures", steps * work->config.integer("batch-size")},
                {"instructions", (*session)->shape().instructionSet},
                {"notes", (*session)->shape().notes}};
}

core::Result<json> evaluateNetwork(const json& request) {
    const auto work = workOf(request);
    if (!work) return work.error();
    const auto session = work->session();
    if (!session) return session.error();
    const Clock clock;
    const auto evaluation = (*session)->evaluate(core::Split::Validation);
    if (!evaluation) return evaluation.error();
    return json{{"seconds", clock.seconds()}, {"pictures", evaluation->rows}};
}

core::Result<json> probeRates(const json& request) {
    auto work = workOf(request);
    if (!work) return work.error();
    json accuracies = json::array();
    double features = 0.0;
    const Clock clock;
    for (const json& rate : request["rates"]) {
        if (const auto done = work->config.setText("learning-rate", rate.dump()); !done) return done.error();
        const auto session = work->session();
        if (!session) return session.error();
        if (accuracies.empty()) features = clock.seconds();
        const std::vector<double> rates(static_cast<std::size_t>((*session)->shape().stepsPerEpoch), rate.get<double>());
        if (const auto report = (*session)->advance(rates); !report) return report.error();
        for (const core::Split split : core::allSplits) {
            const auto evaluation = (*session)->evaluate(split);
            if (!evaluation) return evaluation.error();
            if (split == core::Split::Test) accuracies.push_back(evaluation->accuracy);
        }
    }
    return json{{"seconds", clock.seconds()}, {"features", features}, {"test", accuracies}};
}

core::Result<json> tuneNetwork(const json& request) {
    const auto work = workOf(request);
    if (!work) return work.error();
    const auto session = work->session();
    if (!session) return session.error();
    const auto steps = std::min(request["steps"].get<std::int64_t>(), (*session)->shape().stepsPerEpoch);
    if (const auto done = train(**session, steps, work->config.real("learning-rate")); !done) return done.error();
    json answer{{"steps", steps}};
    for (const core::Split split : {core::Split::Validation, core::Split::Test}) {
        const auto evaluation = (*session)->evaluate(split);
        if (!evaluation) return evaluation.error();
        answer[std::string(core::splitName(split))] = evaluation->accuracy;
        answer["pictures"] = answer.value("pictures", std::int64_t{0}) + evaluation->rows;
        answer["right"] = answer.value("right", 0.0) + evaluation->accuracy * static_cast<double>(evaluation->rows);
    }
    return answer;
}

} // namespace epochlab::bench
