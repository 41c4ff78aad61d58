#pragma once

#include "verbs/arguments.h"

#include <string>

namespace epochlab::app {

std::string helpPage();
std::string helpOf(const VerbSpec& verb);
std::string versionLine();

} // namespace epochlab::app
