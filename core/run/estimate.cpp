#include "run/estimate.h"

#include "data/picture_source.h"
#include "mlp/plan.h"
#include "nets/picture_cost.h"
#include "nets/picture_start.h"
#include "params/model_fields.h"
#include "trees/margins.h"
#include "trees/tree_settings.h"

#include <algorithm>

namespace epochlab::core {
namespace {

// The reference (speed 1): the fused engine on one core of a 2020s server with AVX-512.
constexpr double secondsPerStep = 1.0e-6;
constexpr double secondsPerLayer = 0.3e-6; ///< forward and backward of one layer of a batch
constexpr double secondsPerNorm = 0.1e-6;
constexpr double secondsPerParameter = 1.3e-9; ///< of the optimiser's update
constexpr double secondsPerRow = 30e-9;        ///< gathered, and its loss
constexpr double flopsPerSecond = 110e9;
constexpr double libtorchTimes = 6.0; ///< as long with LibTorch, on small networks
constexpr double evaluationRowsPerCall = 4096.0;
constexpr double convolutionsPerSecond = 80e9; ///< multiplications of LibTorch's convolutions
constexpr double secondsPerPictureStep = 5e-3; ///< of a picture network, whatever its batch
constexpr double evaluationShare = 0.25;       ///< fixed cost of a forward pass against a whole step

// XGBoost 1.7.4 on one core of the same server.
constexpr double secondsPerRound = 1e-3;
constexpr double secondsPerTree = 2e-4;
constexpr double secondsPerLook = 6e-9;        ///< at one feature of one row, on one level of a tree, with histograms
constexpr double secondsPerSortedLook = 20e-9; ///< the same in sorted columns

struct Network {
    std::int64_t inputs;
    std::int64_t layers;
    std::int64_t parameters;
    std::int64_t activations; ///< of one row
};

Network networkOf(const ParamSet& config, const DataSize& data) {
    const std::int64_t hidden = config.integer("hidden-layers");
    const std::int64_t width = config.integer("width");
    const std::int64_t sines = config.integer("sine-features");
    const std::int64_t inputs = inputsOf(config, data) * (sines > 0 ? sines : 1);
    const std::int64_t norms = config.boolean("batch-norm") ? 2 * width : 0;
    std::int64_t parameters = 0;
    std::int64_t last = inputs;
    for (std::int64_t layer = 0; layer < hidden; ++layer) {
        parameters += (last + 1) * width + norms;
        last = width;
    }
    parameters += (last + 1) * data.classes;
    return {inputs, hidden + 1, parameters, inputs + 2 * hidden * width + data.classes};
}

std::int64_t stepsOf(std::int64_t rows, std::int64_t batch, bool batchNorm) {
    const std::int64_t steps = (rows + batch - 1) / batch;
    const bool merged = batchNorm && steps > 1 && rows % batch == 1;
    return std::max<std::int64_t>(1, merged ? steps - 1 : steps);
}

/// Pictures that are decoded once and kept as bytes.
std::int64_t cachedBytes(const PictureView& view, std::int64_t rows) {
    constexpr std::int64_t largestCache = std::int64_t{8} << 30;
    return std::min(largestCache, rows * std::int64_t{view.side()} * view.side() * 3);
}

/// What the pass of a frozen network over all pictures takes.
double featureSecondsOf(const ParamSet& config, const DataSize& data, const PictureArchitecture& net) {
    const auto threads = static_cast<double>(threadsOf(config));
    return static_cast<double>(data.evaluatedRows) * costOf(net, net.headOffset).multiplications / convolutionsPerSecond / threads;
}

/// Beside what trees take of rows that are features.
void addFeatures(RunEstimate& estimate, const ParamSet& backbone, const DataSize& data) {
    const PictureView view = pictureViewOf(backbone, *data.pictures);
    const PictureArchitecture net = makePictureArchitecture(backbone, view, data.classes);
    estimate.featureSeconds = featureSecondsOf(backbone, data, net);
    const std::int64_t kept = 4 * data.evaluatedRows * residualFeatures + cachedBytes(view, data.evaluatedRows);
    estimate.memoryBytes = kept + std::max(estimate.memoryBytes, trainingBytes(net, net.headOffset, 0, net.evaluationRows()));
}

/// A boosting round is a step and an epoch: each tree looks at all rows, level by level.
RunEstimate estimateTrees(const ParamSet& config, const DataSize& data, double speed) {
    const std::int64_t groups = treeGroups(data.classes);
    const std::int64_t features = inputsOf(config, data);
    const TreeRows rows{data.trainingRows, features};
    const bool exact = treeMethodOf(config, rows) == "exact";
    const double looks = static_cast<double>(data.trainingRows * features * groups) * static_cast<double>(config.integer("max-depth")) *
                         config.real("subsample") * config.real("colsample-bytree");
    const double round =
        secondsPerRound + static_cast<double>(groups) * secondsPerTree + looks * (exact ? secondsPerSortedLook : secondsPerLook);
    const auto threads = static_cast<double>(threadsOf(config));

    RunEstimate estimate;
    estimate.stepsPerEpoch = 1;
    estimate.trees = groups * trainingLength(config);
    estimate.seconds = static_cast<double>(trainingLength(config)) * round / threads / (speed > 0.0 ? speed : 1.0);
    // The rows, pixels as bytes; their margins, twice for training, and a gradient of two numbers.
    const std::int64_t margins = (data.evaluatedRows + 3 * data.trainingRows) * groups;
    const bool onFeatures = data.pictures && growsOnFeatures(config);
    const std::int64_t bytesOfNumber = data.pictures && !onFeatures ? 1 : 4;
    estimate.memoryBytes = bytesOfNumber * data.evaluatedRows * features + 4 * margins + treeWorkBytes(config, rows);
    if (onFeatures) addFeatures(estimate, backboneOf(config), data);
    return estimate;
}

RunEstimate estimatePictures(const ParamSet& config, const DataSize& data, double speed) {
    const PictureView view = pictureViewOf(config, *data.pictures);
    const PictureArchitecture net = makePictureArchitecture(config, view, data.classes);
    const bool onFeatures = trainsOnFeatures(config, view);
    const std::int64_t frozen = frozenParameters(config, net);
    const PictureCost cost = costOf(net, frozen);
    const std::int64_t batch = std::min(config.integer("batch-size"), std::max<std::int64_t>(1, data.trainingRows));
    const auto rows = static_cast<double>(data.trainingRows);

    RunEstimate estimate;
    estimate.parameters = net.parameterCount;
    estimate.stepsPerEpoch = pictureMethodOf(config) == PictureMethod::Logistic
                                 ? logisticSteps
                                 : stepsOf(data.trainingRows, config.integer("batch-size"), trainsBatchNorm(config));
    const double forward = onFeatures ? static_cast<double>(net.parameterCount - net.headOffset) : cost.multiplications;
    const double share = onFeatures ? 1.0 : cost.trainedShare;
    const bool running = config.isVisible("training-metrics") && config.text("training-metrics") == "running";
    const double evaluated = static_cast<double>(data.evaluatedRows) - (running ? rows : 0.0);
    const double work = rows * forward * (1.0 + 2.0 * share) + evaluated * forward;
    const auto threads = static_cast<double>(threadsOf(config));
    const double epoch = static_cast<double>(estimate.stepsPerEpoch) * secondsPerPictureStep + work / convolutionsPerSecond / threads;
    estimate.seconds = static_cast<double>(trainingLength(config)) * epoch / (speed > 0.0 ? speed : 1.0);

    if (onFeatures) estimate.featureSeconds = featureSecondsOf(config, data, net);

    const int moments = momentCount(updateRuleOf(config).method);
    const std::int64_t training = trainingBytes(net, frozen, moments, onFeatures ? net.evaluationRows() : batch);
    estimate.memoryBytes = training + cachedBytes(view, data.evaluatedRows);
    return estimate;
}

} // namespace

std::int64_t inputsOf(const ParamSet& config, const DataSize& data) {
    if (data.pictures && growsOnFeatures(config)) return residualFeatures;
    return data.pictures ? static_cast<std::int64_t>(pictureViewOf(config, *data.pictures).values()) : data.features;
}

std::string dataKey(const ParamSet& config) {
    std::string key;
    for (const ParamSpec& spec : config.table().specs())
        if (spec.group == ParamGroup::Data && config.isVisible(spec.id)) key += spec.id + "=" + config.textOf(spec.id) + "\n";
    return key;
}

DataSize dataSizeOf(const TableDataset& dataset) {
    DataSize size;
    size.trainingRows = dataset.rows(Split::Training).count;
    for (const Split split : allSplits) size.evaluatedRows += dataset.rows(split).count;
    size.features = dataset.featureCount();
    size.classes = dataset.classCount();
    if (dataset.pictures) size.pictures = pictureFactsOf(dataset.pictures->report());
    return size;
}

RunEstimate estimateRun(const ParamSet& config, const DataSize& data, double speed) {
    if (isTreeModel(config)) return estimateTrees(config, data, speed);
    if (isPictureModel(config)) return data.pictures ? estimatePictures(config, data, speed) : RunEstimate{};
    const Network network = networkOf(config, data);
    const std::int64_t batch = config.integer("batch-size");
    const bool batchNorm = config.boolean("batch-norm");
    const auto parameters = static_cast<double>(network.parameters);

    RunEstimate estimate;
    estimate.parameters = network.parameters;
    estimate.stepsPerEpoch = stepsOf(data.trainingRows, batch, batchNorm);
    const double fixedStep = secondsPerStep + static_cast<double>(network.layers) * (secondsPerLayer + (batchNorm ? secondsPerNorm : 0.0));
    const double training = static_cast<double>(estimate.stepsPerEpoch) * (fixedStep + secondsPerParameter * parameters) +
                            static_cast<double>(data.trainingRows) * (secondsPerRow + 6.0 * parameters / flopsPerSecond);
    const bool running = config.text("training-metrics") == "running";
    const auto evaluatedRows = static_cast<double>(data.evaluatedRows - (running ? data.trainingRows : 0));
    const double evaluation = (evaluatedRows / evaluationRowsPerCall + 3.0) * fixedStep * evaluationShare +
                              evaluatedRows * (secondsPerRow + 2.0 * parameters / flopsPerSecond);
    const double times = config.text("engine") == "libtorch" ? libtorchTimes : 1.0;
    estimate.seconds = static_cast<double>(config.integer("epochs")) * times * (training + evaluation) / (speed > 0.0 ? speed : 1.0);

    const std::string& optimizer = config.text("optimizer");
    const std::int64_t copies = optimizer == "sgd" ? 2 : optimizer == "momentum" ? 3 : 4; // weights, gradient, optimiser state
    const std::int64_t batchRows = std::min(batch, std::max<std::int64_t>(1, data.trainingRows));
    estimate.memoryBytes =
        4 * (copies * network.parameters + 2 * batchRows * network.activations + (data.trainingRows + data.evaluatedRows) * network.inputs);
    return estimate;
}

} // namespace epochlab::core
