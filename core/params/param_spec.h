#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace epochlab::core {

enum class ParamKind { Integer, Real, Boolean, Choice, Text };
enum class ParamScale { Linear, Logarithmic };
/// Basic fields stand in the form; Advanced ones behind "More".
enum class ParamLevel { Basic, Advanced };
enum class ParamGroup { Data, Network, Training, Run };

/// Integer → int64, Real → double, Boolean → bool, Choice and Text → string.
using ParamValue = std::variant<bool, std::int64_t, double, std::string>;

struct ParamChoice {
    std::string value; ///< what files and flags say: "leaky-relu"
    std::string label; ///< what the form says: "Leaky ReLU"
};

/// The field counts only while another one has (or, negated, has not) one of these values, or, as a text, one of these endings. A hidden
/// field keeps its value; the trainer ignores it.
struct VisibleWhen {
    std::string id;
    std::vector<ParamValue> anyOf;
    bool negated = false;
    std::vector<std::string> endings = {};
};

/// One hyperparameter: everything that the form, the flags, the validator, the run file and the reference page need.
struct ParamSpec {
    std::string id;    ///< "learning-rate": the flag without dashes, the TOML key
    std::string label; ///< "Learning rate"
    ParamGroup group = ParamGroup::Training;
    ParamKind kind = ParamKind::Real;
    double minimum = 0.0; ///< inclusive; numbers only
    double maximum = 0.0; ///< inclusive; numbers only
    ParamScale scale = ParamScale::Linear;
    std::string unit; ///< "rows", "epochs"; empty for none
    ParamValue defaultValue;
    std::vector<ParamChoice> choices; ///< Choice only
    std::string help;                 ///< one sentence: what a larger or other value does to training
    ParamLevel level = ParamLevel::Basic;
    std::vector<VisibleWhen> visibleWhen; ///< all must hold
    /// The range a slider covers (usual values), inside [minimum, maximum]; equal numbers: no slider.
    double sliderMinimum = 0.0;
    double sliderMaximum = 0.0;
    bool automatic = false; ///< Integer: 0, or the word "auto", leaves the number to model and machine (threadsOf)
};

/// An ordered, immutable list of specs. Tables are process-long statics; ParamSet points at them.
class ParamTable {
public:
    explicit ParamTable(std::vector<ParamSpec> specs);

    const std::vector<ParamSpec>& specs() const { return m_specs; }
    /// A dot stands for a hyphen ("engine.isa"). nullptr where there is none.
    const ParamSpec* find(std::string_view id) const;
    /// closeNames of the ids.
    std::vector<std::string> suggestions(std::string_view misspelt) const;

private:
    std::vector<ParamSpec> m_specs;
};

/// Up to three of the names close to a misspelt one (edit distance), best first: what "did you mean" offers.
std::vector<std::string> closeNames(const std::vector<std::string>& names, std::string_view misspelt);
/// "did you mean --width, --warmup?", the prefix before each name; empty where none is close.
std::string didYouMean(const std::vector<std::string>& names, std::string_view misspelt, std::string_view prefix = {});

/// The one table of all models: data, network, training and run fields.
const ParamTable& mlpParams();
/// The table for a model's name; nullptr for an unknown model.
const ParamTable* paramsOfModel(std::string_view model);

std::string_view groupTitle(ParamGroup group);

} // namespace epochlab::core
