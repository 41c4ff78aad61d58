#pragma once

#include "recipes/recipe_book.h"

#include <QObject>
#include <QPointer>

#include <string>

namespace epochlab::ui {

struct Actions;
class MainWindow;
class RecipeEditor;
class RecipePage;
class RecipesPanel;
class ReportCommands;

/// What the window does with recipes: the list at the right, the page in the centre, the menu, the editor. GUI thread.
class RecipeCommands : public QObject {
    Q_OBJECT
public:
    RecipeCommands(Controller& controller, StoredRuns& stored, RunQueue& queue, const Actions& actions, MainWindow* window);

    RecipesPanel* panel() const { return m_panel; }
    RecipePage* page() const { return m_page; }
    RecipeEditor* editor() const; ///< null: none is open
    const RecipeBook& book() const { return m_book; }
    ReportCommands* report() const { return m_report; }
    /// Lists what they hold.
    void setFolders(core::RecipeFolders folders) { m_book.setFolders(std::move(folders)); }
    /// Queues what is missing of it and shows its page.
    void run(const std::string& path);
    void show(const std::string& path);
    void openNew();
    /// One that comes with the program, or a file from elsewhere, is edited as a copy.
    void openEditor(const std::string& path);
    /// Moves an own recipe's file aside.
    void remove(const std::string& path);

signals:
    void said(const QString& text, bool bad);
    void failed(const epochlab::core::Error& error);

private:
    void fillMenu();
    void open(const std::string& path, const QString& text);
    void openFolder();

    Controller& m_controller;
    RunQueue& m_queue;
    const Actions& m_actions;
    MainWindow* m_window;
    RecipeBook m_book;
    RecipesPanel* m_panel;
    ReportCommands* m_report;
    RecipePage* m_page;
    QPointer<RecipeEditor> m_editor;
};

} // namespace epochlab::ui
