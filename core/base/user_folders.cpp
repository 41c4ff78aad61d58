#include "base/user_folders.h"

#include <cstdlib>

namespace epochlab::core {

namespace {

/// What a variable names, else a folder of the home; empty where there is neither.
std::string folderOf(const char* variable, const char* inHome) {
    const char* named = std::getenv(variable);
    if (named != nullptr && named[0] == '/') return named;
    const char* home = std::getenv("HOME");
    return home != nullptr && home[0] == '/' ? std::string(home) + inHome : std::string();
}

} // namespace

std::string cacheFolder() {
    const std::string cache = folderOf("XDG_CACHE_HOME", "/.cache");
    return cache.empty() ? cache : cache + "/epochlab";
}

std::string userRecipeFolder() {
    const std::string data = folderOf("XDG_DATA_HOME", "/.local/share");
    return data.empty() ? data : data + "/epochlab/recipes";
}

} // namespace epochlab::core
