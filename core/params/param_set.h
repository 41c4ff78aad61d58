#pragma once

#include "base/result.h"
#include "params/param_spec.h"

#include <string>
#include <string_view>
#include <vector>

namespace epochlab::core {

/// The error of one field, so that a form can show it at the field.
struct ParamError {
    std::string id;
    Error error;
};

/// Values for every spec of a table, defaults at first. A plain value: copy it, compare it, hand it to another thread.
class ParamSet {
public:
    explicit ParamSet(const ParamTable& table);

    const ParamTable& table() const { return *m_table; }

    /// Checks kind and range; ConfigUnknownParameter (with "did you mean"), ConfigType or ConfigRange. An integer is taken for a Real.
    Result<void> set(std::string_view id, ParamValue value);
    /// The same from text in the C locale: "0.001", "true", "leaky-relu".
    Result<void> setText(std::string_view id, std::string_view text);
    void reset(std::string_view id);

    /// Precondition of all getters: the id is in the table and of that kind.
    const ParamValue& value(std::string_view id) const;
    std::int64_t integer(std::string_view id) const;
    double real(std::string_view id) const;
    bool boolean(std::string_view id) const;
    const std::string& text(std::string_view id) const; ///< Choice and Text

    /// Text that setText reads back to the same value.
    std::string textOf(std::string_view id) const;
    /// A number is also as the default is where that is automatic and comes to this number.
    bool isDefault(std::string_view id) const;
    bool isVisible(std::string_view id) const;
    /// Why a field does not count, as the end of "while": "model is xgboost". Empty where it does.
    std::string hiddenWhile(std::string_view id) const;
    std::vector<std::string> changed() const;

    /// Rules over several fields (batch norm with batch size 1, warm-up longer than the run, …); empty: fine.
    std::vector<ParamError> validate() const;

    /// Ids of visible fields whose values differ, in table order. Both sets have the same table.
    static std::vector<std::string> differences(const ParamSet& left, const ParamSet& right);

    bool operator==(const ParamSet& other) const = default;

private:
    std::size_t indexOf(std::string_view id) const;

    const ParamTable* m_table;
    std::vector<ParamValue> m_values; ///< in the table's order
};

std::string valueText(const ParamValue& value);

/// The run file: one flat TOML table of ids. Unknown, duplicate or mistyped keys are errors with line and column.
/// `origin` names the text in errors. The model is the key "model" (default "mlp").
Result<ParamSet> readRunFile(std::string_view toml, std::string_view origin);
/// Only the changed values, or all of them; reading it back gives the same set.
std::string writeRunFile(const ParamSet& set, bool onlyChanged);
/// The reference page (docs/parameters.md), Markdown.
std::string referencePage(const ParamTable& table);
/// "epochlab-cli train --width 64 …" with the changed flags only, and a number of threads that would be another on another machine.
std::string commandLine(const ParamSet& set, std::string_view verb = "train");
/// The text as one word of a shell's command.
std::string shellWord(const std::string& text);

} // namespace epochlab::core
