#pragma once

#include "bridge/controller.h"
#include "pictures/sight.h"

#include <QDialog>

#include <vector>

class QLabel;
class QPushButton;

namespace epochlab::ui {

class PictureTile;

/// What the network sees: some training pictures from file to numbers, side by side, as the form's fields change. It stands beside the
/// window, which can be used meanwhile. Pictures are decoded on a pool thread. GUI thread.
class SightDialog : public QDialog {
    Q_OBJECT
public:
    explicit SightDialog(Controller& controller, QWidget* parent = nullptr);

    bool looking() const { return m_busy; }
    QString viewText() const;
    PictureTile* tile(int picture, SightStep step) const;
    void showOthers();

signals:
    void shown();

private:
    void build();
    void look();
    void take(const std::vector<SeenPicture>& seen);
    void say(const QString& words);

    Controller& m_controller;
    QLabel* m_view = nullptr;
    QPushButton* m_others = nullptr;
    std::vector<PictureTile*> m_tiles; ///< [pictures × steps]
    std::vector<QLabel*> m_names;
    int m_page = 0;
    bool m_busy = false;
    bool m_again = false; ///< something has changed since the look that is under way began
};

} // namespace epochlab::ui
