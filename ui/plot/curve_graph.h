#pragma once

#include "plot/value_pyramid.h"

#include <qcustomplot.h>

#include <vector>

namespace epochlab::ui {

/// A curve's line. One of very many points is drawn from the points themselves, thin, solid and with hard edges, about fifty times as fast:
/// width, dash and soft edges say nothing where hundreds of lines cross in each column of pixels. Where one asks for it they come back as
/// far as the line is calm: hardly more than a pixel high in each column.
class CurveGraph : public QCPGraph {
public:
    using QCPGraph::QCPGraph;
    /// Draws all of these as one of a crowd (data() are then its markers alone); null: draws data(). They outlive the next drawing.
    void setCrowd(const std::vector<double>* x, const std::vector<double>* y, const ValuePyramid* pyramid);
    bool crowded() const { return m_x != nullptr; }
    /// As one of a crowd: with its pen where it is calm.
    void setFine(bool on) { m_fine = on; }
    /// As one of a crowd, where it is not calm: opaque, since each pixel that shines through costs ten times as much.
    void setHardColour(const QColor& colour) { m_hardColour = colour; }
    /// As one of a crowd: whether its values between the box's sides reach into it (pixels).
    bool crosses(const QRectF& box) const;
    /// No line is ever selected; asking a crowd for its distances would take longer than drawing it.
    double selectTest(const QPointF&, bool, QVariant*) const override { return -1.0; }

protected:
    void draw(QCPPainter* painter) override;
    /// Line and marker, of one of a crowd too.
    void drawLegendIcon(QCPPainter* painter, const QRectF& rect) const override;

private:
    struct Stroke { ///< from column to column, both in the screen's own pixels
        int x1;
        double y1;
        int x2;
        double y2;
    };
    class Columns;
    std::vector<Stroke> strokes(double pixelRatio) const;
    static bool calm(const std::vector<Stroke>& strokes);
    static void drawHard(QCPPainter& painter, const std::vector<Stroke>& strokes, int thick);
    static void drawFine(QCPPainter& painter, const std::vector<Stroke>& strokes);

    const std::vector<double>* m_x = nullptr;
    const std::vector<double>* m_y = nullptr;
    const ValuePyramid* m_pyramid = nullptr; ///< of y
    QColor m_hardColour;
    bool m_fine = false;
};

} // namespace epochlab::ui
