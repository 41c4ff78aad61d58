// The legend below a plot: an entry for each curve, or for each value that curves take their colour from.
#include "plot/curve_canvas.h"

#include "plot/plot_style.h"

#include <algorithm>
#include <set>

namespace epochlab::ui {
namespace {

constexpr int kLeastHeight = 200; ///< pixels of the plot, for a legend of values

/// So many of them, from the first to the last.
std::vector<const Curve*> evenly(const std::vector<const Curve*>& all, std::size_t count) {
    std::vector<const Curve*> some;
    for (std::size_t i = 0; i < count; ++i) some.push_back(all[i * (all.size() - 1) / (count - 1)]);
    return some;
}

} // namespace

std::vector<const Curve*> CurveCanvas::legendEntries() const {
    if (m_grey) return {};
    std::vector<const Curve*> entries;
    std::set<QString> shared;
    for (const Curve& curve : m_model->curves) {
        const QString& legend = curve.style.legend;
        if (curve.style.ghost || curve.style.faint || (!legend.isEmpty() && !shared.insert(legend).second)) continue;
        entries.push_back(&curve);
    }
    if (shared.empty()) return entries;
    std::erase_if(entries, [](const Curve* curve) { return curve->style.legend.isEmpty(); });
    std::ranges::stable_sort(entries, {}, [](const Curve* curve) { return curve->style.series; });
    const bool scale = entries.front()->style.shade.has_value(); // between whose values every reader can tell the others
    return scale && entries.size() > toldApart ? evenly(entries, toldApart) : entries;
}

void CurveCanvas::rebuildLegend() {
    for (const auto& [key, graph] : m_graphs) graph->removeFromLegend();
    for (const Curve* curve : legendEntries()) {
        CurveGraph* graph = m_graphs.at(curve->key);
        graph->addToLegend();
        const bool visible = std::ranges::any_of(m_model->curves, [&](const Curve& other) {
            return other.visible && (&other == curve || (!curve->style.legend.isEmpty() && other.style.legend == curve->style.legend));
        });
        auto* entry = m_plot->legend->itemWithPlottable(graph);
        QFont font = pixelFont(m_look.labels);
        font.setStrikeOut(!visible);
        entry->setFont(font);
        entry->setTextColor(visible ? m_look.palette.text : m_look.palette.mutedText);
    }
}

void CurveCanvas::placeLegend() {
    QCPLegend* legend = m_plot->legend;
    // What colours mean is said in a small card too.
    const bool said = m_plot->height() >= kLeastHeight &&
                      std::ranges::any_of(m_model->curves, [](const Curve& curve) { return !curve.style.legend.isEmpty(); });
    const bool show = (m_look.legend || said) && legend->itemCount() > 1;
    if (show != m_legendShown) {
        m_legendShown = show;
        if (show) {
            m_plot->plotLayout()->addElement(1, 0, legend);
            m_plot->plotLayout()->setRowStretchFactor(1, 0.001);
        } else {
            m_plot->axisRect()->insetLayout()->addElement(legend, Qt::AlignTop | Qt::AlignRight);
            m_plot->plotLayout()->simplify();
        }
        legend->setVisible(show);
    }
    if (!show) {
        return;
    }
    int widest = 60;
    for (int i = 0; i < legend->itemCount(); ++i) {
        const QCPAbstractLegendItem* item = legend->item(i); // null in the empty cells of a wrapped legend
        widest = item == nullptr ? widest : std::max(widest, item->minimumOuterSizeHint().width());
    }
    const int columns = std::max(1, (m_plot->width() - 20) / (widest + 10));
    if (legend->wrap() != columns || legend->fillOrder() != QCPLayoutGrid::foColumnsFirst) {
        legend->setFillOrder(QCPLayoutGrid::foColumnsFirst, false);
        legend->setWrap(columns);
        legend->setFillOrder(QCPLayoutGrid::foColumnsFirst, true);
    }
}

QRect CurveCanvas::legendItemRect(const QString& key) const {
    const auto it = m_graphs.find(key);
    auto* item = it == m_graphs.end() || !m_legendShown ? nullptr : m_plot->legend->itemWithPlottable(it->second);
    return item == nullptr ? QRect() : item->outerRect();
}

} // namespace epochlab::ui
