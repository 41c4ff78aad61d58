#include "plot/curve_model.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

namespace epochlab::ui {
namespace {

constexpr double kPadding = 0.05;
constexpr double kEdge = 0.015;
constexpr double kReferenceReach = 0.35; ///< of the data's height: a reference further off does not flatten the curves
constexpr std::size_t kSample = 65536;   ///< values of all curves that quantiles are taken from
constexpr std::size_t kSampleEach = 512; ///< of a curve at least
constexpr double kOutlierFactor = 10;    ///< a curve this many times taller than the typical one does not set the range

/// Range of one curve's values on the axis' own (linear or log10) scale.
struct Extent {
    double low = std::numeric_limits<double>::infinity();
    double high = -std::numeric_limits<double>::infinity();
    double robustLow = 0, robustHigh = 0;
    bool empty() const { return low > high; }
};

/// Indices of the ascending x inside the range.
std::pair<std::size_t, std::size_t> within(const std::vector<double>& x, Range range) {
    const auto first = std::lower_bound(x.begin(), x.end(), range.lower);
    return {std::size_t(first - x.begin()), std::size_t(std::upper_bound(first, x.end(), range.upper) - x.begin())};
}

Extent extentOf(const Curve& curve, Range x, bool log, std::size_t sampled) {
    Extent e;
    std::vector<double> sample;
    const auto [begin, end] = within(curve.x, x);
    const std::size_t stride = std::max<std::size_t>(1, (end - begin) / sampled);
    const auto add = [&](double v) {
        if (!std::isfinite(v) || (log && v <= 0)) return;
        e.low = std::min(e.low, v);
        e.high = std::max(e.high, v);
    };
    const auto addBlock = [&](const ValuePyramid::Block& block, std::size_t, std::size_t) {
        if (log && block.low <= 0) return false; // of which some cannot be shown
        e.low = std::min(e.low, block.low);
        e.high = std::max(e.high, block.high);
        return true;
    };
    curve.pyramid.walk(begin, end, addBlock, [&](std::size_t i) { add(curve.y[i]); });
    for (const std::vector<double>* values : {&curve.y, &curve.band.lower, &curve.band.upper}) {
        if (values->empty()) {
            continue;
        }
        for (std::size_t i = begin; i < end && values != &curve.y; ++i) add((*values)[i]);
        for (std::size_t i = begin; i < end; i += stride) {
            if (const double v = (*values)[i]; std::isfinite(v) && !(log && v <= 0)) {
                sample.push_back(v);
            }
        }
    }
    if (e.empty()) {
        return e;
    }
    if (sample.empty()) {
        sample = {e.low, e.high};
    }
    const auto scaled = [&](double v) { return log ? std::log10(v) : v; };
    const auto cut = std::size_t(double(sample.size()) * 0.02);
    const auto ranked = [&](std::size_t place) { // a hundred curves sorted whole would take longer than they take to be drawn
        std::nth_element(sample.begin(), sample.begin() + long(place), sample.end());
        return scaled(sample[place]);
    };
    const double q02 = ranked(cut);
    const double q98 = ranked(sample.size() - 1 - cut);
    e.low = scaled(e.low), e.high = scaled(e.high);
    e.robustLow = std::max(e.low, q02 - (q98 - q02));
    e.robustHigh = std::min(e.high, q98 + (q98 - q02));
    return e;
}

/// Union of the curves' robust ranges; curves that dwarf the typical one only reach to the limit.
Range robustUnion(const std::vector<Extent>& extents) {
    std::vector<double> heights;
    for (const Extent& e : extents) {
        heights.push_back(e.robustHigh - e.robustLow);
    }
    const std::size_t middle = (heights.size() - 1) / 2;
    std::nth_element(heights.begin(), heights.begin() + long(middle), heights.end());
    const double typical = heights[middle];
    Range r{std::numeric_limits<double>::infinity(), -std::numeric_limits<double>::infinity()};
    for (const Extent& e : extents) {
        if (typical <= 0 || e.robustHigh - e.robustLow <= kOutlierFactor * typical) {
            r.lower = std::min(r.lower, e.robustLow);
            r.upper = std::max(r.upper, e.robustHigh);
        }
    }
    return r;
}

} // namespace

Curve* CurveModel::find(const QString& key) { return const_cast<Curve*>(std::as_const(*this).find(key)); }

const Curve* CurveModel::find(const QString& key) const {
    for (const Curve& curve : curves) {
        if (curve.key == key) {
            return &curve;
        }
    }
    return nullptr;
}

Range CurveModel::xRange() const {
    if (userX) {
        return *userX;
    }
    Range r{std::numeric_limits<double>::infinity(), -std::numeric_limits<double>::infinity()};
    for (const Curve& curve : curves) {
        const auto first = xLog ? std::upper_bound(curve.x.begin(), curve.x.end(), 0.0) : curve.x.begin();
        if (curve.visible && first != curve.x.end()) {
            r.lower = std::min(r.lower, *first);
            r.upper = std::max(r.upper, curve.x.back());
        }
    }
    if (r.lower > r.upper) {
        return xLog ? Range{1, 10} : Range{0, 10};
    }
    if (r.size() <= 0) {
        return xLog ? Range{r.lower / 2, r.lower * 2} : Range{r.lower - 0.5, r.lower + 0.5};
    }
    const double edge = kEdge * r.size(); // markers at the ends stay whole
    return xLog ? r : Range{r.lower - edge, r.upper + edge};
}

Range CurveModel::reachReferences(Range data) const {
    Range r = data;
    for (const Reference& line : references) {
        const double at = yLog ? std::log10(std::max(line.y, 1e-300)) : line.y;
        if (at > data.lower - kReferenceReach * data.size() && at < data.upper + kReferenceReach * data.size()) {
            r = {std::min(r.lower, at), std::max(r.upper, at)};
        }
    }
    return r;
}

Range CurveModel::yRange(Range x) const {
    if (userY) {
        return *userY;
    }
    std::vector<Extent> extents;
    const std::size_t sampled = std::clamp(kSample / std::max<std::size_t>(1, curves.size()), kSampleEach, kSample / 16);
    for (const Curve& curve : curves) {
        if (curve.visible) {
            const Extent e = extentOf(curve, x, yLog, sampled);
            if (!e.empty()) {
                extents.push_back(e);
            }
        }
    }
    if (extents.empty()) {
        const Range standard = yLog ? Range{0.1, 1} : Range{0, 1};
        return yLog ? standard : yBounds.value_or(standard);
    }
    Range r{extents[0].low, extents[0].high};
    for (const Extent& e : extents) {
        r = {std::min(r.lower, e.low), std::max(r.upper, e.high)};
    }
    if (robust) {
        r = robustUnion(extents);
    }
    r = reachReferences(r);
    const double pad = r.size() > 0 ? kPadding * r.size() : std::max(std::abs(r.lower) * 0.1, 0.05);
    r = {r.lower - pad, r.upper + pad};
    if (yLog) {
        return {std::pow(10, r.lower), std::pow(10, r.upper)};
    }
    if (yBounds) {
        r = {std::max(r.lower, yBounds->lower), std::min(r.upper, yBounds->upper)};
        if (r.size() <= 0) {
            r = *yBounds;
        }
    }
    return r;
}

int CurveModel::clippedPoints(Range x, Range y) const {
    int count = 0;
    for (const Curve& curve : curves) {
        if (!curve.visible) {
            continue;
        }
        const auto whole = [&](const ValuePyramid::Block& block, std::size_t begin, std::size_t end) {
            if (block.low >= y.lower && block.high <= y.upper) return true;
            const bool outside = block.low > y.upper || (block.high < y.lower && !(yLog && block.low <= 0));
            if (outside) count += static_cast<int>(end - begin - block.gaps);
            return outside;
        };
        const auto single = [&](std::size_t i) {
            const double v = curve.y[i];
            count += std::isfinite(v) && (v < y.lower || v > y.upper) && !(yLog && v <= 0);
        };
        const auto [first, last] = within(curve.x, x);
        curve.pyramid.walk(first, last, whole, single);
    }
    return count;
}

int CurveModel::skippedPoints() const {
    long count = 0;
    for (const Curve& curve : curves) {
        if (!curve.visible || !(xLog || yLog)) {
            continue;
        }
        const auto left = xLog ? std::upper_bound(curve.x.begin(), curve.x.end(), 0.0) - curve.x.begin() : 0;
        count += left;
        if (!yLog) continue;
        const auto whole = [&](const ValuePyramid::Block& block, std::size_t begin, std::size_t end) {
            if (block.low > 0) return true;
            if (block.high <= 0) count += long(end - begin - block.gaps);
            return block.high <= 0;
        };
        curve.pyramid.walk(std::size_t(left), curve.y.size(), whole,
                           [&](std::size_t i) { count += std::isfinite(curve.y[i]) && curve.y[i] <= 0; });
    }
    return int(count);
}

int CurveModel::notFinitePoints(Range x) const {
    std::size_t count = 0;
    for (const Curve& curve : curves) {
        if (!curve.visible || curve.style.average) continue;
        const auto [first, last] = within(curve.x, x);
        count += curve.pyramid.extent(curve.y, first, last).gaps;
    }
    return int(count);
}

std::vector<double> CurveModel::places(bool visibleOnes) const {
    std::vector<double> all;
    const std::vector<double>* last = nullptr;
    for (const Curve& curve : curves) {
        if ((visibleOnes && !curve.visible) || (last != nullptr && *last == curve.x)) continue;
        const auto known = static_cast<std::ptrdiff_t>(all.size());
        all.insert(all.end(), curve.x.begin(), curve.x.end());
        std::inplace_merge(all.begin(), all.begin() + known, all.end());
        last = &curve.x;
    }
    all.erase(std::unique(all.begin(), all.end()), all.end());
    return all;
}

std::optional<std::size_t> CurveModel::nearest(const Curve& curve, double x) {
    if (curve.x.empty()) {
        return std::nullopt;
    }
    const auto it = std::lower_bound(curve.x.begin(), curve.x.end(), x);
    auto index = std::size_t(it - curve.x.begin());
    if (index == curve.x.size() || (index > 0 && x - curve.x[index - 1] < curve.x[index] - x)) {
        --index;
    }
    const double step = curve.x.size() > 1 ? (curve.x.back() - curve.x.front()) / double(curve.x.size() - 1) : 1.0;
    const bool beyond = x < curve.x.front() - step * 0.5001 || x > curve.x.back() + step * 0.5001;
    return beyond ? std::nullopt : std::optional(index);
}

std::optional<double> CurveModel::snap(double x) const {
    std::optional<double> best;
    for (const Curve& curve : curves) {
        const auto index = curve.visible ? nearest(curve, x) : std::nullopt;
        if (index && (!best || std::abs(curve.x[*index] - x) < std::abs(*best - x))) {
            best = curve.x[*index];
        }
    }
    return best;
}

int CurveModel::namedLines() const {
    std::set<std::pair<QString, int>> names;
    for (const Curve& curve : curves) {
        const bool worth = curve.visible && !curve.style.faint && !curve.style.ghost && !curve.x.empty() && !curve.label.isEmpty();
        if (worth) names.insert({curve.label, curve.style.series});
    }
    return int(names.size());
}

bool CurveModel::greyCrowd() const {
    const auto meant = [](const Curve& curve) { return curve.style.shade || curve.style.plain || !curve.style.legend.isEmpty(); };
    return crowdGrey && std::none_of(curves.begin(), curves.end(), meant) && namedLines() > toldApart;
}

const Curve* CurveModel::highlighted() const {
    if (!greyCrowd()) return nullptr;
    const Curve* curve = find(hovered);
    if (curve == nullptr) curve = find(selected);
    return curve != nullptr && curve->visible && !curve->x.empty() ? curve : nullptr;
}

bool CurveModel::empty() const {
    return std::all_of(curves.begin(), curves.end(), [](const Curve& curve) { return curve.x.empty(); });
}

bool CurveModel::wholeX() const {
    for (const Curve& curve : curves) {
        const std::size_t shown = std::min<std::size_t>(curve.x.size(), 64);
        for (std::size_t i = 0; i < shown; ++i) {
            if (curve.x[i] != std::floor(curve.x[i])) {
                return false;
            }
        }
    }
    return true;
}

} // namespace epochlab::ui
