#pragma once

#include "bridge/controller.h"
#include "insight/side_answers.h"

#include <QObject>
#include <QString>

namespace epochlab::ui {

/// What the menu lists, in its order; the titles are to be translated.
struct SideEntry {
    SideView view;
    const char* title;
};
inline constexpr SideEntry sideEntries[] = {
    {SideView::Overlay, QT_TRANSLATE_NOOP("SideViews", "&Overlay of curves")},
    {SideView::Maps, QT_TRANSLATE_NOOP("SideViews", "&Decision maps side by side")},
    {SideView::Layers, QT_TRANSLATE_NOOP("SideViews", "&Model as layers")},
    {SideView::Neurons, QT_TRANSLATE_NOOP("SideViews", "&Inside the net")},
    {SideView::Calibration, QT_TRANSLATE_NOOP("SideViews", "&Calibration")},
    {SideView::Roc, QT_TRANSLATE_NOOP("SideViews", "&ROC curve")},
    {SideView::Importance, QT_TRANSLATE_NOOP("SideViews", "&What matters (importance)")},
    {SideView::Parallel, QT_TRANSLATE_NOOP("SideViews", "&Parallel coordinates")},
    {SideView::Sketch, QT_TRANSLATE_NOOP("SideViews", "Predict &first (a sketch)")},
};

/// Why a view does not apply at present, as the end of a sentence; empty: it does. chosen: the run whose network is asked for, or empty.
/// GUI thread.
QString sideObstacle(const Controller& controller, SideView view, const core::RunId& chosen);

/// The run whose neurons are shown: the chosen one, else the draft, else the newest, else the first ticked one; null: there is none.
const RunRecord* networkRun(const Controller& controller, const core::RunId& chosen);

} // namespace epochlab::ui
