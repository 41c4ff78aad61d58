#pragma once

#include <QTimer>
#include <QWidget>

#include <cstdint>
#include <functional>
#include <optional>

class QLabel;
class QSlider;
class QToolButton;

namespace epochlab::ui {

/// The one timeline of all views: the epoch that they show, or Now, which follows the run. GUI thread.
class Timeline : public QWidget {
    Q_OBJECT
public:
    explicit Timeline(QWidget* parent = nullptr);

    /// How many epochs there are to move between; with none it stands still.
    void setEpochs(std::int64_t last);
    std::int64_t epochs() const { return m_last; }
    /// Nothing: Now.
    std::optional<std::int64_t> epoch() const { return m_epoch; }
    /// Says moved() where it is another one; within the epochs that there are.
    void setEpoch(std::optional<std::int64_t> epoch);
    void step(int by); ///< from Now backwards from the last
    /// Epoch after epoch, from the first where it stands at the end.
    void play(bool on);
    bool playing() const { return m_playing.isActive(); }
    /// Asked before each step of play(): whether the views show the epoch that they were told last.
    void setShown(std::function<bool()> shown) { m_shown = std::move(shown); }

signals:
    void moved(std::optional<std::int64_t> epoch);

private:
    void refresh();
    void advance();

    QToolButton* m_play;
    QSlider* m_slider;
    QLabel* m_label;
    QToolButton* m_now;
    std::int64_t m_last = 0;
    std::optional<std::int64_t> m_epoch;
    std::function<bool()> m_shown;
    QTimer m_playing;
};

} // namespace epochlab::ui
