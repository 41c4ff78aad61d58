#include "window/words.h"

#include "base/machine_memory.h"
#include "bridge/run_names.h"
#include "params/model_fields.h"

#include <QLocale>
#include <QObject>
#include <QStringList>

#include <cmath>

namespace epochlab::ui {
namespace {

QString tr(const char* text) { return QObject::tr(text); }

QString endText(const RunRecord& run) {
    const core::FinishedEvent& end = *run.finished;
    const QString name = QString::fromUtf8(core::runEndName(end.end).data(), qsizetype(core::runEndName(end.end).size()));
    const QString epochs = end.epochs == 1 ? tr("1 epoch") : tr("%1 epochs").arg(QLocale().toString(qlonglong(end.epochs)));
    const QString what = tr("%1 in %2").arg(epochs, durationText(end.seconds));
    return end.end == core::RunEnd::Finished ? what : name + QStringLiteral(" · ") + what;
}

} // namespace

QString progressText(const RunRecord& run) { return progressWordings(run).first(); }

QStringList progressWordings(const RunRecord& run) {
    if (run.finished) {
        return {endText(run)};
    }
    if (run.phase == core::RunPhase::Waiting || run.phase == core::RunPhase::Loading) {
        return {run.phase == core::RunPhase::Waiting ? tr("waiting for a free core…") : tr("loading data…")};
    }
    const bool prepares = run.phase == core::RunPhase::Preparing || (run.phase == core::RunPhase::Paused && run.preparation);
    if (prepares || !run.started) {
        const QString state = run.phase == core::RunPhase::Paused ? tr("paused while preparing") : tr("preparing…");
        return run.preparation ? QStringList{state + QLatin1Char(' ') + preparationText(run), state} : QStringList{state};
    }
    const QLocale locale;
    const QString epochs =
        tr("epoch %1 of %2").arg(locale.toString(qlonglong(run.progress.epoch)), locale.toString(qlonglong(run.started->epochs)));
    if (run.phase == core::RunPhase::Paused) {
        const QString words = run.pausedByHand ? tr("paused at step %1") : tr("waits for the store at step %1");
        const QString paused = words.arg(locale.toString(qlonglong(run.progress.step)));
        return {paused + QStringLiteral(", ") + epochs, paused};
    }
    if (run.progress.samplesPerSecond <= 0.0) {
        return {epochs};
    }
    const double rate = run.progress.samplesPerSecond;
    const double unit = rate >= 1e4 ? 1e3 : 1.0; // the last digits only flicker
    const QString rows = tr("%1 rows/s").arg(locale.toString(qlonglong(std::llround(rate / unit) * qint64(unit))));
    const QString left = tr("%1 left").arg(durationText(run.progress.remainingSeconds));
    const QString dot = QStringLiteral(" · ");
    return {epochs + dot + rows + dot + left, epochs + dot + left, epochs};
}

QString statusText(const core::ParamSet& config, const RunRecord* current) {
    QStringList parts;
    if (current != nullptr && current->started) {
        const core::SessionShape& shape = current->started->shape;
        QStringList machine{QString::fromStdString(shape.device).toUpper()};
        if (!shape.instructionSet.empty()) {
            machine << QString::fromStdString(shape.instructionSet);
        }
        machine << (shape.threads == 1 ? tr("1 thread") : tr("%1 threads").arg(shape.threads));
        parts << machine.join(QStringLiteral(" · ")) << tr("%1 engine").arg(QString::fromStdString(shape.engine))
              << tr("seed %1").arg(current->started->config.integer("seed"));
    } else {
        const int threads = core::threadsOf(config);
        parts << tr("device %1").arg(QString::fromStdString(config.text("device")))
              << (threads == 1 ? tr("1 thread") : tr("%1 threads").arg(threads)) << tr("seed %1").arg(config.integer("seed"));
    }
    const QLocale locale;
    parts << tr("%1 of %2 memory")
                 .arg(locale.formattedDataSize(core::processMemory(), 1, QLocale::DataSizeSIFormat),
                      locale.formattedDataSize(core::machineMemory(), 1, QLocale::DataSizeSIFormat));
    return parts.join(QStringLiteral("     "));
}

} // namespace epochlab::ui
