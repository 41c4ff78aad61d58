#include "params/picture_params.h"

#include "params/field_makers.h"

#include <algorithm>

namespace epochlab::core {
namespace {

using namespace field;

/// Tables by their names; whether a folder holds pictures is known only when it is read.
VisibleWhen notATable() {
    VisibleWhen condition{"data", {}, true, {".csv", ".tsv", ".txt", ".data"}};
    for (const char* name : {"cities", "toy:moons", "toy:circles", "toy:spiral", "toy:blobs", "toy:xor"})
        condition.anyOf.emplace_back(std::string(name));
    return condition;
}

/// Where there are two lists of conditions, it belongs to the first.
void onPictures(ParamSpec& spec) {
    const auto end = std::ranges::find(spec.visibleWhen, std::string(), &VisibleWhen::id);
    spec.visibleWhen.insert(end, notATable());
}

const std::vector<ParamValue> residual{std::string("resnet18"), std::string("resnet34")};
const std::vector<ParamValue> convolutional{std::string("cnn"), std::string("resnet18"), std::string("resnet34")};

} // namespace

void addPictureFields(std::vector<ParamSpec>& specs) {
    const auto add = [&specs](Field field) {
        onPictures(field.spec);
        specs.push_back(std::move(field.spec));
    };
    constexpr auto data = ParamGroup::Data;
    constexpr auto network = ParamGroup::Network;
    add(choice(
        data, "picture-problems", "Bad pictures",
        {{"skip", "Skip, up to a tenth"}, {"skip-all", "Skip all"}, {"stop", "Stop with an error"}}, "skip",
        "What a picture that cannot be used (unreadable, cut off, too large) does: skip leaves such pictures out and counts them, but "
        "stops when they are more than a tenth."));
    add(integer(data, "picture-limit", "Largest picture", 1, 400, 50,
                "Pictures with more pixels count as bad, before they are decoded; a higher limit takes 3 bytes of memory a pixel.")
            .unit("million pixels"));
    add(real(data, "picture-train-share", "Training share", 0.1, 0.98, 0.8,
             "Where pictures have no validation or no test folder, this share of the training pictures stays and the rest is dealt to what "
             "is missing.")
            .slider(0.1, 0.98));
    add(integer(network, "picture-resize", "Shorter side", 0, 1024, 0,
                "Pictures are scaled so that their shorter side has this length; larger ones show more detail and take longer. 0 takes 224 "
                "for a ResNet or trees, else the size of small pictures, at most 64.")
            .unit("pixels")
            .slider(0, 256));
    add(integer(network, "picture-crop", "Centre crop", 0, 1024, 0,
                "The side of the middle square that the model sees; 0 takes the shorter side, or 64 for trees on pixels.")
            .unit("pixels")
            .slider(0, 256));
    add(choice(network, "picture-colour", "Colour", {{"auto", "Automatic"}, {"colour", "Colour"}, {"grey", "Grey"}}, "auto",
               "Colour gives the model three channels, grey one; automatic is grey where all pictures are, except for a ResNet."));
    add(choice(network, "picture-norm", "Normalise",
               {{"imagenet", "ImageNet mean and deviation"}, {"centred", "−1 to 1"}, {"unit", "0 to 1"}}, "imagenet",
               "The scale of the pixels that the model gets; weights trained on ImageNet want ImageNet's.")
            .when("model", {std::string("xgboost")}, true)
            .orWhen("inputs", {std::string("features")}));
    add(boolean(network, "picture-mirror", "Mirror at random", false,
                "Mirrors half of the training pictures, anew in each epoch, which fights overfitting where left and right mean nothing.")
            .when("model", convolutional)
            .when("method", {std::string("logistic")}, true));
}

void addStartFields(std::vector<ParamSpec>& specs) {
    const auto add = [&specs](Field field) {
        onPictures(field.spec);
        specs.push_back(std::move(field.spec));
    };
    constexpr auto network = ParamGroup::Network;
    const std::vector<ParamValue> tuned{std::string("finetune")};
    add(choice(
            network, "method", "Method",
            {{"scratch", "From scratch"},
             {"probe", "Linear probing"},
             {"logistic", "Logistic regression on features"},
             {"finetune", "Fine-tuning"}},
            "scratch",
            "From scratch begins with random weights; the others begin with pretrained ones and a new head: probing trains the head alone, "
            "step by step, on the features of the frozen network; logistic regression fits the same head to its optimum; fine-tuning goes "
            "on training the network itself.")
            .basic()
            .when("model", residual));
    const std::vector<ParamValue> trees{std::string("xgboost")};
    add(choice(network, "inputs", "Inputs", {{"pixels", "Pixels"}, {"features", "Frozen features"}}, "pixels",
               "What trees see of a picture: its pixels, or the 512 features that a network with pretrained weights makes of it, which are "
               "computed once and kept.")
            .basic()
            .when("model", trees));
    add(choice(network, "backbone", "Backbone", {{"resnet18", "ResNet-18"}, {"resnet34", "ResNet-34"}}, "resnet18",
               "The network whose features trees see; its weights stay as they are.")
            .basic()
            .when("inputs", {std::string("features")}));
    add(text(network, "weights", "Pretrained weights", "",
             "A file of torchvision's tensors, safetensors or .pth, that the network starts from; empty looks where such files are kept.")
            .basic()
            .when("model", residual)
            .when("method", {std::string("scratch")}, true)
            .orWhen("inputs", {std::string("features")}));
    add(integer(
            network, "unfreeze", "Trained stages", 0, 5, 5,
            "So many of the last stages are trained beside the head, and those before stay as they were; 5 trains all, 0 the head alone.")
            .slider(0, 5)
            .when("model", residual)
            .when("method", tuned));
    add(real(network, "head-learning-rate", "Learning rate of the head", 0, 1e10, 0,
             "The new head may need larger steps than what is trained already; 0 takes the learning rate for both.")
            .when("model", residual)
            .when("method", tuned));
    add(real(network, "inverse-penalty", "C (inverse penalty)", 1e-6, 1e6, 1,
             "A larger C fits the training pictures more closely and overfits sooner, as scikit-learn's C.")
            .logarithmic()
            .slider(0.001, 1000)
            .when("model", residual)
            .when("method", {std::string("logistic")}));
    add(choice(
            ParamGroup::Run, "precision", "Precision", {{"exact", "Exact (float32)"}, {"fast", "Fast (bfloat16)"}, {"auto", "Automatic"}},
            "exact",
            "Fast computes convolutions in bfloat16, to about three digits, with channels last: on GPUs and processors made for it several "
            "times faster, on others slower. Automatic tries a few steps of both when the run begins, and the run keeps what was faster.")
            .when("model", convolutional));
}

} // namespace epochlab::core
