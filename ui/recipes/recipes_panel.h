#pragma once

#include <QWidget>

#include <string>
#include <vector>

class QCheckBox;
class QLabel;
class QPushButton;
class QVBoxLayout;

namespace epochlab::ui {

class Controller;
class RecipeBook;
struct RecipeRow;

/// The recipes at the right: what each asks, how much of it is trained, and one button. GUI thread.
class RecipesPanel : public QWidget {
    Q_OBJECT
public:
    RecipesPanel(Controller& controller, RecipeBook& book, QWidget* parent = nullptr);
    ~RecipesPanel() override;

    QCheckBox* quickSwitch() const { return m_quick; }
    /// Of the recipe with this path; null: it is not listed.
    QPushButton* button(const std::string& path) const;
    QString stateText(const std::string& path) const;

signals:
    void runRequested(const std::string& path);
    void showRequested(const std::string& path);
    void newRequested();
    void editRequested(const std::string& path); ///< of one that comes with the program: a copy
    void removeRequested(const std::string& path);
    void folderRequested();

protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;

private:
    class Row;
    QWidget* buildTop();
    void rebuild();
    void refresh();
    void addMenu(Row& row, const RecipeRow& recipe);

    Controller& m_controller;
    RecipeBook& m_book;
    QCheckBox* m_quick = nullptr;
    QLabel* m_data = nullptr;
    QLabel* m_empty = nullptr;
    QVBoxLayout* m_list = nullptr;
    std::vector<Row*> m_rows;
};

} // namespace epochlab::ui
