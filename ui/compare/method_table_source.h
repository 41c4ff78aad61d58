#pragma once

#include "bridge/run_listing.h"
#include "compare/method_table.h"
#include "run/sweep.h"

#include <QString>

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace epochlab::ui {

/// A run that waits in the queue or trains, as far as the store does not list it.
struct QueuedTableRun {
    core::RunId id;
    std::shared_ptr<const core::ParamSet> config;
    std::string state; ///< "waiting" or "running"
};

/// What a table is asked, and of which runs.
struct TableRequest {
    core::TableQuestion question;
    std::vector<RunListing::Pointer> runs;
    std::vector<QueuedTableRun> queued;
    std::optional<std::vector<core::PlannedRun>> planned{}; ///< only runs with these settings, and cells for the others
    core::RunId alike{};                                    ///< without a plan: runs on this one's data; empty: on the newest one's
};

struct TableAnswer {
    core::MethodTable table;
    std::vector<core::RunId> ids; ///< of the places in the table; empty of a plan
    QString data;                 ///< what the runs' data are called
    std::optional<core::Error> error;
};

/// Reads runs of a store for tables, each once while it does not change. One thread at a time.
class TableReader {
public:
    explicit TableReader(std::string directory) : m_store(std::move(directory)) {}
    TableAnswer read(const TableRequest& request);

private:
    struct Known {
        std::string state;
        std::int64_t epochs = 0;
        core::TabledRun run;
    };
    core::Result<core::TabledRun> load(const core::RunSummary& run, const core::Metric& metric);
    std::vector<const core::RunSummary*> alike(const TableRequest& request) const;
    core::Result<std::vector<const core::RunSummary*>> planned(const TableRequest& request);

    core::RunStore m_store;
    std::map<std::pair<core::RunId, std::string>, Known> m_known; ///< by run and metric
};

} // namespace epochlab::ui
