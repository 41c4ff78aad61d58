#include "base/random.h"
#include "mlp/architecture.h"

#include <algorithm>
#include <cmath>
#include <span>

namespace epochlab::core {
namespace {

enum class Initialisation { PyTorchLinear, He, Glorot };

Initialisation initialisationOf(const ParamSet& config) {
    const std::string& name = config.text("initialization");
    if (name == "he") return Initialisation::He;
    if (name == "glorot") return Initialisation::Glorot;
    return Initialisation::PyTorchLinear;
}

void fillUniform(std::span<float> values, double bound, RandomStream& stream) {
    for (float& value : values) value = static_cast<float>(stream.uniform(-bound, bound));
}

/// He et al., "Delving deep into rectifiers", ICCV 2015: normal with variance 2 / fan-in.
void fillHe(std::span<float> values, double fanIn, RandomStream& stream) {
    const double deviation = std::sqrt(2.0 / fanIn);
    for (float& value : values) value = static_cast<float>(deviation * stream.normal());
}

} // namespace

std::vector<float> initialParameters(const MlpArchitecture& architecture, const ParamSet& config) {
    const Initialisation initialisation = initialisationOf(config);
    const auto seed = static_cast<std::uint64_t>(config.integer("seed"));
    std::vector<float> flat(static_cast<std::size_t>(architecture.parameterCount), 0.0F);
    double fanIn = 1.0;
    double fanOut = 1.0;
    std::uint32_t index = 0;
    for (const ParameterSlot& slot : architecture.slots) {
        RandomStream stream({seed, RandomPurpose::Initialisation, 0, 0, index++});
        const std::span<float> values(flat.data() + slot.offset, static_cast<std::size_t>(slot.size));
        if (slot.name.ends_with("norm.weight")) {
            std::ranges::fill(values, 1.0F);
        } else if (slot.shape.size() == 2) {
            fanOut = static_cast<double>(slot.shape[0]);
            fanIn = static_cast<double>(slot.shape[1]);
            if (initialisation == Initialisation::He) fillHe(values, fanIn, stream);
            // Glorot and Bengio, "Understanding the difficulty of training deep feedforward neural networks", AISTATS 2010.
            else if (initialisation == Initialisation::Glorot)
                fillUniform(values, std::sqrt(6.0 / (fanIn + fanOut)), stream);
            else
                fillUniform(values, 1.0 / std::sqrt(fanIn), stream);
        } else if (!slot.name.ends_with("norm.bias") && initialisation == Initialisation::PyTorchLinear) {
            fillUniform(values, 1.0 / std::sqrt(fanIn), stream);
        }
    }
    return flat;
}

} // namespace epochlab::core
