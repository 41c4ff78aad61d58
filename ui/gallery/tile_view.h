#pragma once

#include <QListView>

namespace epochlab::ui {

class GalleryModel;

/// The gallery's items as tiles, as many beside each other as there is room for. Only those in sight ask for their pictures. Enter or a
/// double click activates one. GUI thread.
class TileView : public QListView {
    Q_OBJECT
public:
    TileView(GalleryModel& model, QWidget* parent);

    int tilesAbreast() const { return m_abreast; }

protected:
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void fit();

    GalleryModel& m_items;
    int m_abreast = 1;
};

} // namespace epochlab::ui
