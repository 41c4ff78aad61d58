#include "watch/epoch_views.h"

#include <QDir>
#include <QFileDialog>

#include <utility>

namespace epochlab::ui {

EpochViews::EpochViews(Controller& controller, const std::string& store, QWidget& owner)
    : QObject(&owner), m_controller(controller), m_map(new DecisionMap(&owner)), m_pictures(new HardestPictures(controller, m_map)),
      m_confusion(new ConfusionCard(controller, &owner)), m_timeline(new Timeline(&owner)), m_mapFeed(controller, *m_map) {
    m_mapFeed.setLoader(epochLoader(store));
    m_pictures->setLoader(epochLoader(store));
    m_confusion->setLoader(epochLoader(store));
    m_map->offerConfusion(true);
    m_map->offerMovie(!store.empty());
    m_load = epochLoader(store);
    m_confusion->hide();
    connect(m_map, &DecisionMap::otherViewRequested, this, [this] { showConfusion(true); });
    connect(m_pictures, &HardestPictures::otherViewRequested, this, [this] { showConfusion(true); });
    connect(m_confusion, &ConfusionCard::otherViewRequested, this, [this] { showConfusion(false); });
    connect(m_pictures, &HardestPictures::enlargeRequested, m_map, &FigureCard::enlargeRequested);
    connect(m_timeline, &Timeline::moved, this, &EpochViews::moveTo);
    connect(m_map, &DecisionMap::movieRequested, this, [this] {
        const QString path =
            QFileDialog::getSaveFileName(m_map, tr("The map's epochs as GIF"), QDir::current().filePath(QStringLiteral("decision-map.gif")),
                                         QStringLiteral("GIF (*.gif)"));
        if (!path.isEmpty()) writeMovie(path);
    });
    connect(&m_movie, &MapMovie::progressed, this,
            [this](int done, int of) { emit said(tr("Drawing epoch %1 of %2 for the GIF").arg(done).arg(of), false); });
    connect(&m_movie, &MapMovie::ended, this, [this](const QString& path, const QString& error) {
        emit said(error.isEmpty() ? tr("Exported to %1").arg(path) : error, !error.isEmpty());
    });
    m_timeline->setShown([this] { return settled(); });
}

FigureCard* EpochViews::shown() const { return m_confusionChosen ? static_cast<FigureCard*>(m_confusion) : m_map; }

void EpochViews::showConfusion(bool on) {
    if (on == m_confusionChosen) return;
    QWidget* before = shown();
    m_confusionChosen = on;
    emit switched(before, shown());
}

void EpochViews::moveTo(std::optional<std::int64_t> epoch) {
    m_mapFeed.setEpoch(epoch);
    m_confusion->setEpoch(epoch);
    m_pictures->setRun(m_controller.run(m_run), epoch);
    emit moved();
}

void EpochViews::setRun(const RunRecord* record) {
    m_mapFeed.setRun(record);
    follow(record);
}

void EpochViews::update(const RunRecord& record) {
    m_mapFeed.update(record);
    follow(&record);
}

/// The timeline is that of the shown run; a draft, which is trained anew all the time, has none.
void EpochViews::follow(const RunRecord* record) {
    const core::RunId id = record ? record->id : core::RunId();
    if (std::exchange(m_run, id) != id) m_timeline->setEpoch(std::nullopt);
    std::int64_t last = 0;
    if (record && record->colour != draftColour)
        if (const auto losses = record->series.find("training_loss"); losses != record->series.end() && !losses->second.x().empty())
            last = static_cast<std::int64_t>(losses->second.x().back());
    m_timeline->setEpochs(last);
    m_confusion->setRun(record);
    m_pictures->setRun(record, m_timeline->epoch());
}

void EpochViews::writeMovie(const QString& path) {
    const RunRecord* record = m_controller.run(m_run);
    if (record == nullptr || m_timeline->epochs() == 0) return emit said(tr("Train or tick a run whose epochs are kept."), true);
    if (m_movie.writing()) return emit said(tr("Another GIF is being written."), true);
    std::vector<MapJob> jobs;
    for (const std::int64_t epoch : movieEpochs(m_timeline->epochs())) jobs.push_back(m_mapFeed.jobAt(*record, epoch, m_load));
    m_movie.write(path, m_map->scene(), std::move(jobs));
}

bool EpochViews::settled() const {
    return m_mapFeed.settled() && m_confusion->settled() && !(m_pictures->isVisible() && m_pictures->looking());
}

std::vector<std::int64_t> EpochViews::shownEpochs() const {
    std::vector<std::int64_t> epochs{m_timeline->epoch().value_or(m_timeline->epochs())};
    for (const std::int64_t epoch : {m_mapFeed.shownEpoch(), m_confusion->isVisible() ? m_confusion->shownEpoch() : 0,
                                     m_pictures->isVisible() ? m_pictures->shownEpoch() : 0})
        if (epoch > 0) epochs.push_back(epoch);
    return epochs;
}

} // namespace epochlab::ui
