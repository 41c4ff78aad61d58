#include "run/loop_state.h"

#include <cstring>
#include <string>
#include <type_traits>

namespace epochlab::core {
namespace {

constexpr std::uint64_t magic = 0x3150434c41504f45; // "EPOALCP1"

class Writer {
public:
    template <typename T>
    void number(T value) {
        static_assert(std::is_arithmetic_v<T>);
        bytes(&value, sizeof value);
    }
    void bytes(const void* data, std::size_t size) {
        const auto* first = static_cast<const std::byte*>(data);
        m_bytes.insert(m_bytes.end(), first, first + size);
    }
    template <typename Container>
    void list(const Container& values) {
        number<std::uint64_t>(values.size());
        bytes(values.data(), values.size() * sizeof(typename Container::value_type));
    }
    std::vector<std::byte> take() { return std::move(m_bytes); }

private:
    std::vector<std::byte> m_bytes;
};

/// Once something does not fit, every further read gives zeros and ok() is false.
class Reader {
public:
    explicit Reader(std::span<const std::byte> bytes) : m_rest(bytes) {}
    template <typename T>
    T number() {
        T value{};
        copy(&value, sizeof value);
        return value;
    }
    template <typename Container>
    void list(Container& values) {
        const auto count = number<std::uint64_t>();
        constexpr std::size_t size = sizeof(typename Container::value_type);
        if (count > m_rest.size() / size) {
            m_ok = false;
            return;
        }
        values.resize(count);
        copy(values.data(), count * size);
    }
    bool ok() const { return m_ok; }
    bool atEnd() const { return m_rest.empty(); }

private:
    void copy(void* target, std::size_t size) {
        if (!m_ok || size > m_rest.size()) {
            m_ok = false;
            return;
        }
        if (size == 0)
            return;
        std::memcpy(target, m_rest.data(), size);
        m_rest = m_rest.subspan(size);
    }
    std::span<const std::byte> m_rest;
    bool m_ok = true;
};

void writeWeights(Writer& out, const ModelWeights& weights) {
    out.number<std::uint64_t>(weights.tensors.size());
    for (const NamedTensor& tensor : weights.tensors) {
        out.list(tensor.name);
        out.list(tensor.shape);
        out.list(tensor.values);
    }
}

std::shared_ptr<const ModelWeights> readWeights(Reader& in) {
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
template <typename State, typename Visit>
void visitNumbers(State& state, Visit visit) {
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

template <typename Best, typename Visit>
void visitBest(Best& best, Visit visit) {
    visit(best.epoch);
    visit(best.validationAccuracy);
    visit(best.validationLoss);
    visit(best.trainingAccuracy);
    visit(best.testAccuracy);
}

} // namespace

std::vector<std::byte> writeCheckpoint(const RunCheckpoint& checkpoint) {
    Writer out;
    const auto write = [&out](const auto& value) { out.number(value); };
    out.number(magic);
    visitNumbers(checkpoint.loop, write);
    out.number<std::uint8_t>(checkpoint.loop.best.has_value());
    if (checkpoint.loop.best)
        visitBest(*checkpoint.loop.best, write);
    out.number<std::uint8_t>(checkpoint.loop.bestWeights != nullptr);
    if (checkpoint.loop.bestWeights)
        writeWeights(out, *checkpoint.loop.bestWeights);
    out.list(checkpoint.session);
    return out.take();
}

Result<RunCheckpoint> readCheckpoint(std::span<const std::byte> bytes) {
    Reader in(bytes);
    const auto read = [&in](auto& value) { value = in.number<std::remove_reference_t<decltype(value)>>(); };
    RunCheckpoint checkpoint;
    const bool known = in.number<std::uint64_t>() == magic;
    visitNumbers(checkpoint.loop, read);
    if (in.number<std::uint8_t>() != 0)
        visitBest(checkpoint.loop.best.emplace(), read);
    if (in.number<std::uint8_t>() != 0)
        checkpoint.loop.bestWeights = readWeights(in);
    in.list(checkpoint.session);
    if (!known || !in.ok() || !in.atEnd())
        return Error{ErrorCode::UntrustedFile, "the checkpoint is damaged or of another version", "", "use an earlier checkpoint"};
    return checkpoint;
}

} // namespace epochlab::core
