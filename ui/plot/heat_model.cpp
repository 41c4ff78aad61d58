#include "plot/heat_model.h"

#include "plot/csv_text.h"
#include "plot/curve_model.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace epochlab::ui {
namespace {

constexpr double kVanished = 1e-7;
constexpr double kExploded = 1e6;
constexpr double kDecades = 1e-12; ///< smallest value shown, of the largest

/// "layer 3 vanishes", "layer 0 to layer 41 vanish", "3 of 42 layers vanish".
QString sentence(const HeatModel& model, const std::vector<int>& hit, const QString& one, const QString& many) {
    if (hit.size() == 1) {
        return model.layerName(hit.front()) + one;
    }
    if (hit.back() - hit.front() + 1 == int(hit.size())) {
        return model.layerName(hit.front()) + QStringLiteral(" to ") + model.layerName(hit.back()) + many;
    }
    return QStringLiteral("%1 of %2 layers").arg(hit.size()).arg(model.layerCount()) + many;
}

} // namespace

int HeatModel::layerCount() const { return std::max(int(names.size()), epochs.empty() ? 0 : int(epochs.front().size())); }

QString HeatModel::layerName(int layer) const { return names.value(layer, QStringLiteral("layer %1").arg(layer)); }

QString HeatModel::rowName(int row) const { return row < frozenCount() ? frozen[row] : layerName(row - frozenCount()); }

QString HeatModel::quantityName() const {
    switch (quantity) {
    case LayerQuantity::SquaredNorm: return QStringLiteral("‖g‖²");
    case LayerQuantity::Norm: return QStringLiteral("‖g‖");
    case LayerQuantity::UpdateRatio: break;
    }
    return QStringLiteral("update ÷ weight");
}

double HeatModel::value(int epoch, int layer) const {
    const auto& rows = quantity == LayerQuantity::UpdateRatio ? updates : epochs;
    const auto at = std::size_t(epoch - 1), place = std::size_t(layer);
    if (epoch < 1 || at >= rows.size() || layer < 0 || place >= rows[at].size()) return std::numeric_limits<double>::quiet_NaN();
    return quantity == LayerQuantity::Norm ? std::sqrt(rows[at][place]) : rows[at][place];
}

Range HeatModel::range() const {
    double low = std::numeric_limits<double>::infinity();
    double high = 0;
    for (int epoch = 1; epoch <= int(epochs.size()); ++epoch) {
        for (int layer = 0; layer < layerCount(); ++layer) {
            const double v = value(epoch, layer);
            if (std::isfinite(v) && v > 0) {
                low = std::min(low, v), high = std::max(high, v);
            }
        }
    }
    if (high <= 0) {
        return {0.1, 1};
    }
    low = std::max(low, high * kDecades);
    return low < high ? Range{low, high} : Range{low / 2, high * 2};
}

HeatModel::Sick HeatModel::sick() const {
    Sick found;
    if (epochs.empty()) return found;
    bool first = true; // of the layers from the input side on that have hardly any
    for (int i = 0; i < int(epochs.back().size()); ++i) {
        const double v = epochs.back()[std::size_t(i)];
        first = first && v < kVanished;
        if (!std::isfinite(v)) {
            found.broken.push_back(i);
        } else if (v > kExploded) {
            found.exploded.push_back(i);
        } else if (v == 0 && !first) {
            found.dead.push_back(i);
        } else if (v < kVanished) {
            found.vanished.push_back(i);
        }
    }
    return found;
}

QString HeatModel::verdict() const {
    if (epochs.empty()) {
        return {};
    }
    const auto [broken, exploded, vanished, dead] = sick();
    if (!broken.empty()) {
        return sentence(*this, broken, QStringLiteral(" is not finite"), QStringLiteral(" are not finite"));
    }
    if (!exploded.empty()) {
        return sentence(*this, exploded, QStringLiteral(" explodes"), QStringLiteral(" explode")) + QStringLiteral(" (‖g‖² > 1e6)");
    }
    if (!vanished.empty()) {
        return sentence(*this, vanished, QStringLiteral(" vanishes"), QStringLiteral(" vanish")) + QStringLiteral(" (‖g‖² < 1e-7)");
    }
    if (!dead.empty()) {
        return sentence(*this, dead, QStringLiteral(" is dead"), QStringLiteral(" are dead")) + QStringLiteral(" (‖g‖² = 0)");
    }
    return QStringLiteral("nothing vanishes");
}

QString HeatModel::advice() const {
    const auto [broken, exploded, vanished, dead] = sick();
    if (!broken.empty()) return QStringLiteral("Try a learning rate ten times smaller, or gradient clipping.");
    if (!exploded.empty()) return QStringLiteral("Try gradient clipping, a smaller learning rate, or batch norm.");
    if (!vanished.empty()) return QStringLiteral("Try batch norm, skip connections, ReLU with He's initial weights, or fewer layers.");
    if (!dead.empty()) return QStringLiteral("Their neurons are off for every row: try leaky ReLU, or a smaller learning rate.");
    return {};
}

QString HeatModel::describe() const {
    QString text = QStringLiteral("Gradients: ") + verdict();
    if (!frozen.isEmpty()) text += QStringLiteral(", %1 to %2 frozen").arg(frozen.first(), frozen.last());
    for (const PlotEvent& event : events) {
        text += QStringLiteral(", %1 in epoch %2").arg(event.text).arg(std::lround(event.x));
    }
    return text;
}

QString HeatModel::textAt(int epoch, int row) const {
    if (epoch < 1 || epoch > int(epochs.size()) || row < 0 || row >= rowCount()) {
        return {};
    }
    const int layer = row - frozenCount();
    if (layer < 0) return rowName(row) + QStringLiteral("  frozen");
    if (layer >= int(epochs[std::size_t(epoch - 1)].size())) return {};
    const double at = value(epoch, layer);
    return QStringLiteral("epoch %1 · %2  %3").arg(epoch).arg(rowName(row), std::isfinite(at) ? figure(at) : QStringLiteral("not finite"));
}

QByteArray HeatModel::csv() const {
    QByteArray out = "epoch";
    for (int layer = 0; layer < layerCount(); ++layer) {
        out += ',' + csvText(layerName(layer));
    }
    out += '\n';
    for (std::size_t e = 0; e < epochs.size(); ++e) {
        out += QByteArray::number(qulonglong(e + 1));
        for (int layer = 0; layer < int(epochs[e].size()); ++layer) {
            out += ',' + csvNumber(value(int(e) + 1, layer));
        }
        out += '\n';
    }
    return out;
}

} // namespace epochlab::ui
