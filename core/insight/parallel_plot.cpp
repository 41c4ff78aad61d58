#include "insight/parallel_plot.h"

#include "compare/differences.h"
#include "compare/groups.h"
#include "insight/insight_text.h"
#include "params/setting_words.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace epochlab::core {
namespace {

constexpr std::size_t mostTicks = 8;
constexpr double bottomOfValues = 0.14; ///< where some run has none
constexpr double decade = 10.0;

/// Between two numbers, evenly in themselves or in their logarithms.
struct Scale {
    double low = 0.0, high = 1.0;
    bool logarithmic = false;
    double bottom = 0.0; ///< the place of `low`

    double place(double value) const {
        const auto scaled = [this](double each) { return logarithmic ? std::log(each) : each; };
        const double share = high > low ? (scaled(value) - scaled(low)) / (scaled(high) - scaled(low)) : 0.5;
        return bottom + (1.0 - bottom) * share;
    }
};

/// Round numbers within the scale.
std::vector<double> roundNumbers(const Scale& scale) {
    std::vector<double> numbers;
    if (scale.logarithmic && scale.high >= decade * scale.low) {
        for (double power = std::pow(decade, std::ceil(std::log10(scale.low) - 1e-9)); power <= scale.high * (1 + 1e-9); power *= decade)
            numbers.push_back(power);
        return numbers;
    }
    const double rough = (scale.high - scale.low) / 5.0;
    if (!(rough > 0.0)) return {scale.low};
    const double power = std::pow(decade, std::floor(std::log10(rough)));
    const double step = power * (rough / power < 1.5 ? 1.0 : rough / power < 3.5 ? 2.0 : rough / power < 7.5 ? 5.0 : 10.0);
    for (double at = std::ceil(scale.low / step - 1e-9) * step; at <= scale.high + 1e-9 * step; at += step)
        numbers.push_back(std::abs(at) < 1e-9 * step ? 0.0 : at);
    return numbers;
}

std::optional<double> numberOf(const ParamSpec& spec, const ParamValue& value) {
    if (spec.id == "seed") return std::nullopt; // whose size means nothing
    if (const double* real = std::get_if<double>(&value)) return *real;
    if (const std::int64_t* integer = std::get_if<std::int64_t>(&value)) return static_cast<double>(*integer);
    return std::nullopt;
}

/// One field's axis, and the place of each of its values.
class FieldAxis {
public:
    FieldAxis(const ComparedRuns& runs, const std::string& id) : m_spec(*mlpParams().find(id)), m_levels(groupRuns(runs, {id})) {
        m_axis = {.field = id, .label = fieldWords(m_spec)};
        const bool somewhereNot = m_levels.back().values.front() == "–";
        m_values = m_levels.size() - (somewhereNot ? 1 : 0);
        m_scale.bottom = somewhereNot ? bottomOfValues : 0.0;
        if (somewhereNot) m_axis.ticks.push_back({0.0, "–"});
        const auto first = numberOf(m_spec, runs[m_levels.front().members.front()].config->value(id));
        first ? numbers(runs) : evenly();
    }

    const ParallelAxis& axis() const { return m_axis; }
    void addTo(std::vector<ParallelLine>& lines) const {
        for (std::size_t level = 0; level < m_levels.size(); ++level)
            for (const std::size_t member : m_levels[level].members) {
                lines[member].places.emplace_back(level < m_values ? m_places[level] : 0.0);
                lines[member].values.push_back(m_levels[level].values.front());
            }
    }

private:
    void numbers(const ComparedRuns& runs) {
        std::vector<double> values;
        for (std::size_t level = 0; level < m_values; ++level)
            values.push_back(*numberOf(m_spec, runs[m_levels[level].members.front()].config->value(m_axis.field)));
        m_scale.low = values.front();
        m_scale.high = values.back();
        m_axis.logarithmic = m_scale.logarithmic = m_spec.scale == ParamScale::Logarithmic && m_scale.low > 0.0;
        for (const double value : values) m_places.push_back(m_scale.place(value));
        if (m_values <= mostTicks)
            for (std::size_t level = 0; level < m_values; ++level)
                m_axis.ticks.push_back({m_places[level], m_levels[level].values.front()});
        else
            for (const double number : roundNumbers(m_scale)) m_axis.ticks.push_back({m_scale.place(number), shortNumber(number)});
    }

