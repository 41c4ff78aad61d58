#include "store/run_filter.h"

#include "params/param_set.h"

#include <array>
#include <locale>
#include <map>
#include <sstream>
#include <utility>

namespace epochlab::core {
namespace {

/// The longer ones first, so that "<=" is not read as "<".
constexpr std::array<std::pair<std::string_view, std::string_view>, 6> comparisons{
    {{"!=", "<>"}, {"<=", "<="}, {">=", ">="}, {"=", "="}, {"<", "<"}, {">", ">"}}};

const std::map<std::string_view, std::string_view>& columns() {
    static const std::map<std::string_view, std::string_view> known{
        {"state", "state"},
        {"done", "epochs"},
        {"seconds", "seconds"},
        {"accuracy", "coalesce(best_validation_accuracy, best_training_accuracy)"},
        {"loss", "best_validation_loss"},
        {"name", "name"}};
    return known;
}

/// Numbers as numbers, whatever the column holds; text as text.
std::string comparedWith(std::string_view column, std::string_view sign, std::string_view value) {
    std::istringstream number{std::string(value)};
    number.imbue(std::locale::classic());
    double parsed = 0.0;
    const bool numeric = static_cast<bool>(number >> parsed) && number.eof();
    if (numeric) return "CAST(" + std::string(column) + " AS REAL) " + std::string(sign) + " CAST(? AS REAL)";
    return "CAST(" + std::string(column) + " AS TEXT) " + std::string(sign) + " ?";
}

struct Comparison {
    std::string_view field;
    std::string_view sign;
    std::string_view value;
};

bool split(std::string_view word, Comparison& comparison) {
    const std::size_t at = word.find_first_of("!<>=");
    if (at == std::string_view::npos || at == 0) return false;
    for (const auto& [text, sign] : comparisons) {
        if (!word.substr(at).starts_with(text)) continue;
        comparison = {word.substr(0, at), sign, word.substr(at + text.size())};
        return true;
    }
    return false;
}

std::string fieldCondition(const Comparison& comparison, std::string_view value) {
    return "number IN (SELECT run FROM run_fields WHERE field = '" + std::string(comparison.field) + "' AND " +
           comparedWith("value", comparison.sign, value) + ")";
}

} // namespace

Result<RunFilter> RunFilter::parse(std::string_view text) {
    RunFilter filter;
    std::istringstream words{std::string(text)};
    for (std::string word; words >> word;) {
        Comparison comparison;
        if (!split(word, comparison)) {
            filter.m_condition += " AND instr(lower(id || ' ' || name || ' ' || tags || ' ' || note || ' ' || data_name), lower(?)) > 0";
            filter.m_values.push_back(word);
            continue;
        }
        const std::string value(comparison.value);
        if (comparison.field == "tag") {
            filter.m_condition += comparison.sign == "<>" ? " AND instr(' ' || tags || ' ', ' ' || ? || ' ') = 0"
                                                          : " AND instr(' ' || tags || ' ', ' ' || ? || ' ') > 0";
        } else if (const auto column = columns().find(comparison.field); column != columns().end()) {
            filter.m_condition += " AND " + comparedWith(column->second, comparison.sign, value);
        } else if (mlpParams().find(comparison.field) != nullptr) {
            std::string condition = fieldCondition(comparison, value);
            if (comparison.field == "data") { // a folder's path, or the name that the list shows
                condition = "(" + condition + (comparison.sign == "<>" ? " AND " : " OR ") +
                            comparedWith("data_name", comparison.sign, value) + ")";
                filter.m_values.push_back(value);
            }
            filter.m_condition += " AND " + condition;
        } else {
            return Error{ErrorCode::Usage, "there is no field \"" + std::string(comparison.field) + "\" to filter by", std::string(text),
                         "write a hyperparameter, or one of state, done, seconds, accuracy, loss, name, tag"};
        }
        filter.m_values.push_back(value);
    }
    return filter;
}

} // namespace epochlab::core
