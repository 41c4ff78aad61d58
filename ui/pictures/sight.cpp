#include "pictures/sight.h"

#include "data/picture_source.h"
#include "pictures/picture_image.h"
#include "vision/picture_stages.h"

#include <QLocale>
#include <QObject>

#include <algorithm>
#include <cmath>

namespace epochlab::ui {
namespace {

constexpr double goldenShare = 0.6180339887498949; ///< its multiples spread evenly over 0 to 1

QString number(float value) { return QLocale().toString(double{value}, 'f', 2); }

QString mirrorText(const core::PictureView& view, bool mirrored) {
    if (!view.options().mirror) return QObject::tr("never mirrored");
    return mirrored ? QObject::tr("mirrored in epoch 1") : QObject::tr("not in epoch 1");
}

} // namespace

std::vector<std::int64_t> rowsToSee(std::int64_t rowCount, int page, int count) {
    std::vector<std::int64_t> rows;
    for (std::int64_t i = 0; i < std::min<std::int64_t>(count, rowCount); ++i) {
        const double share = std::fmod((static_cast<double>(page) * count + static_cast<double>(i)) * goldenShare + 0.1, 1.0);
        auto row = static_cast<std::int64_t>(share * static_cast<double>(rowCount));
        while (std::ranges::find(rows, row) != rows.end()) row = (row + 1) % rowCount;
        rows.push_back(row);
    }
    return rows;
}

std::array<SightFrame, sightSteps> sightOf(const core::PictureView& view, const core::Picture& picture, bool mirrored, int side) {
    const core::PictureStages stages = core::stagesOf(view, picture, mirrored);
    const QString range = QObject::tr("%1 to %2").arg(number(stages.smallest), number(stages.largest));
    return {SightFrame{shownImage(picture, side), sizeText(picture)},
            SightFrame{shownImage(stages.resized, side), sizeText(stages.resized)},
            SightFrame{shownImage(stages.cropped, side), sizeText(stages.cropped)},
            SightFrame{shownImage(stages.seen, side), mirrorText(view, mirrored)}, SightFrame{shownImage(stages.normalised, side), range}};
}

std::vector<SeenPicture> lookAt(const SightJob& job) {
    std::vector<SeenPicture> seen;
    const core::TableRows& training = job.dataset->rows(core::Split::Training);
    for (const std::int64_t row : rowsToSee(training.count, job.page, job.count)) {
        const auto index = static_cast<std::size_t>(row);
        SeenPicture entry;
        entry.name = QString::fromStdString(training.names[index]);
        entry.className = QString::fromStdString(job.dataset->classNames[static_cast<std::size_t>(training.labels[index])]);
        if (const auto picture = job.dataset->pictures->picture(core::Split::Training, row))
            entry.frames = sightOf(job.view, *picture, job.view.mirrors(job.seed, 1, static_cast<std::uint32_t>(row)), job.side);
        else
            entry.problem = QString::fromStdString(core::describe(picture.error()));
        seen.push_back(std::move(entry));
    }
    return seen;
}

} // namespace epochlab::ui
