#pragma once

#include <QColor>
#include <QList>
#include <QStringList>
#include <QWidget>

class QButtonGroup;
class QHBoxLayout;
class QToolButton;

namespace epochlab::ui {

/// The row of tools for painting points: a swatch for each class, the eraser, undo, redo, clear, save. It says what was asked for and shows
/// what it is told. GUI thread.
class PaintTools : public QWidget {
    Q_OBJECT
public:
    explicit PaintTools(QWidget* parent = nullptr);

    void setClasses(const QStringList& names, const QList<QColor>& colours);
    /// chosen: the class, while the eraser is not.
    void setChosen(int chosen, bool erasing);
    void setUndoable(bool undo, bool redo);

signals:
    void classChosen(int label);
    void eraserChosen();
    void undoRequested();
    void redoRequested();
    void clearRequested();
    void saveRequested();

private:
    void makeSwatches(int count);

    QHBoxLayout* m_row;
    QButtonGroup* m_group; ///< ids: the classes, then eraserId
    QToolButton* m_eraser;
    QToolButton* m_undo = nullptr;
    QToolButton* m_redo = nullptr;
    QList<QToolButton*> m_swatches;
};

} // namespace epochlab::ui
