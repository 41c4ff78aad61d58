#pragma once

#include "compare/curve_axis.h"

#include <QObject>
#include <QString>

class QActionGroup;
class QMenu;

namespace epochlab::ui {

/// How the curves of linked plots are shown: what the x axis counts, and how far they are smoothed. GUI thread.
class CurveChoices : public QObject {
    Q_OBJECT
public:
    using QObject::QObject;

    core::ComparedAxis axis() const { return m_axis; }
    /// Steps of the moving average's half-life; 0: none.
    double halfLife() const { return m_halfLife; }
    void setAxis(core::ComparedAxis axis);
    /// Not finite or over 1e9: as it was.
    void setHalfLife(double steps);
    /// "epoch", "step" or "time", the same in every language; another word leaves the axis as it is.
    QString axisWord() const;
    void setAxisWord(const QString& word);

    /// "epoch", "step", "seconds"
    QString axisTitle() const;
    /// "smoothed, half-life 50 steps"; empty: it is off.
    QString note() const;
    /// "Smoothing: 50 steps", "x: epoch", for a button.
    QString smoothingText() const;
    QString axisText() const;

    /// Adds the values to choose from, which follow the choice however it is made. The menu's own; data are the enumerator as a number, and
    /// the steps as a real one.
    QActionGroup* addAxes(QMenu* menu);
    QActionGroup* addHalfLives(QMenu* menu);

    /// The two are one choice from now on; the other takes over this one's.
    void link(CurveChoices& other);

signals:
    void changed();

private:
    void askHalfLife(QWidget* parent);

    core::ComparedAxis m_axis = core::ComparedAxis::Epoch;
    double m_halfLife = 0.0;
};

} // namespace epochlab::ui
