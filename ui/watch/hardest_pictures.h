#pragma once

#include "bridge/epoch_job.h"
#include "theme/card.h"

#include <QElapsedTimer>
#include <QImage>
#include <QTimer>

#include <map>
#include <memory>
#include <utility>
#include <vector>

class QLabel;

namespace epochlab::ui {

class PictureTile;

/// A validation picture, and what an epoch says of it.
struct JudgedPicture {
    QImage image; ///< null: it cannot be read
    QString line; ///< "ants → bees · 0.98"
    QString name;
};

/// In place of the decision map while the data are pictures: the validation pictures that the shown run finds hardest (the true class least
/// probable) and surest; while it trains those of its last epoch, in the end those of its best one. Files are read on other threads. GUI
/// thread.
class HardestPictures : public Card {
    Q_OBJECT
public:
    /// Lies over `covered`, as large as it is, while there are pictures to speak of.
    HardestPictures(Controller& controller, QWidget* covered);
    ~HardestPictures() override;

    /// Where epochs that are not in memory come from.
    void setLoader(EpochLoader load) { m_load = std::move(load); }
    /// The run to show, or null: none. epoch: the timeline's; nothing: the last, in the end the best.
    void setRun(const RunRecord* record, std::optional<std::int64_t> epoch = std::nullopt);
    /// Epoch of the pictures on the screen; 0: none.
    std::int64_t shownEpoch() const { return m_shownEpoch; }
    bool looking() const { return m_looking || m_next; }
    /// Why there are no pictures, or empty.
    QString message() const;
    PictureTile* hardest(int index) const { return m_tiles[static_cast<std::size_t>(index)]; }
    PictureTile* surest(int index) const { return m_tiles[mostInRow + static_cast<std::size_t>(index)]; }

    static constexpr std::size_t mostInRow = 8;

signals:
    void enlargeRequested();
    void otherViewRequested();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent*) override { Q_EMIT enlargeRequested(); }

private:
    struct Job;
    /// What was read for the pictures on the screen, by row: most of the next epoch's are the same.
    using ReadPictures = std::map<std::int64_t, QImage>;

    void build();
    void want(Job job);
    void wantEpoch(const RunRecord& record, std::int64_t epoch);
    void look();
    void take(const Job& job);
    void forget();
    void say(const QString& message);
    void fit();

    Controller& m_controller;
    EpochLoader m_load;
    QWidget* m_covered;
    QLabel* m_message = nullptr;
    std::vector<QLabel*> m_headings;
    std::vector<PictureTile*> m_tiles;            ///< the hardest, then the surest
    std::size_t m_there = 0;                      ///< of each
    std::pair<core::RunId, std::int64_t> m_shown; ///< run and epoch on the screen, or on their way to it
    std::unique_ptr<Job> m_next;                  ///< waits for the one that is looked at, or for its time
    std::int64_t m_shownEpoch = 0;
    core::DatasetPointer m_readOf;
    ReadPictures m_read;
    std::int64_t m_generation = 0;
    bool m_looking = false;
    QElapsedTimer m_since; ///< the last change of pictures
    QTimer m_due;
};

} // namespace epochlab::ui
