#pragma once

#include "base/result.h"
#include "plot/figure_card.h"

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

/// Every figure in every format it has.
std::vector<ExportItem> exportItems(const std::vector<FigureCard*>& figures);
core::Result<void> writeExport(const ExportItem& item, const QString& path);

} // namespace epochlab::ui
