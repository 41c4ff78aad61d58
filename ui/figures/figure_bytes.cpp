#include "figures/figure_bytes.h"

#include "figures/figure_view.h"
#include "report/figure_files.h"

#include <memory>

namespace epochlab::ui {

QByteArray figureBytes(const core::Figure& figure, FigureFormat format, const PrintSize& size) {
    if (format == FigureFormat::Csv) return QByteArray::fromStdString(core::figureCsv(figure));
    const std::unique_ptr<FigureCard> card(makeFigureCard(figure, nullptr));
    return card->exportBytes(format, size);
}

} // namespace epochlab::ui
