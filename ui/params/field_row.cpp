#include "params/field_row.h"

#include "params/param_set.h"
#include "params/switch.h"
#include "theme/style_sheet.h"
#include "theme/theme.h"

#include <QAbstractItemView>
#include <QAction>
#include <QComboBox>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QSignalBlocker>
#include <QStyle>
#include <QStyleOptionComboBox>
#include <QStylePainter>
#include <QTimer>
#include <QToolButton>
#include <QStyledItemDelegate>
#include <QVBoxLayout>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>

namespace epochlab::ui {
namespace {

constexpr int kLabelWidth = 120;
constexpr int kControlWidth = 132;
constexpr int kNumberWidth = 62;
constexpr int kSliderSteps = 200;

double numberOf(const core::ParamValue& value) {
    if (const auto* whole = std::get_if<std::int64_t>(&value)) {
        return static_cast<double>(*whole);
    }
    const auto* real = std::get_if<double>(&value);
    return real != nullptr ? *real : 0.0;
}

/// What a slider offers is short to read: two significant digits.
double rounded(double value) {
    if (value == 0.0) {
        return 0.0;
    }
    const double unit = std::pow(10.0, std::floor(std::log10(std::abs(value))) - 1);
    // Dividing by an exact power keeps 0.012 from becoming 0.012000000000000002.
    return unit < 1.0 ? std::round(value / unit) / std::round(1.0 / unit) : std::round(value / unit) * unit;
}

/// Qt's own cuts a long choice off in the middle of a letter.
class ElidingComboBox : public QComboBox {
public:
    using QComboBox::QComboBox;

protected:
    void paintEvent(QPaintEvent* event) override {
        Q_UNUSED(event)
        QStylePainter painter(this);
        QStyleOptionComboBox option;
        initStyleOption(&option);
        painter.drawComplexControl(QStyle::CC_ComboBox, option);
        const QRect room = style()->subControlRect(QStyle::CC_ComboBox, &option, QStyle::SC_ComboBoxEditField, this);
        option.currentText = fontMetrics().elidedText(option.currentText, Qt::ElideRight, room.width() - 2);
        painter.drawControl(QStyle::CE_ComboBoxLabel, option);
    }
    void showPopup() override {
        view()->setMinimumWidth(view()->sizeHintForColumn(0) + 2 * space::m);
        QComboBox::showPopup();
    }
};

QString helpOf(const core::ParamSpec& spec) { return QString::fromStdString(spec.help); }

} // namespace

FieldRow::FieldRow(const core::ParamSpec& spec, QWidget* parent) : QWidget(parent), m_spec(spec) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 2, 0, 2);
    column->setSpacing(2);
    auto* line = new QHBoxLayout;
    line->setSpacing(space::xs);
    m_label = new QLabel(QString::fromStdString(spec.label), this);
    m_label->setTextFormat(Qt::PlainText);
    m_label->setWordWrap(true);
    m_label->setFixedWidth(kLabelWidth);
    line->addWidget(m_label);
    auto* holder = new QWidget(this);
    holder->setFixedWidth(kControlWidth);
    auto* inner = new QHBoxLayout(holder);
    inner->setContentsMargins(0, 0, 0, 0);
    inner->setSpacing(space::s - 2);
    line->addWidget(holder);
    line->addStretch(1);
    column->addLayout(line);
    m_error = new QLabel(this);
    m_error->setTextFormat(Qt::PlainText);
    m_error->setWordWrap(true);
    m_error->setProperty("badText", true);
    m_error->hide();
    column->addWidget(m_error);
    if (spec.kind == core::ParamKind::Boolean) {
        m_switch = new Switch(holder);
        inner->addStretch(1);
        inner->addWidget(m_switch);
        name(m_switch);
        connect(m_switch, &Switch::toggled, this, [this](bool on) {
            Q_EMIT edited(QString::fromStdString(m_spec.id), on ? QStringLiteral("true") : QStringLiteral("false"));
        });
    } else if (spec.kind == core::ParamKind::Choice) {
        makeChoice(holder);
    } else {
        makeNumber(holder);
    }
}

void FieldRow::name(QWidget* control) const {
    QString title = QString::fromStdString(m_spec.label);
    if (!m_spec.unit.empty()) {
        title += QStringLiteral(" (%1)").arg(QString::fromStdString(m_spec.unit));
    }
    control->setAccessibleName(title);
    control->setAccessibleDescription(description());
    control->setObjectName(QString::fromStdString(m_spec.id));
    QString tip = helpOf(m_spec);
    if (m_spec.kind == core::ParamKind::Integer || m_spec.kind == core::ParamKind::Real) {
        tip += QStringLiteral(" (%1 to %2%3)")
                   .arg(m_spec.minimum)
                   .arg(m_spec.maximum)
                   .arg(m_spec.unit.empty() ? QString() : QLatin1Char(' ') + QString::fromStdString(m_spec.unit));
    }
    if (!m_reason.isEmpty()) tip = m_reason + QStringLiteral(". ") + tip;
    control->setToolTip(QStringLiteral("<p>%1</p>").arg(tip.toHtmlEscaped()));
    control->installEventFilter(const_cast<FieldRow*>(this));
}

