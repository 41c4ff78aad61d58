#include "report/figure_files.h"

#include "base/number_text.h"
#include "data/csv_cells.h"
#include "report/figure_parts.h"

#include <algorithm>
#include <cmath>

namespace epochlab::core {
namespace {

/// Empty for NaN.
std::string exact(double value) { return std::isnan(value) ? std::string() : exactText(value); }

std::string line(const std::vector<std::string>& cells) {
    std::string text;
    for (std::size_t i = 0; i < cells.size(); ++i) text += (i == 0 ? "" : ",") + csvCell(cells[i]);
    return text + "\n";
}

std::string csvOf(const CurvesFigure& figure) {
    const bool banded = std::ranges::any_of(figure.curves, [](const CurvesFigure::Curve& curve) { return !curve.lower.empty(); });
    std::string text = banded ? "curve,x,y,lower,upper\n" : "curve,x,y\n";
    for (const CurvesFigure::Curve& curve : figure.curves) {
        for (std::size_t i = 0; i < curve.x.size(); ++i) {
            std::vector<std::string> cells{curve.label, exact(curve.x[i]), exact(curve.y[i])};
            if (banded) cells.push_back(i < curve.lower.size() ? exact(curve.lower[i]) : "");
            if (banded) cells.push_back(i < curve.upper.size() ? exact(curve.upper[i]) : "");
            text += line(cells);
        }
    }
    for (const CurvesFigure::Level& level : figure.levels) { // without x: it holds everywhere
        std::vector<std::string> cells{level.label, "", exact(level.y)};
        if (banded) cells.resize(5);
        text += line(cells);
    }
    return text;
}

std::string csvOf(const HeatFigure& figure) {
    std::string text = "row,column,value\n";
    for (std::size_t row = 0; row < figure.values.size(); ++row)
        for (std::size_t column = 0; column < figure.values[row].size(); ++column)
            text += line({figure.rows[row], figure.columns[column], exact(figure.values[row][column])});
    return text;
}

/// Cells of the grids, and then the points: their place, their true class, and whether they are answered wrongly.
std::string csvOf(const MapsFigure& figure) {
    std::string text = "map,what,x,y,class,probability,wrong\n";
    for (const MapsFigure::Panel& panel : figure.panels) {
        const auto classes = static_cast<std::size_t>(panel.grid.classCount);
        for (int row = 0; row < panel.grid.rows; ++row) {
            for (int column = 0; column < panel.grid.columns; ++column) {
                const auto first = panel.grid.probabilities.begin() +
                                   static_cast<std::ptrdiff_t>(static_cast<std::size_t>(row * panel.grid.columns + column) * classes);
                const auto best = std::max_element(first, first + static_cast<std::ptrdiff_t>(classes));
                text += line({panel.title, "cell", exact(panel.grid.xAt(column)), exact(panel.grid.yAt(row)),
                              figure.classes[static_cast<std::size_t>(best - first)], exact(double{*best}), ""});
            }
        }
        for (const MapPoint& point : panel.points)
            text += line({panel.title, "point", exact(double{point.x}), exact(double{point.y}), figure.classes[point.label], "",
                          point.wrong ? "1" : "0"});
    }
    return text;
}

std::string csvOf(const TableFigure& figure) { return write(figure.numbers, TableFormat::Csv); }

std::string csvOf(const GalleryFigure& figure) {
    std::string text = "name,truth,best,best_confidence,worst,worst_confidence\n";
    for (const GalleryFigure::Item& item : figure.items)
        text += line({item.name, item.truth, item.best, exact(item.bestConfidence), item.worst, exact(item.worstConfidence)});
    return text;
}

} // namespace

std::string figureCsv(const Figure& figure) {
    return std::visit([](const auto& content) { return csvOf(content); }, figure.content);
}

std::vector<FigureFile> dataFilesOf(const Figure& figure) {
    std::vector<FigureFile> files{{figure.name + ".csv", figureCsv(figure)}};
    if (const auto* table = std::get_if<TableFigure>(&figure.content)) {
        files.push_back({figure.name + ".md", write(table->people, TableFormat::Markdown, figure.title, table->legend)});
        files.push_back({figure.name + ".tex", write(table->people, TableFormat::Latex, figure.title, table->legend)});
    }
    if (const auto* gallery = std::get_if<GalleryFigure>(&figure.content))
        for (std::size_t i = 0; i < gallery->items.size(); ++i)
            if (!gallery->items[i].png.empty())
                files.push_back({figure.name + "-" + std::to_string(i + 1) + ".png", gallery->items[i].png});
    return files;
}

} // namespace epochlab::core
