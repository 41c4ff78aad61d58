#pragma once

#include "report/report.h"

#include <QStringList>
#include <QWidget>

#include <set>
#include <string>
#include <vector>

class QCheckBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QVBoxLayout;

namespace epochlab::ui {

class AnswerBox;
class AnswerKeeper;
class RecipeBook;
class StoredRuns;

/// The tab Report: the questions of a lab preset and of all recipes with their answers, what of it goes into the report, and the button
/// that writes it. GUI thread.
class ReportPage : public QWidget {
    Q_OBJECT
public:
    /// All outlive it.
    ReportPage(StoredRuns& stored, RecipeBook& book, AnswerKeeper& keeper, QWidget* parent = nullptr);

    /// The lab preset in use; an empty title: none. tag: who asks its questions in the store.
    void setPreset(const core::ReportPreset& preset, const std::string& tag);
    std::vector<std::string> chosenRecipes() const; ///< paths, in the list's order
    void choose(const std::string& recipe, bool on);
    bool withTickedRuns() const;
    QString reportTitle() const; ///< empty: the usual one
    /// A report is being made: the button stops it.
    void setBusy(bool busy);
    void say(const QString& text);
    QString said() const;
    QPushButton* button() const { return m_export; }
    QLineEdit* titleLine() const { return m_title; }
    QCheckBox* runsBox() const { return m_runs; }
    /// Null: it asks nothing of that name.
    AnswerBox* answerBox(const std::string& asker, const std::string& question) const;

signals:
    void exportRequested();
    void stopRequested();
    void handInRequested();

protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;

private:
    struct Block {
        std::string asker, path; ///< path: of the recipe; empty: the preset's
        std::vector<core::RecipeQuestion> questions;
        QWidget* widget;
        QCheckBox* box;
        QLabel* state;
    };
    void build();
    QWidget* buildTop();
    void rebuild();
    void addBlock(const std::string& asker, const std::string& path, const std::string& title, const std::string& text,
                  const std::vector<core::RecipeQuestion>& questions);
    void refresh();
    void count();

    StoredRuns& m_stored;
    RecipeBook& m_book;
    AnswerKeeper& m_keeper;
    core::ReportPreset m_preset;
    std::string m_presetTag;
    std::vector<Block> m_blocks;
    std::set<std::string> m_left; ///< recipes that are not chosen, by name
    bool m_busy = false;
    QLineEdit* m_title = nullptr;
    QPushButton* m_export = nullptr;
    QPushButton* m_handIn = nullptr;
    QLabel* m_count = nullptr;
    QLabel* m_said = nullptr;
    QCheckBox* m_all = nullptr;
    QCheckBox* m_runs = nullptr;
    QVBoxLayout* m_column = nullptr;
};

} // namespace epochlab::ui
