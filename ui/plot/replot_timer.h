#pragma once

#include <QElapsedTimer>
#include <QTimer>

#include <algorithm>

namespace epochlab::ui {

/// Paces the repaints of a streaming plot: connect timeout to the repaint, and call drawn() in it. GUI thread.
class ReplotTimer : public QTimer {
public:
    ReplotTimer() { setSingleShot(true); }

    /// A repaint at the next frame, which is at once where the last one is long ago.
    void schedule() {
        if (!isActive()) start(int(std::max<qint64>(0, kFrameMs - passed(kFrameMs))));
    }
    /// Brings a scheduled repaint forward.
    void hasten() {
        if (isActive()) start(int(std::clamp<qint64>(kHasteMs - passed(kHasteMs), 0, remainingTime())));
    }
    void drawn() {
        stop();
        m_since.restart();
    }

private:
    static constexpr qint64 kFrameMs = 100;
    static constexpr qint64 kHasteMs = 33;
    qint64 passed(qint64 never) const { return m_since.isValid() ? m_since.elapsed() : never; }

    QElapsedTimer m_since; ///< the last repaint
};

} // namespace epochlab::ui
