#include "run/mailbox.h"

namespace epochlab::core {

void Mailbox::flushProgress(const RunId& run, Tail& tail) {
    if (!tail.progress) return;
    m_events.push_back({run, *tail.progress});
    tail.progress.reset();
}

bool Mailbox::joinBlock(const MetricBlock& block, const Tail& tail) {
    if (!tail.lastBlock) return false;
    auto& last = std::get<MetricBlock>(m_events[*tail.lastBlock].payload);
    const auto nextStep = last.firstStep + static_cast<std::int64_t>(last.values.size());
    if (last.series != block.series || last.epoch != block.epoch || nextStep != block.firstStep) return false;
    last.values.insert(last.values.end(), block.values.begin(), block.values.end());
    return true;
}

void Mailbox::onEvent(Event event) {
    const std::lock_guard lock(m_mutex);
    Tail& tail = m_tails[event.run];
    if (const auto* progress = std::get_if<ProgressEvent>(&event.payload)) {
        tail.progress = *progress;
        return;
    }
    if (const auto* block = std::get_if<MetricBlock>(&event.payload)) {
        if (joinBlock(*block, tail)) return;
        tail.lastBlock = m_events.size();
        m_events.push_back(std::move(event));
        return;
    }
    flushProgress(event.run, tail);
    tail.lastBlock.reset();
    m_events.push_back(std::move(event));
}

std::vector<Event> Mailbox::drain() {
    std::vector<Event> events;
    const std::lock_guard lock(m_mutex);
    for (auto& [run, tail] : m_tails) flushProgress(run, tail);
    m_tails.clear();
    events.swap(m_events);
    return events;
}

} // namespace epochlab::core
