#pragma once

#include "watch/confusion_card.h"
#include "watch/hardest_pictures.h"
#include "watch/map_feed.h"
#include "watch/map_movie.h"
#include "watch/timeline.h"

#include <QObject>

#include <string>
#include <vector>

namespace epochlab::ui {

/// The views of the Watch tab that show one epoch of one run, and the timeline that moves them: decision map, or hardest pictures, and the
/// confusion matrix, which stand in one place. GUI thread.
class EpochViews : public QObject {
    Q_OBJECT
public:
    /// The widgets are the owner's. store: where epochs are kept; empty: nowhere.
    EpochViews(Controller& controller, const std::string& store, QWidget& owner);

    DecisionMap* map() const { return m_map; }
    ConfusionCard* confusion() const { return m_confusion; }
    Timeline* timeline() const { return m_timeline; }
    /// All cards that may stand in the place, and the one that does.
    std::vector<FigureCard*> cards() const { return {m_map, m_confusion}; }
    FigureCard* shown() const;
    void showConfusion(bool on);
    void setField(const std::string& source, const MapFrame& field) { m_mapFeed.setField(source, field); }

    /// The run that they speak of, or null: none.
    void setRun(const RunRecord* record);
    /// Its record has news.
    void update(const RunRecord& record);
    std::int64_t mapEpoch() const { return m_mapFeed.shownEpoch(); }
    /// Epochs on the screen: of the timeline, and of the views that show any.
    std::vector<std::int64_t> shownEpochs() const;

    /// The decision maps of all epochs as GIF; the outcome is told by said().
    void writeMovie(const QString& path);

signals:
    void said(const QString& text, bool bad);
    void moved();                              ///< the timeline
    void switched(QWidget* from, QWidget* to); ///< another card stands in the place from now on

private:
    void moveTo(std::optional<std::int64_t> epoch);
    void follow(const RunRecord* record);
    bool settled() const;

    Controller& m_controller;
    DecisionMap* m_map;
    HardestPictures* m_pictures;
    ConfusionCard* m_confusion;
    Timeline* m_timeline;
    core::RunId m_run;
    bool m_confusionChosen = false;
    EpochLoader m_load; ///< the movie's
    MapMovie m_movie;
    MapFeed m_mapFeed; ///< last: its worker is joined first
};

} // namespace epochlab::ui
