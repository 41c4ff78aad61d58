#pragma once

#include "insight/model_outline.h"
#include "insight/painted_card.h"

namespace epochlab::ui {

/// A model as layers from the top down: name and kind, output shape, and a bar for its share of the parameters. What is frozen has a dashed
/// border. Equal layers of a deep network are one box, where there is no room for all. GUI thread.
class OutlineCard : public PaintedCard {
    Q_OBJECT
public:
    explicit OutlineCard(QWidget* parent);

    /// reason: why there is none; empty with one.
    void setOutline(core::ModelOutline outline, const QString& reason);
    const core::ModelOutline& outline() const { return m_outline; }
    /// So many boxes are drawn in a canvas of this height.
    std::size_t boxes(double height) const;

protected:
    void draw(const Sheet& sheet) const override;
    QByteArray csv() const override;
    QString words() const override;
    bool fillValues(FigureValues* values) const override;
    QString tip(QPointF place) const override;

private:
    core::ModelOutline shown(double height, double line) const;

    core::ModelOutline m_outline;
};

} // namespace epochlab::ui
