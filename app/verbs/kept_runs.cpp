#include "verbs/kept_runs.h"

#include "verbs/output.h"

#include <utility>

namespace epochlab::app {

KeptRuns::KeptRuns(std::string directory) : m_writer(std::move(directory)) {
    m_writer.onError([this] { tell(); });
    m_writer.onPause([this](bool wanted) { pause(wanted); });
}

void KeptRuns::follow(std::function<void(bool)> pauseRuns) {
    const std::lock_guard lock(m_pauseMutex);
    m_pauseRuns = std::move(pauseRuns);
    if (m_pauseRuns && m_paused) m_pauseRuns(true);
}

void KeptRuns::pause(bool pause) {
    const std::lock_guard lock(m_pauseMutex);
    m_paused = pause;
    if (!m_pauseRuns) return;
    printMessage(pause ? "note[paused]: training stands still until the store takes what was measured"
                       : "note[resumed]: the store has taken what was measured, and training goes on");
    m_pauseRuns(pause);
}

void KeptRuns::tell() {
    const std::lock_guard lock(m_mutex);
    if (std::optional<core::Error> error = m_writer.takeError()) {
        printMessage(core::errorLine(*error));
        m_told = std::move(error);
    }
}

int KeptRuns::finish(int code) {
    m_whole = m_writer.flush();
    const bool replaceable = code == 0 || code == static_cast<int>(core::ExitCode::Resumable);
    if (!m_whole) tell();
    if (m_whole || !replaceable) return code;
    const std::lock_guard lock(m_mutex);
    return static_cast<int>(m_told ? core::exitCodeOf(m_told->code) : core::ExitCode::Io);
}

std::string KeptRuns::remedyFor(const core::RunId& run) const {
    const std::string command = "epochlab-cli resume " + run;
    if (m_whole) return "go on with: " + command;
    const std::optional<std::int64_t> step = m_writer.keptStep(run);
    if (!step) return "the store has taken nothing of this training of " + run;
    if (*step == 0) return "the end could not be stored; once the store can be written, " + command + " trains the run from its beginning";
    return "the end could not be stored; once the store can be written, " + command + " goes on from step " + std::to_string(*step) +
           ", and trains what came after it again";
}

} // namespace epochlab::app
