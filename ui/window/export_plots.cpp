#include "window/export_plots.h"

#include "plot/figure_export.h"

namespace epochlab::ui {
namespace {

const std::pair<FigureFormat, const char*> kFormats[] = {
    {FigureFormat::Pdf, "pdf"}, {FigureFormat::Svg, "svg"}, {FigureFormat::Png, "png"}, {FigureFormat::Csv, "csv"}};

} // namespace

QString ExportItem::fileName() const { return plot.toLower().replace(QLatin1Char(' '), QLatin1Char('-')) + QLatin1Char('.') + suffix; }

std::vector<ExportItem> exportItems(const std::vector<FigureCard*>& figures) {
    std::vector<ExportItem> items;
    for (const FigureCard* figure : figures) {
        for (const auto& [format, suffix] : kFormats) {
            items.push_back({figure, format, figure->title(), QString::fromLatin1(suffix)});
        }
    }
    return items;
}

core::Result<void> writeExport(const ExportItem& item, const QString& path) {
    const QByteArray bytes = item.figure->exportBytes(item.format, PrintSize());
    if (bytes.isEmpty()) {
        return core::Error{core::ErrorCode::Internal,
                           "the plot " + item.plot.toStdString() + " cannot be drawn as " + item.suffix.toStdString(), "",
                           "train a run first, then export again"};
    }
    return writeBytes(path, bytes);
}

} // namespace epochlab::ui
