#include "pictures/sight_strip.h"

#include "pictures/picture_tile.h"
#include "theme/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QVBoxLayout>

namespace epochlab::ui {
namespace {

constexpr int pictureCount = 3;
constexpr int tileSide = 72;

} // namespace

SightStrip::SightStrip(Controller& controller, QWidget* parent) : QPushButton(parent) {
    setObjectName(QStringLiteral("sight-strip"));
    setProperty("link", true);
    setCursor(Qt::PointingHandCursor);
    setAccessibleName(tr("What the network sees"));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, space::xs, 0, space::xs);
    column->setSpacing(space::xs);
    auto* heading = new QLabel(tr("What the network sees").toUpper(), this);
    heading->setProperty("heading", true);
    heading->setFont(Theme::instance().labelFont());
    column->addWidget(heading);
    auto* row = new QHBoxLayout;
    row->setSpacing(space::s);
    for (int i = 0; i < pictureCount; ++i) {
        m_tiles.push_back(new PictureTile(tileSide, this));
        m_tiles.back()->setLineShown(false);
        row->addWidget(m_tiles.back());
    }
    row->addStretch(1);
    column->addLayout(row);
    for (QWidget* part : std::initializer_list<QWidget*>{heading, m_tiles[0], m_tiles[1], m_tiles[2]})
        part->setAttribute(Qt::WA_TransparentForMouseEvents);
    // The least height of buttons in the style sheet would let it be cut where the form wants the room.
    setStyleSheet(QStringLiteral("QPushButton { min-height: %1px; }").arg(layout()->totalSizeHint().height()));
    hide();
    m_feed = new SightFeed(controller, pictureCount, static_cast<int>(tileSide * devicePixelRatioF()), this);
    connect(m_feed, &SightFeed::viewChanged, this, &QWidget::setToolTip);
    connect(m_feed, &SightFeed::seen, this, &SightStrip::take);
    connect(m_feed, &SightFeed::nothing, this, &QWidget::hide);
    m_feed->start();
}

QSize SightStrip::sizeHint() const { return layout()->totalSizeHint(); }

void SightStrip::take(const std::vector<SeenPicture>& pictures) {
    for (std::size_t i = 0; i < m_tiles.size(); ++i) {
        const bool there = i < pictures.size();
        m_tiles[i]->setVisible(there);
        if (!there) continue;
        const SeenPicture& picture = pictures[i];
        if (picture.problem.isEmpty())
            m_tiles[i]->showPicture(picture.frames[static_cast<std::size_t>(SightStep::Mirrored)].image, picture.className);
        else
            m_tiles[i]->showWords(tr("unreadable"), picture.className);
    }
    show();
}

} // namespace epochlab::ui
