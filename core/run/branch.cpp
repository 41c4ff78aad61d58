#include "run/branch.h"

#include "params/model_fields.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace epochlab::core {

std::string branchObstacle(const ParamSpec& field) {
    constexpr std::array<std::string_view, 6> free{"dropout", "device", "engine", "engine-isa", "training-metrics", "report-every"};
    if (std::ranges::find(free, field.id) != free.end()) return {};
    if (field.group == ParamGroup::Data) return "the run has learnt from its data until here";
    if (field.group == ParamGroup::Network) return "the weights are those of its network";
    if (field.id == "optimizer") return "what the optimiser remembers is of no use to another";
    if (field.id == "batch-size") return "steps and epochs are counted in its batches";
    if (field.id == "seed") return "what came before was drawn with it";
    if (field.id == "threads") return "sums depend on their number, and what is saved is of that many";
    return {};
}

Result<void> checkBranch(const ParamSet& before, const ParamSet& after, std::int64_t epoch) {
    for (const std::string& id : ParamSet::differences(before, after)) {
        const std::string obstacle = branchObstacle(*after.table().find(id));
        if (!obstacle.empty())
            return Error{ErrorCode::ConfigConflict, "a branch cannot change this field, because " + obstacle, id,
                         "leave it as it was, or train anew"};
    }
    if (epoch >= trainingLength(after))
        return Error{ErrorCode::ConfigRange, "the checkpoint stands at the end of epoch " + std::to_string(epoch) + ", the last one",
                     lengthField(after), "ask for more epochs, or branch from an earlier checkpoint"};
    return {};
}

Result<RunCheckpoint> branchedCheckpoint(RunCheckpoint checkpoint, const ParamSet& before, const ParamSet& after) {
    LoopState& loop = checkpoint.loop;
    if (const Result<void> possible = checkBranch(before, after, loop.epoch); !possible) return possible.error();
    checkpoint.config = writeRunFile(after, false);
    if (baseRateOf(after) != baseRateOf(before)) {
        loop.baseRate = baseRateOf(after);
        loop.plannedRates.clear();
    }
    const std::vector<std::string> different = ParamSet::differences(before, after);
    if (std::ranges::any_of(different, [](const std::string& id) { return id.starts_with("schedule"); })) {
        loop.schedule.reset();
        std::erase_if(loop.plannedRates, [](const RateChange& change) { return change.schedule.has_value(); });
    }
    // Patience that has run out begins anew, as in a run that is trained further.
    const std::int64_t patience = after.integer("early-stopping");
    if (patience > 0 && loop.epochsWithoutGain >= patience) loop.epochsWithoutGain = 0;
    return checkpoint;
}

} // namespace epochlab::core
