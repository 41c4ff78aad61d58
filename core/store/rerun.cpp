#include "store/rerun.h"

#include "base/number_text.h"
#include "store/metric_blocks.h"
#include "store/run_rows.h"
#include "store/run_store_parts.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <set>

namespace epochlab::core {
namespace {

using Blocks = std::vector<SeriesBlock>;

/// "1,234"
std::string countText(std::int64_t count) {
    std::string text = std::to_string(count);
    for (std::size_t at = text.size(); at > 3; at -= 3) text.insert(at - 3, ",");
    return text;
}

std::string counted(std::int64_t count, const char* one, const char* many) { return countText(count) + " " + (count == 1 ? one : many); }

std::string seriesInWords(const std::string& series) {
    if (series.starts_with(updateSeries)) return "the update of " + layerInWords(series.substr(updateSeries.size()));
    if (!series.starts_with(gradientSeries)) return series;
    return "the gradient of " + layerInWords(series.substr(gradientSeries.size()));
}

/// The first value that is another.
struct Difference {
    std::int64_t step = 0;
    std::string series;
    double original = 0.0;
    std::optional<double> rerun; ///< nothing: there is none
};

const double* valueAt(const std::vector<const SeriesBlock*>& blocks, std::int64_t step) {
    for (const SeriesBlock* block : blocks) {
        if (step < block->firstStep || step > block->lastStep()) continue;
        const std::int64_t offset = step - block->firstStep;
        if (offset % block->stride == 0) return &block->values[static_cast<std::size_t>(offset / block->stride)];
    }
    return nullptr;
}

/// Counts the values of one block of the original beyond a step, and finds the first that is another in the rerun.
std::optional<Difference> firstDifference(const SeriesBlock& block, const Blocks& rerun, std::int64_t after, std::int64_t& values) {
    std::vector<const SeriesBlock*> same;
    for (const SeriesBlock& other : rerun)
        if (other.series == block.series) same.push_back(&other);
    for (std::size_t i = 0; i < block.values.size(); ++i) {
        const std::int64_t step = block.firstStep + static_cast<std::int64_t>(i) * block.stride;
        if (step <= after) continue;
        const double* again = valueAt(same, step);
        ++values;
        if (again && std::bit_cast<std::uint64_t>(*again) == std::bit_cast<std::uint64_t>(block.values[i])) continue;
        return Difference{step, block.series, block.values[i], again ? std::optional(*again) : std::nullopt};
    }
    return std::nullopt;
}

std::optional<Difference> firstDifference(const Blocks& original, const Blocks& rerun, std::int64_t after, std::int64_t& values) {
    std::optional<Difference> first;
    for (const SeriesBlock& block : original) {
        if (block.series == "seconds") continue;
        const auto found = firstDifference(block, rerun, after, values);
        if (found && (!first || found->step < first->step)) first = found;
    }
    return first;
}

bool sameBits(const NamedTensor& left, const NamedTensor& right) {
    return left.shape == right.shape && left.values.size() == right.values.size() &&
           std::memcmp(left.values.data(), right.values.data(), left.values.size() * sizeof(float)) == 0;
}

/// What may make two equal trainings differ, as far as the store knows. steeredAt: a step at which a person gave the rerun a rate that the
/// original never had; 0: none.
std::string reason(const RunSummary& original, const RunSummary& rerun, bool trainedFurther, std::int64_t steeredAt) {
    if (steeredAt > 0)
        return "the learning rate of the rerun was changed by hand at step " + std::to_string(steeredAt) + ", so it says nothing";
    std::string text;
    const auto compare = [&text](const std::string& what, const std::string& there, const std::string& here) {
        if (there != here) text += (text.empty() ? "" : ", ") + what + " " + there + " (here " + here + ")";
    };
    compare("the data", original.dataFingerprint, rerun.dataFingerprint);
    compare("EpochLab", original.version, rerun.version);
    compare("the engine", original.engine, rerun.engine);
    compare("the device", original.device, rerun.device);
    compare("the instruction set", original.instructionSet, rerun.instructionSet);
    compare("threads", std::to_string(original.threads), std::to_string(rerun.threads));
    if (!text.empty()) return "the original had " + text;
    if (trainedFurther) return "the original was trained further after its end, which a schedule or early stopping may tell from one run";
    if (rerun.device.starts_with("cuda")) return "a GPU adds in no fixed order";
    return "data, version, engine, instruction set and threads are the same: it was another machine, or this is a fault to report";
}

} // namespace

NoteEvent RerunVerdict::note() const { return {!identical, identical ? "rerun-identical" : "rerun-differs", text}; }

/// The weights at an epoch's end: the best ones, or those kept for maps and timelines. Null where neither are these.
std::shared_ptr<const ModelWeights> RunStore::Parts::weightsAt(RunStore& store, const RunSummary& run, std::int64_t epoch) {
    if (run.best && run.best->epoch == epoch) {
        const Result<Model> model = store.loadModelOf(run.id);
        if (model) return model->weights;
    }
    const Result<std::optional<StoredEpoch>> kept = loadEpoch(file->connection, run.number, epoch);
    return kept && *kept && (*kept)->epoch == epoch ? (*kept)->weights : nullptr;
}

/// The name and epoch of a tensor that differs; empty: none does.
std::string RunStore::Parts::compareWeights(RunStore& store, RerunVerdict& verdict, const RunSummary& original, const RunSummary& rerun) {
    const auto perEpoch = file->connection.integer("SELECT steps_per_epoch FROM runs WHERE number = ?", 1, rerun.number);
    std::set<std::int64_t> epochs{original.epochs};
    if (original.best) epochs.insert(original.best->epoch);
    for (const std::int64_t epoch : epochs) {
        if (perEpoch && epoch * *perEpoch <= verdict.after) continue; // copied, not trained
        const auto there = weightsAt(store, original, epoch);
        const auto here = weightsAt(store, rerun, epoch);
        if (!there || !here) continue;
        for (const NamedTensor& tensor : there->tensors) {
            ++verdict.tensors;
            const NamedTensor* again = here->find(tensor.name);
            if (!again || !sameBits(tensor, *again)) return tensor.name + " after epoch " + std::to_string(epoch);
        }
    }
    return {};
}

Result<RerunVerdict> RunStore::judgeRerun(const RunId& original, const RunId& rerun) {
    const Result<RunSummary> there = find(original);
    if (!there) return there.error();
    const Result<RunSummary> here = find(rerun);
    if (!here) return here.error();
    if (here->state != runEndName(RunEnd::Finished) && here->state != runEndName(RunEnd::Diverged))
        return Error{ErrorCode::RunNotFound, "the run is not trained to its end and kept, so it cannot be compared", here->id,
                     "train it to its end, on a disk with space"};
    const Result<Blocks> before = loadBlocks(m_parts->file->connection, there->number);
    if (!before) return before.error();
    const Result<Blocks> after = loadBlocks(m_parts->file->connection, here->number);
    if (!after) return after.error();
    const Result<std::optional<BranchOrigin>> origin = m_parts->originOf(*here);
    if (!origin) return origin.error();
    RerunVerdict verdict{there->id, here->id, false, 0, 0, *origin ? (*origin)->step : 0, {}};
    const std::optional<Difference> difference = firstDifference(*before, *after, verdict.after, verdict.values);
    const std::string tensor = difference ? std::string() : m_parts->compareWeights(*this, verdict, *there, *here);
    verdict.identical = !difference && tensor.empty();
    if (verdict.identical) {
        verdict.text = "identical to " + there->id + ": " + counted(verdict.values, "value", "values") + " and " +
                       counted(verdict.tensors, "tensor", "tensors") +
                       (verdict.after > 0 ? " after step " + countText(verdict.after) : "") + ", bit for bit";
    } else {
        std::string first = tensor;
        if (difference)
            first = seriesInWords(difference->series) + " at step " + std::to_string(difference->step) + ": " +
                    exactText(difference->original) + " there, " + (difference->rerun ? exactText(*difference->rerun) : "none") + " here";
        const Result<std::int64_t> further =
            m_parts->file->connection.integer("SELECT count(*) FROM events WHERE run = ? AND code = 'trained-further'", 0, there->number);
        const Result<std::int64_t> steered = m_parts->file->connection.integer(
            "SELECT min(step) FROM events AS here WHERE run = ?1 AND kind = 'learning-rate' AND NOT EXISTS (SELECT 1 FROM events WHERE "
            "run = ?2 AND kind IN ('learning-rate', 'planned-rate') AND step = here.step AND after = here.after)",
            0, here->number, there->number);
        verdict.text = "differs from " + there->id + " first in " + first + "; " +
                       reason(*there, *here, further.ok() && *further > 0, steered.ok() ? *steered : 0);
    }
    const Result<Connection*> connection = m_parts->openToWrite();
    if (!connection) return connection.error();
    const Result<void> noted = insertNote(**connection, here->number, 0, verdict.note());
    return noted ? Result<RerunVerdict>(std::move(verdict)) : noted.error();
}

} // namespace epochlab::core