    void evenly() {
        m_scale.low = 0.0;
        m_scale.high = static_cast<double>(m_values - 1);
        for (std::size_t level = 0; level < m_values; ++level) {
            m_places.push_back(m_scale.place(static_cast<double>(level)));
            m_axis.ticks.push_back({m_places.back(), m_levels[level].values.front()});
        }
    }

    const ParamSpec& m_spec;
    std::vector<RunGroup> m_levels;
    std::size_t m_values = 0; ///< levels that are values
    Scale m_scale;
    std::vector<double> m_places; ///< one a value
    ParallelAxis m_axis;
};

void addMetric(ParallelPlot& plot) {
    Scale scale{.low = std::numeric_limits<double>::infinity(), .high = -std::numeric_limits<double>::infinity()};
    for (const ParallelLine& line : plot.lines) {
        if (!std::isfinite(line.metric)) continue;
        scale.low = std::min(scale.low, line.metric);
        scale.high = std::max(scale.high, line.metric);
    }
    ParallelAxis axis{.field = plot.metric.series, .label = plot.metric.words()};
    if (scale.low <= scale.high) {
        axis.logarithmic = scale.logarithmic = !plot.metric.largerIsBetter() && scale.low > 0.0 && scale.high >= decade * scale.low;
        for (const double number : roundNumbers(scale)) axis.ticks.push_back({scale.place(number), shortNumber(number)});
        plot.low = scale.low;
        plot.high = scale.high;
    }
    for (ParallelLine& line : plot.lines) {
        const bool known = std::isfinite(line.metric);
        line.places.push_back(known ? std::optional(scale.place(line.metric)) : std::nullopt);
        line.values.push_back(fixedText(line.metric));
    }
    plot.axes.push_back(std::move(axis));
}

} // namespace

ParallelPlot parallelPlot(const ComparedRuns& all, const Metric& metric) {
    ParallelPlot plot{.metric = metric};
    ComparedRuns runs;
    for (std::size_t at = 0; at < all.size(); ++at) {
        const ComparedRun& run = all[at];
        if (!run.config) continue;
        const bool broken = run.diverged() || run.state == "failed";
        plot.lines.push_back(
            {.run = at, .metric = broken ? std::numeric_limits<double>::quiet_NaN() : valueAtBest(run, metric), .state = run.state});
        runs.push_back(run);
    }
    const std::vector<std::string> fields = differingFields(runs);
    if (fields.empty()) return plot;
    for (const std::string& id : fields) {
        const FieldAxis axis(runs, id);
        plot.axes.push_back(axis.axis());
        axis.addTo(plot.lines);
    }
    addMetric(plot);
    return plot;
}

TextTable parallelTable(const ParallelPlot& plot, const ComparedRuns& runs, TableFormat format) {
    const NumberCells cells(format);
    TextTable table{{{"run"}}, {}};
    for (const ParallelAxis& axis : plot.axes) table.header.push_back(NumberCells::head(cells.exact() ? axis.field : axis.label));
    table.header.push_back({"state"});
    for (const ParallelLine& line : plot.lines) {
        const ComparedRun& run = runs[line.run];
        std::vector<TextTable::Cell> row{{run.name.empty() || cells.exact() ? run.id : run.name}};
        for (std::size_t at = 0; at + 1 < plot.axes.size(); ++at) {
            const std::string& id = plot.axes[at].field;
            const bool counts = run.config->isVisible(id);
            row.push_back({!cells.exact() ? line.values[at] : counts ? run.config->textOf(id) : "", false, true});
        }
        if (!plot.axes.empty()) row.push_back(cells.number(line.metric));
        row.push_back({line.state});
        table.rows.push_back(std::move(row));
    }
    return table;
}

} // namespace epochlab::core
