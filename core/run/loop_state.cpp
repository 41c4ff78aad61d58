#include "run/loop_state.h"

#include "base/state_bytes.h"
#include "params/model_fields.h"

#include <span>
#include <type_traits>

namespace epochlab::core {
namespace {

constexpr std::uint64_t magic = 0x3550434c41504f45;                 // "EPOALCP5"
constexpr std::uint64_t magicWithoutUpdates = 0x3450434c41504f45;   // "EPOALCP4"
constexpr std::uint64_t magicWithoutSchedules = 0x3350434c41504f45; // "EPOALCP3": no schedule could be changed

void writeWeights(StateWriter& out, const ModelWeights& weights) {
    out.number<std::uint64_t>(weights.tensors.size());
    for (const NamedTensor& tensor : weights.tensors) {
        out.array(std::span(tensor.name));
        out.array(std::span(tensor.shape));
        out.array(std::span(tensor.values));
    }
}

std::shared_ptr<const ModelWeights> readWeights(StateReader& in) {
    auto weights = std::make_shared<ModelWeights>();
    const auto count = in.number<std::uint64_t>();
    for (std::uint64_t i = 0; i < count && in.ok(); ++i) {
        NamedTensor tensor;
        in.list(tensor.name);
        in.list(tensor.shape);
        in.list(tensor.values);
        weights->tensors.push_back(std::move(tensor));
    }
    return weights;
}

/// Visits all plain numbers in one order for both directions.
template <typename State, typename Visit> void visitNumbers(State& state, Visit visit) {
    visit(state.epoch);
    visit(state.step);
    visit(state.baseRate);
    visit(state.lossSum);
    visit(state.correct);
    visit(state.rows);
    visit(state.lowestValidationLoss);
    visit(state.epochsWithoutGain);
    visit(state.seconds);
}

template <typename Best, typename Visit> void visitBest(Best& best, Visit visit) {
    visit(best.epoch);
    visit(best.validationAccuracy);
    visit(best.validationLoss);
    visit(best.trainingAccuracy);
    visit(best.testAccuracy);
}

void writeShape(StateWriter& out, const ScheduleShape& shape) {
    out.number(static_cast<std::uint8_t>(shape.kind));
    out.number(shape.minimumShare);
    out.number(shape.stepFactor);
    out.number(shape.stepEveryEpochs);
}

ScheduleShape readShape(StateReader& in, bool& known) {
    ScheduleShape shape;
    const auto kind = in.number<std::uint8_t>();
    known = known && kind <= static_cast<std::uint8_t>(ScheduleShape::Kind::Cosine);
    shape.kind = static_cast<ScheduleShape::Kind>(kind);
    shape.minimumShare = in.number<double>();
    shape.stepFactor = in.number<double>();
    shape.stepEveryEpochs = in.number<double>();
    return shape;
}

void writeChanges(StateWriter& out, const LoopState& loop) {
    out.number<std::uint64_t>(loop.plannedRates.size());
    for (const RateChange& change : loop.plannedRates) {
        out.number(change.step);
        out.number(change.rate);
        out.number<std::uint8_t>(change.schedule.has_value());
        if (change.schedule) writeShape(out, *change.schedule);
    }
    out.number<std::uint8_t>(loop.schedule.has_value());
    if (!loop.schedule) return;
    writeShape(out, loop.schedule->shape);
    out.number(loop.schedule->since);
}

void readChanges(StateReader& in, LoopState& loop, bool schedules, bool& known) {
    const auto changes = in.number<std::uint64_t>();
    for (std::uint64_t i = 0; i < changes && in.ok(); ++i) {
        RateChange& change = loop.plannedRates.emplace_back();
        change.step = in.number<std::int64_t>();
        change.rate = in.number<double>();
        if (schedules && in.number<std::uint8_t>() != 0) change.schedule = readShape(in, known);
    }
    if (!schedules || in.number<std::uint8_t>() == 0) return;
    const ScheduleShape shape = readShape(in, known);
    loop.schedule = {shape, in.number<std::int64_t>()};
}

} // namespace

std::vector<std::byte> writeCheckpoint(const RunCheckpoint& checkpoint) {
    StateWriter out;
    const auto write = [&out](const auto& value) { out.number(value); };
    out.number(magic);
    out.array(std::span(checkpoint.config));
    visitNumbers(checkpoint.loop, write);
    out.number<std::uint8_t>(checkpoint.loop.best.has_value());
    if (checkpoint.loop.best) visitBest(*checkpoint.loop.best, write);
    out.number<std::uint8_t>(checkpoint.loop.bestWeights != nullptr);
    if (checkpoint.loop.bestWeights) writeWeights(out, *checkpoint.loop.bestWeights);
    writeChanges(out, checkpoint.loop);
    out.array(std::span(checkpoint.loop.updateRatios));
    out.array(std::span(checkpoint.session));
    return out.take();
}

Result<RunCheckpoint> readCheckpoint(std::span<const std::byte> bytes) {
    StateReader in(bytes);
    const auto read = [&in](auto& value) { value = in.number<std::remove_reference_t<decltype(value)>>(); };
    RunCheckpoint checkpoint;
    const auto version = in.number<std::uint64_t>();
    bool known = version == magic || version == magicWithoutUpdates || version == magicWithoutSchedules;
    in.list(checkpoint.config);
    visitNumbers(checkpoint.loop, read);
    if (in.number<std::uint8_t>() != 0) visitBest(checkpoint.loop.best.emplace(), read);
    if (in.number<std::uint8_t>() != 0) checkpoint.loop.bestWeights = readWeights(in);
    readChanges(in, checkpoint.loop, version != magicWithoutSchedules, known);
    if (version == magic) in.list(checkpoint.loop.updateRatios);
    in.list(checkpoint.session);
    if (!known || !in.ok() || !in.atEnd())
        return Error{ErrorCode::UntrustedFile, "the checkpoint is damaged or of another version", "", "use an earlier checkpoint"};
    return checkpoint;
}

Result<void> checkSameConfig(const RunCheckpoint& checkpoint, const ParamSet& config, bool otherEpochs) {
    if (checkpoint.config == writeRunFile(config, false)) return {};
    Result<ParamSet> saved = readRunFile(checkpoint.config, "checkpoint");
    if (!saved) return saved.error();
    if (otherEpochs)
        if (Result<void> set = saved->set(lengthField(config), config.value(lengthField(config))); !set) return set;
    std::string different;
    for (const std::string& id : ParamSet::differences(*saved, config)) different += (different.empty() ? "" : ", ") + id;
    if (different.empty()) return {};
    return Error{ErrorCode::ConfigConflict, "the run was stopped with other settings", different,
                 "resume with the same settings, or start anew"};
}

Result<ParamSet> configToTrainFurther(const RunCheckpoint& checkpoint, std::int64_t epochs) {
    if (epochs < 1) return Error{ErrorCode::ConfigRange, "there is nothing to train further", "epochs", "give at least one more epoch"};
    Result<ParamSet> config = readRunFile(checkpoint.config, "checkpoint");
    if (!config) return config.error();
    if (Result<void> set = config->set(lengthField(*config), checkpoint.loop.epoch + epochs); !set) return set.error();
    return config;
}

} // namespace epochlab::core
