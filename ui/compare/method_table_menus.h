#pragma once

#include "compare/method_table.h"

#include <QString>
#include <QWidget>

#include <map>

class QToolButton;

namespace epochlab::ui {

/// The menus of a table of methods and learning rates: which runs, what is measured, what the rows and columns are. GUI thread.
class MethodTableMenus : public QWidget {
    Q_OBJECT
public:
    static inline const QString listedRuns = QStringLiteral("listed");
    static inline const QString tickedRuns = QStringLiteral("ticked");
    static inline const QString plannedRuns = QStringLiteral("plan");

    explicit MethodTableMenus(QWidget* parent);

    const core::TableQuestion& question() const { return m_question; }
    /// listedRuns, tickedRuns or plannedRuns.
    const QString& source() const { return m_source; }
    /// From now on there is a plan, which is chosen.
    void showPlan(const QString& name, const core::TableQuestion& question);
    /// A value of "runs", "metric", "rows" or "columns"; false: it is not offered.
    bool choose(const QString& name, const QString& value);

signals:
    void changed();

private:
    using Items = QList<std::pair<QString, QString>>;
    void offer(const QString& name, const Items& items, const QString& chosen, const QString& shown = {});
    void offerAll();
    void take(const QString& name, const QString& value);

    std::map<QString, QToolButton*> m_buttons;
    core::TableQuestion m_question;
    QString m_source = listedRuns;
    QString m_plan; ///< its name; empty: there is none
};

} // namespace epochlab::ui
