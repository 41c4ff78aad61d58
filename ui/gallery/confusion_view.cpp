#include "gallery/confusion_view.h"

#include "theme/mixed_colour.h"
#include "plot/figure_export.h"
#include "theme/theme.h"

#include <QAccessible>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace epochlab::ui {
namespace {

constexpr int kLargestCell = 68;
constexpr int kLeastLabelled = 11; ///< pixels of a row

QString signedText(const QString& text, bool difference, double value) { return difference && value > 0 ? QLatin1Char('+') + text : text; }

} // namespace

/// Where the cells and their names stand.
struct ConfusionView::Layout {
    int classes = 0;
    int left = 0; ///< of the cells
    int cell = 0;
    int gap = 0;
    int bottom = 0; ///< height of the column names; 0: there is no room for them
};

ConfusionView::ConfusionView(QWidget* parent) : QWidget(parent) {
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    QSizePolicy policy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
    setAccessibleName(tr("Confusion matrix"));
    connect(&Theme::instance(), &Theme::changed, this, qOverload<>(&QWidget::update));
}

void ConfusionView::setOnPaper(const PrintSize& size) { m_paper = Paper{size.palette(), size.font()}; }

const Palette& ConfusionView::colours() const { return m_paper ? m_paper->palette : Theme::instance().palette(); }
QFont ConfusionView::labels() const { return m_paper ? m_paper->labels : Theme::instance().labelFont(); }

void ConfusionView::setContent(Content content) {
    m_content = std::move(content);
    m_hovered.reset();
    if (m_current && std::max(m_current->truth, m_current->predicted) >= m_content.matrix.classCount()) m_current.reset();
    speakOf();
    updateGeometry();
}

void ConfusionView::setChosen(std::optional<Cell> cell) {
    if (cell == m_chosen) return;
    m_chosen = cell;
    if (cell) m_current = cell;
    speakOf();
}

/// A screen reader hears of the cell, and what stands below the matrix follows.
void ConfusionView::speakOf() {
    const auto cell = spokenOf();
    setAccessibleDescription(cell ? cellText(*cell) : QString());
    QAccessibleEvent event(this, QAccessible::DescriptionChanged);
    QAccessible::updateAccessibility(&event);
    update();
    emit spokenOfChanged();
}

std::optional<ConfusionView::Cell> ConfusionView::spokenOf() const {
    if (m_hovered) return m_hovered;
    return hasFocus() && m_current ? m_current : m_chosen;
}

QString ConfusionView::cellText(Cell cell) const {
    const core::ConfusionMatrix& matrix = m_content.matrix;
    const QString which = cell.truth == cell.predicted
                              ? tr("%1 taken for what it is").arg(m_content.classes.value(cell.truth))
                              : tr("%1 taken for %2").arg(m_content.classes.value(cell.truth), m_content.classes.value(cell.predicted));
    const auto share = [&](const core::ConfusionMatrix& of) {
        const double value = of.share(cell.truth, cell.predicted);
        return std::isnan(value) ? QStringLiteral("–") : QString::number(value, 'f', 3);
    };
    const auto numbers = [&](const core::ConfusionMatrix& of) {
        return tr("%1 of %2 (%3)").arg(of.count(cell.truth, cell.predicted)).arg(of.rowsOfClass(cell.truth)).arg(share(of));
    };
    if (m_content.minus) return tr("%1: best %2, worst %3").arg(which, numbers(matrix), numbers(*m_content.minus));
    return which + QStringLiteral(": ") + numbers(matrix);
}

QString ConfusionView::shortText(Cell cell) const {
    const auto& [matrix, minus, classes, normalised] = m_content;
    if (normalised) {
        const double share = matrix.share(cell.truth, cell.predicted) - (minus ? minus->share(cell.truth, cell.predicted) : 0.0);
        return std::isnan(share) ? QStringLiteral("–") : signedText(QString::number(share, 'f', 2), minus.has_value(), share);
    }
    const std::int64_t count = matrix.count(cell.truth, cell.predicted) - (minus ? minus->count(cell.truth, cell.predicted) : 0);
    return signedText(QString::number(count), minus.has_value(), static_cast<double>(count));
}

