#pragma once

#include "base/result.h"

#include <memory>
#include <mutex>
#include <string>
#include <type_traits>

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

/// What a library makes once, at the first need; all share it. Any thread.
template <typename Made> class MadeOnce {
public:
    /// maker: the name of the function that gives one, which the caller owns. The library outlives this.
    MadeOnce(OpenedLibrary& library, const char* maker) : m_library(library), m_maker(maker) {}

    /// EngineMissing.
    core::Result<std::shared_ptr<Made>> get() {
        const std::lock_guard lock(m_mutex);
        if (m_made) return m_made;
        const core::Result<void*> address = m_library.symbol(m_maker);
        if (!address) return address.error();
        m_made.reset(reinterpret_cast<std::remove_const_t<Made>* (*)()>(*address)());
        if (!m_made) return m_library.missing("could not start", "");
        return m_made;
    }

private:
    OpenedLibrary& m_library;
    const char* m_maker;
    std::mutex m_mutex;
    std::shared_ptr<Made> m_made;
};

} // namespace epochlab::app
