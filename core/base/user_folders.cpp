#include "base/user_folders.h"

#include <cstdlib>

namespace epochlab::core {

std::string cacheFolder() {
    const char* cache = std::getenv("XDG_CACHE_HOME");
    if (cache != nullptr && cache[0] == '/') return std::string(cache) + "/epochlab";
    const char* home = std::getenv("HOME");
    return home != nullptr && home[0] == '/' ? std::string(home) + "/.cache/epochlab" : std::string();
}

} // namespace epochlab::core
