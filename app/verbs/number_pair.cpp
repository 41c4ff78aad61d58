#include "verbs/number_pair.h"

#include "verbs/arguments.h"

#include <charconv>
#include <cmath>

namespace epochlab::app {

using core::Error;
using core::ErrorCode;
using core::Result;

Result<double> numberOf(const std::string& text, const std::string& flag) {
    double value = 0.0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error == std::errc() && end == text.data() + text.size() && std::isfinite(value)) return value;
    return Error{ErrorCode::Usage, "\"" + text + "\" is no number", "--" + flag, "write it with a point, as in 48.85"};
}

Result<std::optional<std::pair<double, double>>> pairFlag(const Arguments& arguments, const std::string& flag, char between) {
    using Pair = std::optional<std::pair<double, double>>;
    if (!arguments.has(flag)) return Pair();
    const std::string text = arguments.get(flag);
    const std::size_t place = text.find(between);
    if (place == std::string::npos)
        return Error{ErrorCode::Usage, "\"" + text + "\" is no pair of numbers", "--" + flag,
                     std::string("write two numbers with \"") + between + "\" between them"};
    const Result<double> first = numberOf(text.substr(0, place), flag);
    if (!first) return first.error();
    const Result<double> second = numberOf(text.substr(place + 1), flag);
    if (!second) return second.error();
    return Pair(std::pair(*first, *second));
}

} // namespace epochlab::app
