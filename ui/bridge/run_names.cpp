#include "bridge/run_names.h"

#include "compare/luck.h"
#include "params/model_fields.h"

#include <QDir>
#include <QLocale>
#include <QStringList>

#include <algorithm>
#include <cmath>
#include <limits>

namespace epochlab::ui {

using core::ParamGroup;
using core::ParamKind;
using core::ParamSet;
using core::ParamSpec;
using core::ParamValue;

namespace {

QString lowerFirst(const QString& text) {
    const bool acronym = text.size() > 1 && text.at(1).isUpper();
    return acronym || text.isEmpty() ? text : text.at(0).toLower() + text.mid(1);
}

QString labelOf(const ParamSpec& spec) { return lowerFirst(QString::fromStdString(spec.label)); }

bool isDataField(const ParamSpec& spec) { return spec.group == ParamGroup::Data; }

QString namePart(const ParamSpec& spec, const ParamValue& value) {
    if (spec.kind == ParamKind::Boolean) return std::get<bool>(value) ? labelOf(spec) : QStringLiteral("no ") + labelOf(spec);
    const QString shown = valueLabel(spec, value);
    if (spec.id == "optimizer" || spec.id == "activation") return shown;
    if (spec.id == "hidden-layers") return shown == QLatin1String("1") ? QStringLiteral("1 layer") : shown + QStringLiteral(" layers");
    if (spec.id == "learning-rate") return QStringLiteral("lr ") + shown;
    if (spec.id == "batch-size") return QStringLiteral("batch ") + shown;
    if (spec.id == "epochs" || spec.id == "rounds") return shown + QLatin1Char(' ') + QString::fromStdString(spec.id);
    if (spec.id == "eta") return QStringLiteral("η ") + shown;
    return labelOf(spec) + QLatin1Char(' ') + shown;
}

QString changeText(const ParamSpec& spec, const RunRecord& before, const RunRecord& after) {
    return valueLabel(spec, before.config.value(spec.id)) + QStringLiteral(" → ") + valueLabel(spec, after.config.value(spec.id));
}

QString whatChanged(const RunRecord& before, const RunRecord& after) {
    const auto ids = ParamSet::differences(before.config, after.config);
    if (ids.empty()) return QStringLiteral("Same settings as the run before");
    if (ids.size() > 3) return QStringLiteral("%1 settings changed").arg(ids.size());
    const core::ParamTable& table = after.config.table();
    if (ids.size() == 1) {
        const ParamSpec& spec = *table.find(ids.front());
        return QStringLiteral("Only %1 changed, %2").arg(labelOf(spec), changeText(spec, before, after));
    }
    QStringList parts;
    for (const std::string& id : ids) parts << labelOf(*table.find(id)) + QLatin1Char(' ') + changeText(*table.find(id), before, after);
    QString list = parts.join(QStringLiteral(", "));
    return QStringLiteral("Changed: ") + list;
}

bool noBetterThanChance(const RunRecord& record) {
    if (!record.best || !record.started || !record.started->data) return false;
    const double rows = static_cast<double>(record.started->data->rows[1]);
    const double majority = record.started->data->majority;
    if (rows <= 0 || !(majority > 0)) return false;
    const double margin = 1.96 * std::sqrt(majority * (1 - majority) / rows);
    return record.best->validationAccuracy <= majority + margin;
}

/// Of two runs that ended, to the bit; the seconds that they took are no curve.
bool identicalCurves(const RunRecord& before, const RunRecord& after) {
    if (before.live() || after.live() || before.gradients.empty()) return false;
    const auto same = [](double a, double b) { return a == b || (std::isnan(a) && std::isnan(b)); };
    return std::ranges::equal(before.series, after.series, [&](const auto& left, const auto& right) {
        return left.first == right.first && (left.first == "seconds" || std::ranges::equal(left.second.y(), right.second.y(), same));
    });
}

QString endText(const RunRecord& record) {
    const core::FinishedEvent& end = *record.finished;
    switch (end.end) {
    case core::RunEnd::Finished:
        return QStringLiteral("finished · ") +
               (noBetterThanChance(record) ? QStringLiteral("no better than chance") : durationText(end.seconds));
    case core::RunEnd::Diverged:
        if (end.divergence)
            return QStringLiteral("diverged at step %1 in %2")
                .arg(end.divergence->step)
                .arg(QString::fromStdString(core::layerInWords(end.divergence->layerName)));
        return QStringLiteral("diverged");
    case core::RunEnd::Failed: return QStringLiteral("failed: ") + (end.error ? QString::fromStdString(end.error->what) : QString());
    case core::RunEnd::Stopped:
    case core::RunEnd::Interrupted: break;
    }
    const auto name = core::runEndName(end.end);
    return QString::fromUtf8(name.data(), static_cast<qsizetype>(name.size())) +
           QStringLiteral(" after %1 of %2 epochs")
               .arg(end.epochs)
               .arg(record.started ? record.started->epochs : core::trainingLength(record.config));
}

} // namespace

QString capitalised(const QString& text) { return text.left(1).toUpper() + text.mid(1); }

QStringList textList(const std::vector<std::string>& texts) {
    QStringList list;
    for (const std::string& text : texts) list << QString::fromStdString(text);
    return list;
}

QString shortNumber(double value) {
    QString text = QString::number(value, 'g', 6);
    text.replace(QStringLiteral("e+0"), QStringLiteral("e")).replace(QStringLiteral("e+"), QStringLiteral("e"));
    return text.replace(QStringLiteral("e-0"), QStringLiteral("e-"));
}

QString accuracyText(double value) { return std::isfinite(value) ? QString::number(value, 'f', 3) : QStringLiteral("–"); }

QString durationText(double seconds) {
    if (!std::isfinite(seconds) || seconds < 0) return QStringLiteral("–");
    if (seconds < 0.1) return QStringLiteral("under 0.1 s");
    if (seconds < 9.95) return QString::number(seconds, 'f', 1) + QStringLiteral(" s");
    const auto whole = static_cast<long long>(std::min(std::round(seconds), 1e15));
    if (whole < 60) return QStringLiteral("%1 s").arg(whole);
    if (whole < 3600) return QStringLiteral("%1 min %2 s").arg(whole / 60).arg(whole % 60);
    return QStringLiteral("%1 h %2 min").arg(whole / 3600).arg(whole / 60 % 60);
}

QString aboutText(double seconds) { return (seconds < 0.1 ? QString() : QStringLiteral("about ")) + durationText(seconds); }

QString dataTitle(const std::string& data) {
    const QString text = QString::fromStdString(data);
    if (text == QLatin1String("cities")) return QStringLiteral("Cities");
    if (text == QLatin1String("fashion-mnist")) return QStringLiteral("Fashion-MNIST");
    if (!text.startsWith(QLatin1String("toy:"))) return QDir(text).dirName();
    const QString toy = text.mid(4);
    return toy == QLatin1String("xor") ? QStringLiteral("XOR") : capitalised(toy);
}

QString modelTitle(const ParamSet& config) {
    if (core::isTreeModel(config))
        return QStringLiteral("Trees of depth %1").arg(config.integer("max-depth")) +
               (core::growsOnFeatures(config) ? QStringLiteral(", frozen features") : QString());
    const ParamSpec& model = *config.table().find("model");
    const ParamSpec& method = *config.table().find("method");
    if (core::isResidualModel(config))
        return valueLabel(model, config.value("model")) + QStringLiteral(", ") + valueLabel(method, config.value("method")).toLower();
    if (core::isPictureModel(config)) return valueLabel(model, config.value("model"));
    const std::int64_t layers = config.integer("hidden-layers");
    if (layers == 0) return QStringLiteral("MLP, no hidden layer");
    return QStringLiteral("MLP %1 × %2").arg(layers).arg(config.integer("width"));
}

QString valueLabel(const ParamSpec& spec, const ParamValue& value) {
    if (const bool* flag = std::get_if<bool>(&value)) return *flag ? QStringLiteral("on") : QStringLiteral("off");
    if (const double* real = std::get_if<double>(&value)) return shortNumber(*real);
    if (const std::int64_t* integer = std::get_if<std::int64_t>(&value)) return QString::number(*integer);
    const std::string& text = std::get<std::string>(value);
    for (const core::ParamChoice& choice : spec.choices) {
        if (choice.value == text) return QString::fromStdString(choice.label);
    }
    return QString::fromStdString(text);
}

QString runName(const ParamSet& config, const ParamSet* before) {
    QStringList parts;
    if (before && config.text("data") != before->text("data")) parts << dataTitle(config.text("data"));
    int more = 0;
    for (const ParamSpec& spec : config.table().specs()) {
        if (isDataField(spec) || config.isDefault(spec.id) || !config.isVisible(spec.id)) continue;
        if (parts.size() < 3)
            parts << namePart(spec, config.value(spec.id));
        else
            ++more;
    }
    if (parts.isEmpty()) return modelTitle(config);
    return parts.join(QStringLiteral(", ")) + (more > 0 ? QStringLiteral(" + %1").arg(more) : QString());
}

QString settingsName(const ParamSet& config, const std::vector<std::string>& ids) {
    QStringList parts;
    for (const std::string& id : ids)
        parts << (id == "data" ? dataTitle(config.text(id)) : namePart(*config.table().find(id), config.value(id)));
    return parts.join(QStringLiteral(", "));
}

bool sameData(const ParamSet& left, const ParamSet& right) {
    const auto ids = ParamSet::differences(left, right);
    return std::ranges::none_of(ids, [&](const std::string& id) { return id != "model" && isDataField(*left.table().find(id)); });
}

double bestValue(const RunRecord& record) {
    return record.best ? core::rankedAccuracy(*record.best) : std::numeric_limits<double>::quiet_NaN();
}

QString differenceText(const RunRecord& before, const RunRecord& after) {
    QString text = whatChanged(before, after);
    if (ParamSet::differences(before.config, after.config).empty() && identicalCurves(before, after))
        return text + QStringLiteral(": the curves are identical");
    const bool validated = before.best && std::isfinite(before.best->validationAccuracy);
    text += QStringLiteral(": ") + (validated ? QStringLiteral("validation ") : QStringLiteral("training "));
    text += accuracyText(bestValue(before)) + QStringLiteral(" → ") + accuracyText(bestValue(after));
    return after.live() && after.best ? text + QStringLiteral(" so far") : text;
}

QString preparationText(const RunRecord& record) {
    if (!record.preparation) return {};
    const core::PreparationEvent& now = *record.preparation;
    const QString work = QString::fromStdString(now.work);
    if (now.total == 0) return work;
    const QLocale locale;
    QString text = QStringLiteral("%1 of %2 pictures").arg(locale.toString(qlonglong(now.done)), locale.toString(qlonglong(now.total)));
    if (work != QLatin1String("pictures")) text.prepend(work + QStringLiteral(" of "));
    if (now.remainingSeconds) text += QStringLiteral(" · %1 left").arg(durationText(*now.remainingSeconds));
    return text;
}

QString preparationSentence(const RunRecord& record) {
    if (!record.preparation) return {};
    const bool paused = record.phase == core::RunPhase::Paused;
    return (paused ? QStringLiteral("Paused before the first batch: ") : QStringLiteral("Before the first batch: ")) +
           preparationText(record);
}

QString commandLineOf(const RunRecord& record) {
    return QString::fromStdString(core::commandLine(record.config) + core::rateChangeFlags(record.learningRates));
}

QString stateText(const RunRecord& record) {
    if (record.finished) return endText(record);
    const auto total = record.started ? record.started->epochs : core::trainingLength(record.config);
    switch (record.phase) {
    case core::RunPhase::Waiting: return QStringLiteral("waiting");
    case core::RunPhase::Loading: return QStringLiteral("loading data");
    case core::RunPhase::Preparing: return record.preparation ? preparationText(record) : QStringLiteral("preparing");
    case core::RunPhase::Paused:
        if (record.preparation) return QStringLiteral("paused, ") + preparationText(record);
        return (record.pausedByHand ? QStringLiteral("paused after step %1") : QStringLiteral("waits for the store after step %1"))
            .arg(record.progress.step);
    case core::RunPhase::Training:
    case core::RunPhase::Evaluating: break;
    }
    QString text = QStringLiteral("epoch %1 of %2").arg(record.progress.epoch).arg(total);
    if (record.progress.remainingSeconds > 0) text += QStringLiteral(" · %1 left").arg(durationText(record.progress.remainingSeconds));
    return text;
}

} // namespace epochlab::ui
