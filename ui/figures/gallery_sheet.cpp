#include "figures/gallery_sheet.h"

#include "theme/theme.h"

#include <QImage>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace epochlab::ui {
namespace {

constexpr double side = 112; ///< of a picture
constexpr double gap = 12;
constexpr int mostAcross = 6;

int columnsOf(const core::GalleryFigure& figure) { return std::clamp(int(figure.items.size()), 1, mostAcross); }

double pictureSide(const core::GalleryFigure& figure) {
    return std::ranges::any_of(figure.items, [](const auto& item) { return !item.png.empty(); }) ? side : 0;
}

QSizeF tileSize(const Sheet& sheet, const core::GalleryFigure& figure) { return {side + 34, pictureSide(figure) + 4 * sheet.line() + 4}; }

QString answer(const QString& who, const std::string& said, double confidence) {
    return QStringLiteral("%1: %2 %3").arg(who, QString::fromStdString(said)).arg(confidence, 0, 'f', 2);
}

void drawTile(const Sheet& sheet, const core::GalleryFigure::Item& item, QPointF at, double pictures) {
    if (!item.png.empty()) {
        const QImage picture = QImage::fromData(QByteArray::fromStdString(item.png), "PNG");
        const QSizeF size = QSizeF(picture.size()).scaled(pictures, pictures, Qt::KeepAspectRatio);
        sheet.painter.setRenderHint(QPainter::SmoothPixmapTransform);
        sheet.painter.drawImage(QRectF(at, size), picture);
    }
    const double width = side + 30;
    const auto line = [&](int number, const QString& text, const QColor& colour, bool heavy = false) {
        sheet.text({at.x(), at.y() + pictures + 2 + number * sheet.line(), width, sheet.line()}, int(Qt::AlignLeft), text, colour, heavy);
    };
    line(0, QString::fromStdString(item.truth), sheet.palette.text, true);
    line(1, answer(QObject::tr("best"), item.best, item.bestConfidence), sheet.palette.good);
    line(2, answer(QObject::tr("worst"), item.worst, item.worstConfidence), sheet.palette.bad);
    line(3, QString::fromStdString(item.name), sheet.palette.mutedText);
}

} // namespace

QSizeF gallerySize(const Sheet& sheet, const core::GalleryFigure& figure) {
    const int columns = columnsOf(figure);
    const int rows = (int(figure.items.size()) + columns - 1) / columns;
    const QSizeF tile = tileSize(sheet, figure);
    return {columns * (tile.width() + gap), rows * (tile.height() + gap) + 2 * sheet.line()};
}

std::vector<core::GalleryFigure> galleryParts(const Sheet& sheet, const core::GalleryFigure& figure, double height) {
    const double row = tileSize(sheet, figure).height() + gap;
    const auto rows = static_cast<std::size_t>(std::max(1.0, std::floor((height - 2 * sheet.line()) / row)));
    const std::size_t most = rows * static_cast<std::size_t>(columnsOf(figure));
    if (figure.items.size() <= most) return {figure};
    std::vector<core::GalleryFigure> parts;
    for (std::size_t first = 0; first < figure.items.size(); first += most) {
        core::GalleryFigure& part = parts.emplace_back();
        part.bestRun = figure.bestRun;
        part.worstRun = figure.worstRun;
        const std::size_t end = std::min(figure.items.size(), first + most);
        for (std::size_t i = first; i < end; ++i) part.items.push_back(figure.items[i]);
        part.count = std::ssize(part.items);
    }
    return parts;
}

void drawGallery(const Sheet& sheet, const core::GalleryFigure& figure) {
    const int columns = columnsOf(figure);
    const QSizeF tile = tileSize(sheet, figure);
    QString said = QObject::tr("best: %1; worst: %2").arg(QString::fromStdString(figure.bestRun), QString::fromStdString(figure.worstRun));
    if (figure.count > std::ssize(figure.items)) said += QObject::tr("; the first %1 of %2").arg(figure.items.size()).arg(figure.count);
    sheet.text({0, 0, sheet.room.width(), sheet.line()}, int(Qt::AlignLeft), said, sheet.palette.mutedText);
    for (int i = 0; i < int(figure.items.size()); ++i)
        drawTile(sheet, figure.items[std::size_t(i)],
                 {i % columns * (tile.width() + gap), 1.6 * sheet.line() + i / columns * (tile.height() + gap)}, pictureSide(figure));
}

} // namespace epochlab::ui
