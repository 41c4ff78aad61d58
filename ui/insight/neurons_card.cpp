#include "insight/neurons_card.h"

#include "insight/insight_text.h"
#include "plot/csv_text.h"
#include "plot/figure_export.h"
#include "plot/figure_values.h"
#include "theme/mixed_colour.h"
#include "theme/theme.h"

#include <QFontMetricsF>
#include <QPainter>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace epochlab::ui {
namespace {

constexpr double kGap = 4;             ///< between maps
constexpr double kColumnGap = 18;      ///< between layers
constexpr std::size_t kMostShown = 16; ///< of a layer: 33 classes are too many

using core::largestOf;
using core::NeuronMaps;

QString text(const std::string& words) { return QString::fromStdString(words); }

QImage imageOf(const std::vector<float>& map, int side, double largest, const Palette& palette) {
    QImage image(side, side, QImage::Format_RGB32);
    for (int y = 0; y < side; ++y)
        for (int x = 0; x < side; ++x) {
            const double share = largest > 0 ? map[std::size_t(y) * std::size_t(side) + std::size_t(x)] / largest : 0.0;
            image.setPixelColor(x, y, mixed(palette.surface, palette.series[share < 0 ? 1 : 0], std::min(1.0, std::abs(share))));
        }
    return image;
}

std::vector<std::vector<QImage>> imagesOf(const NeuronMaps& maps, const Palette& palette) {
    std::vector<std::vector<QImage>> images;
    for (const NeuronMaps::Layer& layer : maps.layers) {
        images.emplace_back();
        for (std::size_t neuron = 0; neuron < std::min(kMostShown, layer.maps.size()); ++neuron)
            images.back().push_back(
                imageOf(layer.maps[neuron], maps.side, layer.probabilities ? 1.0 : double(largestOf(layer.maps[neuron])), palette));
    }
    return images;
}

/// In a corner of the map, on a ground of its own.
void drawLabel(const Sheet& sheet, QRectF place, const QString& words) {
    const double width = std::min(place.width() - 4, QFontMetricsF(sheet.font).horizontalAdvance(words) + 8);
    const QRectF ground(place.left() + 2, place.top() + 2, width, sheet.line() + 1);
    QColor colour = sheet.palette.surface;
    colour.setAlphaF(0.85F);
    sheet.painter.fillRect(ground, colour);
    sheet.text(ground.adjusted(4, 0, -2, 0), int(Qt::AlignLeft | Qt::AlignVCenter), words, sheet.palette.text);
}

/// What each neuron puts out over the plane.
core::TextTable neuronsTable(const NeuronMaps& maps) {
    const core::NumberCells cells(core::TableFormat::Csv);
    core::TextTable table{{{"layer"}, {"neuron"}}, {}};
    for (const char* head : {"least", "mean", "most"}) table.header.push_back(core::NumberCells::head(head));
    for (const NeuronMaps::Layer& layer : maps.layers)
        for (std::size_t neuron = 0; neuron < layer.maps.size(); ++neuron) {
            const std::vector<float>& map = layer.maps[neuron];
            if (map.empty()) continue;
            const auto [least, most] = std::ranges::minmax(map);
            const double mean = std::accumulate(map.begin(), map.end(), 0.0) / static_cast<double>(map.size());
            table.rows.push_back(
                {{layer.name}, {layer.titles[neuron]}, cells.number(double{least}), cells.number(mean), cells.number(double{most})});
        }
    return table;
}

} // namespace

NeuronsCard::NeuronsCard(QWidget* parent) : PaintedCard(QStringLiteral("neurons"), tr("Inside the net"), parent) {
    refresh(tr("Train a small network on two features"));
}

void NeuronsCard::setMaps(NeuronMaps maps, std::int64_t epoch, const QString& reason) {
    m_maps = std::move(maps);
    m_images.clear();
    QString said = tr("%1 across, %2 up · epoch %3 · blue above 0, orange below").arg(text(m_maps.xTitle), text(m_maps.yTitle)).arg(epoch);
    if (const int dead = m_maps.dead(); dead > 0) said += tr(" · %1 dead here (0 everywhere)").arg(dead);
    setSubtitle(reason.isEmpty() ? said : QString());
    refresh(reason);
}

/// As large as all columns allow; a layer of many stands in several columns.
QRectF NeuronsCard::cell(QRectF room, double line, std::size_t layer, std::size_t neuron) const {
    const auto layers = double(m_maps.layers.size());
    const double head = line + kGap;
    const double column = (room.width() - (layers - 1) * kColumnGap) / layers;
    const auto count = double(std::min(kMostShown, m_maps.layers[layer].maps.size()));
    double side = 0, across = 1;
    for (double columns = 1; columns <= count; ++columns) {
        const double rows = std::ceil(count / columns);
        const double fits = std::min((column - (columns - 1) * kGap) / columns, (room.height() - head - (rows - 1) * kGap) / rows);
        if (fits <= side) continue;
        side = fits;
        across = columns;
    }
    side = std::min(side, 110.0);
    const double left = room.left() + double(layer) * (column + kColumnGap);
    const auto row = std::floor(double(neuron) / across);
    return {left + (double(neuron) - row * across) * (side + kGap), room.top() + head + row * (side + kGap), side, side};
}

