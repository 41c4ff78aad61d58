// The fused kernels of every instruction set against float64, one step at a time from equal states.
#include "base/random.h"
#include "core/mlp/reference.h"
#include "mlp/aligned.h"
#include "mlp/kernel_sets.h"
#include "support/config.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numeric>

namespace epochlab::core {
namespace {

using test::Fields;
using test::Matrix;

struct Case {
    std::string name;
    Fields settings;
    std::int64_t batch = 7;
    std::int64_t features = 2;
    std::int64_t classes = 5;
    bool weighted = false;
};

std::ostream& operator<<(std::ostream& out, const Case& c) { return out << c.name; }

ParamSet configOf(const Case& c) { return test::configOf({{"hidden-layers", "2"}, {"width", "7"}}, c.settings); }

/// The buffers of one network, a batch of random rows, and the reference beside them.
struct Harness {
    Harness(const Case& c, const KernelSet& set)
        : config(configOf(c)), kernels(set), architecture(makeArchitecture(config, c.features, c.classes)),
          plan(compilePlan(architecture, config, c.batch, set.lanes)), inference(compilePlan(architecture, config, 64, set.lanes)),
          rule(updateRuleOf(config)), arena(static_cast<std::size_t>(plan.step.arenaFloats)),
          inferenceMemory(static_cast<std::size_t>(inferenceArena(inference))), parameters(initialParameters(architecture, config)),
          gradient(parameters.size()), moment1(parameters.size()), moment2(parameters.size()),
          running(static_cast<std::size_t>(plan.statisticsCount)), norms(static_cast<std::size_t>(architecture.layerCount())) {
        for (const LayerPlan& layer : plan.layers)
            if (layer.gamma >= 0) std::fill_n(running.data() + layer.runningMean + layer.outputs, layer.outputs, 1.0F);
        drawBatch(c);
        reference.architecture = architecture;
        reference.activation = activationOf(config);
        reference.rule = rule;
        reference.smoothing = config.real("label-smoothing");
        if (c.weighted)
            for (std::int64_t k = 0; k < c.classes; ++k) classWeights.push_back(0.5F + 0.25F * static_cast<float>(k));
        reference.classWeights.assign(classWeights.begin(), classWeights.end());
    }

    void drawBatch(const Case& c) {
        RandomStream random({7, RandomPurpose::ToyData, 0, 0, 0});
        const std::int64_t all = c.batch + 3; // the batch picks its rows from a larger table
        for (std::int64_t i = 0; i < all * architecture.inputs; ++i) inputs.push_back(static_cast<float>(random.normal()));
        for (std::int64_t i = 0; i < all; ++i)
            labels.push_back(static_cast<std::int32_t>(random.below(static_cast<std::uint64_t>(c.classes))));
        for (std::int64_t i = 0; i < c.batch; ++i) rows.push_back(static_cast<std::int32_t>((i * 5 + 2) % all));
        for (const std::int32_t row : rows) {
            const float* from = inputs.data() + row * architecture.inputs;
            batch.emplace_back(from, from + architecture.inputs);
            batchLabels.push_back(labels[static_cast<std::size_t>(row)]);
        }
    }

    /// Masks for the step and the reference alike, into the buffers that the layers' outputs will overwrite.
    void drawMasks(long step) {
        if (!plan.step.dropout) return;
        const double rate = config.real("dropout");
        reference.masks.clear();
        for (std::size_t index = 0; index + 1 < plan.layers.size(); ++index) {
            const LayerPlan& layer = plan.layers[index];
            RandomStream random({11, RandomPurpose::Dropout, 0, static_cast<std::uint32_t>(step), static_cast<std::uint32_t>(index)});
            Matrix mask(batch.size(), std::vector<double>(static_cast<std::size_t>(layer.outputs)));
            for (std::size_t r = 0; r < mask.size(); ++r)
                for (std::size_t f = 0; f < mask[r].size(); ++f) {
                    mask[r][f] = random.uniform() < rate ? 0.0 : 1.0 / (1.0 - rate);
                    const auto row = static_cast<std::int64_t>(r);
                    arena.data()[layer.output + placeInTiles(plan.step, row, static_cast<std::int64_t>(f), layer.outputs)] =
                        static_cast<float>(mask[r][f]);
                }
            reference.masks.push_back(std::move(mask));
        }
    }

