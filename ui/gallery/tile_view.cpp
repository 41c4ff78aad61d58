#include "gallery/tile_view.h"

#include "gallery/gallery_model.h"
#include "gallery/tile_painter.h"
#include "theme/theme.h"

#include <QEvent>
#include <QPainter>
#include <QScrollBar>
#include <QStyledItemDelegate>

#include <algorithm>

namespace epochlab::ui {
namespace {

constexpr int kTileWidth = 112; ///< at least

class TileDelegate final : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex&) const override {
        const auto* view = qobject_cast<const QListView*>(option.widget);
        return view ? view->gridSize() : QSize(kTileWidth, kTileWidth);
    }

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override {
        const auto& model = *qobject_cast<const GalleryModel*>(index.model());
        const auto row = static_cast<std::size_t>(index.data(GalleryModel::RowRole).toULongLong());
        const core::PredictionPair& pair = model.mistakes()->pair;
        Tile tile{.trueClass = index.siblingAtColumn(GalleryModel::TrueClass).data().toString(),
                  .name = index.data().toString(),
                  .best = answerWords(pair, row, true)};
        if (!pair.single) tile.worst = answerWords(pair, row, false);
        tile.picture = index.data(Qt::DecorationRole).value<QImage>();
        tile.problem = index.data(GalleryModel::PlaceProblemRole).toString();
        tile.chosen = option.state.testFlag(QStyle::State_Selected);
        tile.focused = option.state.testFlag(QStyle::State_HasFocus);
        const Theme& theme = Theme::instance();
        drawTile(*painter, QRectF(option.rect).adjusted(0, 0, -space::s, -space::s), tile, theme.labelFont(), theme.palette(),
                 painter->device()->devicePixelRatioF());
    }
};

} // namespace

TileView::TileView(GalleryModel& model, QWidget* parent) : QListView(parent), m_items(model) {
    setModel(&model);
    setItemDelegate(new TileDelegate(this));
    setAccessibleName(tr("Gallery"));
    setFlow(LeftToRight);
    setWrapping(true);
    setResizeMode(Adjust);
    setUniformItemSizes(true);
    setVerticalScrollMode(ScrollPerPixel);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOn); // its coming and going would change the columns
    setSelectionMode(SingleSelection);
    setEditTriggers(NoEditTriggers);
    setFrameShape(NoFrame);
    setTabKeyNavigation(false);
    viewport()->setAutoFillBackground(false);
    setStyleSheet(QStringLiteral("QListView { background: transparent; border: none; }"));
    connect(&Theme::instance(), &Theme::changed, this, &TileView::fit);
    fit();
}

/// Tiles share the width.
void TileView::fit() {
    const int room = std::max(kTileWidth, viewport()->width() - 1);
    m_abreast = std::max(1, room / (kTileWidth + space::s));
    const int step = room / m_abreast;
    const int width = step - space::s;
    setGridSize({step, tileHeight(width, Theme::instance().labelFont()) + space::s});
    const qreal ratio = devicePixelRatioF();
    m_items.thumbnails().setTileSize((tilePictureRect(width).size() * ratio).toSize());
    verticalScrollBar()->setSingleStep(gridSize().height() / 4);
}

void TileView::resizeEvent(QResizeEvent* event) {
    fit();
    QListView::resizeEvent(event);
}

void TileView::changeEvent(QEvent* event) {
    QListView::changeEvent(event);
    if (event->type() == QEvent::FontChange) fit();
}

} // namespace epochlab::ui
