#include "pictures/sight_dialog.h"

#include "pictures/picture_tile.h"
#include "theme/theme.h"

#include <QDialogButtonBox>
#include <QGridLayout>
#include <QLabel>
#include <QPushButton>

namespace epochlab::ui {
namespace {

constexpr int picturesShown = 3;
constexpr int tileSide = 132;
constexpr int nameWidth = 120;

std::array<QString, sightSteps> stepTitles() {
    return {QObject::tr("As in the file"), QObject::tr("Resized"), QObject::tr("Middle"), QObject::tr("Seen in training"),
            QObject::tr("As numbers")};
}

} // namespace

SightDialog::SightDialog(Controller& controller, QWidget* parent) : QDialog(parent) {
    setWindowTitle(tr("What the network sees"));
    setModal(false);
    build();
    m_feed = new SightFeed(controller, picturesShown, static_cast<int>(tileSide * devicePixelRatioF()), this);
    connect(m_feed, &SightFeed::viewChanged, m_view, &QLabel::setText);
    connect(m_feed, &SightFeed::seen, this, &SightDialog::take);
    connect(m_feed, &SightFeed::nothing, this, &SightDialog::say);
    m_feed->start();
}

void SightDialog::build() {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(space::l, space::l, space::l, space::l);
    column->setSpacing(space::m);
    m_view = new QLabel(this);
    m_view->setTextFormat(Qt::PlainText);
    m_view->setWordWrap(true);
    m_view->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    column->addWidget(m_view);
    auto* grid = new QGridLayout;
    grid->setHorizontalSpacing(space::s);
    grid->setVerticalSpacing(space::s);
    const std::array<QString, sightSteps> titles = stepTitles();
    for (std::size_t step = 0; step < sightSteps; ++step) {
        auto* title = new QLabel(titles[step], this);
        title->setFont(Theme::instance().titleFont());
        grid->addWidget(title, 0, static_cast<int>(step) + 1, Qt::AlignHCenter);
    }
    for (int picture = 0; picture < picturesShown; ++picture) {
        auto* name = new QLabel(this);
        name->setTextFormat(Qt::PlainText);
        name->setWordWrap(true);
        name->setFixedWidth(nameWidth);
        m_names.push_back(name);
        grid->addWidget(name, picture + 1, 0, Qt::AlignVCenter);
        for (std::size_t step = 0; step < sightSteps; ++step) {
            m_tiles.push_back(new PictureTile(tileSide, this));
            grid->addWidget(m_tiles.back(), picture + 1, static_cast<int>(step) + 1);
        }
    }
    column->addLayout(grid);
    auto* note =
        new QLabel(tr("Numbers are drawn on one scale: −2.7 is black, 0 is grey, 2.7 is white. The fields are under More in Setup."), this);
    note->setProperty("muted", true);
    note->setWordWrap(true);
    column->addWidget(note);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    QPushButton* others = buttons->addButton(tr("Other pictures"), QDialogButtonBox::ActionRole);
    others->setObjectName(QStringLiteral("other-pictures"));
    connect(others, &QPushButton::clicked, this, &SightDialog::showOthers);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    column->addWidget(buttons);
}

void SightDialog::take(const std::vector<SeenPicture>& seen) {
    for (std::size_t picture = 0; picture < m_names.size(); ++picture) {
        const bool there = picture < seen.size();
        m_names[picture]->setVisible(there);
        if (there) m_names[picture]->setText(seen[picture].className + QLatin1Char('\n') + seen[picture].name);
        for (std::size_t step = 0; step < sightSteps; ++step) {
            PictureTile* tile = m_tiles[picture * sightSteps + step];
            tile->setVisible(there);
            if (!there) continue;
            const SightFrame& frame = seen[picture].frames[step];
            if (seen[picture].problem.isEmpty())
                tile->showPicture(frame.image, frame.line);
            else
                tile->showWords(step == 0 ? seen[picture].problem : QString(), {});
        }
    }
}

void SightDialog::say(const QString& words) {
    m_view->setText(words);
    for (QLabel* name : m_names) name->hide();
    for (PictureTile* tile : m_tiles) tile->hide();
}

QString SightDialog::viewText() const { return m_view->text(); }

PictureTile* SightDialog::tile(int picture, SightStep step) const {
    return m_tiles[static_cast<std::size_t>(picture) * sightSteps + static_cast<std::size_t>(step)];
}

} // namespace epochlab::ui
