#include "verbs/kept_runs.h"

#include "verbs/output.h"

#include <utility>

namespace epochlab::app {

KeptRuns::KeptRuns(std::string directory, std::function<void(const core::RunId&, bool)> pauseRun)
    : m_writer(std::move(directory), {.pauseRun = std::move(pauseRun)}) {
    m_writer.onError([this] { tell(); });
}

void KeptRuns::tell() {
    const std::lock_guard lock(m_mutex);
    if (std::optional<core::Error> error = m_writer.takeError()) {
        printMessage(core::errorLine(*error));
        m_told = std::move(error);
    }
}

int KeptRuns::finish() {
    if (m_writer.flush()) return 0;
    tell();
    const std::lock_guard lock(m_mutex);
    return static_cast<int>(m_told ? core::exitCodeOf(m_told->code) : core::ExitCode::Io);
}

} // namespace epochlab::app