QRectF NeuronsCard::placeOf(std::size_t layer, std::size_t neuron) const {
    if (layer >= m_maps.layers.size() || neuron >= std::min(kMostShown, m_maps.layers[layer].maps.size())) return {};
    return cell(QRectF(canvas()->rect()), QFontMetricsF(pixelFont(Theme::instance().labelFont())).height(), layer, neuron);
}

void NeuronsCard::draw(const Sheet& sheet) const {
    std::vector<std::vector<QImage>> ofPaper;
    if (sheet.onPaper) {
        ofPaper = imagesOf(m_maps, sheet.palette);
    } else if (m_images.empty() || m_dark != sheet.palette.dark) {
        m_images = imagesOf(m_maps, sheet.palette);
        m_dark = sheet.palette.dark;
    }
    const std::vector<std::vector<QImage>>& images = sheet.onPaper ? ofPaper : m_images;
    const double line = sheet.line();
    const auto layers = double(m_maps.layers.size());
    const double column = (sheet.room.width() - (layers - 1) * kColumnGap) / std::max(1.0, layers);
    sheet.painter.setRenderHint(QPainter::SmoothPixmapTransform);
    for (std::size_t layer = 0; layer < images.size(); ++layer) {
        const NeuronMaps::Layer& of = m_maps.layers[layer];
        const QRectF head(sheet.room.left() + double(layer) * (column + kColumnGap), sheet.room.top(), column, line);
        const QString more = of.maps.size() > kMostShown ? tr(" (%1 of %2)").arg(kMostShown).arg(of.maps.size()) : QString();
        sheet.text(head, int(Qt::AlignLeft), text(of.name) + more, sheet.palette.text, true);
        for (std::size_t neuron = 0; neuron < images[layer].size(); ++neuron) {
            const QRectF place = cell(sheet.room, line, layer, neuron);
            sheet.painter.drawImage(place, images[layer][neuron]);
            sheet.painter.setPen(QPen(sheet.palette.border, 1));
            sheet.painter.setBrush(Qt::NoBrush);
            sheet.painter.drawRect(place);
            if (!of.probabilities && largestOf(of.maps[neuron]) == 0.0F) {
                sheet.painter.setPen(QPen(sheet.palette.mutedText, 1));
                sheet.painter.drawLine(place.topLeft(), place.bottomRight());
                sheet.painter.drawLine(place.topRight(), place.bottomLeft());
            } else if (of.probabilities && place.height() > 2.5 * line) {
                drawLabel(sheet, place, text(of.titles[neuron]));
            }
        }
    }
}

QString NeuronsCard::tip(QPointF place) const {
    for (std::size_t layer = 0; layer < m_maps.layers.size(); ++layer)
        for (std::size_t neuron = 0; neuron < m_maps.layers[layer].maps.size(); ++neuron) {
            const QRectF cell = placeOf(layer, neuron);
            if (!cell.contains(place)) continue;
            const NeuronMaps::Layer& of = m_maps.layers[layer];
            const double across = (place.x() - cell.left()) / cell.width(), down = (place.y() - cell.top()) / cell.height();
            const auto at = [this](double share) { return std::size_t(std::clamp(int(share * m_maps.side), 0, m_maps.side - 1)); };
            const float value = of.maps[neuron][at(down) * std::size_t(m_maps.side) + at(across)];
            return tr("%1, %2: %3 at %4 %5, %6 %7 (largest %8)")
                .arg(text(of.name), text(of.titles[neuron]), QString::number(double(value), 'g', 3), text(m_maps.xTitle),
                     QString::number(m_maps.x(int(at(across))), 'g', 4), text(m_maps.yTitle),
                     QString::number(m_maps.y(int(at(down))), 'g', 4), QString::number(double(largestOf(of.maps[neuron])), 'g', 3));
        }
    return {};
}

/// A line for each neuron and place.
bool NeuronsCard::fillValues(FigureValues* values) const {
    if (values != nullptr) values->show(neuronsTable(m_maps));
    return true;
}

QByteArray NeuronsCard::csv() const {
    QByteArray lines = "layer,neuron," + csvText(text(m_maps.xTitle)) + ',' + csvText(text(m_maps.yTitle)) + ",activation\n";
    for (const NeuronMaps::Layer& layer : m_maps.layers)
        for (std::size_t neuron = 0; neuron < layer.maps.size(); ++neuron)
            for (int row = 0; row < m_maps.side; ++row)
                for (int column = 0; column < m_maps.side; ++column)
                    lines += csvText(text(layer.name)) + ',' + csvText(text(layer.titles[neuron])) + ',' + csvNumber(m_maps.x(column)) +
                             ',' + csvNumber(m_maps.y(row)) + ',' +
                             csvNumber(double(layer.maps[neuron][std::size_t(row) * std::size_t(m_maps.side) + std::size_t(column)])) +
                             '\n';
    return lines;
}

QString NeuronsCard::words() const {
    QStringList layers;
    for (const NeuronMaps::Layer& layer : m_maps.layers) layers << tr("%1: %2 neurons").arg(text(layer.name)).arg(layer.maps.size());
    return layers.join(QStringLiteral("; "));
}

} // namespace epochlab::ui
