#include "window/preset_bar.h"

#include "bridge/controller.h"
#include "bridge/run_names.h"
#include "theme/style_sheet.h"
#include "theme/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace epochlab::ui {
namespace {

constexpr int kStudentWidth = 150;

QLabel* addLine(QVBoxLayout* column, QWidget* parent) {
    auto* label = new QLabel(parent);
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    column->addWidget(label);
    return label;
}

} // namespace

PresetBar::PresetBar(Controller& controller, QWidget* parent) : QWidget(parent), m_controller(controller) {
    setProperty("strip", true);
    setAttribute(Qt::WA_StyledBackground);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(space::m, space::xs, space::m, space::xs);
    row->setSpacing(space::s);
    auto* column = new QVBoxLayout;
    column->setSpacing(1);
    row->addLayout(column, 1);
    m_text = addLine(column, this);
    m_text->setTextFormat(Qt::RichText); // escaped
    m_state = addLine(column, this);
    m_studentLabel = new QLabel(tr("Student id"), this);
    m_student = new QLineEdit(this);
    m_student->setObjectName(QStringLiteral("student"));
    m_student->setAccessibleName(tr("Student id"));
    m_student->setToolTip(tr("Your seed is made of it: the same id has the same seed on every machine"));
    m_student->setFixedWidth(kStudentWidth);
    m_studentLabel->setBuddy(m_student);
    row->addWidget(m_studentLabel);
    row->addWidget(m_student);
    m_sketch = addButton("preset-sketch", tr("Predict first"), tr("Draw the curve that you expect of the next training"));
    m_leave = addButton("leave-preset", tr("Leave preset"), tr("Every field can be changed again; the values stay as they are"));
    m_again = addButton("open-preset-again", tr("Open again"), tr("Keep to the preset as before, with its own values"));
    m_close = addButton("close-preset-bar", tr("Dismiss"), tr("Take this line away"));
    connect(m_student, &QLineEdit::editingFinished, this, [this] { emit studentGiven(m_student->text().simplified()); });
    connect(m_sketch, &QPushButton::clicked, this, &PresetBar::sketchRequested);
    connect(m_leave, &QPushButton::clicked, this, &PresetBar::leaveRequested);
    connect(m_again, &QPushButton::clicked, this, &PresetBar::againRequested);
    connect(m_close, &QPushButton::clicked, this, [this] { tellLeft({}); });
    for (const auto signal : {&Controller::presetChanged, &Controller::problemsChanged, &Controller::dataChanged})
        connect(&controller, signal, this, &PresetBar::refresh);
    tellLeft({});
    refresh();
}

QPushButton* PresetBar::addButton(const char* id, const QString& text, const QString& tip) {
    auto* button = new QPushButton(text, this);
    button->setObjectName(QLatin1String(id));
    button->setToolTip(tip);
    button->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    layout()->addWidget(button);
    return button;
}

void PresetBar::tellLeft(const QString& title) {
    if (m_controller.preset()) return;
    say(tr("You have left the preset “%1”").arg(title), {});
    m_state->setText(tr("Every field can be changed, and what is trained from now on does not count as made with it."));
    m_state->setProperty("badText", false);
    m_state->setProperty("muted", true);
    repolish(m_state);
    m_state->show();
    for (QWidget* part : {static_cast<QWidget*>(m_studentLabel), static_cast<QWidget*>(m_student), static_cast<QWidget*>(m_sketch),
                          static_cast<QWidget*>(m_leave)})
        part->hide();
    m_again->show();
    m_close->show();
    setVisible(!title.isEmpty());
}

/// Whether the data are the preset's, as soon as they are there.
QString PresetBar::dataText(bool* bad) const {
    const core::LabPreset& preset = m_controller.preset()->preset();
    const QString name = QString::fromStdString(preset.dataName);
    if (preset.dataFingerprint.empty()) return name.isEmpty() ? QString() : tr("Data: %1").arg(name);
    const QString wanted = name.isEmpty() ? tr("those of the preset") : name;
    const core::DatasetPointer dataset = m_controller.dataset();
    if (m_controller.dataLoading() || !dataset) return tr("Data: %1 are wanted").arg(wanted);
    const auto same = m_controller.preset()->checkData(core::fingerprintText(dataset->fingerprint));
    *bad = !same;
    return same ? tr("Data: %1, as handed out").arg(wanted) : capitalised(QString::fromStdString(core::describe(same.error())));
}

void PresetBar::refresh() {
    const auto limits = m_controller.preset();
    if (!limits) return; // what tellLeft() says stays
    const core::LabPreset& preset = limits->preset();
    const QString title = tr("Preset “%1”").arg(QString::fromStdString(preset.title));
    say(title, QString::fromStdString(preset.banner));
    bool bad = false;
    QStringList state;
    if (const QString text = dataText(&bad); !text.isEmpty()) state << text;
    if (!bad && m_controller.presetGate().wantsStudent()) state << tr("Say who you are: your seed comes from your student id");
    if (!bad && m_controller.presetGate().wantsSketch()) state << tr("Predict first, then train");
    m_state->setText(state.join(QStringLiteral(" · ")));
    m_state->setProperty("badText", bad);
    m_state->setProperty("muted", !bad);
    repolish(m_state);
    m_state->setVisible(!state.isEmpty());
    m_studentLabel->setVisible(preset.seedPerStudent);
    m_student->setVisible(preset.seedPerStudent);
    if (!m_student->hasFocus()) m_student->setText(QString::fromStdString(limits->student()));
    m_sketch->setVisible(preset.wantsSketch);
    m_leave->show();
    m_again->hide();
    m_close->hide();
    show();
}

void PresetBar::say(const QString& title, const QString& words) {
    m_words = words.isEmpty() ? title : title + QStringLiteral(": ") + words;
    m_text->setText(QStringLiteral("<b>%1</b>&nbsp; %2").arg(title.toHtmlEscaped(), words.toHtmlEscaped()));
    m_text->setAccessibleName(m_words);
}

QString PresetBar::stateText() const { return m_state->text(); }

} // namespace epochlab::ui
