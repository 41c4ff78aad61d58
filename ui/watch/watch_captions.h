#pragma once

#include "bridge/controller.h"

#include <functional>
#include <memory>

namespace epochlab::ui {

class CurveChoices;
class CurvePlot;
class DecisionMap;
class GradientPlot;
struct ShownSplits;

/// What the Watch tab's captions are made of; all outlive the figures.
struct CaptionSources {
    const Controller& controller;
    const ShownSplits& shown;
    const CurveChoices& choices;
    std::function<const RunRecord*()> shownRun;                  ///< of gradients and map; may give null
    std::function<std::shared_ptr<const core::DataCard>()> data; ///< may give null
    std::function<std::int64_t()> mapEpoch;                      ///< 0: none
};

/// Gives each figure its caption: loss and accuracy of the ticked runs, gradients and map of the shown one. GUI thread.
void giveCaptions(CurvePlot& loss, CurvePlot& accuracy, GradientPlot& gradients, DecisionMap& map, const CaptionSources& sources);

} // namespace epochlab::ui
