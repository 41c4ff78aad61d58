#pragma once

#include "run/events.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>

namespace epochlab::app {

/// Prints a run's events on the run's own thread: JSON lines, or a table of epochs for people. Keeps how it ended.
class TrainPrinter final : public core::RunObserver {
public:
    TrainPrinter(bool json, std::int64_t reportEvery, core::RunObserver* next);
    void onEvent(core::Event event) override;
    /// Once the run's thread has ended; empty where it gave no end.
    const std::optional<core::FinishedEvent>& ending() const { return m_ending; }

private:
    void printText(const core::Event& event);
    void printPreparation(const core::PreparationEvent& event);
    void takeMetric(const core::MetricBlock& block);
    void printHardest(const core::HardestRowsEvent& event);
    void printStart(const core::StartedEvent& start);
    void printEpochsBelow(std::int64_t epoch);
    void printEnd(const core::FinishedEvent& end);

    const bool m_json;
    const std::int64_t m_reportEvery;
    const bool m_live;                                            ///< a line of the terminal may be written over
    bool m_preparing = false;                                     ///< it was told of, in a line that is not ended where m_live
    core::RunObserver* const m_next;                              ///< hears each event before it is printed; may be null
    std::map<std::int64_t, std::map<std::string, double>> m_rows; ///< epochs that are not printed yet
    std::optional<core::FinishedEvent> m_ending;
};

} // namespace epochlab::app
