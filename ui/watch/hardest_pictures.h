#pragma once

#include "bridge/controller.h"
#include "theme/card.h"

#include <QImage>

#include <vector>

class QLabel;

namespace epochlab::ui {

class PictureTile;

/// A validation picture, and what the best epoch says of it.
struct JudgedPicture {
    QImage image; ///< null: it cannot be read
    QString line; ///< "ants → bees 0.98"
    QString name;
};

/// In place of the decision map while the data are pictures: the validation pictures that the shown run's best epoch finds hardest (the
/// true class least probable) and surest. They are known when the run has ended. GUI thread.
class HardestPictures : public Card {
    Q_OBJECT
public:
    /// Lies over `covered`, as large as it is, while there are pictures to speak of.
    HardestPictures(Controller& controller, QWidget* covered);

    /// The run to show, or null: none.
    void setRun(const RunRecord* record);
    bool looking() const { return m_looking; }
    /// Why there are no pictures, or empty.
    QString message() const;
    PictureTile* hardest(int index) const { return m_tiles[static_cast<std::size_t>(index)]; }
    PictureTile* surest(int index) const { return m_tiles[mostInRow + static_cast<std::size_t>(index)]; }

    static constexpr std::size_t mostInRow = 8;

signals:
    void enlargeRequested();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent*) override { Q_EMIT enlargeRequested(); }

private:
    void build();
    void look(const RunRecord& record);
    void take(const std::vector<JudgedPicture>& pictures);
    void say(const QString& message);
    void fit();

    Controller& m_controller;
    QWidget* m_covered;
    QLabel* m_message = nullptr;
    std::vector<QLabel*> m_headings;
    std::vector<PictureTile*> m_tiles; ///< the hardest, then the surest
    std::size_t m_there = 0;           ///< of each
    const void* m_shown = nullptr;     ///< the predictions on the screen, or on their way to it
    std::int64_t m_generation = 0;
    bool m_looking = false;
};

} // namespace epochlab::ui
