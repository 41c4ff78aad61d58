#pragma once

#include "store/store_writer.h"

#include <functional>
#include <mutex>
#include <optional>
#include <string>

namespace epochlab::app {

/// Keeps a command's runs in a store, says on stderr at once what the disk refuses, and has the runs stand still while they must.
class KeptRuns {
public:
    explicit KeptRuns(std::string directory);
    core::RunObserver& observer() { return m_writer; }

    /// While it lives, `pauseRuns` is told, on the writer's thread, that the runs are to stand still (true) or may go on. Returns at once.
    class Following {
    public:
        Following(KeptRuns& kept, std::function<void(bool pause)> pauseRuns) : m_kept(kept) { m_kept.follow(std::move(pauseRuns)); }
        ~Following() { m_kept.follow({}); }
        Following(const Following&) = delete;
        Following& operator=(const Following&) = delete;

    private:
        KeptRuns& m_kept;
    };

    /// After the last run: its exit code, or that of what could not be kept where the runs have ended well, or were stopped, which is of
    /// no use where the end is not in the store.
    int finish(int code);
    /// After finish(), of a run that was stopped or interrupted: how it can be gone on with, or what is there of it.
    std::string remedyFor(const core::RunId& run) const;

private:
    void follow(std::function<void(bool)> pauseRuns);
    void pause(bool pause);
    void tell();

    std::mutex m_mutex;
    std::optional<core::Error> m_told;
    bool m_whole = true;     ///< all was written at the end
    std::mutex m_pauseMutex; ///< held while the runs are told
    bool m_paused = false;
    std::function<void(bool)> m_pauseRuns;
    core::StoreWriter m_writer; ///< last: its thread uses the rest
};

} // namespace epochlab::app
