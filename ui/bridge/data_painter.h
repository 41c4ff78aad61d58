#pragma once

#include "bridge/controller.h"
#include "bridge/latest_worker.h"
#include "bridge/painted_points.h"

#include <QObject>

#include <optional>
#include <string>

namespace epochlab::ui {

/// Painting points onto two-feature data: what the tools of the decision map do. The first edit makes the painted points the data of the
/// form, as a folder of training, validation and test files that every edit saves anew; a training that follows takes them from there.
/// GUI thread; files are written on a worker.
class DataPainter : public QObject {
    Q_OBJECT
public:
    /// directory: where the folders of painted data are made ("…/painted-moons-1").
    DataPainter(Controller& controller, std::string directory, QObject* parent = nullptr);
    /// …/epochlab/painted in the user's data folder.
    static std::string defaultDirectory();

    /// The form's data have two features and few enough classes and rows.
    bool available() const { return m_available; }
    const PaintedPoints& data() const { return m_data; }
    /// The data that the points were taken from; null only while not available.
    const core::DatasetPointer& base() const { return m_base; }
    const std::string& folder() const { return m_folder; } ///< where the points are saved; empty before the first edit

    int chosenClass() const { return m_class; }
    void chooseClass(int label);
    bool erasing() const { return m_erasing; }
    void setErasing(bool on);

    /// A stroke of the pointer at a place in the features' units; the reach is how far from a point it still takes hold of it. It adds a
    /// point of the chosen class, or moves the one it begins on, or (erase, or the eraser chosen) erases what it passes.
    void press(QPointF place, QPointF reach, bool erase);
    void drag(QPointF place, QPointF reach);
    void release();
    void undo();
    void redo();
    void clear();
    /// All points in one file. IoWrite, IoNoSpace.
    core::Result<void> saveCsv(const std::string& path) const;

signals:
    void toolsChanged();                             ///< availability, classes, the chosen tool, what can be undone
    void pointsChanged();                            ///< after every edit
    void failed(const epochlab::core::Error& error); ///< the points could not be saved

private:
    void takeData();
    void edited();
    void save();
    void saved(const std::string& folder, const core::Result<void>& outcome);
    std::string freeFolder() const;

    Controller& m_controller;
    const std::string m_directory;
    PaintedPoints m_data;
    core::DatasetPointer m_base; ///< what the points were taken from
    std::string m_folder;        ///< where they are saved; empty before the first edit
    bool m_available = false;
    int m_class = 0;
    bool m_erasing = false;
    bool m_strokeErases = false;
    std::optional<std::size_t> m_held; ///< the point that the stroke moves
    LatestWorker m_worker;             ///< last: joined first
};

} // namespace epochlab::ui
