#include "window/preset_bar.h"

#include "bridge/controller.h"
#include "theme/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>

namespace epochlab::ui {

PresetBar::PresetBar(Controller& controller, QWidget* parent)
    : QWidget(parent), m_text(new QLabel(this)), m_leave(new QPushButton(tr("Leave preset"), this)) {
    setProperty("strip", true);
    setAttribute(Qt::WA_StyledBackground);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(space::m, space::xs, space::m, space::xs);
    m_text->setTextFormat(Qt::PlainText);
    m_text->setWordWrap(true);
    row->addWidget(m_text, 1);
    m_leave->setObjectName(QStringLiteral("leave-preset"));
    m_leave->setToolTip(tr("Every field can be changed again; the values stay as they are"));
    row->addWidget(m_leave);
    connect(m_leave, &QPushButton::clicked, this, [&controller] { controller.setPreset(nullptr); });
    connect(&controller, &Controller::presetChanged, this, [this, &controller] { show(controller); });
    show(controller);
}

void PresetBar::show(const Controller& controller) {
    const auto limits = controller.preset();
    setVisible(limits != nullptr);
    if (limits == nullptr) return;
    const core::LabPreset& preset = limits->preset();
    m_text->setText(tr("Preset “%1”").arg(QString::fromStdString(preset.title)) +
                    (preset.banner.empty() ? QString() : QStringLiteral(": ") + QString::fromStdString(preset.banner)));
}

QString PresetBar::text() const { return m_text->text(); }

} // namespace epochlab::ui
