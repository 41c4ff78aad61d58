#pragma once

// What the kernels see of a network: plain numbers and pointers, since their files are compiled for one instruction set each and must
// not share inline code of the standard library with the others.

#include <cstdint>

namespace epochlab::core {

enum class Activation { Relu, LeakyRelu, Tanh, Sigmoid, Gelu };
/// What batch norm keeps of each feature of a batch, for kernels/batch_norm.h.
enum class Statistic { Mean, InverseDeviation, Scale, MeanGradient, BackSlope };
constexpr std::int64_t batchStatistics = 5;
enum class OptimizerMethod { Sgd, Momentum, Adam, AdamW };

/// One linear layer of a compiled step. Offsets count floats: of parameters in the flat parameter buffer, of statistics in the running
/// statistics, of the rest in the arena.
struct LayerPlan {
    std::int64_t inputs = 0;
    std::int64_t outputs = 0;
    bool hidden = true;      ///< batch norm, activation and dropout follow; not after the output layer
    bool skip = false;       ///< the layer's input is added to its output
    std::int64_t weight = 0; ///< [outputs × inputs]
    std::int64_t bias = 0;
    std::int64_t gamma = -1; ///< −1: no batch norm
    std::int64_t beta = -1;
    std::int64_t runningMean = 0; ///< its variance follows, `outputs` further
    std::int64_t input = 0;       ///< tiles of what goes in: the output of the layer before
    std::int64_t output = 0;      ///< tiles of what comes out (of the last layer: logits), then ∂loss/∂y; before, dropout's masks
    std::int64_t linear = 0;      ///< tiles of y = W·x + b; of the last layer the same as output
    std::int64_t slope = -1;      ///< tiles of ∂output/∂z, where the way back cannot cheaply take it from z; −1: it can
    std::int64_t statistics = 0;  ///< [batchStatistics × outputs, padded], where there is batch norm
};

/// How a training step lies in one arena, computed once for a training.
///
/// Activations lie in tiles of `tileRows` batch rows, [tile][feature][row], so that every kernel runs along the batch: odd widths and
/// narrow networks waste nothing, and a feature's batch statistics are plain sums of vectors. Tiles are one feature further apart than
/// they need: at powers of two a feature's rows would fall onto the same lines of the cache, tile after tile.
struct StepPlan {
    const LayerPlan* layers = nullptr;
    std::int64_t layerCount = 0;
    Activation activation = Activation::Relu;
    bool dropout = false;
    std::int64_t inputs = 0;
    std::int64_t classes = 0;
    std::int64_t tileRows = 0; ///< a multiple of the instruction set's lanes, at most 64
    std::int64_t tiles = 0;    ///< of the largest batch
    std::int64_t widest = 0;   ///< the largest number of inputs or outputs of a layer
    std::int64_t parameterCount = 0;

    std::int64_t upstream = 0;    ///< tiles of the layer at hand: ∂loss/∂output, going backward
    std::int64_t transposed = 0;  ///< [rows × inputs rounded up to whole vectors]: a layer's input, row by row
    std::int64_t rowWeights = 0;  ///< [rows]: class weight of each row, 1 without
    std::int64_t tileSums = 0;    ///< [tiles × 3 × widest, padded]: sums of a tile's rows, feature by feature
    std::int64_t tileLosses = 0;  ///< [tiles] doubles: Σ loss of a tile's rows
    std::int64_t tileCorrect = 0; ///< [tiles]: right answers
    std::int64_t arenaFloats = 0;
};

struct UpdateRule {
    OptimizerMethod method = OptimizerMethod::Adam;
    double momentum = 0.9;
    double beta1 = 0.9;
    double beta2 = 0.999;
    double epsilon = 1e-8;
    double weightDecay = 0.0;
    double l1 = 0.0;
    double clip = 0.0; ///< largest norm of the whole gradient; 0: none
};

enum class StepOutcome { Trained, BadLoss, BadGradient, BadWeight };

/// One training step: what it reads and writes. All buffers stay the caller's. One thread, or one team.
struct StepJob {
    const StepPlan* plan = nullptr;
    const UpdateRule* rule = nullptr;
    float* arena = nullptr;        ///< [arenaFloats], 64-byte aligned
    float* parameters = nullptr;   ///< [parameterCount]
    float* gradient = nullptr;     ///< [parameterCount]
    float* moment1 = nullptr;      ///< momentum's buffer, or Adam's mean of gradients
    float* moment2 = nullptr;      ///< Adam's mean of squares
    float* running = nullptr;      ///< running mean and variance of each hidden layer in turn
    double* layerNorms = nullptr;  ///< out, [layerCount]: ‖g‖² before clipping
    const float* inputs = nullptr; ///< [all rows × inputs]
    const std::int32_t* labels = nullptr;
    const std::int32_t* rows = nullptr; ///< [rowCount], numbers of the batch's rows
    std::int64_t rowCount = 0;
    const float* classWeights = nullptr; ///< [classes] or null
    double smoothing = 0.0;
    double learningRate = 0.0;
    std::int64_t step = 1; ///< global, from 1

    double loss = 0.0; ///< out
    std::int64_t correct = 0;
    StepOutcome outcome = StepOutcome::Trained;
};

/// Answers for rows in evaluation mode: running statistics, no dropout.
struct InferenceJob {
    const StepPlan* plan = nullptr;
    const float* parameters = nullptr;
    const float* running = nullptr;
    float* arena = nullptr;        ///< [inferenceArena()]
    const float* inputs = nullptr; ///< [rowCount × inputs]
    std::int64_t rowCount = 0;
    const std::int32_t* labels = nullptr; ///< [rowCount] for loss and right answers, or null
    float* probabilities = nullptr;       ///< out, [rowCount × classes], or null

    double lossSum = 0.0; ///< out
    std::int64_t correct = 0;
};

/// One of the threads that share a step. Each takes a part of the tiles, features or parameters, and all wait for each other where one
/// needs what another made. No sum is split, so the number of threads does not change a bit of the result.
struct Worker {
    int index = 0;
    int count = 1;
    void (*meet)(void* team) = nullptr; ///< returns once every worker has called it; not called where count is 1
    void* team = nullptr;

    void wait() const {
        if (count > 1) meet(team);
    }
    std::int64_t begin(std::int64_t items) const { return items * index / count; }
    std::int64_t end(std::int64_t items) const { return items * (index + 1) / count; }
};

/// The kernels of one instruction set. One for each source file of core/mlp/kernels, null where the compiler has no such target; on a
/// processor without its instructions they end the program: ask chooseKernels().
struct KernelSet {
    const char* name;
    std::int64_t lanes;
    /// Every worker calls it with the same job.
    void (*train)(StepJob& job, const Worker& worker);
    void (*infer)(InferenceJob& job);
};

const KernelSet* avx512Kernels();
const KernelSet* avx2Kernels();
const KernelSet* portableKernels();

} // namespace epochlab::core
