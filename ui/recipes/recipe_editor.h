#pragma once

#include "base/result.h"
#include "recipes/recipe_text.h"

#include <QDialog>

#include <string>

class QLabel;
class QPlainTextEdit;
class QPushButton;

namespace epochlab::ui {

/// Text of a recipe at the left, what it comes to at the right. Saves into the folder of the user's own. GUI thread.
class RecipeEditor : public QDialog {
    Q_OBJECT
public:
    /// path: of the file that is edited; empty: it gets its name from the title. The controller outlives it.
    RecipeEditor(Controller& controller, int cores, std::string folder, std::string path, const QString& text, QWidget* parent);

    QPlainTextEdit* editor() const { return m_editor; }
    QPushButton* saveButton() const { return m_save; }
    const RecipeText& draft() const { return m_draft; }
    /// What the right side says, as lines.
    QString previewText() const;
    QString errorText() const;
    /// Where Save writes.
    std::string target() const;
    /// Replaces a file that is there. IoWrite, IoNoSpace.
    core::Result<void> saveNow();

    /// What a new recipe begins with.
    static QString beginning();

signals:
    void saved(const std::string& path);

protected:
    void reject() override;

private:
    void build(const QString& text);
    void type();
    void showPreview();
    void askAndSave();

    RecipeText m_draft;
    const std::string m_folder;
    const std::string m_path;
    QPlainTextEdit* m_editor = nullptr;
    QLabel* m_title = nullptr;
    QLabel* m_question = nullptr;
    QLabel* m_runs = nullptr;
    QLabel* m_figures = nullptr;
    QLabel* m_error = nullptr;
    QLabel* m_place = nullptr;
    QPushButton* m_save = nullptr;
};

} // namespace epochlab::ui
