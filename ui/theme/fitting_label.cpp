#include "theme/fitting_label.h"

#include <QEvent>

#include <algorithm>

namespace epochlab::ui {

FittingLabel::FittingLabel(QWidget* parent) : QLabel(parent) {
    setTextFormat(Qt::PlainText);
    setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
}

void FittingLabel::setWordings(const QStringList& longestFirst) {
    m_wordings = longestFirst;
    fit();
}

void FittingLabel::fit() {
    const QFontMetrics metrics(font());
    const auto fits = [&](const QString& text) { return metrics.horizontalAdvance(text) <= contentsRect().width(); };
    const auto found = std::find_if(m_wordings.begin(), m_wordings.end(), fits);
    const QString shown = found != m_wordings.end()
                              ? *found
                              : metrics.elidedText(m_wordings.value(m_wordings.size() - 1), Qt::ElideRight, contentsRect().width());
    setText(shown);
    setAccessibleName(longest());
    setToolTip(shown == longest() ? QString() : longest());
}

void FittingLabel::resizeEvent(QResizeEvent* event) {
    QLabel::resizeEvent(event);
    fit();
}

void FittingLabel::changeEvent(QEvent* event) {
    QLabel::changeEvent(event);
    if (event->type() == QEvent::FontChange) {
        fit();
    }
}

} // namespace epochlab::ui
