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

QImage drawImage(const PrintSize& size, const DrawFigure& draw) {
    const int dpi = size.dpi;
    const double scale = dpi / kLogicalDpi;
    QImage image((QSizeF(size.widthCm, size.heightCm) * dpi / 2.54).toSize(), QImage::Format_RGB32);
    image.setDotsPerMeterX(int(std::lround(dpi / 0.0254)));
    image.setDotsPerMeterY(int(std::lround(dpi / 0.0254)));
    image.fill(size.dark ? size.palette().surface : QColor(Qt::white));
    draw(image, scale * size.stretch(), false);
    return image;
}

/// Coordinates of lines with a tenth of 1/96 inch, which no printer resolves: a third of the file.
QByteArray rounded(const QByteArray& svg) {
    static const QByteArray begin("points=\"");
    QByteArray out;
    out.reserve(svg.size());
    qsizetype at = 0;
    for (qsizetype from = svg.indexOf(begin); from >= 0; from = svg.indexOf(begin, at)) {
        const qsizetype first = from + begin.size();
        const qsizetype last = svg.indexOf('"', first);
        if (last < 0) break;
        out += QByteArrayView(svg).sliced(at, first - at);
        for (const QByteArray& pair : svg.mid(first, last - first).split(' ')) {
            const qsizetype comma = pair.indexOf(',');
            if (comma < 0) continue;
            for (const QByteArray& number : {pair.left(comma), pair.mid(comma + 1)}) {
                const double tenths = std::round(number.toDouble() * 10);
                out += QByteArray::number(tenths / 10, 'g', 8);
                out += ',';
            }
            out.back() = ' ';
        }
        at = last;
    }
    return out += QByteArrayView(svg).sliced(at);
}

} // namespace

QFont pixelFont(const QFont& font) {
    QFont copy = font;
    if (font.pointSizeF() > 0) {
        copy.setPixelSize(int(std::lround(font.pointSizeF() * kLogicalDpi / 72)));
    }
    return copy;
}

QByteArray drawFigure(const PrintSize& print, FigureFormat format, const QString& title, const DrawFigure& draw) {
    const QSize size = print.paper();
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
        draw(writer, writer.resolution() / kLogicalDpi * print.stretch(), true);
    } else if (format == FigureFormat::Svg) {
        QSvgGenerator generator;
        generator.setOutputDevice(&buffer);
        generator.setTitle(title);
        generator.setResolution(int(kLogicalDpi));
        generator.setSize(size);
        generator.setViewBox(QRect(QPoint(0, 0), size));
        draw(generator, print.stretch(), true);
        bytes = rounded(bytes);
    } else if (format == FigureFormat::Picture) {
        QPicture picture;
        picture.setBoundingRect(QRect(QPoint(0, 0), size));
        draw(picture, print.stretch(), true);
        return QByteArray(picture.data(), qsizetype(picture.size()));
    } else if (format == FigureFormat::Png) {
        drawImage(print, draw).save(&buffer, "PNG");
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
