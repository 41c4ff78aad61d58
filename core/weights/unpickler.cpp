#include "weights/unpickler.h"

#include "data/text_encoding.h"
#include "base/broken_rule.h"
#include "weights/torch_globals.h"

#include <cstring>

namespace epochlab::core {
namespace {

constexpr std::size_t mostValues = 4'000'000;     // on the stack
constexpr std::size_t mostContainers = 1'000'000; // lists, tuples and dictionaries together
constexpr std::size_t mostMarks = 1000;           // how deep values may be nested while they are made
constexpr std::uint64_t mostMemos = 1'000'000;
constexpr std::size_t longestName = 1000;

/// The stack machine of the pickle format: one walk over the bytes.
class Machine {
public:
    explicit Machine(std::string_view bytes) : m_rest(bytes) {}

    Unpickled run() {
        if (m_rest.empty()) broken("the pickle is empty");
        while (true) {
            const auto code = number<unsigned char>();
            if (code == '.') break;
            step(code);
        }
        if (m_stack.size() != 1 || !m_marks.empty()) broken("the pickle does not end with one value");
        return {m_stack.back(), std::move(m_heap)};
    }

private:
    void step(unsigned char code) {
        if (literal(code) || container(code) || memo(code) || called(code)) return;
        constexpr const char* digits = "0123456789abcdef";
        broken(std::string("the pickle's opcode 0x") + digits[code >> 4] + digits[code & 15] + " is none that torch.save writes");
    }

    bool literal(unsigned char code) {
        switch (code) {
        case 0x80: checkProtocol(number<unsigned char>()); return true;
        case 0x95: number<std::uint64_t>(); return true; // a frame's length
        case 'N': push({PickleKind::None, 0}); return true;
        case 0x88: push({PickleKind::Boolean, 1}); return true;
        case 0x89: push({PickleKind::Boolean, 0}); return true;
        case 'J': push({PickleKind::Integer, number<std::int32_t>()}); return true;
        case 'K': push({PickleKind::Integer, number<std::uint8_t>()}); return true;
        case 'M': push({PickleKind::Integer, number<std::uint16_t>()}); return true;
        case 0x8a: pushLong(number<std::uint8_t>()); return true;
        case 'G':
            take(sizeof(double));
            push({PickleKind::Real, 0});
            return true;
        case 'X': pushText(number<std::uint32_t>()); return true;
        case 0x8c: pushText(number<std::uint8_t>()); return true;
        case 0x8d: pushText(number<std::uint64_t>()); return true;
        case 'U': pushText(number<std::uint8_t>()); return true; // texts of Python 2
        case 'T': pushText(number<std::uint32_t>()); return true;
        case 'C':
            take(number<std::uint8_t>());
            push({PickleKind::Other, 0});
            return true; // bytes
        case 'B':
            take(number<std::uint32_t>());
            push({PickleKind::Other, 0});
            return true;
        default: return false;
        }
    }

    bool container(unsigned char code) {
        switch (code) {
        case '(':
            if (m_marks.size() == mostMarks) broken("the pickle is nested too deeply");
            m_marks.push_back(m_stack.size());
            return true;
        case ')': pushSequence(PickleKind::Tuple, {}); return true;
        case ']': pushSequence(PickleKind::List, {}); return true;
        case '}': pushDictionary(); return true;
        case 't': pushSequence(PickleKind::Tuple, popToMark()); return true;
        case 0x85: pushSequence(PickleKind::Tuple, popLast(1)); return true;
        case 0x86: pushSequence(PickleKind::Tuple, popLast(2)); return true;
        case 0x87: pushSequence(PickleKind::Tuple, popLast(3)); return true;
        case 'l': pushSequence(PickleKind::List, popToMark()); return true;
        case 'a': append(popLast(1)); return true;
        case 'e': append(popToMark()); return true;
        case 's': insert(popLast(2)); return true;
        case 'u': insert(popToMark()); return true;
        default: return false;
        }
    }

    bool memo(unsigned char code) {
        switch (code) {
        case 'q': remember(number<std::uint8_t>()); return true;
        case 'r': remember(number<std::uint32_t>()); return true;
        case 0x94: remember(m_memo.size()); return true;
        case 'h': recall(number<std::uint8_t>()); return true;
        case 'j': recall(number<std::uint32_t>()); return true;
        default: return false;
        }
    }

    bool called(unsigned char code) {
        switch (code) {
        case 'c': {
            const std::string_view module = line();
            push(knownGlobal(module, line()));
            return true;
        }
        case 'i': { // a call of what follows; refused by its name
            const std::string_view module = line();
            knownGlobal(module, line());
            broken("the pickle makes an object of a class");
        }
        case 0x93: {
            const std::vector<PickleValue> names = popLast(2);
            if (names[0].kind != PickleKind::Text || names[1].kind != PickleKind::Text) broken("a global has no name");
            push(knownGlobal(m_heap.text(names[0]), m_heap.text(names[1])));
            return true;
        }
        case 'R': {
            const std::vector<PickleValue> call = popLast(2);
            push(callGlobal(call[0], call[1], m_heap));
            countContainers();
            return true;
        }
        case 'Q': push(storageOf(popLast(1)[0], m_heap)); return true;
        case 'b': { // attributes of a dictionary ("_metadata") are of no use here
            const std::vector<PickleValue> state = popLast(1);
            if (top().kind != PickleKind::Dictionary || state[0].kind != PickleKind::Dictionary)
                broken("the pickle sets an object's state");
            return true;
        }
        default: return false;
        }
    }

