#include "params/picture_params.h"

#include "params/field_makers.h"

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

} // namespace

void addPictureFields(std::vector<ParamSpec>& specs) {
    const auto add = [&specs](Field field) {
        field.spec.visibleWhen.push_back(notATable());
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
                "The side of the middle square that the model sees; 0 takes the shorter side, or 64 for trees.")
            .unit("pixels")
            .slider(0, 256));
    add(choice(network, "picture-colour", "Colour", {{"auto", "Automatic"}, {"colour", "Colour"}, {"grey", "Grey"}}, "auto",
               "Colour gives the model three channels, grey one; automatic is grey where all pictures are, except for a ResNet."));
    add(choice(network, "picture-norm", "Normalise",
               {{"imagenet", "ImageNet mean and deviation"}, {"centred", "−1 to 1"}, {"unit", "0 to 1"}}, "imagenet",
               "The scale of the pixels that the model gets; weights trained on ImageNet want ImageNet's."));
    add(boolean(network, "picture-mirror", "Mirror at random", false,
                "Mirrors half of the training pictures, anew in each epoch, which fights overfitting where left and right mean nothing."));
}

} // namespace epochlab::core
