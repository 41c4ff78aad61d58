#pragma once

#include "base/result.h"
#include "compare/table_text.h"
#include "maps/decision_grid.h"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace epochlab::core {

/// Dash tells the split.
enum class FigureDash { Solid, Dashed, Dotted };

/// Lines over one axis.
struct CurvesFigure {
    struct Curve {
        std::string label;                          ///< what a legend says: "learning rate 0.01, validation"
        int hue = 0;                                ///< index of its colour and marker; a run keeps its own within a recipe
        FigureDash dash = FigureDash::Solid;        ///< train solid, validation dashed, test dotted
        std::vector<double> x, y;                   ///< of equal length, x ascending; y not finite: a gap
        std::optional<double> best = {};            ///< x of an open circle with its value
        std::vector<double> lower = {}, upper = {}; ///< a band as long as x, or empty
    };
    struct Level {
        std::string label; ///< "chance", "boosted trees"
        double y = 0.0;
    };
    std::string xTitle, yTitle; ///< with units
    bool xLogarithmic = false, yLogarithmic = false;
    std::optional<std::pair<double, double>> xRange = {}, yRange = {}; ///< that is shown, from and to; nothing: all of it
    std::vector<Curve> curves;
    std::vector<Level> levels;
    bool points = false; ///< each value is a marker (accuracy over depth); else lines alone
};

/// A matrix of numbers as colours: layers by epoch, a confusion matrix.
struct HeatFigure {
    std::string xTitle, yTitle, valueTitle;
    std::vector<std::string> columns, rows;  ///< names; row 0 stands on top
    std::vector<std::vector<double>> values; ///< [row][column]; NaN: no value
    bool logarithmic = false;                ///< colours by decade
};

/// Decision maps beside each other on the same axes.
struct MapsFigure {
    struct Panel {
        std::string title; ///< "6 × 64, batch norm (best)"
        DecisionGrid grid;
        std::vector<MapPoint> points;
    };
    std::string xTitle, yTitle;
    std::vector<std::string> classes;
    bool geographic = false; ///< degrees of longitude and latitude
    std::vector<Panel> panels;
};

struct TableFigure {
    TextTable people;   ///< as read: "0.964 ± 0.004"
    TextTable numbers;  ///< to compute with, with all digits
    std::string legend; ///< what its marks mean; may be empty
};

/// Rows or pictures that one run gets right and the other wrong.
struct GalleryFigure {
    struct Item {
        std::string name;               ///< file name, or of a row
        std::string truth, best, worst; ///< class names
        double bestConfidence = 0.0, worstConfidence = 0.0;
        std::string png; ///< the picture as the network sees it, encoded; empty: a row of a table
    };
    std::string bestRun, worstRun; ///< names for people
    std::vector<Item> items;
    std::int64_t count = 0; ///< of all, where `items` are the first of them
};

/// A figure or table as data, the same for the window, for files and for reports. A plain value.
struct Figure {
    std::string name;              ///< of files and flags: "validation-loss"
    std::string title;             ///< for people: "Validation loss by learning rate"
    std::string caption;           ///< one true sentence on data, varied field, constants, seeds, n
    std::string reading;           ///< what it comes to, two lines at most, from the numbers; may be empty
    std::vector<std::string> runs; ///< ids that it is made of
    std::variant<CurvesFigure, HeatFigure, MapsFigure, TableFigure, GalleryFigure> content;
};

} // namespace epochlab::core
