#include "watch/paint_feed.h"

#include "bridge/run_names.h"
#include "map/paint_tools.h"
#include "map/compute_map.h"

#include <QDir>
#include <QFileDialog>
#include <QShortcut>

namespace epochlab::ui {

PaintFeed::PaintFeed(DataPainter& painter, DecisionMap& map, QObject* parent) : QObject(parent), m_painter(painter), m_map(map) {
    connect(&painter, &DataPainter::toolsChanged, this, &PaintFeed::showTools);
    connect(&painter, &DataPainter::pointsChanged, this, &PaintFeed::showPoints);
    connect(&map, &DecisionMap::strokeBegan, &painter, &DataPainter::press);
    connect(&map, &DecisionMap::strokeMoved, &painter, &DataPainter::drag);
    connect(&map, &DecisionMap::strokeEnded, &painter, &DataPainter::release);
    connectTools();
    showTools();
    showPoints();
}

void PaintFeed::connectTools() {
    const PaintTools* tools = m_map.paintTools();
    connect(tools, &PaintTools::classChosen, &m_painter, &DataPainter::chooseClass);
    connect(tools, &PaintTools::eraserChosen, &m_painter, [this] { m_painter.setErasing(true); });
    connect(tools, &PaintTools::undoRequested, &m_painter, &DataPainter::undo);
    connect(tools, &PaintTools::redoRequested, &m_painter, &DataPainter::redo);
    connect(tools, &PaintTools::clearRequested, &m_painter, &DataPainter::clear);
    connect(tools, &PaintTools::saveRequested, this, &PaintFeed::askAndSave);
    for (const auto& [keys, slot] :
         {std::pair(QKeySequence::Undo, &DataPainter::undo), std::pair(QKeySequence::Redo, &DataPainter::redo)}) {
        auto* shortcut = new QShortcut(keys, &m_map);
        shortcut->setContext(Qt::WidgetWithChildrenShortcut);
        shortcut->setEnabled(false);
        connect(shortcut, &QShortcut::activated, &m_painter, slot);
        connect(&m_map, &DecisionMap::paintingChanged, shortcut, &QShortcut::setEnabled);
    }
}

void PaintFeed::showTools() {
    m_map.setPaintable(m_painter.available());
    m_map.paintTools()->setChosen(m_painter.chosenClass(), m_painter.erasing());
    m_map.paintTools()->setUndoable(m_painter.data().canUndo(), m_painter.data().canRedo());
}

void PaintFeed::showPoints() {
    if (!m_painter.available()) return;
    if (m_base != m_painter.base()) {
        m_base = m_painter.base();
        m_blank = emptyFrame(*m_base);
    }
    std::vector<MapPoint> points;
    for (const PaintedPoint& point : m_painter.data().points())
        points.push_back({point.x, point.y, static_cast<std::uint16_t>(point.label), false, MapPoint::Split::Training});
    m_map.setPainted(std::move(points), textList(m_painter.data().classNames()), m_blank);
    m_map.paintTools()->setChosen(m_painter.chosenClass(), m_painter.erasing()); // swatches may be new
}

void PaintFeed::askAndSave() {
    const QString path = QFileDialog::getSaveFileName(&m_map, tr("Save the points as CSV"),
                                                      QDir::current().filePath(QStringLiteral("points.csv")), tr("CSV (*.csv)"));
    if (path.isEmpty()) return;
    if (const auto saved = m_painter.saveCsv(path.toStdString()); !saved) emit m_painter.failed(saved.error());
}

} // namespace epochlab::ui

// Its own object, so that a test links only what it names.
#include "moc_paint_feed.cpp"
