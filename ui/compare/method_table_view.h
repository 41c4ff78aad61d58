#pragma once

#include "compare/table_text.h"
#include "run/sweep.h"
#include "report/figure.h"

#include <QWidget>

#include <memory>
#include <vector>

class QTableView;

namespace epochlab::core {
struct TableQuestion;
}

namespace epochlab::ui {

class Controller;
class MethodTableModel;
class RunQueue;
class StoredRuns;

/// Methods × learning rates of the store's runs: a click on a cell ticks its runs, or trains those that are missing. It is reckoned off the
/// GUI thread while it is visible. GUI thread.
class MethodTableView : public QWidget {
    Q_OBJECT
public:
    MethodTableView(Controller& controller, StoredRuns& stored, RunQueue& queue, QWidget* parent = nullptr);
    ~MethodTableView() override;

    /// Its menus, to stand wherever there is room for a row.
    QWidget* choices() const;
    QTableView* table() const;
    const MethodTableModel& model() const;
    QString title() const;
    QString subtitle() const;
    QString legend() const;
    /// Nothing is being reckoned or waits for it.
    bool upToDate() const;

    /// Chooses a value of "runs" ("listed", "ticked" or "plan"), "metric" (a series), "rows" or "columns" (fields); false: it is not
    /// offered.
    bool choose(const QString& name, const QString& value);
    /// The runs of a plan, whether they are there or not; with `train` those that are not are queued.
    void showPlan(const QString& name, std::vector<core::PlannedRun> runs, const core::TableQuestion& question, bool train);
    /// Queues all that is missing in the table.
    void trainMissing();
    QString text(core::TableFormat format) const;
    /// As a report has it; no rows: there is nothing yet.
    core::Figure tableFigure() const;

signals:
    void titleChanged();
    void failed(const epochlab::core::Error& error);
    void queued(int runs); ///< so many were given to the queue

protected:
    void showEvent(QShowEvent* event) override;

private:
    struct Parts;
    std::unique_ptr<Parts> m_parts;
};

} // namespace epochlab::ui
