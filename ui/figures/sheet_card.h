#pragma once

#include "insight/painted_card.h"
#include "report/figure.h"

namespace epochlab::ui {

/// A card with a table or a gallery as it stands in a report: all of it, made smaller where it would not fit. GUI thread.
class SheetCard : public PaintedCard {
    Q_OBJECT
public:
    /// Precondition: the figure is a table or a gallery.
    SheetCard(core::Figure figure, QWidget* parent);

protected:
    void draw(const Sheet& sheet) const override;
    QByteArray csv() const override;
    QString words() const override;
    bool fillValues(FigureValues* values) const override;

    std::optional<core::Figure> asFigure() const override { return m_figure; }

private:
    core::Figure m_figure;
};

} // namespace epochlab::ui
