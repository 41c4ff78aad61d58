#pragma once

#include <string_view>

/// Multiplies and adds in registers alone, `rounds` times twelve vectors: the most that a core does with these instructions. Returns the
/// floating-point operations done; 0 where the machine or the compiler has no such instructions.
double multiplyAdd(std::string_view isa, long rounds);
