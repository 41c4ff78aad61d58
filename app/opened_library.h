#pragma once

#include "base/result.h"

#include <mutex>
#include <string>

namespace epochlab::app {

/// A library of ours that is opened at the first need; it stays open to the end of the process, since what it gave out lives in it. Any
/// thread.
class OpenedLibrary {
public:
    /// `file`: "libepochlab_torch.so"; `title`: what errors call it, "the LibTorch trainers".
    OpenedLibrary(std::string file, std::string title, std::string remedy);

    /// The address of what it exports. EngineMissing.
    core::Result<void*> symbol(const char* name);
    core::Error missing(const std::string& what, const std::string& where) const;

private:
    core::Result<void> open();

    const std::string m_file;
    const std::string m_title;
    const std::string m_remedy;
    std::mutex m_mutex;
    void* m_handle = nullptr;
    std::string m_path;
};

} // namespace epochlab::app
