#include "watch/rate_marks.h"

#include "bridge/run_names.h"

#include <QObject>

#include <algorithm>

namespace epochlab::ui {
namespace {

using Changes = std::vector<core::LearningRateEvent>;

Changes onePerStep(const Changes& all) {
    Changes changes;
    for (const core::LearningRateEvent& change : all) {
        if (changes.empty() || changes.back().step != change.step) {
            changes.push_back(change);
            continue;
        }
        core::LearningRateEvent& one = changes.back();
        one.after = change.after;
        if (change.schedule && one.schedule)
            one.schedule->after = change.schedule->after;
        else if (change.schedule)
            one.schedule = change.schedule;
    }
    return changes;
}

/// "cosine → constant", "cosine begins anew"; empty: the schedule stayed.
QString scheduleText(const core::LearningRateEvent& change) {
    if (!change.schedule) return {};
    const auto& [before, after] = *change.schedule;
    const QString now = QString::fromStdString(core::scheduleInWords(after));
    if (before != after) return QStringLiteral("%1 → %2").arg(QString::fromStdString(core::scheduleInWords(before)), now);
    return after.kind == core::ScheduleShape::Kind::Constant ? QString() : QObject::tr("%1 begins anew").arg(now);
}

} // namespace

QString rateMarkText(const core::LearningRateEvent& change) {
    const QString schedule = scheduleText(change);
    const QString after = shortNumber(change.after);
    if (change.before == change.after) return schedule.isEmpty() ? QString() : QObject::tr("%1 at learning rate %2").arg(schedule, after);
    const QString rate = QObject::tr("learning rate %1 → %2").arg(shortNumber(change.before), after);
    return schedule.isEmpty() ? rate : schedule + QStringLiteral(", ") + rate;
}

PlotEvents rateMarks(const RunRecord& record) {
    const double perEpoch = record.started ? static_cast<double>(std::max<std::int64_t>(1, record.started->shape.stepsPerEpoch)) : 1.0;
    PlotEvents marks;
    for (const core::LearningRateEvent& change : onePerStep(record.learningRates)) {
        const QString text = rateMarkText(change); // empty: there and back
        if (!text.isEmpty()) marks.push_back({static_cast<double>(change.step - 1) / perEpoch, text});
    }
    return marks;
}

} // namespace epochlab::ui
