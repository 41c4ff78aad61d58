#pragma once

#include "plot/curve_graph.h"
#include "plot/curve_model.h"
#include "plot/tickers.h"
#include "theme/theme.h"

#include <qcustomplot.h>

#include <QObject>
#include <QPointer>

#include <map>

namespace epochlab::ui {

/// Draws a CurveModel on a QCustomPlot: on the screen and for export alike. The model and the plot outlive it.
class CurveCanvas : public QObject {
    Q_OBJECT
public:
    struct Look {
        Palette palette;
        QFont labels;
        bool yTitle = false; ///< on paper; on the screen the card's title says it
        bool legend = false;
        bool interactive = true;
    };

    CurveCanvas(QCustomPlot* plot, CurveModel* model, Look look);

    void setLook(const Look& look);
    /// After curves came, went, or changed style.
    void invalidate() { m_structureDirty = true; }
    /// Draws the crosshair and the curve that stands out from a crowd alone, over the picture that stands.
    void movePointer();
    /// The curve whose line passes nearest below or above a point, within a finger's breadth; empty: none.
    QString curveAt(const QPointF& point) const;
    /// Zooms about a point of the area, by steps of the wheel.
    void zoom(const QPointF& about, double steps);
    QRect legendItemRect(const QString& key) const;

signals:
    void legendClicked(const QString& key);
    /// The layout moved under what was drawn: draw again.
    void outdated();

private:
    struct Drawn {
        Range x;
        int columns = 0;
        std::size_t points = 0;
        bool xLog = false, yLog = false, visible = true, crowded = false;
        int revision = 0;
        Range y{};
        bool operator==(const Drawn&) const = default;
    };

    struct BandEdges { ///< the space between them is filled
        QCPGraph* lower = nullptr;
        QCPGraph* upper = nullptr;
    };
    struct MarginText {
        QRectF box;
        QString text;
        QColor colour;
    };
    struct EndLabel {
        const Curve* curve;
        double y; ///< share of the area's height, from the top
    };

    void prepare();
    void restyle();
    void rebuildGraphs();
    void rebuildLegend();
    std::vector<const Curve*> legendEntries() const;
    void styleGraph(CurveGraph* graph, const Curve& curve);
    void placeLegend();
    void setRanges();
    void layOut();
    void fillGraphs();
    void fillGraph(CurveGraph* graph, const Curve& curve, const Drawn& drawn);
    void rebuildBands();
    void styleBand(const Curve& curve);
    void fillBand(const Curve& curve, const Drawn& drawn);
    int markersPerLine() const;
    void addItems();
    void addEndLabels();
    std::vector<EndLabel> endLabels() const;
    bool legendSaysMore(const std::vector<EndLabel>& labels) const;
    /// Sides that follow the numbers keep their margins.
    void setFreeMargins(int top, int right);
    void addBestMarkers();
    void addNotFinite();
    void addMarginTexts(std::vector<MarginText> texts);
    void addReferences();
    void addEvents();
    void addEventLine(double x, const QColor& colour);
    void addEventText(const QString& text, double at, const QColor& colour);
    void addBottomRow();
    void addCrosshair();
    void placeCrosshair();
    void addHighlight();
    void placeHighlight();
    void fillHighlight(const Curve& curve);
    QCPItemText* addText(const QString& text, const QColor& colour, bool grounded);
    void addTextIn(const QRectF& box, const QString& text, const QColor& colour, bool grounded);
    /// The first of the centres where a text of this size covers no curve and no other text; else the first within the area.
    QRectF roomFor(const QString& text, const QList<QPointF>& centres);
    bool coversCurve(const QRectF& box) const;
    QPointF pixel(double x, double y) const;
    QSizeF sizeOf(const QString& text) const;
    QColor curveColour(const Curve& curve) const;
    QColor textColour(const Curve& curve) const;
    double yRatio(double y) const;
    double xRatio(double x) const;
    bool severalRuns() const;

    QCustomPlot* m_plot;
    CurveModel* m_model;
    Look m_look;
    std::map<QString, CurveGraph*> m_graphs;
    std::map<QString, BandEdges> m_bands; ///< of the curves that have one
    std::map<QString, Drawn> m_drawn;
    QSharedPointer<PlainTicker> m_xPlain, m_yPlain;
    QSharedPointer<DecadeTicker> m_decades;
    QPointer<QCPItemStraightLine> m_crosshairLine; ///< with its box on a layer of their own
    QPointer<QCPItemText> m_crosshairBox;
    BandEdges m_highlightBand; ///< with its line and name on the crosshair's layer
    CurveGraph* m_highlight = nullptr;
    QPointer<QCPItemText> m_highlightName;
    QString m_highlightKey; ///< whose points it holds
    QList<QRectF> m_taken;  ///< pixel rectangles of texts already placed
    QRect m_laidOut;
    int m_clipped = 0;
    bool m_structureDirty = true;
    bool m_settingRange = false;
    bool m_legendShown = false;
    bool m_grey = false; ///< a crowd of curves, drawn grey
};

} // namespace epochlab::ui
