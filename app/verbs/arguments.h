#pragma once

#include "base/result.h"

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace epochlab::app {

/// A flag of a verb that is no hyperparameter.
struct FlagSpec {
    std::string name;  ///< without dashes
    std::string value; ///< what the help calls its value; empty: a switch
    std::string help;
    bool repeats = false; ///< may be given several times: Arguments::repeated
};

/// One verb of the command line: what it takes and what it does.
struct VerbSpec {
    std::string name;
    std::string usage; ///< after the verb: "--run RUN FILES…"
    std::string help;
    std::vector<FlagSpec> flags;
    bool takesParameters = false; ///< every hyperparameter is a flag, and --set
};

const std::vector<VerbSpec>& verbSpecs();
const VerbSpec* findVerb(std::string_view name);

/// A command line taken apart.
struct Arguments {
    std::string verb;                                            ///< empty: none given
    std::map<std::string, std::string, std::less<>> flags;       ///< by name; a switch holds "true"
    std::vector<std::pair<std::string, std::string>> parameters; ///< id and text, in the order given
    std::vector<std::pair<std::string, std::string>> repeated;   ///< flags that repeat, and their values, in the order given
    std::vector<std::string> words;                              ///< the rest: paths and names

    bool has(std::string_view flag) const { return flags.find(flag) != flags.end(); }
    std::string get(std::string_view flag) const;
    bool json() const { return has("json"); }
};

/// The flag's whole number, or `otherwise` where it is not given. Usage.
core::Result<std::int64_t> countOf(const Arguments& arguments, const std::string& flag, std::int64_t least, std::int64_t otherwise);

/// Takes `words` (without the program's name) apart: "--flag value", "--flag=value", "--" ends the flags. Usage errors say what was meant.
core::Result<Arguments> parseArguments(std::span<const std::string> words);

} // namespace epochlab::app
