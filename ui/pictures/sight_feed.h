#pragma once

#include "bridge/controller.h"
#include "pictures/sight.h"

#include <QObject>

#include <optional>
#include <vector>

namespace epochlab::ui {

/// Some training pictures of the form's data as the form's network would see them, looked at again whenever that changes. Pictures are
/// decoded on a pool thread, one look at a time. GUI thread.
class SightFeed : public QObject {
    Q_OBJECT
public:
    /// side: of the squares that they are drawn into, in pixels of the screen.
    SightFeed(Controller& controller, int count, int side, QObject* parent = nullptr);

    /// Also says nothing() or seen() again where nothing has changed.
    void start();
    void showOthers();
    bool looking() const { return m_busy; }

signals:
    void viewChanged(const QString& words); ///< "ResNet-18 sees: shorter side to 224, …"
    void seen(const std::vector<epochlab::ui::SeenPicture>& pictures);
    void nothing(const QString& why); ///< there are no pictures

private:
    void look();
    void begin(SightJob job);

    Controller& m_controller;
    const int m_count;
    const int m_side;
    int m_page = 0;
    std::optional<SightJob> m_last;
    bool m_busy = false;
    bool m_again = false; ///< something has changed since the look that is under way began
};

} // namespace epochlab::ui
