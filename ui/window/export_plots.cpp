#include "window/export_plots.h"

#include "base/file_writer.h"

#include <QBuffer>
#include <QImage>

#include <string_view>

namespace epochlab::ui {
namespace {

constexpr double kWidthCm = 12.0;
constexpr double kHeightCm = 8.0;
constexpr int kDpi = 300;

const std::pair<CurvePlot::Format, const char*> kFormats[] = {
    {CurvePlot::Format::Pdf, "pdf"}, {CurvePlot::Format::Svg, "svg"}, {CurvePlot::Format::Png, "png"}, {CurvePlot::Format::Csv, "csv"}};

template <typename Plot> void addPlot(std::vector<ExportItem>& items, const QString& name, const Plot* plot) {
    for (const auto& [format, suffix] : kFormats) {
        items.push_back(
            {name, QString::fromLatin1(suffix), [plot, chosen = format] { return plot->exportBytes(chosen, kWidthCm, kHeightCm, kDpi); }});
    }
}

QByteArray mapBytes(const DecisionMap* map) {
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    map->renderImage(QSize(1600, 1200)).save(&buffer, "PNG");
    return bytes;
}

} // namespace

QString ExportItem::fileName() const { return plot.toLower().replace(QLatin1Char(' '), QLatin1Char('-')) + QLatin1Char('.') + suffix; }

std::vector<ExportItem> exportItems(const WatchView& watch) {
    std::vector<ExportItem> items;
    addPlot(items, QObject::tr("Loss"), watch.lossPlot());
    addPlot(items, QObject::tr("Accuracy"), watch.accuracyPlot());
    addPlot(items, QObject::tr("Gradients"), watch.gradientPlot());
    const DecisionMap* map = watch.decisionMap();
    if (map != nullptr) {
        items.push_back({QObject::tr("Decision map"), QStringLiteral("png"), [map] { return mapBytes(map); }});
    }
    return items;
}

core::Result<void> writeExport(const ExportItem& item, const QString& path) {
    const QByteArray bytes = item.bytes();
    if (bytes.isEmpty()) {
        return core::Error{core::ErrorCode::Internal,
                           "the plot " + item.plot.toStdString() + " cannot be drawn as " + item.suffix.toStdString(), "",
                           "train a run first, then export again"};
    }
    return core::writeFileDurably(path.toStdString(), std::string_view(bytes.constData(), static_cast<std::size_t>(bytes.size())));
}

} // namespace epochlab::ui
