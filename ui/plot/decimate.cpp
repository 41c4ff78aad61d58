#include "plot/decimate.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace epochlab::ui {
namespace {

using Point = std::pair<double, double>;

/// Points of one pixel column that are kept.
class Column {
public:
    void add(std::size_t index, double y) {
        if (std::isnan(y)) {
            return;
        }
        if (m_count++ == 0) {
            m_first = m_low = m_high = index;
            m_lowY = m_highY = y;
        }
        if (y < m_lowY) {
            m_low = index, m_lowY = y;
        }
        if (y > m_highY) {
            m_high = index, m_highY = y;
        }
        m_last = index;
    }
    void flush(const std::vector<double>& x, const std::vector<double>& y, std::vector<Point>& out) {
        if (m_count == 0) {
            out.emplace_back(m_emptyX, std::numeric_limits<double>::quiet_NaN());
        } else {
            std::size_t kept[4] = {m_first, std::min(m_low, m_high), std::max(m_low, m_high), m_last};
            const auto* end = std::unique(kept, kept + 4);
            for (const auto* it = kept; it != end; ++it) {
                out.emplace_back(x[*it], y[*it]);
            }
        }
        m_count = 0;
    }
    void setStart(double x) { m_emptyX = x; }

private:
    std::size_t m_count = 0, m_first = 0, m_low = 0, m_high = 0, m_last = 0;
    double m_lowY = 0, m_highY = 0, m_emptyX = 0;
};

} // namespace

std::pair<std::size_t, std::size_t> visibleSlice(const std::vector<double>& x, Range range) {
    auto first = std::lower_bound(x.begin(), x.end(), range.lower);
    auto last = std::upper_bound(first, x.end(), range.upper);
    if (first != x.begin()) {
        --first;
    }
    if (last != x.end()) {
        ++last;
    }
    return {std::size_t(first - x.begin()), std::size_t(last - x.begin())};
}

std::vector<Point> decimate(const std::vector<double>& x, const std::vector<double>& y, Range range, int columns, bool xLogarithmic,
                            bool yLogarithmic) {
    const auto nan = std::numeric_limits<double>::quiet_NaN();
    const auto drawable = [&](double v) { return std::isfinite(v) && (!yLogarithmic || v > 0) ? v : nan; };
    auto [first, last] = visibleSlice(x, range);
    while (xLogarithmic && first < last && x[first] <= 0) {
        ++first;
    }
    std::vector<Point> out;
    if (last - first <= std::size_t(4 * std::max(columns, 1))) {
        out.reserve(last - first);
        for (std::size_t i = first; i < last; ++i) {
            out.emplace_back(x[i], drawable(y[i]));
        }
        return out;
    }
    const bool logX = xLogarithmic && range.lower > 0;
    const double origin = logX ? std::log(range.lower) : range.lower;
    const double extent = (logX ? std::log(range.upper) : range.upper) - origin;
    out.reserve(std::size_t(columns) * 4 + 8);
    Column column;
    long current = std::numeric_limits<long>::min();
    for (std::size_t i = first; i < last; ++i) {
        const double at = ((logX ? std::log(x[i]) : x[i]) - origin) / extent * columns;
        const long index = long(std::floor(std::clamp(at, -1.0, columns + 1.0)));
        if (index != current) {
            if (i != first) {
                column.flush(x, y, out);
            }
            column.setStart(x[i]);
            current = index;
        }
        column.add(i, drawable(y[i]));
    }
    column.flush(x, y, out);
    return out;
}

} // namespace epochlab::ui
