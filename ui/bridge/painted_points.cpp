#include "bridge/painted_points.h"

#include "data/csv_cells.h"

#include <algorithm>
#include <charconv>
#include <utility>

namespace epochlab::ui {

namespace {

std::string number(float value) {
    std::array<char, 32> text{};
    const auto [end, problem] = std::to_chars(text.data(), text.data() + text.size(), value);
    return problem == std::errc{} ? std::string(text.data(), end) : std::string("0");
}

/// Semicolons and tabs too, which a reader might take for the delimiter.
std::string quoted(const std::string& text) { return core::csvCell(text, ",;\"\t\r\n"); }

std::string letter(std::size_t index) { return std::string(1, static_cast<char>('A' + index % 26)); }

} // namespace

void PaintedPoints::reset(const core::TableDataset& dataset) {
    m_table.features = {dataset.featureNames[0], dataset.featureNames[1]};
    m_table.classNames = dataset.classNames;
    if (!std::ranges::is_sorted(m_table.classNames))
        for (std::size_t i = 0; i < m_table.classNames.size(); ++i) m_table.classNames[i] = letter(i);
    m_table.points.clear();
    for (const core::Split split : core::allSplits) {
        const core::TableRows& rows = dataset.rows(split);
        for (std::size_t i = 0; i < rows.labels.size(); ++i)
            m_table.points.push_back({rows.features[2 * i], rows.features[2 * i + 1], rows.labels[i], split});
    }
    m_undo.clear();
    m_redo.clear();
    m_strokeBegins = true;
}

std::size_t PaintedPoints::add(float x, float y, std::int32_t label) {
    using enum core::Split;
    constexpr std::array<core::Split, 5> deal{Training, Validation, Test, Training, Training};
    const auto before = std::ranges::count(m_table.points, label, &PaintedPoint::label);
    const std::size_t place = m_table.points.size();
    edit({place, std::nullopt, PaintedPoint{x, y, label, deal[static_cast<std::size_t>(before) % deal.size()]}});
    return place;
}

void PaintedPoints::move(std::size_t point, float x, float y) {
    PaintedPoint moved = m_table.points.at(point);
    moved.x = x;
    moved.y = y;
    if (moved != m_table.points[point]) edit({point, m_table.points[point], moved});
}

void PaintedPoints::erase(std::size_t point) { edit({point, m_table.points.at(point), std::nullopt}); }

void PaintedPoints::eraseAll() {
    beginStroke();
    while (!m_table.points.empty()) erase(m_table.points.size() - 1);
}

std::optional<std::size_t> PaintedPoints::nearest(float x, float y, float reachX, float reachY) const {
    std::optional<std::size_t> found;
    float least = 1.0F;
    for (std::size_t i = 0; i < m_table.points.size(); ++i) {
        const float dx = (m_table.points[i].x - x) / reachX;
        const float dy = (m_table.points[i].y - y) / reachY;
        const float distance = dx * dx + dy * dy;
        if (distance > least) continue;
        least = distance;
        found = i;
    }
    return found;
}

void PaintedPoints::edit(Edit edit) {
    if (std::exchange(m_strokeBegins, false) || m_undo.empty()) m_undo.emplace_back();
    m_redo.clear();
    apply(edit.point, edit.before, edit.after);
    Stroke& stroke = m_undo.back();
    const bool dragged = !stroke.empty() && stroke.back().point == edit.point && stroke.back().after && edit.before && edit.after;
    if (dragged)
        stroke.back().after = edit.after; // a drag is one move, however many places it passes
    else
        stroke.push_back(edit);
}

void PaintedPoints::apply(std::size_t point, const std::optional<PaintedPoint>& from, const std::optional<PaintedPoint>& to) {
    const auto place = m_table.points.begin() + static_cast<std::ptrdiff_t>(point);
    if (!from)
        m_table.points.insert(place, *to);
    else if (!to)
        m_table.points.erase(place);
    else
        *place = *to;
}

void PaintedPoints::undo() {
    if (m_undo.empty()) return;
    Stroke stroke = std::move(m_undo.back());
    m_undo.pop_back();
    for (auto edit = stroke.rbegin(); edit != stroke.rend(); ++edit) apply(edit->point, edit->after, edit->before);
    m_redo.push_back(std::move(stroke));
    beginStroke();
}

void PaintedPoints::redo() {
    if (m_redo.empty()) return;
    Stroke stroke = std::move(m_redo.back());
    m_redo.pop_back();
    for (const Edit& edit : stroke) apply(edit.point, edit.before, edit.after);
    m_undo.push_back(std::move(stroke));
    beginStroke();
}

std::string PaintedTable::header() const { return quoted(features[0]) + ',' + quoted(features[1]) + ",class\n"; }

std::string PaintedTable::row(const PaintedPoint& point) const {
    return number(point.x) + ',' + number(point.y) + ',' + quoted(classNames[static_cast<std::size_t>(point.label)]) + '\n';
}

std::string PaintedTable::csv() const {
    std::string text = header();
    for (const PaintedPoint& point : points) text += row(point);
    return text;
}

std::array<std::string, 3> PaintedTable::csvOfSplits() const {
    std::vector<bool> trained(classNames.size());
    for (const PaintedPoint& point : points)
        if (point.split == core::Split::Training) trained[static_cast<std::size_t>(point.label)] = true;
    std::array<std::string, 3> texts{header(), header(), header()};
    for (const PaintedPoint& point : points) {
        const bool known = trained[static_cast<std::size_t>(point.label)];
        texts[known ? static_cast<std::size_t>(point.split) : 0] += row(point);
    }
    return texts;
}

} // namespace epochlab::ui
