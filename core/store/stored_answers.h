#pragma once

#include "store/store_file.h"

#include <cstddef>
#include <map>
#include <string>

namespace epochlab::core {

/// A student's answers: by who asks, a recipe's name or a lab preset's tag, and by the question's id.
using Answers = std::map<std::string, std::map<std::string, std::string>>;

inline constexpr std::size_t longestAnswer = 64 << 10; ///< bytes

/// All answers that a store keeps; none where there is no store yet. IoRead.
Result<Answers> loadStoredAnswers(const std::string& directory, const StoreFileOptions& options = {});

/// Keeps an answer in the place of `before`, the text that was last read; an empty one is forgotten. Where another window has written
/// since, both texts are kept, one below the other, so that neither is lost. The text that the store now has. Makes the store where there
/// is none. ConfigRange where it is too long, IoRead, IoWrite, IoNoSpace.
Result<std::string> keepAnswer(const std::string& directory, const std::string& asker, const std::string& question, const std::string& text,
                               const std::string& before, const StoreFileOptions& options = {});

} // namespace epochlab::core
