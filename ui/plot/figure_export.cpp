#include "plot/figure_export.h"

#include "base/file_writer.h"

#include <QBuffer>
#include <QClipboard>
#include <QGuiApplication>
#include <QMimeData>
#include <QPageSize>
#include <QPdfWriter>
#include <QPicture>
#include <QSvgGenerator>

#include <cmath>

namespace epochlab::ui {
namespace {

constexpr double kLogicalDpi = 96;

QImage drawImage(QSize size, int dpi, const DrawFigure& draw) {
    const double scale = dpi / kLogicalDpi;
    QImage image((QSizeF(size) * scale).toSize(), QImage::Format_RGB32);
    image.setDotsPerMeterX(int(std::lround(dpi / 0.0254)));
    image.setDotsPerMeterY(int(std::lround(dpi / 0.0254)));
    image.fill(Qt::white);
    draw(image, scale, false);
    return image;
}

} // namespace

QFont pixelFont(const QFont& font) {
    QFont copy = font;
    if (font.pointSizeF() > 0) {
        copy.setPixelSize(int(std::lround(font.pointSizeF() * kLogicalDpi / 72)));
    }
    return copy;
}

QSize figureSize(double widthCm, double heightCm) {
    return QSizeF(widthCm / 2.54 * kLogicalDpi, heightCm / 2.54 * kLogicalDpi).toSize().expandedTo(QSize(80, 60));
}

QByteArray drawFigure(QSize size, FigureFormat format, int dpi, const QString& title, const DrawFigure& draw) {
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    if (format == FigureFormat::Pdf) {
        QPdfWriter writer(&buffer);
        writer.setCreator(QStringLiteral("EpochLab"));
        writer.setTitle(title);
        writer.setResolution(1200);
        writer.setPageMargins(QMarginsF(0, 0, 0, 0));
        writer.setPageSize(QPageSize(QSizeF(size) * 72 / kLogicalDpi, QPageSize::Point, QString(), QPageSize::ExactMatch));
        writer.setPageMargins(QMarginsF(0, 0, 0, 0));
        draw(writer, writer.resolution() / kLogicalDpi, true);
    } else if (format == FigureFormat::Svg) {
        QSvgGenerator generator;
        generator.setOutputDevice(&buffer);
        generator.setTitle(title);
        generator.setResolution(int(kLogicalDpi));
        generator.setSize(size);
        generator.setViewBox(QRect(QPoint(0, 0), size));
        draw(generator, 1, true);
    } else if (format == FigureFormat::Picture) {
        QPicture picture;
        picture.setBoundingRect(QRect(QPoint(0, 0), size));
        draw(picture, 1, true);
        return QByteArray(picture.data(), qsizetype(picture.size()));
    } else if (format == FigureFormat::Png) {
        drawImage(size, dpi, draw).save(&buffer, "PNG");
    }
    return bytes;
}

core::Result<void> writeBytes(const QString& path, const QByteArray& bytes) {
    return core::writeFileDurably(path.toStdString(), std::string_view(bytes.constData(), static_cast<std::size_t>(bytes.size())));
}

void putOnClipboard(const QImage& image, const QByteArray& svg) {
    auto* mime = new QMimeData;
    mime->setImageData(image);
    mime->setData(QStringLiteral("image/svg+xml"), svg);
    QGuiApplication::clipboard()->setMimeData(mime);
}

} // namespace epochlab::ui
