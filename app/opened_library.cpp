#include "opened_library.h"

#include "composition.h"

#include <dlfcn.h>
#include <filesystem>
#include <utility>
#include <vector>

namespace epochlab::app {
namespace {

using core::Error;
using core::ErrorCode;
using core::Result;

std::vector<std::string> placesOf(const std::string& file) {
    const std::string folder = programFolder();
    return {folder + "/../lib/" + file, folder + "/../lib/epochlab/" + file, folder + "/../" EPOCHLAB_LIBDIR "/epochlab/" + file,
            folder + "/" + file};
}

std::string loaderProblem() {
    const char* text = ::dlerror();
    return text ? text : "unknown reason";
}

} // namespace

OpenedLibrary::OpenedLibrary(std::string file, std::string title, std::string remedy)
    : m_file(std::move(file)), m_title(std::move(title)), m_remedy(std::move(remedy)) {}

Error OpenedLibrary::missing(const std::string& what, const std::string& where) const {
    return {ErrorCode::EngineMissing, m_title + " " + what, where, m_remedy};
}

Result<void*> OpenedLibrary::symbol(const char* name) {
    const std::lock_guard lock(m_mutex);
    if (!m_handle) {
        const Result<void> opened = open();
        if (!opened) return opened.error();
    }
    void* address = ::dlsym(m_handle, name);
    if (!address) return missing("do not fit this program: " + loaderProblem(), m_path);
    return address;
}

Result<void> OpenedLibrary::open() {
    for (const std::string& path : placesOf(m_file)) {
        std::error_code ignored;
        if (!std::filesystem::exists(path, ignored)) continue;
        m_path = path;
        m_handle = ::dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
        if (!m_handle) return missing("cannot be opened: " + loaderProblem(), path);
        return {};
    }
    return missing("(" + m_file + ") are not there", placesOf(m_file).front());
}

} // namespace epochlab::app
