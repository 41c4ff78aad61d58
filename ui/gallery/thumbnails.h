#pragma once

#include "data/dataset.h"

#include <QCache>
#include <QImage>
#include <QObject>
#include <QSize>
#include <QThreadPool>

#include <atomic>
#include <cstddef>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <vector>

namespace epochlab::ui {

/// The pictures of a split as tiles: made off the GUI thread when a view asks for them, the newest asked for first, and kept within a
/// budget; what was not asked for again in time goes. GUI thread.
class Thumbnails : public QObject {
    Q_OBJECT
public:
    explicit Thumbnails(std::size_t budgetBytes, QObject* parent = nullptr);
    /// Waits for the pictures that are being made.
    ~Thumbnails() override;

    /// Forgets all; null: there are no pictures.
    void setSource(core::DatasetPointer dataset, core::Split split);
    /// In device pixels; another one forgets all.
    void setTileSize(QSize size);
    /// Null: it is not there yet, and ready() will tell; or it could not be made, see problem().
    QImage find(std::size_t row);
    /// Why a picture cannot be shown; empty: it can, or is being made.
    QString problem(std::size_t row) const;
    /// Pictures begun since setSource(), those of no use since included.
    std::size_t begun() const { return m_begun; }

    static constexpr std::size_t mostWaiting = 256; ///< older ones are asked for again when they are to be seen again

signals:
    void ready(std::size_t row);

private:
    void forget();
    void make();
    void take(std::int64_t generation, std::size_t row, const QImage& image, const QString& problem);

    core::DatasetPointer m_dataset;
    core::Split m_split = core::Split::Test;
    QSize m_size{122, 92};
    QCache<std::size_t, QImage> m_images; ///< cost: kilobytes
    std::map<std::size_t, QString> m_problems;
    std::set<std::size_t> m_asked; ///< waiting or being made
    std::atomic<std::size_t> m_begun = 0;
    std::atomic<std::int64_t> m_generation = 0;
    struct Wanted {
        std::int64_t generation;
        core::DatasetPointer dataset;
        core::Split split;
        QSize size;
        std::size_t row;
    };
    std::mutex m_mutex;
    std::vector<Wanted> m_waiting; ///< under the mutex; the newest last
    int m_makers = 0;              ///< under the mutex
    QThreadPool m_pool;            ///< last: its threads end first
};

} // namespace epochlab::ui