    void equalStates() {
        reference.parameters.assign(parameters.begin(), parameters.end());
        reference.moment1.assign(moment1.begin(), moment1.end());
        reference.moment2.assign(moment2.begin(), moment2.end());
        reference.running.assign(running.begin(), running.end());
    }

    StepJob job(double learningRate, std::int64_t step) {
        StepJob job;
        job.plan = &plan.step;
        job.rule = &rule;
        job.arena = arena.data();
        job.parameters = parameters.data();
        job.gradient = gradient.data();
        job.moment1 = moment1.data();
        job.moment2 = moment2.data();
        job.running = running.data();
        job.layerNorms = norms.data();
        job.inputs = inputs.data();
        job.labels = labels.data();
        job.rows = rows.data();
        job.rowCount = static_cast<std::int64_t>(rows.size());
        job.classWeights = classWeights.empty() ? nullptr : classWeights.data();
        job.smoothing = config.real("label-smoothing");
        job.learningRate = learningRate;
        job.step = step;
        return job;
    }

    ParamSet config;
    const KernelSet& kernels;
    MlpArchitecture architecture;
    CompiledPlan plan;
    CompiledPlan inference;
    UpdateRule rule;
    AlignedFloats arena, inferenceMemory;
    std::vector<float> parameters, gradient, moment1, moment2, running, classWeights, inputs;
    std::vector<double> norms;
    std::vector<std::int32_t> labels, rows;
    Matrix batch;
    std::vector<int> batchLabels;
    test::Reference reference;
};

/// ‖a − b‖ / max(‖b‖, floor) over a range.
double distance(const float* a, const double* b, std::int64_t count, double floor) {
    double difference = 0;
    double norm = 0;
    for (std::int64_t i = 0; i < count; ++i) {
        difference += (static_cast<double>(a[i]) - b[i]) * (static_cast<double>(a[i]) - b[i]);
        norm += b[i] * b[i];
    }
    return std::sqrt(difference) / std::max(std::sqrt(norm), floor);
}

void expectEqualGradients(const Harness& h) {
    double total = 0;
    for (const double g : h.reference.gradient) total += g * g;
    for (const ParameterSlot& slot : h.architecture.slots) {
        // A bias before batch norm has no gradient but rounding noise.
        const bool noise = h.architecture.batchNorm && slot.layer + 1 < h.architecture.layerCount() && slot.name.ends_with(".bias") &&
                           !slot.name.ends_with("norm.bias");
        const double floor = noise ? 1.0 : std::max(1e-30, 1e-4 * std::sqrt(total));
        EXPECT_LE(distance(h.gradient.data() + slot.offset, h.reference.gradient.data() + slot.offset, slot.size, floor), 1e-5)
            << slot.name;
    }
    for (std::int64_t layer = 0; layer < h.architecture.layerCount(); ++layer) {
        double norm = 0;
        for (const ParameterSlot& slot : h.architecture.slots)
            for (std::int64_t i = 0; slot.layer == layer && i < slot.size; ++i)
                norm += std::pow(static_cast<double>(h.gradient[static_cast<std::size_t>(slot.offset + i)]), 2);
        EXPECT_NEAR(h.norms[static_cast<std::size_t>(layer)], norm, 1e-12 + 1e-9 * norm);
    }
}

void expectEqualSteps(Harness& h) {
    const double rate = h.config.real("learning-rate");
    for (long step = 1; step <= 3; ++step) {
        SCOPED_TRACE("step " + std::to_string(step));
        h.equalStates();
        h.drawMasks(step);
        StepJob job = h.job(rate, step);
        h.kernels.train(job, Worker{});
        ASSERT_EQ(job.outcome, StepOutcome::Trained);
        h.reference.forwardAndBackward(h.batch, h.batchLabels);
        EXPECT_NEAR(job.loss, h.reference.loss, 2e-6 * std::max(1.0, h.reference.loss));
        EXPECT_EQ(job.correct, h.reference.correct);
        expectEqualGradients(h);
        h.reference.gradient.assign(h.gradient.begin(), h.gradient.end());
        h.reference.update(rate, step);
        const auto count = static_cast<std::int64_t>(h.parameters.size());
        EXPECT_LE(distance(h.parameters.data(), h.reference.parameters.data(), count, 1e-30), 1e-6);
        EXPECT_LE(distance(h.running.data(), h.reference.running.data(), static_cast<std::int64_t>(h.running.size()), 1.0), 1e-6);
    }
}

void expectEqualAnswers(Harness& h) {
    h.equalStates();
    std::vector<float> shares(h.labels.size() * static_cast<std::size_t>(h.architecture.outputs));
    InferenceJob job;
    job.plan = &h.inference.step;
    job.parameters = h.parameters.data();
    job.running = h.running.data();
    job.arena = h.inferenceMemory.data();
    job.inputs = h.inputs.data();
    job.rowCount = static_cast<std::int64_t>(h.labels.size());
    job.labels = h.labels.data();
    job.probabilities = shares.data();
    h.kernels.infer(job);
    Matrix all;
    const auto width = static_cast<std::size_t>(h.architecture.inputs);
    for (std::size_t r = 0; r < h.labels.size(); ++r)
        all.emplace_back(h.inputs.begin() + static_cast<std::ptrdiff_t>(r * width),
                         h.inputs.begin() + static_cast<std::ptrdiff_t>((r + 1) * width));
    const Matrix expected = h.reference.probabilities(all);
    double loss = 0;
    for (std::size_t r = 0; r < all.size(); ++r) {
        loss -= std::log(expected[r][static_cast<std::size_t>(h.labels[r])]);
        for (std::size_t c = 0; c < expected[r].size(); ++c) EXPECT_NEAR(shares[r * expected[r].size() + c], expected[r][c], 3e-6);
    }
    EXPECT_NEAR(job.lossSum, loss, 3e-6 * std::max(1.0, loss) * 2);
}

class FusedStep : public testing::TestWithParam<std::tuple<const char*, Case>> {};

TEST_P(FusedStep, EqualsFloat64) {
    const auto& [isa, c] = GetParam();
    const Result<const KernelSet*> kernels = chooseKernels(isa);
    if (!kernels) GTEST_SKIP() << "this processor lacks " << isa;
    Harness h(c, **kernels);
    expectEqualSteps(h);
    expectEqualAnswers(h);
}

std::vector<Case> cases() {
    std::vector<Case> all{
        {"NoHiddenLayer", {{"hidden-layers", "0"}}, 33, 3, 4},
        {"WidthOne", {{"width", "1"}, {"activation", "tanh"}}, 7},
        {"TwoClassesOneFeature", {{"width", "16"}}, 7, 1, 2},
        {"OneRow", {{"width", "16"}, {"hidden-layers", "6"}}, 1},
        {"TwoRowsBatchNorm", {{"batch-norm", "true"}, {"activation", "tanh"}}, 2},
        {"Lab", {{"hidden-layers", "6"}, {"width", "16"}}, 256, 2, 33},
        {"LabBatchNorm", {{"hidden-layers", "6"}, {"width", "16"}, {"batch-norm", "true"}}, 256, 2, 33},
        {"WideBatchNorm", {{"hidden-layers", "3"}, {"width", "64"}, {"batch-norm", "true"}}, 256, 2, 33},
        {"OddWidth", {{"width", "67"}, {"activation", "gelu"}}, 65, 5, 19},
        {"ManyRows", {{"width", "17"}, {"batch-norm", "true"}, {"activation", "gelu"}}, 1000, 3, 3},
        {"WideLayer", {{"width", "257"}, {"hidden-layers", "1"}, {"activation", "tanh"}}, 100, 30, 10},
        {"DeepSkip", {{"hidden-layers", "20"}, {"width", "4"}, {"skip-connections", "true"}, {"activation", "tanh"}}, 48},
        {"Smoothing", {{"label-smoothing", "0.2"}, {"activation", "sigmoid"}}, 31},
        {"ClassWeights", {{"activation", "tanh"}}, 31, 2, 5, true},
        {"SmoothingAndClassWeights", {{"label-smoothing", "0.1"}, {"activation", "gelu"}}, 31, 2, 5, true},
        {"Dropout", {{"dropout", "0.4"}, {"activation", "tanh"}}, 70},
        {"DropoutNormSkip", {{"dropout", "0.3"}, {"batch-norm", "true"}, {"skip-connections", "true"}, {"activation", "gelu"}}, 70, 7},
        {"Clip", {{"gradient-clip", "0.01"}, {"optimizer", "sgd"}, {"learning-rate", "10"}}, 31},
        {"Penalties", {{"l1", "0.01"}, {"weight-decay", "0.1"}, {"optimizer", "momentum"}}, 31},
        {"DecoupledDecay", {{"weight-decay", "0.5"}, {"l1", "0.001"}, {"optimizer", "adamw"}, {"learning-rate", "0.01"}}, 31},
    };
    for (const char* activation : {"relu", "leaky-relu", "tanh", "sigmoid", "gelu"})
        for (const char* norm : {"false", "true"})
            for (const char* skip : {"false", "true"})
                for (const char* optimizer : {"adam", "adamw", "sgd", "momentum"}) {
                    all.push_back({std::string(activation == std::string("leaky-relu") ? "leaky" : activation) +
                                       (norm[0] == 't' ? "Norm" : "") + (skip[0] == 't' ? "Skip" : "") + "_" + optimizer,
                                   {{"activation", activation},
                                    {"batch-norm", norm},
                                    {"skip-connections", skip},
                                    {"optimizer", optimizer},
                                    {"hidden-layers", "3"},
                                    {"width", "9"}},
                                   41,
                                   9,
                                   6});
                }
    return all;
}

INSTANTIATE_TEST_SUITE_P(EveryInstructionSet, FusedStep,
                         testing::Combine(testing::Values("avx512", "avx2", "portable"), testing::ValuesIn(cases())),
                         [](const auto& test) { return std::string(std::get<0>(test.param)) + "_" + std::get<1>(test.param).name; });

TEST(FusedStep, AdamBearsAMomentThatOverflowed) {
    for (const char* isa : {"avx512", "avx2", "portable"}) {
        const Result<const KernelSet*> kernels = chooseKernels(isa);
        if (!kernels) continue;
        Harness h({"", {{"activation", "tanh"}}, 31}, **kernels);
        std::fill(h.moment2.begin(), h.moment2.end(), std::numeric_limits<float>::infinity());
        const std::vector<float> before = h.parameters;
        StepJob job = h.job(0.001, 5);
        h.kernels.train(job, Worker{});
        EXPECT_EQ(job.outcome, StepOutcome::Trained) << isa;
        EXPECT_LE(std::abs(h.parameters[0] - before[0]), 1e-6F) << isa;
    }
}

TEST(FusedStep, SaysWhatIsNotFinite) {
    Harness h({"", {{"optimizer", "sgd"}}, 31}, **chooseKernels("auto"));
    StepOutcome outcome = StepOutcome::Trained;
    for (long step = 1; step <= 50 && outcome == StepOutcome::Trained; ++step) {
        StepJob job = h.job(1e38, step);
        h.kernels.train(job, Worker{});
        outcome = job.outcome;
    }
    EXPECT_NE(outcome, StepOutcome::Trained);
}

} // namespace
} // namespace epochlab::core
