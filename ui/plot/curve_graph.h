#pragma once

#include <qcustomplot.h>

#include <vector>

namespace epochlab::ui {

/// A curve's line. One of very many is drawn from its points themselves, thin, solid and with hard edges, about fifty times as fast:
/// width, dash and soft edges say nothing where hundreds of lines cross in each column of pixels.
class CurveGraph : public QCPGraph {
public:
    using QCPGraph::QCPGraph;
    /// Draws all of these as one of a crowd (data() are then its markers alone); null: draws data(). They outlive the next drawing.
    void setCrowd(const std::vector<double>* x, const std::vector<double>* y);
    bool crowded() const { return m_x != nullptr; }
    /// As one of a crowd: whether its values between the box's sides reach into it (pixels).
    bool crosses(const QRectF& box) const;
    /// No line is ever selected; asking a crowd for its distances would take longer than drawing it.
    double selectTest(const QPointF&, bool, QVariant*) const override { return -1.0; }

protected:
    void draw(QCPPainter* painter) override;
    /// Line and marker, of one of a crowd too.
    void drawLegendIcon(QCPPainter* painter, const QRectF& rect) const override;

private:
    QVector<QLine> strokes(double pixelRatio) const;

    const std::vector<double>* m_x = nullptr;
    const std::vector<double>* m_y = nullptr;
};

} // namespace epochlab::ui
