#pragma once

#include "report/figure.h"

#include <optional>
#include <string>

namespace epochlab::core {

/// Curves as a file that pdflatex compiles by itself (pgfplots): axes, colours, dashes, legend and levels as in the window, at most some
/// hundred points a curve, the lowest and highest of each stretch among them. Nothing: the figure is no curves.
std::optional<std::string> pgfplotsOf(const Figure& figure, double widthCm, double heightCm);
/// pgfplotsOf(), or a table for booktabs. Empty: the figure has no such form.
std::string figureTex(const Figure& figure, double widthCm, double heightCm);

} // namespace epochlab::core
