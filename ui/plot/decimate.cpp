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

std::vector<Point> cutFar(const std::vector<Point>& points, Range y, double heights, bool xLogarithmic, bool yLogarithmic) {
    const auto on = [](bool log, double v) { return log ? std::log(v) : v; };
    const auto off = [](bool log, double v) { return log ? std::exp(v) : v; };
    const double low = on(yLogarithmic, y.lower);
    const double high = on(yLogarithmic, y.upper);
    const double least = low - heights * (high - low);
    const double most = high + heights * (high - low);
    std::vector<Point> out;
    out.reserve(points.size());
    const auto cut = [&](const Point& from, const Point& to) { // where the way from one to the other passes a bound; from: beyond it
        const double x1 = on(xLogarithmic, from.first), x2 = on(xLogarithmic, to.first);
        const double y1 = on(yLogarithmic, from.second), y2 = on(yLogarithmic, to.second);
        const double bound = y1 > most ? most : least;
        const double share = y1 == y2 ? 0.0 : std::clamp((bound - y1) / (y2 - y1), 0.0, 1.0);
        return Point{off(xLogarithmic, x1 + share * (x2 - x1)), off(yLogarithmic, bound)};
    };
    const auto far = [&](const Point& point) {
        const double at = on(yLogarithmic, point.second);
        return at < least || at > most; // never NaN
    };
    for (std::size_t i = 0; i < points.size(); ++i) {
        if (!far(points[i])) {
            out.push_back(points[i]);
            continue;
        }
        for (const std::size_t other : {i - 1, i + 1}) // before the first there is none: it is the largest number
            if (other < points.size() && std::isfinite(points[other].second)) out.push_back(cut(points[i], points[other]));
    }
    return out;
}

} // namespace epochlab::ui
