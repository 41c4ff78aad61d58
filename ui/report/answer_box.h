#pragma once

#include "run/recipe.h"

#include <QPlainTextEdit>
#include <QWidget>

#include <string>

class QLabel;

namespace epochlab::ui {

class AnswerKeeper;

/// A question, and below it the place for its answer, which grows with the text and is kept by itself. GUI thread.
class AnswerBox : public QWidget {
    Q_OBJECT
public:
    /// asker: a recipe's name, or a lab preset's tag. The keeper outlives it.
    AnswerBox(AnswerKeeper& keeper, std::string asker, core::RecipeQuestion question, QWidget* parent = nullptr);

    QPlainTextEdit* editor() const { return m_editor; }
    QString stateText() const; ///< "kept", …; empty: there is nothing to say

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void take();
    void fit();
    void tell();

    AnswerKeeper& m_keeper;
    const std::string m_asker;
    const core::RecipeQuestion m_question;
    QPlainTextEdit* m_editor;
    QLabel* m_state;
    bool m_merged = false;
};

} // namespace epochlab::ui
