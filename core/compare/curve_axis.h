#pragma once

#include "compare/compared_run.h"

namespace epochlab::core {

/// What the x axis of curves shows.
enum class ComparedAxis { Step, Epoch, Time };

/// From a run's epochs, whole or not, to x on an axis and back. Its times are those of the epochs' ends; between them, and from the start
/// to the first, time goes evenly. Any thread; the series outlives it.
class CurveAxis {
public:
    /// seconds: the run's "seconds"; null: it has none. Only Time asks for them.
    CurveAxis(ComparedAxis axis, double stepsPerEpoch, const ComparedSeries* seconds);

    /// NaN: not known, as a time after the last epoch that has ended.
    double ofEpoch(double epoch) const;
    double epochAt(double x) const;
    /// Of a place in a series: its epoch, or the step of "batch_loss".
    double ofPlace(double place, bool byStep) const;
    /// The same in steps, which smoothing is told in.
    double stepOf(double place, bool byStep) const { return byStep ? place : place * m_stepsPerEpoch; }

private:
    ComparedAxis m_axis;
    double m_stepsPerEpoch;
    const ComparedSeries* m_seconds;
};

} // namespace epochlab::core
