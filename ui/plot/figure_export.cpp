#include "plot/figure_export.h"

#include "theme/theme.h"

#include <QBuffer>
#include <QClipboard>
#include <QGuiApplication>
#include <QMimeData>
#include <QPageSize>
#include <QPdfWriter>
#include <QSaveFile>
#include <QSvgGenerator>

#include <cmath>

namespace epochlab::ui {
namespace {

constexpr double kLogicalDpi = 96;

void draw(QCustomPlot& plot, QPaintDevice* device, QSize size, double scale, bool vector) {
    QCPPainter painter(device);
    painter.setMode(QCPPainter::pmNoCaching);
    painter.setMode(QCPPainter::pmNonCosmetic);
    if (vector) {
        painter.setMode(QCPPainter::pmVectorized);
    }
    painter.scale(scale, scale);
    plot.toPainter(&painter, size.width(), size.height());
}

} // namespace

QFont pixelFont(const QFont& font) {
    QFont copy = font;
    if (font.pointSizeF() > 0) {
        copy.setPixelSize(int(std::lround(font.pointSizeF() * kLogicalDpi / 72)));
    }
    return copy;
}

void styleAxis(QCPAxis* axis, const Palette& palette, const QFont& labels) {
    QColor grid = palette.border;
    grid.setAlphaF(palette.dark ? 0.75F : 0.65F);
    axis->setBasePen(Qt::NoPen);
    axis->setTickPen(Qt::NoPen);
    axis->setSubTickPen(Qt::NoPen);
    axis->setTickLengthIn(0);
    axis->setTickLengthOut(0);
    axis->setTickLabelColor(palette.mutedText);
    axis->setLabelColor(palette.mutedText);
    axis->setTickLabelFont(labels);
    axis->setLabelFont(labels);
    axis->setTickLabelPadding(5);
    axis->setLabelPadding(2);
    axis->grid()->setPen(QPen(grid, 1));
    axis->grid()->setZeroLinePen(QPen(grid, 1));
    axis->grid()->setSubGridVisible(false);
}

QSize figureSize(double widthCm, double heightCm) {
    return QSizeF(widthCm / 2.54 * kLogicalDpi, heightCm / 2.54 * kLogicalDpi).toSize().expandedTo(QSize(80, 60));
}

QImage drawImage(QCustomPlot& plot, QSize size, int dpi) {
    const double scale = dpi / kLogicalDpi;
    QImage image((QSizeF(size) * scale).toSize(), QImage::Format_RGB32);
    image.setDotsPerMeterX(int(std::lround(dpi / 0.0254)));
    image.setDotsPerMeterY(int(std::lround(dpi / 0.0254)));
    image.fill(Qt::white);
    draw(plot, &image, size, scale, false);
    return image;
}

QByteArray drawFigure(QCustomPlot& plot, QSize size, CurvePlot::Format format, int dpi, const QString& title) {
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    if (format == CurvePlot::Format::Pdf) {
        QPdfWriter writer(&buffer);
        writer.setCreator(QStringLiteral("EpochLab"));
        writer.setTitle(title);
        writer.setResolution(1200);
        writer.setPageMargins(QMarginsF(0, 0, 0, 0));
        writer.setPageSize(QPageSize(QSizeF(size) * 72 / kLogicalDpi, QPageSize::Point, QString(), QPageSize::ExactMatch));
        writer.setPageMargins(QMarginsF(0, 0, 0, 0));
        draw(plot, &writer, size, writer.resolution() / kLogicalDpi, true);
    } else if (format == CurvePlot::Format::Svg) {
        QSvgGenerator generator;
        generator.setOutputDevice(&buffer);
        generator.setTitle(title);
        generator.setResolution(int(kLogicalDpi));
        generator.setSize(size);
        generator.setViewBox(QRect(QPoint(0, 0), size));
        draw(plot, &generator, size, 1, true);
    } else if (format == CurvePlot::Format::Png) {
        drawImage(plot, size, dpi).save(&buffer, "PNG");
    }
    return bytes;
}

bool writeFigure(const QString& path, const QByteArray& bytes, QString* error) {
    QSaveFile file(path);
    if (file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size() && file.commit()) {
        return true;
    }
    if (error != nullptr) {
        *error = QStringLiteral("Cannot write %1: %2").arg(path, file.errorString());
    }
    return false;
}

void putOnClipboard(const QImage& image, const QByteArray& svg) {
    auto* mime = new QMimeData;
    mime->setImageData(image);
    mime->setData(QStringLiteral("image/svg+xml"), svg);
    QGuiApplication::clipboard()->setMimeData(mime);
}

} // namespace epochlab::ui