    static void checkProtocol(unsigned protocol) {
        if (protocol < 2 || protocol > 5) broken("pickle protocol " + std::to_string(protocol) + " is not known");
    }

    std::string_view take(std::uint64_t size) {
        if (size > m_rest.size()) broken("the pickle is cut off");
        const std::string_view taken = m_rest.substr(0, size);
        m_rest.remove_prefix(size);
        return taken;
    }
    template <typename Number> Number number() {
        Number value{};
        std::memcpy(&value, take(sizeof value).data(), sizeof value);
        return value;
    }
    std::string_view line() {
        const std::size_t end = m_rest.substr(0, longestName).find('\n');
        if (end == std::string_view::npos) broken("a global's name has no end");
        const std::string_view text = take(end);
        take(1);
        return text;
    }

    void push(PickleValue value) {
        if (m_stack.size() == mostValues) broken("the pickle holds too many values");
        m_stack.push_back(value);
    }
    void pushText(std::uint64_t size) {
        const std::string_view text = take(size);
        if (firstInvalidUtf8(text) != std::string_view::npos) broken("a text is not UTF-8");
        m_heap.texts.push_back(text);
        push({PickleKind::Text, static_cast<std::int64_t>(m_heap.texts.size() - 1)});
    }
    /// A whole number of `size` bytes; one beyond 64 bits is of no use here.
    void pushLong(std::size_t size) {
        const std::string_view bytes = take(size);
        if (size > sizeof(std::int64_t)) return push({PickleKind::Other, 0});
        const bool negative = !bytes.empty() && (static_cast<unsigned char>(bytes.back()) & 0x80U) != 0;
        std::int64_t value = negative ? -1 : 0;
        std::memcpy(&value, bytes.data(), size);
        push({PickleKind::Integer, value});
    }
    void pushSequence(PickleKind kind, std::vector<PickleValue> values) {
        m_heap.sequences.push_back(std::move(values));
        countContainers();
        push({kind, static_cast<std::int64_t>(m_heap.sequences.size() - 1)});
    }
    void pushDictionary() {
        m_heap.dictionaries.emplace_back();
        countContainers();
        push({PickleKind::Dictionary, static_cast<std::int64_t>(m_heap.dictionaries.size() - 1)});
    }
    void countContainers() const {
        if (m_heap.sequences.size() + m_heap.dictionaries.size() > mostContainers) broken("the pickle holds too many lists");
    }

    PickleValue top() const {
        if (m_stack.size() <= floor()) broken("the pickle takes a value where there is none");
        return m_stack.back();
    }
    std::size_t floor() const { return m_marks.empty() ? 0 : m_marks.back(); }
    std::vector<PickleValue> popLast(std::size_t count) {
        if (m_stack.size() - floor() < count) broken("the pickle takes a value where there is none");
        return popFrom(m_stack.size() - count);
    }
    std::vector<PickleValue> popToMark() {
        if (m_marks.empty()) broken("the pickle closes what it did not open");
        const std::size_t from = m_marks.back();
        m_marks.pop_back();
        return popFrom(from);
    }
    std::vector<PickleValue> popFrom(std::size_t from) {
        std::vector<PickleValue> values(m_stack.begin() + static_cast<std::ptrdiff_t>(from), m_stack.end());
        m_stack.resize(from);
        return values;
    }

    void append(const std::vector<PickleValue>& values) {
        const PickleValue list = top();
        if (list.kind != PickleKind::List) broken("the pickle appends to what is no list");
        auto& sequence = m_heap.sequence(list);
        sequence.insert(sequence.end(), values.begin(), values.end());
    }
    void insert(const std::vector<PickleValue>& values) {
        const PickleValue dictionary = top();
        if (dictionary.kind != PickleKind::Dictionary || values.size() % 2 != 0) broken("the pickle sets an item of what is no dictionary");
        auto& entries = m_heap.dictionary(dictionary);
        for (std::size_t i = 0; i < values.size(); i += 2) entries.emplace_back(values[i], values[i + 1]);
    }

    void remember(std::uint64_t index) {
        if (index >= mostMemos) broken("the pickle's memo " + std::to_string(index) + " is beyond a million");
        const PickleValue value = top();
        if (index >= m_memo.size()) m_memo.resize(index + 1, {PickleKind::Other, -1});
        m_memo[index] = value;
    }
    void recall(std::uint64_t index) {
        const bool isThere = index < m_memo.size() && (m_memo[index].kind != PickleKind::Other || m_memo[index].number == 0);
        if (!isThere) broken("the pickle recalls memo " + std::to_string(index) + ", which it never made");
        push(m_memo[index]);
    }

    std::string_view m_rest;
    std::vector<PickleValue> m_stack;
    std::vector<std::size_t> m_marks; ///< heights of the stack
    std::vector<PickleValue> m_memo;
    PickleHeap m_heap;
};

} // namespace

Unpickled unpickle(std::string_view pickle) { return Machine(pickle).run(); }

} // namespace epochlab::core
