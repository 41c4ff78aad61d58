#pragma once

#include <cstdlib>
#include <filesystem>
#include <string>

namespace epochlab::test {

/// A folder of the real data that lie beside the repository (EPOCHLAB_SHARED_DATA names their folder); empty where it is not there.
inline std::string sharedData(const std::string& name) {
    const std::string source(EPOCHLAB_SOURCE_DIR);
    const char* given = std::getenv("EPOCHLAB_SHARED_DATA");
    for (const std::string& folder :
         {std::string(given != nullptr ? given : ""), source + "/../shared/data", source + "/../../shared/data"})
        if (!folder.empty() && std::filesystem::is_directory(folder + "/" + name)) return folder + "/" + name;
    return {};
}

} // namespace epochlab::test
