#include "bridge/draft_shelf.h"

#include <algorithm>
#include <utility>

namespace epochlab::ui {

void DraftShelf::add(const core::RunId& id) {
    const std::lock_guard lock(m_mutex);
    m_drafts.emplace(id, std::make_shared<Draft>());
}

void DraftShelf::drop(const core::RunId& id) {
    const std::lock_guard lock(m_mutex);
    m_drafts.erase(id);
}

std::shared_ptr<DraftShelf::Draft> DraftShelf::find(const core::RunId& id) {
    const std::lock_guard lock(m_mutex);
    const auto found = m_drafts.find(id);
    return found == m_drafts.end() ? nullptr : found->second;
}

void DraftShelf::pass(core::Event event) {
    const bool last = std::holds_alternative<core::FinishedEvent>(event.payload);
    const core::RunId id = event.run;
    if (m_store) m_store->onEvent(std::move(event));
    if (last) drop(id);
}

void DraftShelf::keep(const core::RunId& id) {
    const auto draft = find(id);
    if (!draft) return;
    const std::lock_guard lock(draft->mutex);
    draft->kept = true;
    for (core::Event& event : std::exchange(draft->events, {})) pass(std::move(event));
}

void DraftShelf::onEvent(core::Event event) {
    // The window alone shows these.
    const auto is = [&event]<typename Payload>() { return std::holds_alternative<Payload>(event.payload); };
    if (is.operator()<core::ProgressEvent>() || is.operator()<core::HardestRowsEvent>() || is.operator()<core::PreparationEvent>()) return;
    const auto draft = find(event.run);
    if (!draft) return;
    const std::lock_guard lock(draft->mutex);
    if (draft->kept) return pass(std::move(event));
    if (auto* checkpoint = std::get_if<core::CheckpointEvent>(&event.payload)) dropCheckpoint(draft->events, *checkpoint);
    draft->events.push_back(std::move(event));
}

/// A draft holds its newest checkpoint alone, and the best epoch's, which its run hands out only once.
void DraftShelf::dropCheckpoint(std::vector<core::Event>& events, core::CheckpointEvent& next) {
    const auto before =
        std::ranges::find_if(events, [](const core::Event& event) { return std::holds_alternative<core::CheckpointEvent>(event.payload); });
    if (before == events.end()) return;
    if (!next.best) next.best = std::get<core::CheckpointEvent>(before->payload).best;
    events.erase(before);
}

} // namespace epochlab::ui
