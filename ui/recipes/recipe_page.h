#pragma once

#include "bridge/latest_worker.h"
#include "plot/figure_card.h"
#include "report/figure.h"
#include "run/recipe.h"

#include <QWidget>

#include <string>
#include <vector>

class QLabel;
class QPushButton;
class QScrollArea;
class QVBoxLayout;

namespace epochlab::ui {

class AnswerKeeper;
class Controller;
class RecipeBook;
class StoredRuns;

/// One recipe in the centre: its question, its figures as far as its runs are there, below each what it comes to, and at the end the
/// questions to the student. Figures are computed
/// off the GUI thread, again whenever a run of the recipe has ended. GUI thread.
class RecipePage : public QWidget {
    Q_OBJECT
public:
    /// All outlive it.
    RecipePage(Controller& controller, StoredRuns& stored, RecipeBook& book, AnswerKeeper& answers, QWidget* parent = nullptr);
    ~RecipePage() override;

    /// Of the recipe with this path; the page has to be shown too.
    void setRecipe(const std::string& path);
    const std::string& recipe() const { return m_path; }
    QString title() const;
    QString stateText() const;
    QPushButton* runButton() const { return m_run; }
    const std::vector<core::Figure>& figures() const { return m_figures; }
    std::vector<FigureCard*> cards() const; ///< one for each of them
    /// Nothing is being computed or waits for it.
    bool upToDate() const { return !m_pending && m_shownFor == m_wantedFor; }

signals:
    void runRequested(const std::string& path);
    void exportRequested(epochlab::ui::FigureCard* figure, epochlab::ui::FigureFormat format);
    void exportDialogRequested(epochlab::ui::FigureCard* figure);
    void failed(const epochlab::core::Error& error);

protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;

private:
    void build();
    void refresh();
    void compute();
    void take(std::vector<core::Figure> figures);
    void addFigure(const core::Figure& figure);
    void addQuestions(const core::Recipe& recipe);
    void showReadings();
    QString readingHint() const;
    void clear();
    void enlarge(QWidget* card);

    Controller& m_controller;
    StoredRuns& m_stored;
    RecipeBook& m_book;
    AnswerKeeper& m_answers;
    std::string m_path;
    std::string m_shownFor, m_wantedFor; ///< the recipe and its finished runs
    bool m_pending = false;
    std::vector<core::Figure> m_figures;
    std::vector<QWidget*> m_blocks; ///< a figure and its reading each
    QWidget* m_questions = nullptr; ///< of the recipe that is shown; null: it asks nothing
    std::string m_questionsOf;
    QWidget* m_enlarged = nullptr; ///< a card of those
    int m_height = 0;              ///< that it had before
    QLabel* m_title = nullptr;
    QLabel* m_question = nullptr;
    QLabel* m_state = nullptr;
    QLabel* m_none = nullptr; ///< what fills the page
    QPushButton* m_run = nullptr;
    QScrollArea* m_area = nullptr;
    QVBoxLayout* m_column = nullptr;
    LatestWorker m_worker; ///< last: joined first
};

} // namespace epochlab::ui