QString FieldRow::description() const { return m_reason.isEmpty() ? helpOf(m_spec) : m_reason + QStringLiteral(". ") + helpOf(m_spec); }

void FieldRow::setSliderRange() {
    const bool whole = m_spec.kind == core::ParamKind::Integer && m_spec.scale == core::ParamScale::Linear;
    const int steps = whole ? static_cast<int>(m_spec.sliderMaximum - m_spec.sliderMinimum) : kSliderSteps;
    m_slider->setRange(0, steps);
    m_slider->setPageStep(std::max(1, steps / 10));
}

void FieldRow::limit(const core::ParamSpec& narrowed, bool enabled, const QString& reason) {
    m_spec = narrowed;
    m_reason = reason.left(1).toUpper() + reason.mid(1);
    if (m_combo != nullptr) {
        const QSignalBlocker quiet(m_combo);
        fillChoices();
    }
    const bool ranged = m_spec.sliderMaximum > m_spec.sliderMinimum;
    if (m_slider != nullptr) {
        const QSignalBlocker quiet(m_slider);
        if (ranged) setSliderRange();
    }
    for (QWidget* control : {static_cast<QWidget*>(m_edit), static_cast<QWidget*>(m_combo), static_cast<QWidget*>(m_switch)}) {
        if (control == nullptr) continue;
        name(control);
        control->setEnabled(enabled);
    }
    if (m_slider != nullptr) {
        m_slider->setToolTip(m_edit->toolTip());
        m_slider->setAccessibleDescription(description());
        m_slider->setEnabled(enabled && ranged);
    }
    m_label->setEnabled(enabled);
    m_label->setToolTip(m_reason);
}

void FieldRow::makeNumber(QWidget* holder) {
    const bool ranged = m_spec.sliderMaximum > m_spec.sliderMinimum;
    m_edit = new QLineEdit(holder);
    if (ranged) {
        m_slider = new QSlider(Qt::Horizontal, holder);
        setSliderRange();
        m_slider->setMinimumWidth(40);
        holder->layout()->addWidget(m_slider);
        name(m_slider);
        m_slider->setObjectName(m_slider->objectName() + QStringLiteral("-slider"));
        m_slider->setAccessibleName(m_slider->accessibleName() + tr(", slider"));
        connect(m_slider, &QSlider::valueChanged, this, &FieldRow::sliderMoved);
        m_edit->setFixedWidth(kNumberWidth);
        m_edit->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
        m_edit->setProperty("narrow", true);
    }
    holder->layout()->addWidget(m_edit);
    name(m_edit);
    if (ranged) {
        QWidget::setTabOrder(m_slider, m_edit);
    }
    connect(m_edit, &QLineEdit::editingFinished, this, &FieldRow::enterTyped);
}

void FieldRow::addTool(Glyph glyph, QAction* action) {
    QToolButton* button = glyphButton(this, glyph, QString(action->text()).remove(QLatin1Char('&')).remove(QStringLiteral("…")));
    button->setObjectName(action->objectName());
    auto* line = static_cast<QHBoxLayout*>(layout()->itemAt(0)->layout());
    m_label->setFixedWidth(kLabelWidth - button->sizeHint().width() - line->spacing());
    line->insertWidget(1, button);
    QWidget::setTabOrder(m_edit, button);
    connect(button, &QToolButton::clicked, action, &QAction::trigger);
    connect(action, &QAction::changed, button, [button, action] {
        button->setEnabled(action->isEnabled());
        button->setToolTip(action->toolTip());
    });
}

void FieldRow::setAutomaticText(const QString& text) {
    const bool shown = m_edit->text() == (m_automatic.isEmpty() ? QStringLiteral("0") : m_automatic);
    m_automatic = text;
    if (shown) {
        m_edit->setText(text);
        m_edit->setCursorPosition(0);
    }
}

void FieldRow::enterTyped() {
    if (m_edit != nullptr && m_edit->isModified()) {
        m_edit->setModified(false);
        const QString typed = m_edit->text().trimmed();
        const bool left = m_spec.automatic && (typed.isEmpty() || typed == m_automatic);
        Q_EMIT edited(QString::fromStdString(m_spec.id), left ? QStringLiteral("auto") : typed);
    }
}

