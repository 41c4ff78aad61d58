#include "watch/empty_reason.h"

#include "bridge/run_names.h"

#include <QObject>

#include <algorithm>

namespace epochlab::ui {

QString whyEmpty(const RunRecord* record, const QString& what) {
    if (!record) return {};
    const bool epochs = std::ranges::any_of(record->series, [](const auto& entry) { return entry.first != "batch_loss"; });
    if (epochs) return what.isEmpty() ? QString() : QObject::tr("The run \u201c%1\u201d has no %2.").arg(record->name, what);
    if (const QString preparing = preparationSentence(*record); !preparing.isEmpty() && !what.isEmpty()) return preparing;
    if (record->live() || record->elsewhere) return what.isEmpty() ? QString() : QObject::tr("The first epoch has not ended yet.");
    if (record->imported) return QObject::tr("The imported log holds no values.");
    switch (record->finished->end) {
    case core::RunEnd::Diverged: return QObject::tr("The run diverged before its first epoch ended.");
    case core::RunEnd::Failed: return QObject::tr("The run failed before its first epoch ended.");
    case core::RunEnd::Stopped: return QObject::tr("The run was stopped before its first epoch ended.");
    case core::RunEnd::Interrupted: return QObject::tr("The run was interrupted before its first epoch ended.");
    case core::RunEnd::Finished: break;
    }
    return QObject::tr("The run ended before its first epoch.");
}

QString whyOffAxis(const RunRecord* record, core::ComparedAxis axis) {
    const bool untimed = record != nullptr && !record->series.empty() && !record->series.contains("seconds");
    if (axis != core::ComparedAxis::Time || !untimed) return {};
    return QObject::tr("The run “%1” was measured without times: choose x: epoch.").arg(record->name);
}

} // namespace epochlab::ui
