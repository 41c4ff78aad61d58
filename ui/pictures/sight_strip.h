#pragma once

#include "pictures/sight_feed.h"

#include <QPushButton>

#include <vector>

namespace epochlab::ui {

class PictureTile;

/// Three training pictures as the form's network sees them; a click shows how they come about. Hidden while the data are no pictures.
/// GUI thread.
class SightStrip : public QPushButton {
    Q_OBJECT
public:
    explicit SightStrip(Controller& controller, QWidget* parent = nullptr);

    PictureTile* tile(int index) const { return m_tiles[static_cast<std::size_t>(index)]; }
    QSize sizeHint() const override;

private:
    void take(const std::vector<SeenPicture>& pictures);

    std::vector<PictureTile*> m_tiles;
    SightFeed* m_feed = nullptr;
};

} // namespace epochlab::ui
