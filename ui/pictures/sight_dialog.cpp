#include "pictures/sight_dialog.h"

#include "bridge/run_names.h"
#include "data/picture_views.h"
#include "pictures/picture_tile.h"
#include "theme/theme.h"

#include <QCoreApplication>
#include <QDialogButtonBox>
#include <QGridLayout>
#include <QLabel>
#include <QPointer>
#include <QPushButton>
#include <QThreadPool>

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

SightDialog::SightDialog(Controller& controller, QWidget* parent) : QDialog(parent), m_controller(controller) {
    setWindowTitle(tr("What the network sees"));
    setModal(false);
    build();
    connect(&controller, &Controller::configChanged, this, &SightDialog::look);
    connect(&controller, &Controller::dataChanged, this, &SightDialog::look);
    look();
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
    m_others = buttons->addButton(tr("Other pictures"), QDialogButtonBox::ActionRole);
    m_others->setObjectName(QStringLiteral("other-pictures"));
    connect(m_others, &QPushButton::clicked, this, &SightDialog::showOthers);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    column->addWidget(buttons);
}

void SightDialog::showOthers() {
    ++m_page;
    look();
}

void SightDialog::look() {
    const core::DatasetPointer dataset = m_controller.dataset();
    if (!dataset || !dataset->pictures) {
        say(m_controller.dataLoading() ? tr("The pictures are being read.") : tr("The data in use are no pictures."));
        return;
    }
    if (m_busy) {
        m_again = true;
        return;
    }
    m_busy = true;
    m_again = false;
    const core::ParamSet& config = m_controller.config();
    SightJob job{.dataset = dataset, .view = core::pictureViewOf(config, *dataset)};
    job.seed = static_cast<std::uint64_t>(config.integer("seed"));
    job.page = m_page;
    job.count = picturesShown;
    job.side = static_cast<int>(tileSide * devicePixelRatioF());
    m_view->setText(tr("%1 sees: %2.").arg(modelTitle(config), QString::fromStdString(job.view.describe())));
    QThreadPool::globalInstance()->start([guard = QPointer<SightDialog>(this), job = std::move(job)] {
        std::vector<SeenPicture> seen = lookAt(job);
        QMetaObject::invokeMethod(QCoreApplication::instance(), [guard, seen = std::move(seen)] {
            if (guard != nullptr) guard->take(seen);
        });
    });
}

void SightDialog::take(const std::vector<SeenPicture>& seen) {
    m_busy = false;
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
    if (m_again) look();
    Q_EMIT shown();
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
