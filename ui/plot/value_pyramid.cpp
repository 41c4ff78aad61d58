#include "plot/value_pyramid.h"

namespace epochlab::ui {

void ValuePyramid::follow(const std::vector<double>& values) {
    std::size_t next = m_levels.empty() ? 0 : m_levels[0].size() * kSmallest;
    for (; next + kSmallest <= values.size(); next += kSmallest) {
        Block block;
        for (std::size_t i = next; i < next + kSmallest; ++i) block.add(values[i]);
        push(0, block);
    }
}

void ValuePyramid::push(std::size_t level, const Block& block) {
    if (level == m_levels.size()) m_levels.emplace_back();
    std::vector<Block>& blocks = m_levels[level];
    blocks.push_back(block);
    if (blocks.size() % 2 != 0) return;
    Block pair = blocks[blocks.size() - 2];
    pair.add(blocks.back());
    push(level + 1, pair);
}

ValuePyramid::Block ValuePyramid::extent(const std::vector<double>& values, std::size_t first, std::size_t last) const {
    Block all;
    walk(
        first, last,
        [&](const Block& block, std::size_t, std::size_t) {
            all.add(block);
            return true;
        },
        [&](std::size_t index) { all.add(values[index]); });
    return all;
}

} // namespace epochlab::ui
