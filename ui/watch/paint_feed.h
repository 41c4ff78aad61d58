#pragma once

#include "bridge/data_painter.h"
#include "map/decision_map.h"

#include <QObject>

namespace epochlab::ui {

/// Ties the painting mode of the decision map to the painter. GUI thread.
class PaintFeed : public QObject {
    Q_OBJECT
public:
    PaintFeed(DataPainter& painter, DecisionMap& map, QObject* parent = nullptr);
    /// The field of the data being painted on, without an answer.
    const MapFrame& blank() const { return m_blank; }

private:
    void connectTools();
    void showTools();
    void showPoints();
    void askAndSave();

    DataPainter& m_painter;
    DecisionMap& m_map;
    core::DatasetPointer m_base; ///< what m_blank was made of
    MapFrame m_blank;
};

} // namespace epochlab::ui
