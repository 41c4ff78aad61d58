#pragma once

#include "compare/comparison.h"
#include "insight/answers_cards.h"
#include "insight/importance.h"
#include "insight/model_outline.h"
#include "insight/neuron_maps.h"
#include "insight/side_maps.h"
#include "insight/parallel_plot.h"

#include <QString>
#include <QStringList>

#include <optional>
#include <string>

namespace epochlab::ui {

/// The plots beside the overlay, in the menu's order. Overlay: none of them.
enum class SideView { Overlay, Maps, Layers, Neurons, Calibration, Roc, Importance, Parallel, Sketch };

/// What one look at a side view needs.
struct SideQuestion {
    SideView view = SideView::Overlay;
    CompareSubject subject{}; ///< the ticked runs; give it back on the GUI thread
    std::string directory{};  ///< of the store
    core::RunId model{};      ///< Layers: whose; empty: of `config` on `dataset`
    core::ParamSet config;
    core::DatasetPointer dataset{};               ///< null: of a run, it is in the store
    std::shared_ptr<const core::Model> network{}; ///< Neurons: whose
    std::int64_t epoch = 0;                       ///< and when
    core::DatasetLoader loadData{};               ///< Neurons: where there is no dataset
    std::optional<core::Split> split{};
    int positive = 1;
    int bins = core::defaultBins;
    core::Metric metric{};
    MapsQuestion maps{};
};

/// What the cards show.
struct SideAnswer {
    QString reason{}; ///< why there is nothing to draw; empty: there is
    QString subtitle{};
    MapsAnswer maps;
    core::ModelOutline outline;
    core::NeuronMaps neurons;
    core::DatasetPointer dataset; ///< Neurons: that was loaded
    CalibrationCard::Runs calibration;
    RocCard::Runs roc;
    QString what;        ///< of the calibration's probabilities; of the ROC curve the class
    QStringList classes; ///< where there are two, else empty
    core::Importance importance;
    core::ParallelPlot parallel;
};

/// Any thread.
SideAnswer answerOf(const SideQuestion& question);

} // namespace epochlab::ui
