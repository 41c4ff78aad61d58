#include "xgb/growth.h"

#include "params/param_set.h"

namespace epochlab::core {

Result<void> Growth::begin(std::span<const float> margins) {
    m_booster.reset(); // its histograms, before the next one's
    m_rounds = 0;
    m_rate = 0.0;
    if (const Result<void> set = m_rows.setMargins(margins, m_groups); !set) return set;
    Result<Booster> booster = Booster::make(m_rows, m_parameters);
    if (!booster) return booster.error();
    m_booster = *std::move(booster);
    return {};
}

Result<void> Growth::grow(GrowthOrder& order) {
    if (!m_booster || order.anew)
        if (const Result<void> begun = begin(order.margins); !begun) return begun;
    if (m_rate != order.rate) {
        m_rate = order.rate;
        if (const Result<void> set = m_booster->set({"eta", valueText(order.rate)}); !set) return set;
    }
    if (const Result<void> grown = m_booster->grow(m_rows, order.round); !grown) return grown;
    Result<std::string> trees = m_booster->roundAsJson(m_rounds++);
    if (!trees) return trees.error();
    order.trees = *std::move(trees);
    return m_booster->copyMargins(m_rows, order.margins);
}

} // namespace epochlab::core
