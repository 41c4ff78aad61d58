#pragma once

#include "plot/curve_model.h"
#include "plot/tickers.h"
#include "theme/theme.h"

#include <qcustomplot.h>

#include <QObject>

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
    int clippedPoints() const { return m_clipped; }
    QRect legendItemRect(const QString& key) const;

signals:
    void legendClicked(const QString& key);
    void viewChosen();

private:
    struct Drawn {
        Range x;
        int columns = 0;
        std::size_t points = 0;
        bool xLog = false, yLog = false, visible = true;
        bool operator==(const Drawn&) const = default;
    };

    void prepare();
    void restyle();
    void rebuildGraphs();
    void styleGraph(QCPGraph* graph, const Curve& curve);
    void placeLegend();
    void setRanges();
    void fillGraphs();
    void rebuildItems();
    void addReferences();
    void addEvents();
    void addBestMarkers();
    void addEndLabels();
    void addEdgeNotes();
    void addCrosshair();
    QCPItemText* addText(const QString& text, const QColor& colour, bool grounded);
    QColor curveColour(const Curve& curve) const;
    QColor textColour(const Curve& curve) const;
    double yRatio(double y) const;
    double xRatio(double x) const;
    bool severalRuns() const;

    QCustomPlot* m_plot;
    CurveModel* m_model;
    Look m_look;
    std::map<QString, QCPGraph*> m_graphs;
    std::map<QString, Drawn> m_drawn;
    QSharedPointer<PlainTicker> m_xPlain, m_yPlain;
    QSharedPointer<DecadeTicker> m_decades;
    QList<QRectF> m_taken; ///< pixel rectangles of texts already placed
    QRect m_laidOut;
    int m_clipped = 0;
    bool m_structureDirty = true;
    bool m_settingRange = false;
    bool m_legendShown = false;
};

} // namespace epochlab::ui
