#include "plot/plot_style.h"

#include "theme/theme.h"

namespace epochlab::ui {

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

QByteArray drawPlot(QCustomPlot& plot, const PrintSize& size, FigureFormat format, const QString& title) {
    return drawFigure(size, format, title, [&](QPaintDevice& device, double scale, bool vector) {
        QCPPainter painter(&device);
        painter.setMode(QCPPainter::pmNoCaching);
        painter.setMode(QCPPainter::pmNonCosmetic);
        painter.setMode(QCPPainter::pmVectorized, vector);
        painter.scale(scale, scale);
        plot.toPainter(&painter, size.layout().width(), size.layout().height());
    });
}

} // namespace epochlab::ui
