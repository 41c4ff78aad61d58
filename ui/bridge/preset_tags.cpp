#include "bridge/preset_tags.h"

namespace epochlab::ui {

PresetTags::PresetTags(Controller& controller, StoredRuns& stored, QObject* parent)
    : QObject(parent), m_controller(controller), m_stored(stored) {
    connect(&controller, &Controller::runAdded, this, &PresetTags::take);
    connect(&controller, &Controller::runFinished, this, &PresetTags::write);
    connect(&stored, &StoredRuns::changed, this, [this] {
        const auto unwritten = m_unwritten;
        for (const auto& [id, tag] : unwritten)
            if (m_stored.find(id)) write(id);
    });
}

void PresetTags::take(const core::RunId& id) {
    const RunRecord* record = m_controller.run(id);
    if (!record || record->presetTag.empty() || m_stored.directory().empty()) return;
    m_unwritten[id] = record->presetTag;
    if (record->finished) write(id); // a kept draft that had ended
}

void PresetTags::write(const core::RunId& id) {
    const auto found = m_unwritten.find(id);
    if (found == m_unwritten.end()) return;
    m_stored.addTag(id, found->second);
    m_unwritten.erase(found);
}

} // namespace epochlab::ui
