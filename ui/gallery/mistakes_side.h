#pragma once

#include "compare/gallery_set.h"
#include "gallery/confusion_view.h"
#include "gallery/mistakes.h"

#include <QWidget>

#include <array>

class QButtonGroup;
class QLabel;
class QRadioButton;

namespace epochlab::ui {

class Card;
class TitledBox;

/// The left of the Mistakes tab: the confusion matrix, which items are shown, of which class, in which order. GUI thread.
class MistakesSide : public QWidget {
    Q_OBJECT
public:
    explicit MistakesSide(QWidget* parent);

    /// Keeps what was chosen where the classes are the same.
    void setMistakes(MistakesPointer mistakes);
    const core::GalleryQuestion& question() const { return m_question; }
    ConfusionView* confusion() const { return m_confusion; }
    QRadioButton* kindButton(core::GalleryKind kind) const { return m_kinds[static_cast<std::size_t>(kind)]; }
    /// The boxes by name: "of", "numbers", "class", "sort".
    TitledBox* box(const QString& name) const;
    /// "best right, worst wrong · fake", for headings.
    QString shownWords() const;
    void chooseCell(int truth, int predicted);

signals:
    void changed(); ///< the question is another one
    void enlargeRequested();

private:
    TitledBox* addBox(const QString& name, const QString& title, const QString& purpose, const QStringList& choices);
    QWidget* makeMatrix();
    QWidget* makeShow();
    QWidget* makeOrder();
    void showMatrix();
    void showCounts();
    void leaveCell();
    void speak();

    MistakesPointer m_mistakes;
    core::GalleryQuestion m_question;
    QString m_matrixWords; ///< the accuracy, or why there is no matrix
    Card* m_card;
    ConfusionView* m_confusion = nullptr;
    QLabel* m_cellWords = nullptr;
    QButtonGroup* m_group = nullptr;
    std::array<QRadioButton*, 4> m_kinds{};
    QRadioButton* m_cell = nullptr; ///< shown while a cell's rows are
};

} // namespace epochlab::ui
