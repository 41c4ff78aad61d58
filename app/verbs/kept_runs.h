#pragma once

#include "store/store_writer.h"

#include <functional>
#include <mutex>
#include <optional>
#include <string>

namespace epochlab::app {

/// Keeps a command's runs in a store, and says on stderr at once what the disk refuses.
class KeptRuns {
public:
    explicit KeptRuns(std::string directory, std::function<void(const core::RunId& run, bool pause)> pauseRun = {});
    core::RunObserver& observer() { return m_writer; }
    /// After the last run: 0, or the exit code where something could not be kept.
    int finish();

private:
    void tell();

    std::mutex m_mutex;
    std::optional<core::Error> m_told;
    core::StoreWriter m_writer; ///< last: its thread uses the rest
};

} // namespace epochlab::app
