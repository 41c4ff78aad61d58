#include "pictures/sight_feed.h"

#include "bridge/run_names.h"
#include "data/picture_views.h"

#include <QCoreApplication>
#include <QPointer>
#include <QThreadPool>

namespace epochlab::ui {
namespace {

bool sameSight(const SightJob& left, const SightJob& right) {
    return left.dataset == right.dataset && left.view.options() == right.view.options() && left.seed == right.seed &&
           left.page == right.page;
}

} // namespace

SightFeed::SightFeed(Controller& controller, int count, int side, QObject* parent)
    : QObject(parent), m_controller(controller), m_count(count), m_side(side) {
    connect(&controller, &Controller::configChanged, this, &SightFeed::look);
    connect(&controller, &Controller::dataChanged, this, &SightFeed::look);
}

void SightFeed::start() {
    m_last.reset();
    look();
}

void SightFeed::showOthers() {
    ++m_page;
    look();
}

void SightFeed::look() {
    const core::DatasetPointer dataset = m_controller.dataset();
    if (!dataset || !dataset->pictures) {
        m_last.reset();
        Q_EMIT nothing(m_controller.dataLoading() ? tr("The pictures are being read.") : tr("The data in use are no pictures."));
        return;
    }
    const core::ParamSet& config = m_controller.config();
    SightJob job{.dataset = dataset, .view = core::pictureViewOf(config, *dataset)};
    job.seed = static_cast<std::uint64_t>(config.integer("seed"));
    job.page = m_page;
    job.count = m_count;
    job.side = m_side;
    Q_EMIT viewChanged(tr("%1 sees: %2.").arg(modelTitle(config), QString::fromStdString(job.view.describe())));
    if (m_last && sameSight(*m_last, job)) return;
    m_again = m_busy;
    if (!m_busy) begin(std::move(job));
}

void SightFeed::begin(SightJob job) {
    m_busy = true;
    m_last = job;
    QThreadPool::globalInstance()->start([guard = QPointer<SightFeed>(this), job = std::move(job)] {
        std::vector<SeenPicture> pictures = lookAt(job);
        QMetaObject::invokeMethod(QCoreApplication::instance(), [guard, pictures = std::move(pictures)] {
            if (guard == nullptr) return;
            guard->m_busy = false;
            if (guard->m_last) Q_EMIT guard->seen(pictures); // else other data have come meanwhile
            if (guard->m_again) guard->look();
        });
    });
}

} // namespace epochlab::ui