QColor ConfusionView::groundOf(Cell cell) const {
    const Palette& palette = colours();
    double share = m_content.matrix.share(cell.truth, cell.predicted);
    if (m_content.minus) share -= m_content.minus->share(cell.truth, cell.predicted);
    if (std::isnan(share) || share == 0.0) return palette.window;
    const QColor& hue = m_content.minus ? palette.series[share > 0 ? 0 : 1] : palette.accent;
    return mixed(palette.surface, hue, 0.12 + 0.76 * std::sqrt(std::min(1.0, std::abs(share))));
}

ConfusionView::Layout ConfusionView::layoutFor(QSize room) const {
    Layout layout;
    layout.classes = m_content.matrix.classCount();
    if (layout.classes == 0) return layout;
    const QFontMetrics metrics(labels());
    int names = 0;
    for (const QString& name : m_content.classes) names = std::max(names, metrics.horizontalAdvance(name));
    layout.left = std::min(names + space::m, room.width() * 2 / 5);
    layout.bottom = metrics.height() + 2;
    const auto fit = [&] {
        layout.cell = std::clamp(std::min((room.width() - layout.left) / layout.classes, (room.height() - layout.bottom) / layout.classes),
                                 3, kLargestCell);
    };
    fit();
    if (layout.cell < 5 * metrics.averageCharWidth()) { // nothing would be left of the names of the columns
        layout.bottom = 0;
        fit();
    }
    if (layout.cell < kLeastLabelled) {
        layout.left = 0;
        fit();
    }
    layout.gap = layout.cell >= 30 ? 4 : layout.cell >= 8 ? 1 : 0;
    return layout;
}

QRect ConfusionView::placeOf(Cell cell, const Layout& layout) {
    return {layout.left + cell.predicted * layout.cell, cell.truth * layout.cell, layout.cell - layout.gap, layout.cell - layout.gap};
}

QRect ConfusionView::cellRect(Cell cell) const { return placeOf(cell, layoutFor(size())); }

std::optional<ConfusionView::Cell> ConfusionView::cellAt(QPoint place) const {
    const Layout layout = layoutFor(size());
    if (layout.classes == 0 || place.x() < layout.left || place.y() < 0) return std::nullopt;
    const Cell cell{place.y() / layout.cell, (place.x() - layout.left) / layout.cell};
    return cell.truth < layout.classes && cell.predicted < layout.classes ? std::optional(cell) : std::nullopt;
}

/// A number that does not fit in the larger font stands in the smaller one, or not at all.
void ConfusionView::drawCell(QPainter& painter, Cell cell, QRect place, const QList<QFont>& fonts) const {
    const Palette& palette = colours();
    const QColor ground = groundOf(cell);
    const bool marked = cell == m_chosen || (hasFocus() && cell == m_current);
    painter.setPen(marked ? QPen(palette.text, 2) : QPen(Qt::NoPen));
    painter.setBrush(ground);
    const int radius = place.width() >= 26 ? 4 : 0;
    painter.drawRoundedRect(marked ? QRectF(place).adjusted(1, 1, -1, -1) : QRectF(place), radius, radius);
    if (place.width() < kLeastLabelled) return;
    const QString text = shortText(cell);
    for (const QFont& font : fonts) {
        const QFontMetrics metrics(font);
        if (metrics.horizontalAdvance(text) > place.width() || metrics.ascent() > place.height()) continue;
        const bool dark = Theme::contrast(palette.text, ground) >= Theme::contrast(palette.surface, ground);
        painter.setPen(dark ? palette.text : palette.surface);
        painter.setFont(font);
        painter.drawText(place, int(Qt::AlignCenter), text);
        return;
    }
}

