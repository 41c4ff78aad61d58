// What the card of a curve plot offers beside the plot itself: axis, smoothing, words and values.
#include "plot/curve_choices.h"
#include "plot/curve_plot_parts.h"
#include "plot/figure_values.h"
#include "theme/card.h"
#include "theme/theme.h"

#include <QMenu>
#include <QToolButton>

#include <algorithm>
#include <memory>

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

bool CurvePlot::fillValues(FigureValues* values) const {
    if (values == nullptr) return true;
    const CurveModel& model = m_parts->model;
    const auto xs = std::make_shared<const std::vector<double>>(model.places(true));
    std::vector<FigureValues::Column> columns{{model.xTitle, [xs](int row) { return (*xs)[std::size_t(row)]; }}};
    for (std::size_t i = 0; i < model.curves.size(); ++i) {
        const Curve& curve = model.curves[i];
        if (!curve.visible || curve.x.empty()) continue;
        // The curve may be gone before the table hears of it.
        columns.push_back({model.shortNameOf(curve), [&model, i, key = curve.key, xs](int row) -> std::optional<double> {
                               if (i >= model.curves.size() || model.curves[i].key != key) return std::nullopt;
                               const Curve& own = model.curves[i];
                               const double x = (*xs)[std::size_t(row)];
                               const auto at = std::ranges::lower_bound(own.x, x);
                               if (at == own.x.end() || *at != x) return std::nullopt;
                               return own.y[std::size_t(at - own.x.begin())];
                           }});
    }
    values->show(int(xs->size()), std::move(columns));
    return true;
}

} // namespace epochlab::ui
