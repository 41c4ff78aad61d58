#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

/// What a fuzz target is: libFuzzer's entry point, so that a target runs under libFuzzer too, and what is mutated here. A target throws
/// nothing, and fails by a crash: a sanitizer's report, or FUZZ_CHECK.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace epochlab::fuzz {

/// Inputs to begin with, made of the files that CTest names.
std::vector<std::string> seeds(const std::vector<std::string>& files);
/// Pieces of the format, which mutations put in.
std::vector<std::string> words();

[[noreturn]] void failed(const char* condition, const char* file, int line);

} // namespace epochlab::fuzz

#define FUZZ_CHECK(condition) ((condition) ? void() : epochlab::fuzz::failed(#condition, __FILE__, __LINE__))
