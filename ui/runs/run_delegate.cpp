#include "plot/run_mark.h"
#include "runs/runs_model.h"
#include "theme/theme.h"

#include <QApplication>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>

namespace epochlab::ui {
namespace {

constexpr QSize swatchSize{20, 12};
constexpr int tickSide = 16;
constexpr int currentBar = 3;

/// Where things stand in a row.
struct Places {
    QRect tick, swatch, name, state, value, resume;

    Places(const QRect& row, const QModelIndex& index) {
        const Theme& theme = Theme::instance();
        const QFontMetrics body(theme.bodyFont());
        const QFontMetrics small(theme.labelFont());
        const QFontMetrics bold(theme.titleFont());
        tick = QRect(row.left() + space::m, row.center().y() - tickSide / 2, tickSide, tickSide);
        swatch = QRect(QPoint(tick.right() + 1 + space::s, row.center().y() - swatchSize.height() / 2), swatchSize);
        const int left = swatch.right() + 1 + space::s;
        const int right = row.right() - space::m;
        const int wide = bold.horizontalAdvance(index.data(RunsModel::ValueTextRole).toString());
        value = QRect(right - wide, row.top(), wide + 1, row.height());
        name = QRect(left, row.top() + space::s, value.left() - space::s - left, body.height());
        state = QRect(left, name.bottom() + 2, name.width(), small.height());
        const bool resumable = index.data(RunsModel::ResumableRole).toBool();
        const QString text = index.data(RunsModel::StateTextRole).toString();
        if (resumable || small.horizontalAdvance(text) > state.width()) { // it needs the whole line: the value goes up to the name
            state.setRight(right);
            value.setRect(value.left(), name.top(), value.width(), name.height());
        }
        if (!resumable) return;
        const int link = small.horizontalAdvance(RunDelegate::tr("Resume"));
        resume = QRect(state.right() - link, state.top(), link + 1, state.height());
        state.setRight(resume.left() - space::s);
    }
};

} // namespace

QSize RunDelegate::sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const {
    const Theme& theme = Theme::instance();
    return {100, 2 * space::s + QFontMetrics(theme.bodyFont()).height() + 1 + QFontMetrics(theme.labelFont()).height()};
}

void RunDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const {
    const Theme& theme = Theme::instance();
    const Palette& palette = theme.palette();
    const QRect row = option.rect;
    const Places places(row, index);
    const auto write = [painter](const QRect& place, const QFont& font, const QColor& colour, const QString& text) {
        painter->setFont(font);
        painter->setPen(colour);
        painter->drawText(place, Qt::AlignLeft | Qt::AlignVCenter, QFontMetrics(font).elidedText(text, Qt::ElideRight, place.width()));
    };
    painter->save();
    painter->fillRect(row, option.state.testFlag(QStyle::State_Selected) ? palette.tint : palette.surface);
    painter->fillRect(QRect(row.left(), row.bottom(), row.width(), 1), palette.border);
    if (index.data(RunsModel::CurrentRole).toBool())
        painter->fillRect(QRect(row.left(), row.top(), currentBar, row.height() - 1), palette.accent);
    QStyleOptionButton tick;
    tick.rect = places.tick;
    tick.state = QStyle::State_Enabled | (index.data(Qt::CheckStateRole).toInt() == Qt::Checked ? QStyle::State_On : QStyle::State_Off);
    const QWidget* view = option.widget;
    (view ? view->style() : QApplication::style())->drawPrimitive(QStyle::PE_IndicatorCheckBox, &tick, painter, view);
    if (const QVariant colour = index.data(RunsModel::ColourRole); colour.isValid())
        drawRunSwatch(*painter, QRectF(places.swatch), colour.toInt(), palette);
    else
        painter->fillRect(QRect(places.swatch.left(), places.swatch.center().y(), swatchSize.width(), 2), palette.border);
    write(places.name, theme.bodyFont(), palette.text, index.data(Qt::DisplayRole).toString());
    const bool problem = index.data(RunsModel::ProblemRole).toBool();
    write(places.state, theme.labelFont(), problem ? palette.bad : palette.mutedText, index.data(RunsModel::StateTextRole).toString());
    if (!places.resume.isEmpty()) write(places.resume, theme.labelFont(), palette.accent, tr("Resume"));
    write(places.value, theme.titleFont(), palette.text, index.data(RunsModel::ValueTextRole).toString());
    if (option.state.testFlag(QStyle::State_HasFocus)) {
        painter->setBrush(Qt::NoBrush);
        painter->setPen(QPen(palette.accent, 2));
        painter->drawRect(row.adjusted(1, 1, -1, -1));
    }
    painter->restore();
}

void RunDelegate::updateEditorGeometry(QWidget* editor, const QStyleOptionViewItem& option, const QModelIndex& index) const {
    const Places places(option.rect, index);
    QRect place(places.name.left() - space::s, option.rect.top(), option.rect.right() - places.name.left(), metric::controlHeight);
    place.moveTop(option.rect.center().y() - place.height() / 2);
    editor->setGeometry(place);
}

bool RunDelegate::editorEvent(QEvent* event, QAbstractItemModel* model, const QStyleOptionViewItem& option, const QModelIndex& index) {
    const auto toggle = [&] {
        const bool on = index.data(Qt::CheckStateRole).toInt() == Qt::Checked;
        return model->setData(index, on ? Qt::Unchecked : Qt::Checked, Qt::CheckStateRole);
    };
    if (event->type() == QEvent::KeyPress && static_cast<QKeyEvent*>(event)->key() == Qt::Key_Space) return toggle();
    if (event->type() != QEvent::MouseButtonRelease && event->type() != QEvent::MouseButtonPress) return false;
    const auto* mouse = static_cast<QMouseEvent*>(event);
    if (mouse->button() != Qt::LeftButton) return false;
    const Places places(option.rect, index);
    const QPoint at = mouse->position().toPoint();
    const bool tick =
        QRect(option.rect.left(), option.rect.top(), places.swatch.right() - option.rect.left(), option.rect.height()).contains(at);
    const bool resume = places.resume.adjusted(-space::xs, -space::xs, space::xs, space::xs).contains(at);
    if (!tick && !resume) return false;
    if (event->type() == QEvent::MouseButtonPress) return true;
    if (tick) return toggle();
    emit resumeRequested(index);
    return true;
}

} // namespace epochlab::ui
