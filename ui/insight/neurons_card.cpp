#include "insight/neurons_card.h"

#include "insight/activations.h"
#include "insight/insight_text.h"
#include "plot/csv_text.h"
#include "plot/figure_export.h"
#include "theme/theme.h"

#include <QFontMetricsF>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace epochlab::ui {
namespace {

constexpr double kGap = 4;             ///< between maps
constexpr double kColumnGap = 18;      ///< between layers
constexpr std::size_t kMostShown = 16; ///< of a layer: 33 classes are too many

QColor mixed(const QColor& from, const QColor& to, double share) {
    const auto part = [share](int a, int b) { return int(std::lround(a + (b - a) * share)); };
    return {part(from.red(), to.red()), part(from.green(), to.green()), part(from.blue(), to.blue())};
}

float largestOf(const std::vector<float>& map) {
    float largest = 0.0F;
    for (const float value : map) largest = std::max(largest, std::abs(value));
    return largest;
}

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

} // namespace

int NeuronMaps::dead() const {
    int count = 0;
    for (const Layer& layer : layers)
        if (!layer.probabilities) count += int(std::ranges::count_if(layer.maps, [](const auto& map) { return largestOf(map) == 0.0F; }));
    return count;
}

core::Result<NeuronMaps> neuronMaps(const core::Model& model, const PlaneRange& range, std::int64_t epoch, int side) {
    const core::Result<core::OpenedModel> opened = core::openModel(model);
    if (!opened) return opened.error();
    NeuronMaps maps{.side = side, .xLow = range.xLow, .xHigh = range.xHigh, .yLow = range.yLow, .yHigh = range.yHigh, .epoch = epoch};
    maps.xTitle = QString::fromStdString(model.featureNames[0]);
    maps.yTitle = QString::fromStdString(model.featureNames[1]);
    std::vector<float> rows;
    for (int y = 0; y < side; ++y)
        for (int x = 0; x < side; ++x) {
            rows.push_back(float(range.xLow + (range.xHigh - range.xLow) * (x + 0.5) / side));
            rows.push_back(float(range.yHigh - (range.yHigh - range.yLow) * (y + 0.5) / side));
        }
    const core::Result<std::vector<core::LayerActivations>> layers =
        core::activationsOf(*opened, model.config, rows, std::int64_t{side} * side);
    if (!layers) return layers.error();
    const std::vector<std::string> names = opened->architecture.layerNames();
    for (std::size_t at = 0; at < layers->size(); ++at) {
        const core::LayerActivations& from = (*layers)[at];
        const bool last = at + 1 == layers->size();
        NeuronMaps::Layer layer{.name = QString::fromStdString(names[at]), .probabilities = last};
        const auto neurons = static_cast<std::size_t>(from.neurons);
        for (std::size_t neuron = 0; neuron < neurons; ++neuron) {
            layer.titles.push_back(last ? QString::fromStdString(model.classNames[neuron]) : QObject::tr("neuron %1").arg(neuron));
            std::vector<float>& map = layer.maps.emplace_back();
            for (std::size_t place = neuron; place < from.values.size(); place += neurons) map.push_back(from.values[place]);
        }
        maps.layers.push_back(std::move(layer));
    }
    return maps;
}

NeuronsCard::NeuronsCard(QWidget* parent) : PaintedCard(QStringLiteral("neurons"), tr("Inside the net"), parent) {
    refresh(tr("Train a small network on two features"));
}

void NeuronsCard::setMaps(NeuronMaps maps, const QString& reason) {
    m_maps = std::move(maps);
    m_images.clear();
    QString said = tr("%1 across, %2 up · epoch %3 · blue above 0, orange below").arg(m_maps.xTitle, m_maps.yTitle).arg(m_maps.epoch);
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
        sheet.text(head, int(Qt::AlignLeft), of.name + more, sheet.palette.text, true);
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
                sheet.text(place.adjusted(3, 1, -2, 0), int(Qt::AlignLeft | Qt::AlignTop), of.titles[neuron], sheet.palette.text);
            }
        }
    }
}

QString NeuronsCard::describe(QPointF place) const {
    for (std::size_t layer = 0; layer < m_maps.layers.size(); ++layer)
        for (std::size_t neuron = 0; neuron < m_maps.layers[layer].maps.size(); ++neuron) {
            const QRectF cell = placeOf(layer, neuron);
            if (!cell.contains(place)) continue;
            const NeuronMaps::Layer& of = m_maps.layers[layer];
            const double across = (place.x() - cell.left()) / cell.width(), down = (place.y() - cell.top()) / cell.height();
            const auto at = [this](double share) { return std::size_t(std::clamp(int(share * m_maps.side), 0, m_maps.side - 1)); };
            const float value = of.maps[neuron][at(down) * std::size_t(m_maps.side) + at(across)];
            return tr("%1, %2: %3 at %4 %5, %6 %7 (largest %8)")
                .arg(of.name, of.titles[neuron], QString::number(double(value), 'g', 3), m_maps.xTitle,
                     QString::number(m_maps.xLow + across * (m_maps.xHigh - m_maps.xLow), 'g', 4), m_maps.yTitle,
                     QString::number(m_maps.yHigh - down * (m_maps.yHigh - m_maps.yLow), 'g', 4),
                     QString::number(double(largestOf(of.maps[neuron])), 'g', 3));
        }
    return {};
}

/// A line for each neuron and place.
QByteArray NeuronsCard::csv() const {
    QByteArray text = "layer,neuron," + csvText(m_maps.xTitle) + ',' + csvText(m_maps.yTitle) + ",activation\n";
    for (const NeuronMaps::Layer& layer : m_maps.layers)
        for (std::size_t neuron = 0; neuron < layer.maps.size(); ++neuron)
            for (int y = 0; y < m_maps.side; ++y)
                for (int x = 0; x < m_maps.side; ++x)
                    text += csvText(layer.name) + ',' + csvText(layer.titles[neuron]) + ',' +
                            csvNumber(m_maps.xLow + (m_maps.xHigh - m_maps.xLow) * (x + 0.5) / m_maps.side) + ',' +
                            csvNumber(m_maps.yHigh - (m_maps.yHigh - m_maps.yLow) * (y + 0.5) / m_maps.side) + ',' +
                            csvNumber(double(layer.maps[neuron][std::size_t(y) * std::size_t(m_maps.side) + std::size_t(x)])) + '\n';
    return text;
}

} // namespace epochlab::ui
