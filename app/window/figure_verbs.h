#pragma once

#include <span>
#include <string>

namespace epochlab::app {

/// Whether the program's first word is a verb that draws into files and needs no display: export, report.
bool isFigureVerb(std::span<const std::string> words);
/// Carries it out; `words` without the program's name. The exit code. There is a QApplication.
int runFigureVerb(std::span<const std::string> words);

} // namespace epochlab::app
