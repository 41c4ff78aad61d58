// What the card of a curve plot offers beside the plot itself: axis, smoothing, words and values.
#include "plot/curve_choices.h"
#include "plot/curve_plot_parts.h"
#include "theme/card.h"
#include "theme/theme.h"

#include <QMenu>
#include <QToolButton>

namespace epochlab::ui {
namespace {

constexpr int kRoomy = 620; ///< from this width of the card on there is room for choices in words

} // namespace

QToolButton* CurvePlot::Parts::addChoice(const QString& help, const std::function<void(QMenu*)>& fill) {
    auto* button = new QToolButton;
    button->setToolTip(help);
    button->setPopupMode(QToolButton::InstantPopup);
    button->setFont(Theme::instance().labelFont());
    auto* menu = new QMenu(button);
    fill(menu);
    button->setMenu(menu);
    q->card()->addControl(button);
    return button;
}

void CurvePlot::Parts::showChoices() {
    if (choices == nullptr) return;
    const bool roomy = q->width() >= kRoomy;
    axisButton->setVisible(roomy);
    smoothingButton->setVisible(roomy);
    axisButton->setText(choices->axisText() + QStringLiteral(" ▾"));
    smoothingButton->setText(choices->smoothingText() + QStringLiteral(" ▾"));
}

void CurvePlot::setChoices(CurveChoices* choices) {
    Parts& p = *m_parts;
    p.choices = choices;
    p.axisButton = p.addChoice(tr("What the horizontal axis counts"), [choices](QMenu* menu) { choices->addAxes(menu); });
    p.smoothingButton = p.addChoice(tr("Moving average over all points; the values as measured stay faint behind it"),
                                    [choices](QMenu* menu) { choices->addHalfLives(menu); });
    connect(choices, &CurveChoices::changed, &p, &Parts::showChoices);
    p.showChoices();
}

void CurvePlot::fillMenu(QMenu* menu) {
    if (m_parts->choices != nullptr) {
        m_parts->choices->addAxes(menu);
        menu->addSeparator();
        m_parts->choices->addHalfLives(menu);
        menu->addSeparator();
    }
    FigureCard::fillMenu(menu);
}

} // namespace epochlab::ui
