#include "base/number_text.h"

#include <array>
#include <charconv>

namespace epochlab::core {

std::string exactText(double value) {
    std::array<char, 32> text{};
    return {text.data(), std::to_chars(text.data(), text.data() + text.size(), value).ptr};
}

} // namespace epochlab::core
