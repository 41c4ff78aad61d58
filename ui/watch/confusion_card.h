#pragma once

#include "bridge/paced_worker.h"
#include "compare/confusion.h"
#include "plot/figure_card.h"
#include "bridge/epoch_job.h"

#include <optional>
#include <vector>

namespace epochlab::ui {

class ConfusionView;

/// In place of the decision map: the confusion matrix of the validation rows at the newest epoch of one run, or at the timeline's. Models
/// are asked on a worker, and only while the card is visible. GUI thread.
class ConfusionCard : public FigureCard {
    Q_OBJECT
public:
    explicit ConfusionCard(const Controller& controller, QWidget* parent = nullptr);

    void setLoader(EpochLoader load) { m_load = std::move(load); }
    /// The run to show, or null: none.
    void setRun(const RunRecord* record);
    /// The timeline's; nothing: the newest.
    void setEpoch(std::optional<std::int64_t> epoch);
    /// Epoch of the matrix on the screen; 0: none.
    std::int64_t shownEpoch() const { return m_shownEpoch; }
    bool settled() const { return !m_worker.busy(); }
    const core::ConfusionMatrix& matrix() const;

    QByteArray exportBytes(FigureFormat format, const PrintSize& size) const override;

signals:
    void otherViewRequested();

protected:
    bool fillValues(FigureValues* values) const override;
    void showEvent(QShowEvent* event) override;

private:
    struct Answer {
        core::ConfusionMatrix matrix = {};
        std::vector<std::string> classes = {};
        std::int64_t epoch = 0;
        core::DatasetPointer dataset = {};
    };
    static core::Result<Answer> compute(EpochJob job);
    void request();
    void take(const core::Result<Answer>& answer);
    void clear();
    core::TextTable table() const;

    const Controller& m_controller;
    EpochLoader m_load;
    ConfusionView* m_view;
    core::RunId m_run;
    core::DatasetPointer m_dataset; ///< of the run; null until it is known
    std::optional<std::int64_t> m_epoch;
    std::int64_t m_askedEpoch = 0;
    std::int64_t m_shownEpoch = 0;
    PacedWorker m_worker; ///< last: joined first
};

} // namespace epochlab::ui