void FieldRow::fillChoices() {
    m_combo->clear();
    for (const core::ParamChoice& choice : m_spec.choices) {
        m_combo->addItem(QString::fromStdString(choice.label), QString::fromStdString(choice.value));
    }
}

void FieldRow::makeChoice(QWidget* holder) {
    m_combo = new ElidingComboBox(holder);
    fillChoices();
    m_combo->setItemDelegate(new QStyledItemDelegate(m_combo)); // the one that follows the style sheet
    m_combo->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    m_combo->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    holder->layout()->addWidget(m_combo);
    name(m_combo);
    connect(m_combo, &QComboBox::currentIndexChanged, this,
            [this](int index) { Q_EMIT edited(QString::fromStdString(m_spec.id), m_combo->itemData(index).toString()); });
}

double FieldRow::valueAt(int position) const {
    const double share = double(position) / std::max(1, m_slider->maximum());
    const double low = m_spec.sliderMinimum, high = m_spec.sliderMaximum;
    double value = low + share * (high - low);
    if (m_spec.scale == core::ParamScale::Logarithmic) {
        value = low * std::pow(high / low, share);
    }
    value = m_spec.kind == core::ParamKind::Integer ? std::round(value) : rounded(value);
    return std::clamp(value, low, high);
}

int FieldRow::positionOf(double value) const {
    const double low = m_spec.sliderMinimum, high = m_spec.sliderMaximum;
    if (high <= low) return 0; // a limit leaves it one place
    const double clamped = std::clamp(value, low, high);
    const double share =
        m_spec.scale == core::ParamScale::Logarithmic ? std::log(clamped / low) / std::log(high / low) : (clamped - low) / (high - low);
    return static_cast<int>(std::lround(share * m_slider->maximum()));
}

void FieldRow::sliderMoved(int position) {
    const double value = valueAt(position);
    const core::ParamValue typed =
        m_spec.kind == core::ParamKind::Integer ? core::ParamValue(static_cast<std::int64_t>(value)) : core::ParamValue(value);
    const QString text = QString::fromStdString(core::valueText(typed));
    m_edit->setText(text);
    Q_EMIT edited(QString::fromStdString(m_spec.id), text);
}

void FieldRow::showValue(const core::ParamValue& value) {
    if (m_switch != nullptr) {
        const QSignalBlocker quiet(m_switch);
        m_switch->setChecked(std::get<bool>(value));
        m_switch->update();
    } else if (m_combo != nullptr) {
        const QSignalBlocker quiet(m_combo);
        m_combo->setCurrentIndex(m_combo->findData(QString::fromStdString(std::get<std::string>(value))));
    } else if (errorText().isEmpty() || !m_edit->hasFocus()) {
        const bool automatic = m_spec.automatic && numberOf(value) == 0.0 && !m_automatic.isEmpty();
        m_edit->setText(automatic ? m_automatic : QString::fromStdString(core::valueText(value)));
        m_edit->setCursorPosition(0);
    }
    if (m_slider != nullptr && !m_slider->isSliderDown()) {
        const double number = numberOf(value);
        // A slider's position that already means this value stays, so that small steps on a rounded scale add up.
        if (valueAt(m_slider->value()) != number) {
            const QSignalBlocker quiet(m_slider);
            m_slider->setValue(positionOf(number));
        }
    }
}

void FieldRow::showError(const QString& sentence) {
    if (sentence == m_error->text()) {
        return;
    }
    m_error->setText(sentence);
    m_error->setVisible(!sentence.isEmpty());
    for (QWidget* control : {static_cast<QWidget*>(m_edit), static_cast<QWidget*>(m_combo), static_cast<QWidget*>(m_switch)}) {
        if (control != nullptr) {
            control->setProperty("bad", !sentence.isEmpty());
            control->setAccessibleDescription(sentence.isEmpty() ? description() : sentence);
            repolish(control);
        }
    }
}

QString FieldRow::errorText() const { return m_error->text(); }

void FieldRow::enterEvent(QEnterEvent* event) {
    QWidget::enterEvent(event);
    Q_EMIT attended(QString::fromStdString(m_spec.id));
}

bool FieldRow::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::FocusIn) {
        Q_EMIT attended(QString::fromStdString(m_spec.id));
        if (m_spec.automatic && watched == m_edit) {
            QTimer::singleShot(0, m_edit, &QLineEdit::selectAll); // a number typed takes the words' place; after the click's own cursor
        }
    }
    // The wheel scrolls the form; it never changes a value by accident.
    if (event->type() == QEvent::Wheel && (watched == m_combo || watched == m_slider)) {
        event->ignore();
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace epochlab::ui
