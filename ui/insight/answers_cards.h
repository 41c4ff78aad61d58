#pragma once

#include "insight/calibration.h"
#include "insight/painted_card.h"
#include "insight/roc.h"

#include <QString>

#include <optional>
#include <vector>

namespace epochlab::ui {

/// A run in a figure of answers.
template <typename Numbers> struct AnsweredRun {
    QString name;
    int series = 0; ///< its colour and marker
    Numbers numbers;
};

/// A reliability diagram: for each run the share that was so over the mean probability of each bin, with 95 % intervals, and below how many
/// rows each bin has. GUI thread.
class CalibrationCard : public PaintedCard {
    Q_OBJECT
public:
    using Runs = std::vector<AnsweredRun<core::Calibration>>;
    explicit CalibrationCard(QWidget* parent);

    /// what: "the probability of real"; reason: why there is nothing to draw, else empty.
    void setRuns(Runs runs, const QString& what, const QString& subtitle, const QString& reason);
    const Runs& runs() const { return m_runs; }

protected:
    void draw(const Sheet& sheet) const override;
    QByteArray csv() const override;
    QString words() const override;
    bool fillValues(FigureValues* values) const override;
    QString tip(QPointF place) const override;

private:
    void drawRun(const Sheet& sheet, const struct UnitSquare& square, const AnsweredRun<core::Calibration>& run) const;
    void drawCounts(const Sheet& sheet, QRectF room) const;

    Runs m_runs;
    QString m_what;
};

/// ROC curves of two classes, one a run. GUI thread.
class RocCard : public PaintedCard {
    Q_OBJECT
public:
    using Runs = std::vector<AnsweredRun<core::RocCurve>>;
    explicit RocCard(QWidget* parent);

    /// positive: the class that is looked for.
    void setRuns(Runs runs, const QString& positive, const QString& subtitle, const QString& reason);
    const Runs& runs() const { return m_runs; }

protected:
    void draw(const Sheet& sheet) const override;
    QByteArray csv() const override;
    QString words() const override;
    bool fillValues(FigureValues* values) const override;
    QString tip(QPointF place) const override;

private:
    Runs m_runs;
    QString m_positive;
};

} // namespace epochlab::ui
