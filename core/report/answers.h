#pragma once

#include "base/result.h"
#include "store/stored_answers.h"

#include <string>
#include <string_view>
#include <vector>

namespace epochlab::core {

/// Who asks the questions of the lab preset in use, in a file of answers.
inline constexpr const char* presetAsker = "preset";

/// The one form of answers as a file, TOML: a table for each who asks, a text for each question. ConfigSyntax, ConfigType with line and
/// column.
Result<Answers> readAnswers(std::string_view toml, std::string_view origin);
/// The same of a file. DataNotFound, IoRead.
Result<Answers> loadAnswers(const std::string& path);
/// Equal answers give equal text, which is read back to the same.
std::string writeAnswers(const Answers& answers);

/// Empty: there is none.
std::string answerTo(const Answers& answers, const std::string& asker, const std::string& question);
/// Those of these recipes, and of the preset with this tag as presetAsker's; an empty tag: of none.
Answers answersOf(const Answers& stored, const std::vector<std::string>& recipes, const std::string& presetTag);
/// Those of `others` come in the place of the same ones.
void takeAnswers(Answers& answers, const Answers& others);

} // namespace epochlab::core
