#pragma once

#include "base/result.h"
#include "watch/watch_view.h"

#include <QString>

#include <vector>

namespace epochlab::ui {

/// One figure in one format, ready to be written.
struct ExportItem {
    const FigureCard* figure;
    FigureFormat format;
    QString plot;   ///< "Loss"
    QString suffix; ///< "pdf"
    QString fileName() const;
};

/// Every plot of the view in every format it has.
std::vector<ExportItem> exportItems(const WatchView& watch);
core::Result<void> writeExport(const ExportItem& item, const QString& path);

} // namespace epochlab::ui
