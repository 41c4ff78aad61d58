// What can stand in the overlay's place.
#include "compare/compare_view_parts.h"
#include "insight/side_choices.h"
#include "insight/side_views.h"
#include "theme/card.h"

#include <QHBoxLayout>
#include <QMenu>
#include <QShortcut>
#include <QStackedWidget>
#include <QTableView>
#include <QToolButton>

namespace epochlab::ui {

void CompareView::Parts::setSideViews(SideViews* views) {
    side = views;
    top->addWidget(side);
    auto* button = new QToolButton(&view);
    button->setObjectName(QStringLiteral("more-plots"));
    button->setText(tr("Plots ▾")); // a longer one would cut the choices beside it
    button->setAccessibleName(tr("More plots"));
    button->setToolTip(tr("The model as layers, calibration, ROC, what matters in a sweep, and others"));
    button->setPopupMode(QToolButton::InstantPopup);
    button->setMenu(side->menu());
    head->addWidget(side->choices(), 1);
    head->addWidget(button);
    QWidget::setTabOrder(choices, button);
    auto* back = new QShortcut(QKeySequence(Qt::Key_Escape), side); // while it is to be seen
    connect(back, &QShortcut::activated, side, [this] { below->isHidden() ? enlarge() : side->show(SideView::Overlay); });
    connect(side, &SideViews::shownChanged, &view, [this] { showSide(); });
    connect(side, &SideViews::enlargeRequested, &view, [this] { enlarge(); });
    connect(side, &SideViews::failed, &view, &CompareView::failed);
    connect(side, &SideViews::runChosen, &view, [this](const QString& id) { choose(id); });
    showSide();
}

void CompareView::Parts::showSide() {
    const bool overlay = side->shown() == SideView::Overlay;
    top->setCurrentWidget(overlay ? static_cast<QWidget*>(plot) : side);
    choices->setVisible(overlay);
    side->choices()->setVisible(!overlay);
}

/// The whole tab for what stands above, or back.
void CompareView::Parts::enlarge() { below->setVisible(!below->isVisible()); }

} // namespace epochlab::ui
