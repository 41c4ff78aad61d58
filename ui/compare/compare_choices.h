#pragma once

#include "compare/comparison.h"

#include <QWidget>

class QComboBox;

namespace epochlab::ui {

/// The row of controls above a comparison: metric, grouping, band, x axis, smoothing. GUI thread.
class CompareChoices : public QWidget {
    Q_OBJECT
public:
    explicit CompareChoices(QWidget* parent = nullptr);

    CompareQuestion question() const;
    /// Fields that the runs can be grouped by, besides "each run" and "all but the seed". The choice stays while it can.
    void offerFields(const std::vector<std::string>& ids);
    QString axisTitle() const;
    /// "6 runs", "3 groups · mean ± std"
    QString subtitle(std::size_t groups) const;

signals:
    void changed();

private:
    QComboBox* add(const char* name, const QString& accessibleName, const QList<std::pair<QString, QVariant>>& items);

    QComboBox* m_metric;
    QComboBox* m_group;
    QComboBox* m_band;
    QComboBox* m_axis;
    QComboBox* m_smoothing;
    std::vector<std::string> m_fields;
};

} // namespace epochlab::ui
