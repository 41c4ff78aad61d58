#pragma once

#include "base/result.h"
#include "watch/watch_view.h"

#include <QByteArray>
#include <QString>

#include <functional>
#include <vector>

namespace epochlab::ui {

/// One figure in one format, ready to be written.
struct ExportItem {
    QString plot;   ///< "Loss"
    QString suffix; ///< "pdf"
    std::function<QByteArray()> bytes;
    QString fileName() const;
};

/// Every plot of the view in every format it has (a map is a picture: PNG only).
std::vector<ExportItem> exportItems(const WatchView& watch);
core::Result<void> writeExport(const ExportItem& item, const QString& path);

} // namespace epochlab::ui
