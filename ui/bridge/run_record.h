#pragma once

#include "compare/compared_run.h"
#include "run/events.h"
#include "store/stored_run.h"

#include <QString>

#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace epochlab::ui {

/// x and y of one series as they streamed in. x of "batch_loss" is its step; of all others the epoch. A copy shares the values until one
/// of the two changes. GUI thread.
class SeriesData {
public:
    const std::vector<double>& x() const { return m_points->x; }
    const std::vector<double>& y() const { return m_points->y; }
    const core::ComparedSeries& points() const { return *m_points; }
    /// The values as they are now, for reading on any thread. Give it back on the GUI thread: while it is held, what comes goes to a copy.
    std::shared_ptr<const core::ComparedSeries> share() const { return m_points; }
    core::ComparedSeries& change() {
        if (m_points.use_count() > 1) m_points = std::make_shared<core::ComparedSeries>(*m_points);
        return *m_points;
    }

private:
    std::shared_ptr<core::ComparedSeries> m_points = std::make_shared<core::ComparedSeries>();
};

inline constexpr int draftColour = -1; ///< of the one draft: no series colour

/// What the window knows of one run. Owned by the Controller, read by the views.
struct RunRecord {
    core::RunId id;
    core::ParamSet config;
    int colour = 0; ///< series index in the theme, by order of start
    bool ticked = true;
    std::string presetTag{}; ///< of the lab preset that was open when it began; empty: none was, or it is not known
    QString name{};          ///< made of what differs from the default or the run before: "width 64"
    core::RunPhase phase = core::RunPhase::Waiting;
    std::optional<core::FinishedEvent> finished{};
    std::optional<core::StartedEvent> started{};
    std::optional<core::PreparationEvent> preparation{}; ///< of work before the first batch, until it is done
    core::ProgressEvent progress{};
    std::map<std::string, SeriesData> series{};
    std::vector<core::GradientRow> gradients{};
    std::optional<core::HardestRowsEvent> hardest{}; ///< of the last epoch, while it trains on pictures
    std::vector<core::LearningRateEvent> learningRates{};
    std::vector<core::NoteEvent> notes{};
    std::optional<core::BestEpoch> best{}; ///< so far
    std::size_t epochsRanked = 0;          ///< epochs that `best` has seen
    std::shared_ptr<const core::ModelWeights> latestWeights{};
    std::int64_t latestWeightsEpoch = 0;
    std::shared_ptr<const core::SplitPredictions> latestAnswers{}; ///< for the validation rows, where the run tells them
    std::int64_t latestAnswersEpoch = 0;
    bool pausedByHand = false;
    bool imported = false;                      ///< from a log of another program: its settings are not known, and `config` says nothing
    bool fromStore = false;                     ///< of an earlier session: its state, and what it needs to go on, are in the store
    bool elsewhere = false;                     ///< fromStore, and another process trains it: what is here is how far it has come
    std::string fingerprint{};                  ///< fromStore: of its data, as text
    std::shared_ptr<const core::Model> model{}; ///< fromStore: its best epoch's, latestWeights among it; null: see noModel
    QString noModel{};                          ///< fromStore: why no decision map can be drawn, in one sentence

    bool live() const { return !finished.has_value(); }
};

/// There is one, and it has not ended.
inline bool isLive(const RunRecord* run) { return run != nullptr && run->live(); }

/// A run of an earlier session, as the store knows it.
struct EarlierRun {
    core::RunSummary summary;
    core::ParamSet config;
    core::StoredCurves curves;
    std::shared_ptr<const core::Model> model = {}; ///< read where a map could be drawn of it
    QString noModel = {};                          ///< as RunRecord::noModel
};

} // namespace epochlab::ui
