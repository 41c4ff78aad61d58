#include "watch/map_movie.h"

#include "map/gif_writer.h"
#include "map/map_image.h"
#include "plot/figure_export.h"
#include "theme/theme.h"

#include <QImage>
#include <QPainter>

namespace epochlab::ui {
namespace {

constexpr QSize frameSize{640, 520};
constexpr int hundredths = 12;      ///< that a frame stays
constexpr int lastHundredths = 200; ///< and the last one

QImage frameOf(MapScene scene, const MapResult& map) {
    scene.frame = map.frame;
    scene.points = map.points;
    scene.marked.reset();
    const Palette palette = Theme::lightPalette();
    const QFont font = pixelFont(Theme::instance().labelFont());
    QImage image(frameSize, QImage::Format_RGB32);
    image.fill(palette.surface);
    QPainter painter(&image);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setFont(font);
    painter.setPen(palette.mutedText);
    const int row = QFontMetrics(font).height() + 6;
    painter.drawText(QRect(0, 2, frameSize.width(), row), Qt::AlignCenter, scene.legend());
    const QRectF room(0, row, frameSize.width(), frameSize.height() - row);
    scene.draw(painter, room, font, palette, mapImage(scene.frame, scene.field(room, font).size().toSize(), palette));
    return image;
}

} // namespace

std::vector<std::int64_t> movieEpochs(std::int64_t epochs, std::int64_t most) {
    const std::int64_t every = std::max<std::int64_t>(1, (epochs + most - 1) / most);
    std::vector<std::int64_t> chosen;
    for (std::int64_t epoch = 1; epoch <= epochs; ++epoch)
        if (epoch % every == 0 || epoch == epochs) chosen.push_back(epoch);
    return chosen;
}

void MapMovie::stop() {
    m_thread.request_stop();
    if (m_thread.joinable()) m_thread.join();
    m_writing = false;
}

void MapMovie::write(const QString& path, const MapScene& scene, std::vector<MapJob> jobs) {
    if (m_writing) return;
    m_writing = true;
    m_thread = std::jthread([this, path, scene, jobs = std::move(jobs)](const std::stop_token& stop) {
        const auto make = [&]() -> core::Result<void> {
            GifWriter gif(frameSize);
            const auto count = static_cast<int>(jobs.size());
            for (int i = 0; i < count && !stop.stop_requested(); ++i) {
                const core::Result<MapResult> map = computeMap(jobs[std::size_t(i)]);
                if (!map) return map.error();
                if (const core::Result<void> added = gif.add(frameOf(scene, *map), i + 1 == count ? lastHundredths : hundredths); !added)
                    return added;
                QMetaObject::invokeMethod(
                    this, [this, i, count] { Q_EMIT progressed(i + 1, count); }, Qt::QueuedConnection);
            }
            const core::Result<QByteArray> bytes = gif.finish();
            return bytes ? writeBytes(path, *bytes) : core::Result<void>(bytes.error());
        };
        const core::Result<void> made = make();
        if (stop.stop_requested()) return;
        const QString error = made ? QString() : QString::fromStdString(core::describe(made.error()));
        QMetaObject::invokeMethod(
            this,
            [this, path, error] {
                m_writing = false;
                Q_EMIT ended(path, error);
            },
            Qt::QueuedConnection);
    });
}

} // namespace epochlab::ui
