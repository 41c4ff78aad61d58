#include "compare/method_table_source.h"

#include "compare/stored_comparison.h"
#include "params/model_fields.h"

#include <algorithm>
#include <set>

namespace epochlab::ui {
namespace {

core::TabledRun tabled(const core::RunId& id, const core::ParamSet& config, const std::string& state) {
    return {.run = {.id = id, .name = {}, .config = core::withThreads(config), .state = state}}; // as a run keeps it
}

} // namespace

core::Result<core::TabledRun> TableReader::load(const core::RunSummary& run, const core::Metric& metric) {
    const auto known = m_known.find({run.id, metric.series});
    if (known != m_known.end() && known->second.state == run.state && known->second.epochs == run.epochs) return known->second.run;
    core::Result<core::TabledRun> loaded = core::loadTabledRun(m_store, run, metric);
    if (!loaded) return loaded;
    loaded->run.series.clear(); // the table reads what the best epoch had, which is there
    m_known[{run.id, metric.series}] = {run.state, run.epochs, *loaded};
    return loaded;
}

/// Those on the data of one run.
std::vector<const core::RunSummary*> TableReader::alike(const TableRequest& request) const {
    const core::RunSummary* example = nullptr;
    for (const RunListing::Pointer& run : request.runs)
        if (example == nullptr || run->summary.id == request.alike) example = &run->summary;
    std::vector<const core::RunSummary*> runs;
    for (const RunListing::Pointer& run : request.runs)
        if (run->summary.dataFingerprint == example->dataFingerprint) runs.push_back(&run->summary);
    return runs;
}

core::Result<std::vector<const core::RunSummary*>> TableReader::planned(const TableRequest& request) {
    std::set<std::string> wanted;
    for (const core::PlannedRun& run : *request.planned) wanted.insert(core::trainingKey(run.config));
    const core::Result<std::map<core::RunId, core::ParamSet>> configs = m_store.loadConfigs();
    if (!configs) return configs.error();
    std::vector<const core::RunSummary*> runs;
    for (const RunListing::Pointer& run : request.runs) {
        const auto config = configs->find(run->summary.id);
        const auto isWanted = [&wanted](const std::string& key) { return wanted.contains(key); };
        if (config != configs->end() && std::ranges::any_of(core::keysOfTrained(config->second), isWanted)) runs.push_back(&run->summary);
    }
    return runs;
}

TableAnswer TableReader::read(const TableRequest& request) {
    TableAnswer answer;
    core::Result<std::vector<const core::RunSummary*>> chosen = request.planned        ? planned(request)
                                                                : request.runs.empty() ? std::vector<const core::RunSummary*>()
                                                                                       : alike(request);
    std::vector<core::TabledRun> runs;
    std::set<std::string> wanted;
    if (request.planned)
        for (const core::PlannedRun& run : *request.planned) {
            runs.push_back(tabled({}, run.config, core::plannedState));
            wanted.insert(core::trainingKey(run.config));
        }
    if (!chosen) answer.error = chosen.error();
    std::vector<const core::RunSummary*> oldestFirst = chosen ? *std::move(chosen) : std::vector<const core::RunSummary*>();
    std::ranges::sort(oldestFirst, {}, [](const core::RunSummary* run) { return run->number; });
    for (const core::RunSummary* run : oldestFirst) {
        core::Result<core::TabledRun> loaded = load(*run, request.question.metric);
        if (!loaded && !answer.error) answer.error = loaded.error();
        if (!loaded) continue;
        runs.push_back(*std::move(loaded));
        answer.data = QString::fromStdString(run->dataName);
    }
    for (const QueuedTableRun& run : request.queued)
        if (!request.planned || wanted.contains(core::trainingKey(*run.config))) runs.push_back(tabled(run.id, *run.config, run.state));
    for (const core::TabledRun& run : runs) answer.ids.push_back(run.run.id);
    answer.table = core::methodTable(runs, request.question);
    return answer;
}

} // namespace epochlab::ui
