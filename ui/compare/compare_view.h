#pragma once

#include "compare/comparison.h"
#include "compare/table_text.h"
#include "plot/curve_plot.h"
#include "report/figure.h"

#include <QWidget>

#include <memory>

class QTableView;

namespace epochlab::ui {

class CompareChoices;
class MethodTableView;
class SideViews;

/// The Compare tab: the ticked runs over each other, each by itself or in groups with a band, and below what they came to, as a table or
/// as their settings beside each other. What it shows is reckoned off the GUI thread while it is visible. GUI thread.
class CompareView : public QWidget {
    Q_OBJECT
public:
    explicit CompareView(Controller& controller, QWidget* parent = nullptr);
    ~CompareView() override;

    CurvePlot* plot() const;
    QTableView* table() const;
    QTableView* settings() const;
    CompareChoices* choices() const;
    /// What it comes to, in words.
    QString reading() const;
    /// Nothing is being reckoned or waits for it.
    bool upToDate() const;
    /// The settings beside each other instead of the table.
    void showSettings(bool on);
    /// The table that is shown, as it is copied.
    QString tableText(core::TableFormat format) const;
    /// The summary as a report has it, whatever is shown; no rows: there is nothing yet.
    core::Figure tableFigure() const;
    /// The same in a file: CSV, TSV, Markdown, LaTeX, HTML or plain text, as its name ends. IoWrite, IoNoSpace.
    core::Result<void> saveTable(const QString& path) const;
    /// One page more, which it owns from now on. Once.
    void setMethodTable(MethodTableView* grid);
    MethodTableView* methodTable() const; ///< null: there is none
    void showMethodTable();
    /// What can stand in the overlay's place, which it owns from now on. Once.
    void setSideViews(SideViews* views);
    SideViews* sideViews() const; ///< null: there are none

signals:
    void failed(const epochlab::core::Error& error);

protected:
    void showEvent(QShowEvent* event) override;

private:
    struct Parts;
    std::unique_ptr<Parts> m_parts;
};

} // namespace epochlab::ui
