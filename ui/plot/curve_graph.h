#pragma once

#include <qcustomplot.h>

namespace epochlab::ui {

/// A line that may be one of very many: then it is drawn thin, solid and with hard edges, about thirty times as fast. Width, dash and soft
/// edges say nothing where hundreds of lines cross in each column of pixels.
class CurveGraph : public QCPGraph {
public:
    using QCPGraph::QCPGraph;
    void setCrowded(bool crowded) { m_crowded = crowded; }

protected:
    void drawLinePlot(QCPPainter* painter, const QVector<QPointF>& lines) const override;

private:
    bool m_crowded = false;
};

} // namespace epochlab::ui
