#pragma once

#include "plot/figure_card.h"

#include <QFont>
#include <QPointF>
#include <QRectF>

#include <optional>

class QPainter;

namespace epochlab::ui {

struct Palette;

/// Where a figure is drawn: on the screen or on paper, in logical pixels.
struct Sheet {
    QPainter& painter;
    QRectF room;
    const Palette& palette;
    QFont font; ///< labels, in pixels
    QFont bold; ///< the same, heavier
    bool onPaper = false;

    double line() const; ///< height of one
    void text(QRectF place, int flags, const QString& words, const QColor& colour,
              bool heavy = false) const; ///< elided where it is too long
};

/// A card whose figure is painted by its own code, on the screen and on paper alike. GUI thread.
class PaintedCard : public FigureCard {
    Q_OBJECT
public:
    PaintedCard(const QString& name, const QString& title, QWidget* parent);
    ~PaintedCard() override;

    /// The figure's widget.
    QWidget* canvas() const { return m_canvas; }
    /// What the tooltip says at a place of the canvas; empty: nothing.
    QString textAt(QPointF place) const { return tip(place); }
    QByteArray exportBytes(FigureFormat format, const PrintSize& size) const override;

protected:
    virtual void draw(const Sheet& sheet) const = 0;
    virtual QByteArray csv() const = 0;
    /// The figure's numbers in sentences, for who cannot see it.
    virtual QString words() const = 0;
    virtual QString tip(QPointF) const { return {}; }
    /// The pointer is there, or (nothing) has left; true: draw again.
    virtual bool hover(std::optional<QPointF>) { return false; }
    virtual void press(QPointF) {}
    /// A key (Qt::Key) while the figure has the focus; what it did in words, which are shown and read out, or nothing: it means nothing
    /// here.
    virtual std::optional<QString> pressKey(int) { return std::nullopt; }
    virtual void drag(QPointF) {}
    virtual void release() {}
    /// Can be reached by Tab: a figure that knows what to do with keys.
    void acceptKeys();
    /// Shows the figure, or `reason` in its stead.
    void refresh(const QString& reason);
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void paint();
    bool takeKey(int key);

    QWidget* m_canvas;
};

} // namespace epochlab::ui
