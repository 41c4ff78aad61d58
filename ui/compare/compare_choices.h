#pragma once

#include "compare/comparison.h"

#include <QWidget>

class QActionGroup;
class QMenu;

namespace epochlab::ui {

class CurveChoices;
class TitledBox;

/// The row of controls above a comparison: metric, grouping, colours, reference, and a menu of axis, band and smoothing. GUI thread.
class CompareChoices : public QWidget {
    Q_OBJECT
public:
    explicit CompareChoices(QWidget* parent = nullptr);

    CompareQuestion question() const;
    /// Axis and smoothing, which may be linked with those of other plots.
    CurveChoices* curves() const { return m_curves; }
    /// Fields that the runs can be grouped and coloured by, besides the choices that are always there. A choice stays while it can.
    void offerFields(const std::vector<std::string>& ids);
    /// Runs that may be the reference, ids and names. The choice stays while it can.
    void offerReferences(const QList<std::pair<QString, QString>>& runs);
    /// "mean ± std"
    QString bandText() const;
    /// "6 runs", "3 groups · mean ± std · colour: learning rate (log)"
    QString subtitle(const Comparison& answer) const;

    /// Chooses a value of "metric", "group", "colour", "reference", "axis", "band" or "smoothing"; false: it is not offered.
    bool choose(const QString& name, const QVariant& value);
    /// Whether a choice says anything at present: the band of single runs does not.
    bool applies(const QString& name) const;

signals:
    void changed();

private:
    using Items = QList<std::pair<QString, QVariant>>;
    TitledBox* addBox(const char* name, const QString& title, const QString& purpose, const Items& items);
    QActionGroup* addActions(const char* name, const QString& title, const Items& items);
    void offer(TitledBox* box, int builtIn, const Items& items);

    TitledBox* m_metric;
    TitledBox* m_group;
    TitledBox* m_colour;
    TitledBox* m_reference;
    QMenu* m_view;
    QActionGroup* m_band;
    CurveChoices* m_curves;
    std::vector<std::string> m_fields;
    QList<std::pair<QString, QString>> m_references;
};

} // namespace epochlab::ui
