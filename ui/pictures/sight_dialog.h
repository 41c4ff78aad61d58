#pragma once

#include "bridge/controller.h"
#include "pictures/sight_feed.h"

#include <QDialog>

#include <vector>

class QLabel;

namespace epochlab::ui {

class PictureTile;

/// What the network sees: some training pictures from file to numbers, side by side, as the form's fields change. It stands beside the
/// window, which can be used meanwhile. Pictures are decoded on a pool thread. GUI thread.
class SightDialog : public QDialog {
    Q_OBJECT
public:
    explicit SightDialog(Controller& controller, QWidget* parent = nullptr);

    bool looking() const { return m_feed->looking(); }
    QString viewText() const;
    PictureTile* tile(int picture, SightStep step) const;
    void showOthers() { m_feed->showOthers(); }

private:
    void build();
    void take(const std::vector<SeenPicture>& seen);
    void say(const QString& words);

    SightFeed* m_feed = nullptr;
    QLabel* m_view = nullptr;
    std::vector<PictureTile*> m_tiles; ///< [pictures × steps]
    std::vector<QLabel*> m_names;
};

} // namespace epochlab::ui
