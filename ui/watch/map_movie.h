#pragma once

#include "map/compute_map.h"
#include "map/map_scene.h"

#include <QObject>
#include <QString>

#include <memory>
#include <thread>
#include <vector>

namespace epochlab::ui {

/// Writes the decision maps of one run's epochs as a moving picture, in the light theme, on a thread of its own; one at a time. GUI thread.
class MapMovie : public QObject {
    Q_OBJECT
public:
    explicit MapMovie(QObject* parent = nullptr) : QObject(parent) {}
    ~MapMovie() override { stop(); }

    /// scene: what does not change from frame to frame. jobs: of the frames. Nothing while another is written.
    void write(const QString& path, const MapScene& scene, std::vector<MapJob> jobs);
    bool writing() const { return m_writing; }
    void stop();

signals:
    void progressed(int done, int of);
    /// error: why nothing was written; empty: it was.
    void ended(const QString& path, const QString& error);

private:
    bool m_writing = false;
    std::jthread m_thread;
};

/// Epochs whose maps make a movie of so many: of more than `most` every n-th, and the last.
std::vector<std::int64_t> movieEpochs(std::int64_t epochs, std::int64_t most = 100);

} // namespace epochlab::ui
