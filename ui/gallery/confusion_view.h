#pragma once

#include "compare/confusion.h"
#include "plot/print_size.h"

#include <QFont>
#include <QList>
#include <QRect>
#include <QStringList>
#include <QWidget>

#include <optional>

class QPainter;

namespace epochlab::ui {

/// A confusion matrix of one run or of the difference of two. A click, or Enter on the cell that the arrow keys have moved to, chooses a
/// cell; the colour is the share of the true class's rows. GUI thread.
class ConfusionView : public QWidget {
    Q_OBJECT
public:
    struct Content {
        core::ConfusionMatrix matrix{};
        std::optional<core::ConfusionMatrix> minus{}; ///< there is one: matrix − minus is shown
        QStringList classes{};
        bool normalised = false;
    };
    struct Cell {
        int truth = 0;
        int predicted = 0;
        bool operator==(const Cell&) const = default;
    };

    explicit ConfusionView(QWidget* parent = nullptr);

    void setContent(Content content);
    /// In the light theme's colours whatever the window's are: for a figure.
    void setOnPaper(const PrintSize& size);
    const Content& content() const { return m_content; }
    /// The cell whose rows are shown, or none.
    void setChosen(std::optional<Cell> cell);
    /// "fake taken for real: 49 of 220 (0.223)"
    QString cellText(Cell cell) const;
    /// The cell that is spoken of: under the pointer, else the one of the arrow keys, else the chosen one.
    std::optional<Cell> spokenOf() const;
    QRect cellRect(Cell cell) const;
    int heightForWidth(int width) const override;
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

signals:
    void cellChosen(int truth, int predicted);
    void cellLeft(); ///< Esc
    void spokenOfChanged();

protected:
    void paintEvent(QPaintEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;

private:
    struct Layout;
    Layout layoutFor(QSize room) const;
    static QRect placeOf(Cell cell, const Layout& layout);
    std::optional<Cell> cellAt(QPoint place) const;
    void drawCell(QPainter& painter, Cell cell, QRect place, const QList<QFont>& fonts) const;
    void drawNames(QPainter& painter, const Layout& layout) const;
    QString shortText(Cell cell) const;
    QColor groundOf(Cell cell) const;
    void speakOf();

    const Palette& colours() const;
    QFont labels() const;

    Content m_content;
    /// Where it is drawn for a file; nothing: on the screen.
    struct Paper {
        Palette palette;
        QFont labels;
    };
    std::optional<Paper> m_paper;
    std::optional<Cell> m_chosen;
    std::optional<Cell> m_hovered;
    std::optional<Cell> m_current; ///< of the arrow keys
};

} // namespace epochlab::ui
