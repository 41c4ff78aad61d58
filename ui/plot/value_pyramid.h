#pragma once

#include <cmath>
#include <cstddef>
#include <limits>
#include <vector>

namespace epochlab::ui {

/// Least and greatest values of a series in blocks, and in pairs of blocks, and so on: what a stretch of a million values comes to is found
/// in a few steps. The series only grows, or is told to be another.
class ValuePyramid {
public:
    struct Block {
        double low = std::numeric_limits<double>::infinity(); ///< of the finite values
        double high = -std::numeric_limits<double>::infinity();
        std::size_t gaps = 0; ///< values that are not finite

        void add(double value) {
            if (!std::isfinite(value)) {
                ++gaps;
                return;
            }
            low = value < low ? value : low;
            high = value > high ? value : high;
        }
        void add(const Block& other) {
            low = other.low < low ? other.low : low;
            high = other.high > high ? other.high : high;
            gaps += other.gaps;
        }
    };

    /// Takes in the values that have come since the last time.
    void follow(const std::vector<double>& values);
    /// The values are others.
    void reset() { m_levels.clear(); }

    /// Walks over values[first, last) in order. whole(block, begin, end): true where that answers for values[begin, end); else its halves
    /// are asked, and at last single(index) for each of its values.
    template <typename Whole, typename Single> void walk(std::size_t first, std::size_t last, Whole whole, Single single) const {
        while (first < last) {
            std::size_t level = 0;
            if (!has(0, first, last)) {
                single(first++);
                continue;
            }
            while (has(level + 1, first, last)) ++level;
            while (level > 0 && !whole(at(level, first), first, first + sizeOf(level))) --level;
            const std::size_t end = first + sizeOf(level);
            if (level > 0 || whole(at(0, first), first, end))
                first = end;
            else
                while (first < end) single(first++);
        }
    }
    /// The same of the values' extent, which a gap does not interrupt.
    Block extent(const std::vector<double>& values, std::size_t first, std::size_t last) const;

private:
    static constexpr std::size_t kSmallest = 16; ///< values of a block

    static std::size_t sizeOf(std::size_t level) { return kSmallest << level; }
    /// Whether a block of the level begins there and ends within.
    bool has(std::size_t level, std::size_t first, std::size_t last) const {
        return level < m_levels.size() && first % sizeOf(level) == 0 && first + sizeOf(level) <= last &&
               first / sizeOf(level) < m_levels[level].size();
    }
    const Block& at(std::size_t level, std::size_t first) const { return m_levels[level][first / sizeOf(level)]; }
    void push(std::size_t level, const Block& block);

    std::vector<std::vector<Block>> m_levels; ///< whole blocks alone
};

} // namespace epochlab::ui
