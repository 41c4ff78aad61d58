#include "params/param_spec.h"

#include <algorithm>
#include <numeric>
#include <utility>

namespace epochlab::core {
namespace {

/// Levenshtein distance.
std::size_t editDistance(std::string_view left, std::string_view right) {
    std::vector<std::size_t> row(right.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 0; i < left.size(); ++i) {
        std::size_t diagonal = row[0];
        row[0] = i + 1;
        for (std::size_t j = 0; j < right.size(); ++j) {
            const std::size_t replaced = diagonal + (left[i] == right[j] ? 0 : 1);
            diagonal = row[j + 1];
            row[j + 1] = std::min({replaced, row[j] + 1, row[j + 1] + 1});
        }
    }
    return row.back();
}

std::string withDashes(std::string_view id) {
    std::string text(id);
    std::replace(text.begin(), text.end(), '_', '-');
    std::transform(text.begin(), text.end(), text.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    return text;
}

} // namespace

ParamTable::ParamTable(std::vector<ParamSpec> specs) : m_specs(std::move(specs)) {}

const ParamSpec* ParamTable::find(std::string_view id) const {
    const auto same = [](char ours, char given) { return ours == given || (ours == '-' && given == '.'); };
    for (const ParamSpec& spec : m_specs)
        if (std::ranges::equal(spec.id, id, same)) return &spec;
    return nullptr;
}

std::vector<std::string> closeNames(const std::vector<std::string>& names, std::string_view misspelt) {
    constexpr std::size_t longestName = 64;
    if (misspelt.empty() || misspelt.size() > longestName) return {};
    const std::string wanted = withDashes(misspelt);
    std::vector<std::pair<std::size_t, std::string>> close;
    for (const std::string& name : names) {
        const std::size_t distance = editDistance(wanted, name);
        const std::size_t length = std::min(wanted.size(), name.size());
        const std::size_t allowed = std::max<std::size_t>(length >= 5 ? 2 : 1, length / 3); // two swapped letters are two edits
        if (distance <= allowed) close.emplace_back(distance, name);
    }
    std::stable_sort(close.begin(), close.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    std::vector<std::string> best;
    for (std::size_t i = 0; i < close.size() && i < 3; ++i) best.push_back(close[i].second);
    return best;
}

std::string didYouMean(const std::vector<std::string>& names, std::string_view misspelt, std::string_view prefix) {
    std::string text;
    for (const std::string& name : closeNames(names, misspelt))
        text += (text.empty() ? "did you mean " : ", ") + std::string(prefix) + name;
    return text.empty() ? text : text + "?";
}

std::vector<std::string> ParamTable::suggestions(std::string_view misspelt) const {
    std::vector<std::string> ids;
    for (const ParamSpec& spec : m_specs) ids.push_back(spec.id);
    return closeNames(ids, misspelt);
}

const ParamTable* paramsOfModel(std::string_view model) {
    const std::vector<ParamChoice>& choices = mlpParams().find("model")->choices;
    const bool known = std::ranges::any_of(choices, [model](const ParamChoice& choice) { return choice.value == model; });
    return known ? &mlpParams() : nullptr;
}

std::string_view groupTitle(ParamGroup group) {
    switch (group) {
    case ParamGroup::Data: return "Data";
    case ParamGroup::Network: return "Network";
    case ParamGroup::Training: return "Training";
    case ParamGroup::Run: return "Run";
    }
    return "Run";
}

} // namespace epochlab::core
