#include "bridge/run_listing.h"

#include "bridge/run_names.h"
#include "compare/luck.h"

#include <QStringList>

#include <cmath>
#include <limits>
#include <ranges>
#include <unordered_set>
#include <utility>

namespace epochlab::ui {
namespace {

QString settingsText(const core::ParamSet& config) {
    QStringList lines;
    for (const core::ParamSpec& spec : config.table().specs())
        if (!config.isDefault(spec.id) && config.isVisible(spec.id))
            lines << QString::fromStdString(spec.label) + QStringLiteral(": ") + valueLabel(spec, config.value(spec.id));
    return lines.join(QLatin1Char('\n'));
}

} // namespace

QString stateText(const StoredRun& run) {
    const core::RunSummary& summary = run.summary;
    if (!run.problem.isEmpty()) return QStringLiteral("cannot be read: ") + run.problem;
    const QString state = QString::fromStdString(summary.state);
    if (state == QLatin1String("finished")) return state + QStringLiteral(" · ") + durationText(summary.seconds);
    if (state == QLatin1String("stopped") || state == QLatin1String("interrupted"))
        return state + QStringLiteral(" after %1 of %2 epochs").arg(summary.epochs).arg(summary.plannedEpochs);
    if (state == QLatin1String("running"))
        return QStringLiteral("in training elsewhere · epoch %1 of %2").arg(summary.epochs).arg(summary.plannedEpochs);
    if (state == QLatin1String("failed")) return QStringLiteral("failed: ") + QString::fromStdString(summary.errorMessage);
    return state;
}

double bestValue(const core::RunSummary& run) {
    return run.best ? core::rankedAccuracy(*run.best) : std::numeric_limits<double>::quiet_NaN();
}

bool isJudged(const core::RunSummary& run) { return run.best && !run.underWay() && run.state != "imported"; }

ListingReader::ListingReader(std::string directory) : m_store(std::move(directory)) {}

bool ListingReader::changed() {
    const core::Result<std::int64_t> number = m_store.changeNumber();
    return !number || !m_number || *number != *m_number;
}

/// Null where its turn has not come.
const ListingReader::Named* ListingReader::named(const core::RunSummary& run, int& left) {
    const auto known = m_named.find(run.id);
    if (known != m_named.end() && known->second.plannedEpochs == run.plannedEpochs) return &known->second;
    if (left == 0) return nullptr;
    --left;
    Named named{.plannedEpochs = run.plannedEpochs, .name = {}, .settings = {}, .problem = {}};
    if (const core::Result<core::ParamSet> config = m_store.loadConfigOf(run.id)) {
        named.name = runName(*config, nullptr);
        named.settings = settingsText(*config);
    } else {
        named.problem = QString::fromStdString(config.error().what);
    }
    return &m_named.insert_or_assign(run.id, std::move(named)).first->second;
}

core::Result<std::shared_ptr<const RunListing>> ListingReader::list(const core::RunFilter& filter) {
    if (changed()) {
        const core::Result<std::int64_t> number = m_store.changeNumber();
        core::Result<std::vector<core::RunSummary>> runs = m_store.list();
        if (!runs) return runs.error();
        m_runs = *std::move(runs);
        if (number) m_number = *number;
    }
    std::optional<std::unordered_set<std::int64_t>> matching;
    if (!filter.values().empty()) {
        const core::Result<std::vector<core::RunSummary>> found = m_store.list(filter);
        if (!found) return found.error();
        matching.emplace();
        for (const core::RunSummary& run : *found) matching->insert(run.number);
    }
    auto listing = std::make_shared<RunListing>();
    int left = namesAtATime;
    for (const core::RunSummary& summary : m_runs | std::views::reverse) {
        if (summary.state == "waiting") continue;
        auto run = std::make_shared<StoredRun>(StoredRun{summary, QString::fromStdString(summary.name), {}, {}});
        const Named* made = named(summary, left);
        if (made) {
            if (run->name.isEmpty()) run->name = made->name;
            run->settings = made->settings;
            run->problem = made->problem;
        } else {
            listing->complete = false;
        }
        if (run->name.isEmpty()) run->name = QString::fromStdString(summary.id);
        if (summary.state == "interrupted") ++listing->interrupted;
        if (!matching || matching->contains(summary.number)) listing->shown.push_back(run);
        if (isJudged(summary)) listing->judged.push_back(run);
        listing->byId.emplace(summary.id, std::move(run));
    }
    return std::shared_ptr<const RunListing>(std::move(listing));
}

} // namespace epochlab::ui
