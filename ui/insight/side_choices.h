#pragma once

#include "insight/side_answers.h"

#include <QWidget>

#include <optional>

class QToolButton;

namespace epochlab::ui {

class TitledBox;

/// What can be chosen of the plots beside the overlay: those of the one that is shown stand in a row. GUI thread.
class SideChoices : public QWidget {
    Q_OBJECT
public:
    explicit SideChoices(QWidget* parent);

    void showFor(SideView view);
    using Items = QList<std::pair<QString, QVariant>>;
    /// Runs, ids behind their names; the choice stays while it can.
    void offerModels(const Items& runs);
    /// Two, or none.
    void offerClasses(const QStringList& classes);

    core::RunId model() const; ///< empty: no run is chosen
    std::optional<core::Split> split() const;
    int positive() const; ///< 0 or 1
    int bins() const;
    core::Metric metric() const;
    bool choose(const QString& name, const QVariant& value);

signals:
    void changed();
    void clearSketch();

private:
    TitledBox* addBox(const char* name, const QString& heading, const QString& purpose, const Items& items);

    SideView m_shown = SideView::Overlay;
    TitledBox* m_model;
    TitledBox* m_rows;
    TitledBox* m_positive;
    TitledBox* m_bins;
    TitledBox* m_metric;
    QToolButton* m_clear;
};

} // namespace epochlab::ui
