#include "ml/support.h"

#include "core/mlp/reference.h"
#include "mlp/architecture.h"
#include "mlp/plan.h"

#include <algorithm>
#include <cmath>

namespace epochlab::core {
namespace {

using namespace test;

/// The float64 step of this network and the batch of all training rows.
struct Float64 {
    Float64(const ParamSet& config, const TableDataset& data) {
        step.architecture = makeArchitecture(config, data.featureCount(), data.classCount());
        step.activation = activationOf(config);
        const std::vector<float> initial = initialParameters(step.architecture, config);
        step.parameters.assign(initial.begin(), initial.end());
        for (const std::int64_t width : step.architecture.widths)
            step.running.resize(step.running.size() + 2 * static_cast<std::size_t>(width));
        const TableRows& rows = data.rows(Split::Training);
        const std::vector<float> x =
            fitInputTransform(config, rows, data.featureCount()).apply(rows.features.data(), rows.count, data.featureCount());
        const auto features = static_cast<std::ptrdiff_t>(step.architecture.inputs);
        for (auto row = x.begin(); row != x.end(); row += features) inputs.emplace_back(row, row + features);
        labels.assign(rows.labels.begin(), rows.labels.end());
    }

    /// Leaves the gradient in `step`.
    double loss() {
        step.forwardAndBackward(inputs, labels);
        return step.loss;
    }

    Reference step;
    Matrix inputs;
    std::vector<int> labels;
};

/// With SGD at rate 1, weights before minus weights after one step are the gradient.
std::vector<double> engineGradient(const ParamSet& config, const DatasetPointer& data, const Reference& reference, double& loss) {
    const auto session = prepared(config, data);
    loss = trainTo(*session, 1, 1.0).steps[0].loss;
    const ModelWeights weights = session->weights();
    std::vector<double> gradient;
    for (const ParameterSlot& slot : reference.architecture.slots) {
        for (const NamedTensor& tensor : weights.tensors) {
            if (tensor.name != slot.name) continue;
            for (const float value : tensor.values) gradient.push_back(reference.parameters[gradient.size()] - static_cast<double>(value));
        }
    }
    return gradient;
}

class Gradient : public testing::TestWithParam<std::tuple<std::string, bool, bool>> {};

TEST_P(Gradient, MatchesAFloat64Reference) {
    const auto& [activation, batchNorm, skip] = GetParam();
    const ParamSet config = configOf({{"activation", activation},
                                      {"batch-norm", batchNorm ? "true" : "false"},
                                      {"skip-connections", skip ? "true" : "false"},
                                      {"hidden-layers", "3"},
                                      {"width", "5"},
                                      {"optimizer", "sgd"},
                                      {"batch-size", "24"}});
    const DatasetPointer data = makeData(24);
    Float64 reference(config, *data);
    double loss = 0.0;
    const std::vector<double> gradient = engineGradient(config, data, reference.step, loss);
    std::vector<double>& parameters = reference.step.parameters;
    ASSERT_EQ(gradient.size(), parameters.size());
    EXPECT_NEAR(loss, reference.loss(), 2e-6);
    const std::vector<double> backward = reference.step.gradient;
    ASSERT_EQ(backward.size(), parameters.size());
    for (std::size_t i = 0; i < parameters.size(); ++i) {
        const double h = 1e-6;
        const double at = parameters[i];
        parameters[i] = at + h;
        const double above = reference.loss();
        parameters[i] = at - h;
        const double below = reference.loss();
        parameters[i] = at;
        const double difference = (above - below) / (2.0 * h);
        EXPECT_NEAR(gradient[i], difference, 2e-6) << "parameter " << i;
        EXPECT_NEAR(backward[i], difference, 1e-8) << "parameter " << i;
    }
}

/// ‖g‖ of each layer as the gradient panel shows it, to 1e-5 of the float64 reference's.
TEST_P(Gradient, NormsByLayerMatchAFloat64Reference) {
    const auto& [activation, batchNorm, skip] = GetParam();
    const ParamSet config = configOf({{"activation", activation},
                                      {"batch-norm", batchNorm ? "true" : "false"},
                                      {"skip-connections", skip ? "true" : "false"},
                                      {"hidden-layers", "3"},
                                      {"width", "8"},
                                      {"batch-size", "64"}});
    const DatasetPointer data = makeData(64);
    Float64 reference(config, *data);
    reference.loss();
    std::vector<double> norms(static_cast<std::size_t>(reference.step.architecture.layerCount()), 0.0);
    for (const ParameterSlot& slot : reference.step.architecture.slots)
        for (std::int64_t i = slot.offset; i < slot.offset + slot.size; ++i)
            norms[static_cast<std::size_t>(slot.layer)] += std::pow(reference.step.gradient[static_cast<std::size_t>(i)], 2);
    const auto session = prepared(config, data);
    trainTo(*session, 1, 1e-3);
    const std::vector<double> squared = session->gradients();
    ASSERT_EQ(squared.size(), norms.size());
    for (std::size_t layer = 0; layer < norms.size(); ++layer)
        EXPECT_NEAR(std::sqrt(squared[layer]), std::sqrt(norms[layer]), 1e-5 * std::sqrt(norms[layer]) + 1e-30) << "layer " << layer;
}

INSTANTIATE_TEST_SUITE_P(All, Gradient,
                         testing::Combine(testing::Values("relu", "leaky-relu", "tanh", "sigmoid", "gelu"), testing::Bool(),
                                          testing::Bool()));

/// What the panel's words are about: gradients of the first layers of a deep network vanish, and do not with either remedy.
TEST(DeepGradient, VanishesWithoutBatchNormAndSkips) {
    for (const char* remedy : {"", "batch-norm", "skip-connections"}) {
        Fields fields{{"hidden-layers", "100"}, {"width", "4"}, {"batch-size", "64"}};
        if (*remedy != 0) fields.emplace_back(remedy, "true");
        const auto session = prepared(configOf(fields), makeData(256));
        trainTo(*session, 4, 1e-3);
        const std::vector<double> squared = session->gradients();
        const auto vanished = std::ranges::count_if(squared, [](double norm) { return norm < 1e-7; });
        EXPECT_TRUE(*remedy == 0 ? vanished > 50 : vanished < 5) << remedy << " " << vanished;
    }
}

} // namespace
} // namespace epochlab::core
