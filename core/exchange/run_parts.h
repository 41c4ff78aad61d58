#pragma once

#include "base/result.h"
#include "store/database.h"
#include "store/metric_blocks.h"
#include "store/stored_run.h"

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace epochlab::core {

/// What travels of a run beside its files: what the store's rows say of it.
struct RunParts {
    using Value = std::variant<std::string, std::int64_t, double>; ///< NaN: nothing was measured

    struct Occurrence {
        std::int64_t step = 0;
        std::string kind; ///< "note", "warning", "learning-rate" or "planned-rate"
        std::string code;
        std::string message;
        double before = 0.0;
        double after = 0.0;
    };
    struct Checkpoint {
        std::int64_t step = 0;
        std::int64_t epoch = 0;
        std::string folder() const { return "checkpoints/" + std::to_string(step); }
    };

    RunId id;
    std::map<std::string, Value, std::less<>> row; ///< by column of the table runs, without its number, id and owner
    std::vector<Occurrence> events;
    std::vector<Checkpoint> checkpoints;
    std::vector<SeriesBlock> series;
};

Result<RunParts> loadRunParts(Connection& connection, const RunSummary& run);
/// As a new run called `id`. Inside a transaction. Returns its number.
Result<std::int64_t> insertRunParts(Connection& connection, const RunParts& parts, const RunId& id);

/// As text and as the values of all series, float64, one series after another.
std::pair<std::string, std::string> encodeRunParts(const RunParts& parts);
/// Takes nothing on trust: every text, number and list is checked before it is used. UntrustedFile naming the broken rule; `origin`
/// names the archive.
Result<RunParts> decodeRunParts(std::string_view json, std::string_view values, const std::string& origin);

} // namespace epochlab::core