void ConfusionView::drawNames(QPainter& painter, const Layout& layout) const {
    const QFontMetrics metrics(labels());
    const auto spoken = spokenOf();
    painter.setFont(labels());
    const auto draw = [&](int index, QRect place, bool of, int side) {
        painter.setPen(of ? colours().text : colours().mutedText);
        painter.drawText(place, side | int(Qt::AlignVCenter),
                         metrics.elidedText(m_content.classes.value(index), Qt::ElideRight, place.width()));
    };
    const int size = layout.cell - layout.gap;
    for (int index = 0; index < layout.classes; ++index) {
        if (layout.left > 0)
            draw(index, {0, index * layout.cell, layout.left - space::s, size}, spoken && spoken->truth == index, Qt::AlignLeft);
        if (layout.bottom > 0)
            draw(index, {layout.left + index * layout.cell, layout.classes * layout.cell, size, layout.bottom},
                 spoken && spoken->predicted == index, Qt::AlignHCenter);
    }
}

void ConfusionView::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const Layout layout = layoutFor(size());
    const QFont plain = pixelFont(labels());
    QFont small = plain, large = plain;
    small.setPixelSize(std::max(1, int(std::lround(plain.pixelSize() * 0.82))));
    large.setPixelSize(int(std::lround(plain.pixelSize() * 13.0 / 11.0)));
    large.setBold(true);
    const QList<QFont> fonts{layout.cell >= 44 ? large : plain, plain, small};
    for (int truth = 0; truth < layout.classes; ++truth)
        for (int predicted = 0; predicted < layout.classes; ++predicted)
            drawCell(painter, {truth, predicted}, placeOf({truth, predicted}, layout), fonts);
    drawNames(painter, layout);
}

void ConfusionView::mouseMoveEvent(QMouseEvent* event) {
    const auto cell = cellAt(event->pos());
    setCursor(cell ? Qt::PointingHandCursor : Qt::ArrowCursor);
    if (cell == m_hovered) return;
    m_hovered = cell;
    speakOf();
}

void ConfusionView::leaveEvent(QEvent* event) {
    QWidget::leaveEvent(event);
    m_hovered.reset();
    speakOf();
}

void ConfusionView::mousePressEvent(QMouseEvent* event) {
    const auto cell = cellAt(event->pos());
    if (!cell || event->button() != Qt::LeftButton) return QWidget::mousePressEvent(event);
    m_current = cell;
    emit cellChosen(cell->truth, cell->predicted);
}

void ConfusionView::keyPressEvent(QKeyEvent* event) {
    const int last = m_content.matrix.classCount() - 1;
    if (last < 0) return QWidget::keyPressEvent(event);
    const Cell from = m_current.value_or(Cell{});
    Cell to = from;
    switch (event->key()) {
    case Qt::Key_Left: to.predicted = std::max(0, from.predicted - 1); break;
    case Qt::Key_Right: to.predicted = std::min(last, from.predicted + 1); break;
    case Qt::Key_Up: to.truth = std::max(0, from.truth - 1); break;
    case Qt::Key_Down: to.truth = std::min(last, from.truth + 1); break;
    case Qt::Key_Home: to = {}; break;
    case Qt::Key_End: to = {last, last}; break;
    case Qt::Key_Return:
    case Qt::Key_Enter:
    case Qt::Key_Space: emit cellChosen(from.truth, from.predicted); break;
    case Qt::Key_Escape:
        if (!m_chosen) return QWidget::keyPressEvent(event);
        emit cellLeft();
        break;
    default: return QWidget::keyPressEvent(event);
    }
    m_current = to;
    m_hovered.reset();
    speakOf();
}

void ConfusionView::focusInEvent(QFocusEvent* event) {
    QWidget::focusInEvent(event);
    if (!m_current && m_content.matrix.classCount() > 0) m_current = Cell{};
    speakOf();
}

void ConfusionView::focusOutEvent(QFocusEvent* event) {
    QWidget::focusOutEvent(event);
    speakOf();
}

int ConfusionView::heightForWidth(int width) const {
    constexpr int boundless = 1 << 20;
    const Layout layout = layoutFor({width, boundless});
    return std::max(minimumSizeHint().height(), layout.classes * layout.cell + layout.bottom);
}

QSize ConfusionView::sizeHint() const { return {180, heightForWidth(180)}; }

QSize ConfusionView::minimumSizeHint() const { return {120, 96}; }

} // namespace epochlab::ui
