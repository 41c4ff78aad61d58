#pragma once

#include "base/result.h"
#include "gallery/mistakes.h"
#include "plot/figure_card.h"

#include <QString>

#include <vector>

namespace epochlab::ui {

/// What is written: these rows in this order.
struct GalleryExport {
    MistakesPointer mistakes;
    core::DatasetPointer dataset; ///< null: the data could not be read; the CSV does without
    std::vector<std::size_t> rows;
    QString title; ///< above the tiles
};

struct WrittenGallery {
    QStringList files;
    QString problem; ///< why some places are empty; empty: none is
};

/// CSV of all items; or their tiles, always as in the light theme: as a PDF of pages, or as PNG of 300 dpi, further sheets beside the first
/// as NAME-2.png and so on. Any thread with a QGuiApplication. IoWrite and its kin; Internal where a format does not fit the items.
core::Result<WrittenGallery> writeGallery(const GalleryExport& gallery, FigureFormat format, const QString& path);

} // namespace epochlab::ui
