#pragma once

#include "bridge/latest_worker.h"
#include "compare/compare_choices.h"
#include "compare/compare_table.h"
#include "compare/compare_view.h"
#include "compare/settings_table.h"

#include <QTimer>

#include <set>

class QHBoxLayout;
class QLabel;
class QStackedWidget;
class QTableView;
class QToolButton;
class QVBoxLayout;

namespace epochlab::ui {

class Card;
class MethodTableView;
class SideViews;

// What the files of the Compare tab share. Private to it.

struct CompareView::Parts {
    Parts(CompareView& owner, Controller& shared);
    Q_DISABLE_COPY(Parts)

    QWidget* makeBelow();
    QToolButton* makePageButton(const QString& text, const QString& help, QWidget* parent);
    void showPage(QWidget* page);
    void nameBelow();
    void setMethodTable(MethodTableView* shown);
    void setSideViews(SideViews* views);
    void showSide();
    void enlarge();
    QToolButton* makeCopyButton(QWidget* parent);
    void connectAll();
    void schedule(int milliseconds);
    void reckon();
    void offerReferences();
    void show(Comparison answer);
    void showTables(const core::Metric& metric);
    void fitSettings();
    void showCurves();
    void addCurve(const QString& key, const QString& label, const CurveStyle& style, std::set<QString>& wanted);
    void setHidden(const QString& key, bool on);
    void markBest(const ComparedCurve& curve);
    void highlight();
    QString caption() const;
    void showReferences();
    QString shownText(core::TableFormat format) const;
    core::SummaryHeads heads() const;
    void copyShown(core::TableFormat format);
    void saveShown();
    /// The group of the chosen row; −1: none.
    int chosenGroup() const;
    void choose(const QString& key);

    CompareView& view;
    Controller& controller;
    CompareChoices* choices;
    CurvePlot* plot;
    CompareTable rows;
    SettingsTable settingRows;
    Card* below = nullptr;
    QStackedWidget* pages = nullptr;
    QHBoxLayout* bottom = nullptr;
    QVBoxLayout* column = nullptr; ///< of the whole tab
    QHBoxLayout* head = nullptr;   ///< the choices above the overlay
    QStackedWidget* top = nullptr; ///< the overlay, or what stands in its place
    QToolButton* settingsButton = nullptr;
    QToolButton* gridButton = nullptr; ///< null: there is no method table
    MethodTableView* grid = nullptr;
    SideViews* side = nullptr; ///< null: there are none
    QTableView* table = nullptr;
    QTableView* settings = nullptr;
    QLabel* words = nullptr;
    CompareQuestion question; ///< that `answer` answers
    Comparison answer;        ///< its curves' points are the plot's
    std::set<QString> drawn;  ///< keys in the plot
    std::set<QString> hidden; ///< keys of curves that the legend has hidden
    QTimer timer;
    bool wanted = true;  ///< something changed since the last reckoning began
    int pending = 0;     ///< answers that are on their way
    LatestWorker worker; ///< last: it is joined first
};

} // namespace epochlab::ui
