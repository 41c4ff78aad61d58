#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace epochlab::core {

/// The csv-* fields; an empty optional or string means "detect".
struct CsvOptions {
    std::optional<char> delimiter{};
    std::optional<bool> decimalComma{};
    std::string encoding{}; ///< "", "utf-8", "latin-1", "utf-16"
    std::optional<bool> header{};
    std::string label{};                 ///< column name, or number from 1
    std::vector<std::string> features{}; ///< names (or numbers from 1); empty: all that hold numbers
    bool skipBadRows = false;
    double trainShare = 0.8;
    bool stratify = true;
    std::uint64_t seed = 0;
};

} // namespace epochlab::core
