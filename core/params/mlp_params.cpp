#include "params/field_makers.h"
#include "params/picture_params.h"
#include "params/tree_params.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace epochlab::core {
namespace {

using namespace field;

constexpr double largestSeed = 9007199254740992.0; // 2^53: every integer up to it is a double, so JSON readers keep it whole
using Specs = std::vector<ParamSpec>;

const std::vector<ParamValue>& toyNames() {
    static const std::vector<ParamValue> names{std::string("toy:moons"), std::string("toy:circles"), std::string("toy:spiral"),
                                               std::string("toy:blobs"), std::string("toy:xor")};
    return names;
}

std::vector<ParamValue> builtInData() {
    std::vector<ParamValue> names = toyNames();
    names.emplace_back(std::string("cities"));
    names.emplace_back(std::string("fashion-mnist"));
    return names;
}

void addToyData(Specs& specs) {
    constexpr auto group = ParamGroup::Data;
    specs.push_back(text(group, "data", "Data", "cities",
                         "What is learnt: cities, fashion-mnist, toy:moons, toy:circles, toy:spiral, toy:blobs, toy:xor, or the path of a "
                         "CSV file, of a folder with training, validation and test files, or of a folder of pictures."));
    specs.push_back(choice(group, "model", "Model",
                           {{"mlp", "Multilayer perceptron"},
                            {"cnn", "Small convolutional network"},
                            {"resnet18", "ResNet-18"},
                            {"resnet34", "ResNet-34"},
                            {"xgboost", "Boosted trees (XGBoost)"}},
                           "mlp",
                           "What learns: a multilayer perceptron is a stack of fully connected layers, boosted trees are many small "
                           "decision trees, each of which corrects those before it; the others are for pictures alone: two convolutions "
                           "for small ones, and residual networks of 18 or 34 layers, which may start from weights trained on ImageNet."));
    specs.push_back(real(group, "toy-noise", "Noise", 0, 1, 0.15,
                         "More noise makes the classes of a toy data set overlap more, so that no network gets every point right.")
                        .slider(0, 1)
                        .when("data", toyNames()));
    specs.push_back(integer(group, "toy-rows", "Points", 20, 100000, 1000,
                            "More points make the border between the classes clearer and an epoch longer.")
                        .unit("rows")
                        .logarithmic()
                        .slider(20, 10000)
                        .when("data", toyNames()));
    specs.push_back(
        real(group, "toy-train-share", "Training share", 0.1, 0.9, 0.6,
             "A larger share trains on more points and leaves fewer to validate and test with; the rest is halved between these two.")
            .slider(0.1, 0.9)
            .when("data", toyNames()));
}

void addCsvData(Specs& specs) {
    constexpr auto group = ParamGroup::Data;
    const auto add = [&](Field field) { specs.push_back(field.when("data", builtInData(), true)); };
    add(choice(
        group, "csv-delimiter", "Delimiter",
        {{"auto", "Detect"}, {"comma", "Comma"}, {"semicolon", "Semicolon"}, {"tab", "Tab"}, {"pipe", "Vertical bar"}, {"space", "Space"}},
        "auto", "The character between two cells of a row."));
    add(choice(group, "csv-decimal", "Decimal mark", {{"auto", "Detect"}, {"point", "Point"}, {"comma", "Comma"}}, "auto",
               "The mark before the fraction of a number: 3.14 or 3,14."));
    add(choice(group, "csv-encoding", "Encoding", {{"auto", "Detect"}, {"utf-8", "UTF-8"}, {"latin-1", "Latin-1"}, {"utf-16", "UTF-16"}},
               "auto", "How the file's bytes stand for characters; a wrong one spoils names with accents."));
    add(choice(group, "csv-header", "Header row", {{"auto", "Detect"}, {"yes", "Yes"}, {"no", "No"}}, "auto",
               "Whether the first row holds the columns' names instead of data."));
    add(text(group, "csv-label", "Label column", "",
             "The column to predict, by name or by number from 1; empty lets the program detect it."));
    add(text(
        group, "csv-features", "Feature columns", "",
        "The columns to predict from, names separated by commas; empty takes all numeric columns other than the label and row numbers."));
    add(choice(group, "csv-bad-rows", "Bad rows", {{"stop", "Stop with an error"}, {"skip", "Skip and count"}}, "stop",
               "What a row that cannot be read does: stop shows the first one, skip leaves such rows out."));
    add(real(group, "csv-train-share", "Training share", 0.1, 0.98, 0.8,
             "A larger share trains on more rows and leaves fewer to validate and test with; the rest is halved between these two.")
            .slider(0.1, 0.98));
    add(boolean(group, "csv-stratify", "Stratify the split", true,
                "Keeps each class's share the same in all splits, which steadies the measures of rare classes."));
    specs.push_back(
        integer(group, "data-seed", "Data seed", 0, largestSeed, 0,
                "Another number makes other toy points and splits a file into other rows; the training seed does not touch them.")
            .when("data", {std::string("cities")}, true));
}

void addNetwork(Specs& specs) {
    constexpr auto group = ParamGroup::Network;
    specs.push_back(integer(group, "hidden-layers", "Hidden layers", 0, 1000, 6,
                            "More layers can draw more complicated borders, but gradients reach the first ones weaker.")
                        .basic()
                        .slider(0, 12));
    specs.push_back(integer(group, "width", "Width", 1, 1024, 16, "More units a layer fit more detail, take longer and overfit sooner.")
                        .basic()
                        .unit("units")
                        .logarithmic()
                        .slider(1, 256));
    specs.push_back(choice(group, "activation", "Activation",
                           {{"relu", "ReLU"}, {"leaky-relu", "Leaky ReLU"}, {"tanh", "Tanh"}, {"sigmoid", "Sigmoid"}, {"gelu", "GELU"}},
                           "relu",
                           "The bend after each hidden layer: ReLU trains fast, leaky ReLU keeps units alive, tanh and sigmoid saturate in "
                           "deep networks, GELU is smooth.")
                        .basic());
    specs.push_back(boolean(group, "batch-norm", "Batch norm", false,
                            "Rescales each layer's inputs over the batch, which lets deep networks train with larger learning rates.")
                        .basic());
    specs.push_back(boolean(group, "skip-connections", "Skip connections", false,
                            "Adds each hidden layer's input to its output where the widths are equal, so that gradients reach the first "
                            "layers of deep networks."));
    specs.push_back(real(group, "dropout", "Dropout", 0, 0.95, 0,
                         "A larger share of units switched off at random in training fights overfitting and slows learning.")
                        .slider(0, 0.95));
    specs.push_back(choice(
        group, "initialization", "Initialisation", {{"default", "Default (uniform, 1/√fan-in)"}, {"he", "He"}, {"glorot", "Glorot"}},
        "default", "The spread of the first weights: He suits ReLU, Glorot suits tanh and sigmoid, default is that of PyTorch's Linear."));
    specs.push_back(boolean(
        group, "standardize", "Standardise features", true,
        "Brings each feature to mean 0 and standard deviation 1 on the training rows, which makes most learning rates work sooner."));
    specs.push_back(integer(group, "sine-features", "Sine features", 0, 64, 0,
                            "More sines in place of each feature x, sin(αx) for evenly spaced α, let the network draw finer patterns and "
                            "overfit more easily; 0 keeps x itself.")
                        .slider(0, 64));
    specs.push_back(real(group, "sine-maximum", "Largest α", 0.001, 100, 1.0,
                         "A larger α gives finer waves, so that the network draws smaller patterns.")
                        .logarithmic()
                        .slider(0.01, 10)
                        .when("sine-features", {std::int64_t{0}}, true));
}

void addOptimizer(Specs& specs) {
    constexpr auto group = ParamGroup::Training;
    const std::vector<ParamValue> adams{std::string("adam"), std::string("adamw")};
    specs.push_back(
        real(group, "learning-rate", "Learning rate", 1e-10, 1e10, 0.001,
             "Larger steps learn faster until the loss jumps about or diverges; smaller ones are slow and may stay in a poor place.")
            .basic()
            .logarithmic()
            .slider(1e-5, 1));
    specs.push_back(
        integer(group, "batch-size", "Batch size", 1, 100000, 256,
                "Larger batches give smoother, fewer and costlier steps; smaller ones give noisy steps that often generalise better.")
            .basic()
            .unit("rows")
            .logarithmic()
            .slider(1, 4096));
    specs.push_back(
        choice(group, "optimizer", "Optimiser", {{"adam", "Adam"}, {"adamw", "AdamW"}, {"sgd", "SGD"}, {"momentum", "SGD with momentum"}},
               "adam",
               "How gradients become steps: Adam and AdamW scale each weight's step, SGD goes straight down, momentum adds inertia.")
            .basic());
    specs.push_back(integer(group, "epochs", "Epochs", 1, 100000, 50,
                            "More passes over the training rows fit them better and, past some point, the validation rows worse.")
                        .basic()
                        .logarithmic()
                        .slider(1, 1000));
    specs.push_back(
        real(group, "momentum", "Momentum", 0, 0.999, 0.9, "More momentum smooths steps and speeds up along valleys, but overshoots.")
            .slider(0, 0.999)
            .when("optimizer", {std::string("momentum")}));
    specs.push_back(real(group, "beta1", "β₁", 0, 0.9999, 0.9, "A larger value averages Adam's gradients over more steps.")
                        .slider(0, 0.9999)
                        .when("optimizer", adams));
    specs.push_back(real(group, "beta2", "β₂", 0, 0.999999, 0.999,
                         "A larger value averages Adam's squared gradients over more steps, which steadies the step sizes.")
                        .slider(0.9, 0.999999)
                        .when("optimizer", adams));
    specs.push_back(real(group, "epsilon", "ε", 1e-12, 1, 1e-8, "A larger value keeps Adam's steps small where gradients are tiny.")
                        .logarithmic()
                        .slider(1e-12, 1)
                        .when("optimizer", adams));
    specs.push_back(real(group, "weight-decay", "Weight decay (L2)", 0, 1, 0,
                         "More decay pulls the weights to zero, which smooths the border and fights overfitting.")
                        .slider(0, 0.1));
    specs.push_back(
        real(group, "l1", "L1 penalty", 0, 1, 0, "A larger penalty drives unimportant weights to exactly zero.").slider(0, 0.1));
    specs.push_back(real(group, "gradient-clip", "Gradient clip", 0, 1e6, 0,
                         "Gradients longer than this are shortened to it, which tames jumps of the loss; 0 is off."));
}

void addSchedule(Specs& specs) {
    constexpr auto group = ParamGroup::Training;
    specs.push_back(real(group, "label-smoothing", "Label smoothing", 0, 0.9, 0,
                         "More smoothing makes the network less sure of its answers and fights overfitting; evaluated losses leave it out.")
                        .slider(0, 0.9));
    specs.push_back(
        choice(group, "class-weights", "Class weights", {{"none", "None"}, {"balanced", "Balanced"}}, "none",
               "Balanced makes errors on rare classes count more, so that they are not ignored; evaluated losses weigh all rows alike."));
    specs.push_back(choice(group, "schedule", "Schedule", {{"constant", "Constant"}, {"step", "Steps"}, {"cosine", "Cosine"}}, "constant",
                           "How the learning rate falls over the run: not at all, by a factor every some epochs, or along half a cosine."));
    specs.push_back(real(group, "schedule-minimum", "Final share of the rate", 0, 1, 0,
                         "The share of the learning rate that the cosine ends at; a larger one keeps learning to the end.")
                        .slider(0, 1)
                        .when("schedule", {std::string("cosine")}));
    specs.push_back(real(group, "schedule-factor", "Factor", 0.0001, 1, 0.1,
                         "A smaller factor cuts the learning rate more at each step of the schedule.")
                        .logarithmic()
                        .slider(0.01, 1)
                        .when("schedule", {std::string("step")}));
    specs.push_back(real(group, "schedule-every", "Every", 0.1, 100000, 10,
                         "More epochs between two cuts of the learning rate keep it high for longer.")
                        .unit("epochs")
                        .logarithmic()
                        .slider(1, 100)
                        .when("schedule", {std::string("step")}));
    specs.push_back(real(group, "warmup", "Warm-up", 0, 1000, 0,
                         "A longer rise of the learning rate from zero steadies the first steps of deep networks.")
                        .unit("epochs")
                        .slider(0, 20));
    specs.push_back(
        integer(group, "early-stopping", "Early stopping", 0, 100000, 0,
                "The run ends after this many epochs without a lower validation loss, so a larger number waits longer; 0 is off.")
            .unit("epochs")
            .slider(0, 100));
}

void addRun(Specs& specs) {
    constexpr auto group = ParamGroup::Run;
    specs.push_back(integer(group, "seed", "Seed", 0, largestSeed, 1,
                            "Another number gives other first weights and another order of rows, or other shares of rows and columns "
                            "for trees; the same one repeats the run bit for bit.")
                        .basic());
    specs.push_back(
        choice(group, "device", "Device", {{"auto", "Automatic"}, {"cpu", "CPU"}, {"cuda", "CUDA"}}, "auto",
               "Where the arithmetic runs: automatic is the CPU, where small networks are fastest; CUDA takes an NVIDIA GPU through "
               "LibTorch."));
    specs.push_back(
        choice(group, "engine", "Engine", {{"auto", "Automatic"}, {"fused", "Fused"}, {"libtorch", "LibTorch"}}, "auto",
               "What computes the steps: fused is EpochLab's own engine for the CPU, many times faster on small networks; automatic "
               "takes it unless a GPU is asked for. Weights and saved states are the same for both."));
    specs.push_back(choice(group, "engine-isa", "Instruction set",
                           {{"auto", "Automatic"}, {"avx512", "AVX-512"}, {"avx2", "AVX2"}, {"portable", "Portable"}}, "auto",
                           "The processor's instructions that the fused engine uses; the last digits of a result depend on them.")
                        .when("engine", {std::string("libtorch")}, true));
    specs.push_back(
        integer(group, "threads", "Threads", 0, 256, 0,
                "More threads speed up wide networks, large batches, pictures and boosted trees; small networks are fastest "
                "with one. 0 is automatic: all cores for boosted trees and networks for pictures, else one; a run keeps its number.")
            .automatic());
    specs.push_back(choice(group, "training-metrics", "Training measures",
                           {{"evaluated", "Evaluated at the epoch's end"}, {"running", "Running mean of the batches"}}, "evaluated",
                           "Evaluated measures the training rows afresh at each epoch's end, as plain cross-entropy like validation "
                           "and test; running averages the epoch's batch losses, smoothing and class weights included, and saves that "
                           "time."));
    specs.push_back(
        integer(group, "report-every", "Report every", 0, 1000000, 0,
                "The command line prints the loss of each batch whose number this divides, so a larger number prints less; 0 prints none.")
            .unit("steps"));
}

/// From this field on: which kinds of model have it. What stands in no list is of networks, trees apart.
void limitToModels(Specs& specs, std::size_t first) {
    constexpr std::array<std::string_view, 3> common{"seed", "threads", "report-every"};
    constexpr std::array<std::string_view, 6> steered{"schedule",       "schedule-minimum", "schedule-factor",
                                                      "schedule-every", "warmup",           "early-stopping"};
    constexpr std::array<std::string_view, 11> ofMlp{"hidden-layers", "width",          "activation",  "skip-connections",
                                                     "dropout",       "initialization", "standardize", "sine-features",
                                                     "sine-maximum",  "engine",         "engine-isa"};
    constexpr std::array<std::string_view, 2> ofAnyMethod{"class-weights", "device"};
    const auto has = [](const auto& list, const std::string& id) { return std::ranges::find(list, id) != list.end(); };
    for (std::size_t i = first; i < specs.size(); ++i) {
        ParamSpec& spec = specs[i];
        if (has(common, spec.id)) continue;
        if (has(ofMlp, spec.id)) {
            spec.visibleWhen.push_back({"model", {std::string("mlp")}});
        } else if (spec.id == "batch-norm") {
            spec.visibleWhen.push_back({"model", {std::string("mlp"), std::string("cnn")}});
        } else {
            if (!has(steered, spec.id)) spec.visibleWhen.push_back({"model", {std::string("xgboost")}, true});
            // Logistic regression takes no steps along a gradient.
            if (!has(ofAnyMethod, spec.id)) spec.visibleWhen.push_back({"method", {std::string("logistic")}, true});
        }
    }
}

} // namespace

const ParamTable& mlpParams() {
    static const ParamTable table = [] {
        Specs specs;
        addToyData(specs);
        addCsvData(specs);
        addPictureFields(specs);
        addStartFields(specs);
        const std::size_t network = specs.size();
        addNetwork(specs);
        addOptimizer(specs);
        addSchedule(specs);
        addRun(specs);
        limitToModels(specs, network);
        addTreeFields(specs);
        return ParamTable(std::move(specs));
    }();
    return table;
}

} // namespace epochlab::core
