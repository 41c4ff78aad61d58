#include "bridge/ghost_run.h"

#include "bridge/controller.h"
#include "bridge/run_names.h"

#include <algorithm>
#include <iterator>

namespace epochlab::ui {

const RunRecord* ghostOf(const Controller& controller) {
    const RunRecord* now = controller.current();
    if (!now) return nullptr;
    const std::deque<RunRecord>& runs = controller.runs();
    const auto isBefore = [now](const RunRecord& record) { return &record != now && record.best && sameData(record.config, now->config); };
    const auto self = std::ranges::find(runs, now->id, &RunRecord::id);
    const auto before = std::find_if(std::make_reverse_iterator(self), runs.rend(), isBefore);
    return before == runs.rend() ? nullptr : &*before;
}

QString ghostDifference(const Controller& controller) {
    const RunRecord* before = ghostOf(controller);
    return before ? differenceText(*before, *controller.current()) : QString();
}

} // namespace epochlab::ui
