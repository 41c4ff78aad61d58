#include "gallery/gallery_export.h"

#include "base/file_writer.h"
#include "base/parallel.h"
#include "data/picture_source.h"
#include "gallery/tile_painter.h"
#include "pictures/picture_image.h"
#include "plot/figure_export.h"
#include "theme/theme.h"
#include "vision/contact_sheet.h"

#include <QBuffer>
#include <QFileInfo>
#include <QPainter>
#include <QPdfWriter>
#include <QThread>

#include <algorithm>

namespace epochlab::ui {
namespace {

constexpr int kColumns = 5;
constexpr int kRows = 7;
constexpr std::size_t kTiles = kColumns * kRows;
constexpr int kTileWidth = 136;
constexpr int kGap = 8;
constexpr int kTitle = 34;
constexpr qreal kLogicalDpi = 96;
constexpr int kDpi = 300;
constexpr qreal kPictureScale = 3; ///< of a tile's picture: what 300 dpi can show

/// Draws the items page by page.
class Sheets {
public:
    explicit Sheets(const GalleryExport& gallery) : m_gallery(gallery), m_palette(Theme::lightPalette()) {
        m_font.setPixelSize(11);
        m_high = tileHeight(kTileWidth, m_font);
    }

    std::size_t count() const { return (m_gallery.rows.size() + kTiles - 1) / kTiles; }
    QSizeF size(std::size_t sheet) const {
        const std::size_t tiles = std::min(kTiles, m_gallery.rows.size() - sheet * kTiles);
        const auto rows = static_cast<int>((tiles + kColumns - 1) / kColumns);
        return {qreal(kGap + kColumns * (kTileWidth + kGap)), qreal(kTitle + rows * (m_high + kGap))};
    }
    QString problem() const { return m_problem; }

    /// In logical pixels; the painter is scaled.
    void draw(QPainter& painter, std::size_t sheet) {
        const std::size_t first = sheet * kTiles;
        const std::size_t tiles = std::min(kTiles, m_gallery.rows.size() - first);
        std::vector<Tile> drawn(tiles);
        core::forEachInParallel(static_cast<std::int64_t>(tiles), std::max(1, QThread::idealThreadCount()), [&](std::int64_t i) {
            drawn[static_cast<std::size_t>(i)] = tile(m_gallery.rows[first + static_cast<std::size_t>(i)]);
            return true;
        });
        QFont bold = m_font;
        bold.setBold(true);
        painter.setFont(bold);
        painter.setPen(m_palette.text);
        const QRectF title(kGap, 0, size(sheet).width() - 2 * kGap, kTitle);
        painter.drawText(title, int(Qt::AlignLeft | Qt::AlignVCenter),
                         QFontMetricsF(bold).elidedText(m_gallery.title, Qt::ElideRight, title.width()));
        for (std::size_t i = 0; i < tiles; ++i) {
            const auto place = static_cast<int>(i);
            const QRectF rect(kGap + place % kColumns * (kTileWidth + kGap), kTitle + place / kColumns * (m_high + kGap), kTileWidth,
                              m_high);
            drawTile(painter, rect, drawn[i], m_font, m_palette, kPictureScale);
            if (m_problem.isEmpty()) m_problem = drawn[i].problem;
        }
    }

private:
    Tile tile(std::size_t row) const {
        const core::PredictionPair& pair = m_gallery.mistakes->pair;
        Tile tile{.trueClass = QString::fromStdString(pair.classNames[static_cast<std::size_t>(pair.labels()[row])]),
                  .name = itemName(pair, row, true),
                  .best = answerWords(pair, row, true)};
        if (!pair.single) tile.worst = answerWords(pair, row, false);
        const auto picture = m_gallery.dataset->pictures->picture(pair.split(), static_cast<std::int64_t>(row));
        if (!picture) {
            tile.problem = QString::fromStdString(core::describe(picture.error()));
            return tile;
        }
        const QSize size = (tilePictureRect(kTileWidth).size() * kPictureScale).toSize();
        tile.picture = imageOf(core::tilePicture(*picture, size.width(), size.height()));
        return tile;
    }

    const GalleryExport& m_gallery;
    Palette m_palette;
    QFont m_font;
    int m_high = 0;
    QString m_problem;
};

core::Result<WrittenGallery> writePdf(Sheets& sheets, const QString& path, const QString& title) {
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    QPdfWriter writer(&buffer);
    writer.setCreator(QStringLiteral("EpochLab"));
    writer.setTitle(title);
    writer.setResolution(1200);
    writer.setPageMargins(QMarginsF());
    const auto setPage = [&](std::size_t sheet) {
        writer.setPageSize(QPageSize(sheets.size(sheet) * 72 / kLogicalDpi, QPageSize::Point, QString(), QPageSize::ExactMatch));
        writer.setPageMargins(QMarginsF());
    };
    setPage(0);
    QPainter painter(&writer);
    for (std::size_t sheet = 0; sheet < sheets.count(); ++sheet) {
        if (sheet > 0) {
            setPage(sheet);
            writer.newPage();
        }
        painter.save();
        painter.scale(writer.resolution() / kLogicalDpi, writer.resolution() / kLogicalDpi);
        sheets.draw(painter, sheet);
        painter.restore();
    }
    painter.end();
    if (const core::Result<void> written = writeBytes(path, bytes); !written) return written.error();
    return WrittenGallery{{path}, sheets.problem()};
}

core::Result<WrittenGallery> writePngs(Sheets& sheets, const QString& path) {
    WrittenGallery written;
    const QFileInfo file(path);
    for (std::size_t sheet = 0; sheet < sheets.count(); ++sheet) {
        const qreal scale = kDpi / kLogicalDpi;
        QImage image((sheets.size(sheet) * scale).toSize(), QImage::Format_RGB32);
        image.setDotsPerMeterX(qRound(kDpi / 0.0254));
        image.setDotsPerMeterY(qRound(kDpi / 0.0254));
        image.fill(Qt::white);
        QPainter painter(&image);
        painter.scale(scale, scale);
        sheets.draw(painter, sheet);
        painter.end();
        QByteArray bytes;
        QBuffer buffer(&bytes);
        buffer.open(QIODevice::WriteOnly);
        image.save(&buffer, "PNG");
        const QString name =
            sheet == 0 ? path : QStringLiteral("%1/%2-%3.%4").arg(file.path(), file.completeBaseName()).arg(sheet + 1).arg(file.suffix());
        if (const core::Result<void> done = writeBytes(name, bytes); !done) return done.error();
        written.files << name;
    }
    written.problem = sheets.problem();
    return written;
}

} // namespace

core::Result<WrittenGallery> writeGallery(const GalleryExport& gallery, FigureFormat format, const QString& path) {
    if (format == FigureFormat::Csv) {
        const core::TextTable table = core::galleryTable(gallery.mistakes->pair, gallery.rows, gallery.dataset.get(), core::Digits::All);
        const std::string text = core::write(table, core::TableFormat::Csv);
        if (const core::Result<void> written = core::writeFileDurably(path.toStdString(), text); !written) return written.error();
        return WrittenGallery{{path}, {}};
    }
    if (!gallery.dataset || !gallery.dataset->pictures || gallery.rows.empty())
        return core::Error{core::ErrorCode::Internal, "there are no pictures to draw", "", "export the items as CSV"};
    Sheets sheets(gallery);
    return format == FigureFormat::Pdf ? writePdf(sheets, path, gallery.title) : writePngs(sheets, path);
}

} // namespace epochlab::ui
