#include "watch/rate_marks.h"

#include "bridge/run_names.h"

#include <QObject>

#include <algorithm>

namespace epochlab::ui {

PlotEvents rateMarks(const RunRecord& record) {
    const double perEpoch = record.started ? static_cast<double>(std::max<std::int64_t>(1, record.started->shape.stepsPerEpoch)) : 1.0;
    PlotEvents marks;
    std::vector<core::LearningRateEvent> changes;
    for (const core::LearningRateEvent& change : record.learningRates) {
        if (!changes.empty() && changes.back().step == change.step)
            changes.back().after = change.after;
        else
            changes.push_back(change);
    }
    for (const core::LearningRateEvent& change : changes) {
        if (change.before == change.after) continue; // there and back
        marks.push_back({static_cast<double>(change.step - 1) / perEpoch,
                         QObject::tr("learning rate %1 → %2").arg(shortNumber(change.before), shortNumber(change.after))});
    }
    return marks;
}

} // namespace epochlab::ui
