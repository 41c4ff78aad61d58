#pragma once

#include "base/result.h"
#include "data/dataset.h"

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace epochlab::ui {

/// One row of data that are being painted.
struct PaintedPoint {
    float x = 0.0F, y = 0.0F; ///< the two features, raw units
    std::int32_t label = 0;   ///< index into PaintedTable::classNames
    core::Split split = core::Split::Training;
    bool operator==(const PaintedPoint&) const = default;
};

/// What a painted data set is written as: cheap to copy, so that a worker can make the text.
struct PaintedTable {
    std::array<std::string, 2> features;
    std::vector<std::string> classNames;
    std::vector<PaintedPoint> points;

    /// A header and one row a point; numbers come back as the same bits.
    std::string csv() const;
    /// The same for each split. A class without training points has its others there too, or nothing could learn it.
    std::array<std::string, 3> csvOfSplits() const;

private:
    std::string header() const;
    std::string row(const PaintedPoint& point) const;
};

/// The points of a two-feature data set, with every edit undoable. One thread.
class PaintedPoints {
public:
    /// Takes the rows of a data set with two features; forgets all edits. Class names that a file would bring into another order become
    /// "A", "B", …, so that a class keeps its number, and with it its colour.
    void reset(const core::TableDataset& dataset);

    const std::vector<PaintedPoint>& points() const { return m_table.points; }
    const std::vector<std::string>& classNames() const { return m_table.classNames; }
    const PaintedTable& table() const { return m_table; }

    /// Of each class the first three go to training, validation and test, then three of five to training.
    std::size_t add(float x, float y, std::int32_t label);
    void move(std::size_t point, float x, float y);
    void erase(std::size_t point);
    void eraseAll();
    /// The point nearest to a place, at most the reach away in either direction.
    std::optional<std::size_t> nearest(float x, float y, float reachX, float reachY) const;

    /// Edits up to the next call are undone together.
    void beginStroke() { m_strokeBegins = true; }
    bool canUndo() const { return !m_undo.empty(); }
    bool canRedo() const { return !m_redo.empty(); }
    void undo();
    void redo();

private:
    /// Absent before: added; absent after: erased.
    struct Edit {
        std::size_t point;
        std::optional<PaintedPoint> before, after;
    };
    using Stroke = std::vector<Edit>;
    void edit(Edit edit);
    void apply(std::size_t point, const std::optional<PaintedPoint>& from, const std::optional<PaintedPoint>& to);

    PaintedTable m_table;
    std::vector<Stroke> m_undo, m_redo;
    bool m_strokeBegins = true;
};

} // namespace epochlab::ui
