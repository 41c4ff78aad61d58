#include "compare/titled_box.h"

#include <QListView>
#include <QStyleOptionComboBox>
#include <QStylePainter>

#include <algorithm>

namespace epochlab::ui {
namespace {

constexpr int kLeft = 8;   ///< border and padding
constexpr int kArrow = 22; ///< at the right
constexpr int kFrame = kLeft + kArrow + 2;
constexpr int kLeast = 64;
constexpr int kMost = 168; ///< a run's name may be long

} // namespace

TitledBox::TitledBox(const QString& title, const QString& purpose, QWidget* parent) : QComboBox(parent), m_title(title) {
    setAccessibleName(purpose);
    setToolTip(purpose);
    setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Fixed);
    connect(this, &QComboBox::currentTextChanged, this, [this, purpose](const QString& text) {
        setToolTip(purpose + QStringLiteral(": ") + text);
        updateGeometry();
        update();
    });
}

QString TitledBox::shownText() const { return m_title.isEmpty() ? currentText() : m_title + QStringLiteral(": ") + currentText(); }

QSize TitledBox::sizeHint() const {
    return {std::min(fontMetrics().horizontalAdvance(shownText()) + kFrame, kMost), QComboBox::sizeHint().height()};
}

QSize TitledBox::minimumSizeHint() const { return {kLeast, QComboBox::sizeHint().height()}; }

void TitledBox::showPopup() {
    constexpr int kMeasured = 200; // of ten thousands of rows not each is asked for its width
    const bool many = count() > kMeasured;
    if (auto* list = qobject_cast<QListView*>(view())) list->setUniformItemSizes(many);
    int width = 0;
    if (many)
        for (int row = 0; row < kMeasured; ++row) width = std::max(width, fontMetrics().horizontalAdvance(itemText(row)) + kLeft);
    else
        width = view()->sizeHintForColumn(0);
    view()->setMinimumWidth(width + kFrame);
    QComboBox::showPopup();
}

void TitledBox::paintEvent(QPaintEvent*) {
    QStylePainter painter(this);
    QStyleOptionComboBox option;
    initStyleOption(&option);
    painter.drawComplexControl(QStyle::CC_ComboBox, option);
    const QRect field = rect().adjusted(kLeft, 0, -kArrow, 0);
    painter.setPen(palette().color(isEnabled() ? QPalette::Active : QPalette::Disabled, QPalette::Text));
    painter.drawText(field, Qt::AlignLeft | Qt::AlignVCenter, fontMetrics().elidedText(shownText(), Qt::ElideRight, field.width()));
}

} // namespace epochlab::ui
