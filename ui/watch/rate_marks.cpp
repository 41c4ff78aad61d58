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

QString kindText(const core::ScheduleShape& shape) {
    using Kind = core::ScheduleShape::Kind;
    if (shape.kind == Kind::Step) return QObject::tr("steps");
    return shape.kind == Kind::Cosine ? QObject::tr("cosine") : QObject::tr("constant");
}

/// "cosine → constant", "cosine begins anew"; empty: the schedule stayed. A label has little room: what a kind asks for is said where it is
/// all that changed.
QString scheduleText(const core::LearningRateEvent& change) {
    if (!change.schedule) return {};
    const auto& [before, after] = *change.schedule;
    if (before.kind != after.kind) return QStringLiteral("%1 → %2").arg(kindText(before), kindText(after));
    if (before.minimumShare != after.minimumShare)
        return QObject::tr("cosine to %1 → %2").arg(shortNumber(before.minimumShare), shortNumber(after.minimumShare));
    if (before != after)
        return QObject::tr("steps × %1 every %2 → × %3 every %4")
            .arg(shortNumber(before.stepFactor), shortNumber(before.stepEveryEpochs), shortNumber(after.stepFactor),
                 shortNumber(after.stepEveryEpochs));
    return after.kind == core::ScheduleShape::Kind::Constant ? QString() : QObject::tr("%1 begins anew").arg(kindText(after));
}

QString rateText(double rate) { return shortNumber(QString::number(rate, 'g', 4).toDouble()); }

} // namespace

QString rateMarkText(const core::LearningRateEvent& change) {
    const QString schedule = scheduleText(change);
    if (schedule.isEmpty() && change.before == change.after) return {};
    if (schedule.isEmpty()) return QObject::tr("learning rate %1 → %2").arg(shortNumber(change.before), shortNumber(change.after));
    const QString after = rateText(change.after);
    if (change.before == change.after) return QObject::tr("%1 at lr %2").arg(schedule, after);
    return QObject::tr("%1, lr %2 → %3").arg(schedule, rateText(change.before), after);
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
