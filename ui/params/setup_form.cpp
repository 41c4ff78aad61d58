#include "params/setup_form.h"

#include "params/field_row.h"
#include "params/model_fields.h"
#include "params/rate_sparkline.h"
#include "theme/theme.h"

#include <QAction>
#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

#include <algorithm>

namespace epochlab::ui {
namespace {

using core::ParamGroup;

constexpr ParamGroup kGroups[] = {ParamGroup::Data, ParamGroup::Network, ParamGroup::Training, ParamGroup::Run};

/// Batches an epoch that the sparkline takes: enough for its pixels, whatever the data.
constexpr std::int64_t kSparklineSteps = 100;

/// The chips of the top bar edit these.
bool inForm(const core::ParamSpec& spec) { return spec.id != "data" && spec.id != "model"; }

/// A toy's own sliders belong in sight: they are why one opens a toy.
bool isBasic(const core::ParamSpec& spec) { return spec.level == core::ParamLevel::Basic || spec.id.rfind("toy-", 0) == 0; }

QString textOf(std::string_view text) { return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size())); }

} // namespace

SetupForm::SetupForm(const core::ParamSet& values, Setter setter, QWidget* parent)
    : QWidget(parent), m_values(values), m_setter(std::move(setter)) {
    auto* outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->setSpacing(space::s);
    auto* scroll = new QScrollArea(this);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::NoFocus);
    auto* page = new QWidget(scroll);
    auto* column = new QVBoxLayout(page);
    column->setContentsMargins(space::m, 0, 0, space::s);
    column->setSpacing(0);
    addPresets(column);
    addGroups(column, true);
    m_more = new QPushButton(page);
    m_more->setProperty("link", true);
    m_more->setCursor(Qt::PointingHandCursor);
    m_more->setObjectName(QStringLiteral("more"));
    connect(m_more, &QPushButton::clicked, this, [this] { setUnfolded(!m_unfolded); });
    column->addSpacing(space::s);
    column->addWidget(m_more, 0, Qt::AlignLeft);
    addGroups(column, false);
    column->addStretch(1);
    scroll->setWidget(page);
    outer->addWidget(scroll, 1);
    m_help = new QLabel(this);
    m_help->setTextFormat(Qt::PlainText);
    m_help->setWordWrap(true);
    m_help->setProperty("muted", true);
    m_help->setContentsMargins(space::m, 0, space::m, space::s);
    m_help->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    m_help->setFont(Theme::instance().labelFont());
    m_help->setMinimumHeight(m_help->fontMetrics().lineSpacing() * 4 + space::s); // four lines: the form does not jump
    outer->addWidget(m_help);
    attend(QStringLiteral("learning-rate"));
    showValues(values);
}

void SetupForm::addPresets(QVBoxLayout* column) {
    m_presets = new QPushButton(tr("Presets ▾"), column->parentWidget());
    m_presets->setProperty("link", true);
    m_presets->setCursor(Qt::PointingHandCursor);
    m_presets->setObjectName(QStringLiteral("presets"));
    m_presets->setAccessibleName(tr("Presets"));
    auto* menu = new QMenu(m_presets);
    menu->setToolTipsVisible(true);
    for (const core::Preset& preset : core::presets()) {
        QAction* action = menu->addAction(textOf(preset.label), this, [this, &preset] { choosePreset(preset); });
        action->setToolTip(textOf(preset.help));
        action->setData(textOf(preset.model));
    }
    m_presets->setMenu(menu);
    column->addWidget(m_presets, 0, Qt::AlignLeft);
}

void SetupForm::choosePreset(const core::Preset& preset) {
    QStringList kept;
    for (const auto& [id, text] : preset.values) {
        core::ParamSet tried = m_values;
        if (!tried.setText(id, text) || tried == m_values) continue;
        if (m_setter(id, tried.value(id)))
            m_values = std::move(tried);
        else
            kept << QString::fromStdString(m_values.table().find(id)->label);
    }
    showValues(core::ParamSet(m_values));
    const QString help = textOf(preset.label) + QStringLiteral(": ") + textOf(preset.help);
    m_help->setText(kept.isEmpty() ? help : help + tr(" Not changed: %1.").arg(kept.join(QStringLiteral(", "))));
}

void SetupForm::addGroups(QVBoxLayout* column, bool basic) {
    for (const ParamGroup group : kGroups) {
        std::vector<std::string> ids;
        QLabel* heading = nullptr;
        for (const core::ParamSpec& spec : m_values.table().specs()) {
            if (spec.group != group || !inForm(spec) || isBasic(spec) != basic) {
                continue;
            }
            if (heading == nullptr) {
                heading = new QLabel(textOf(core::groupTitle(group)).toUpper(), column->parentWidget());
                heading->setProperty("heading", true);
                heading->setFont(Theme::instance().labelFont());
                heading->setContentsMargins(0, space::m, 0, space::xs);
                column->addWidget(heading);
            }
            addField(column, spec);
            ids.push_back(spec.id);
        }
        if (heading != nullptr) {
            m_headings.emplace(heading, std::move(ids));
        }
    }
}

void SetupForm::addField(QVBoxLayout* column, const core::ParamSpec& spec) {
    auto* row = new FieldRow(spec, column->parentWidget());
    column->addWidget(row);
    m_fields.emplace(spec.id, row);
    if (spec.id == "schedule") {
        m_rates = new RateSparkline(column->parentWidget());
        column->addWidget(m_rates);
    }
    connect(row, &FieldRow::edited, this, &SetupForm::accept);
    connect(row, &FieldRow::attended, this, &SetupForm::attend);
}

void SetupForm::accept(const QString& id, const QString& text) {
    const std::string key = id.toStdString();
    FieldRow* row = m_fields.at(key);
    core::ParamSet tried = m_values;
    core::Result<void> outcome = tried.setText(key, text.toStdString());
    if (outcome) {
        m_refused.erase(key);
        row->showError({}); // first: what the owner says of the field in answer is the last word
        outcome = m_setter(key, tried.value(key));
    }
    if (!outcome) {
        m_refused.insert(key);
        row->showError(QString::fromStdString(core::describe(outcome.error())));
        Q_EMIT refusalChanged();
        return;
    }
    if (m_values != tried) { // an owner that shows its values anew has done this
        m_values = std::move(tried);
        refresh();
    }
    row->showValue(m_values.value(key));
    Q_EMIT refusalChanged();
}

void SetupForm::enterTyped() {
    for (const auto& [id, row] : m_fields) {
        row->enterTyped();
    }
}

QString SetupForm::refusal() const {
    const auto found = std::find_if(m_refused.begin(), m_refused.end(), [this](const auto& id) { return m_values.isVisible(id); });
    if (found == m_refused.end()) {
        return {};
    }
    const FieldRow* row = m_fields.at(*found);
    return QString::fromStdString(row->spec().label) + QStringLiteral(": ") + row->errorText();
}

void SetupForm::showValues(const core::ParamSet& values) {
    const core::ParamSet before = m_values;
    m_values = values;
    if (before.text("model") != values.text("model")) attend(QString::fromStdString(core::rateField(values)));
    for (const auto& [id, row] : m_fields) {
        if (m_refused.count(id) != 0 && before.value(id) == values.value(id)) {
            continue; // what was typed stays beside its error
        }
        if (m_refused.erase(id) != 0) {
            row->showError({});
        }
        row->showValue(values.value(id));
    }
    refresh();
    Q_EMIT refusalChanged();
}

void SetupForm::showProblems(const std::vector<core::ParamError>& problems) {
    for (const auto& [id, row] : m_fields) {
        if (m_refused.count(id) != 0) {
            continue;
        }
        const auto found = std::find_if(problems.begin(), problems.end(), [&](const auto& problem) { return problem.id == id; });
        row->showError(found == problems.end() ? QString() : QString::fromStdString(core::describe(found->error)));
    }
}

FieldRow* SetupForm::field(const std::string& id) const {
    const auto found = m_fields.find(id);
    return found == m_fields.end() ? nullptr : found->second;
}

bool SetupForm::fieldShown(const std::string& id) const {
    const FieldRow* row = field(id);
    return row != nullptr && counts(id) && (isBasic(row->spec()) || m_unfolded);
}

bool SetupForm::counts(const std::string& id) const {
    return m_values.isVisible(id) && !m_hidden.contains(id) && (m_hiddenPrefix.empty() || !id.starts_with(m_hiddenPrefix));
}

void SetupForm::hideFields(const std::string& prefix) {
    if (m_hiddenPrefix == prefix) {
        return;
    }
    m_hiddenPrefix = prefix;
    refresh();
}

void SetupForm::setLimits(const core::PresetLimits* limits) {
    m_hidden.clear();
    for (const auto& [id, row] : m_fields) {
        const core::ParamSpec& spec = *m_values.table().find(id);
        const core::FieldFreedom freedom = limits != nullptr ? limits->freedomOf(id) : core::FieldFreedom::Free;
        if (freedom == core::FieldFreedom::Hidden) m_hidden.insert(id);
        const bool enabled = freedom == core::FieldFreedom::Free || freedom == core::FieldFreedom::Limited;
        row->limit(limits != nullptr ? limits->narrowed(spec) : spec, enabled,
                   limits != nullptr ? textOf(limits->reasonOf(id)) : QString());
        if (m_refused.erase(id) != 0) row->showError({}); // by other limits
        row->showValue(m_values.value(id));
    }
    refresh();
    Q_EMIT refusalChanged();
}

int SetupForm::changedAdvanced() const {
    return static_cast<int>(std::count_if(m_fields.begin(), m_fields.end(), [this](const auto& entry) {
        return !isBasic(entry.second->spec()) && counts(entry.first) && !m_values.isDefault(entry.first);
    }));
}

QString SetupForm::moreText() const { return m_more->text(); }
QString SetupForm::helpText() const { return m_help->text(); }

void SetupForm::setUnfolded(bool on) {
    if (m_unfolded == on) {
        return;
    }
    m_unfolded = on;
    refresh();
    Q_EMIT unfoldedChanged(on);
}

void SetupForm::attend(const QString& id) {
    const core::ParamSpec* spec = m_values.table().find(id.toStdString());
    if (spec != nullptr) {
        m_help->setText(QString::fromStdString(spec->label) + QStringLiteral(": ") + QString::fromStdString(spec->help));
    }
}

void SetupForm::refresh() {
    m_fields.at("threads")->setAutomaticText(tr("automatic (%1)").arg(core::automaticThreads(m_values)));
    for (const auto& [id, row] : m_fields) {
        row->setVisible(fieldShown(id));
    }
    for (const auto& [heading, ids] : m_headings) {
        heading->setVisible(std::any_of(ids.begin(), ids.end(), [this](const std::string& id) { return fieldShown(id); }));
    }
    bool anyPreset = false;
    for (QAction* action : m_presets->menu()->actions()) {
        action->setVisible(action->data().toString().toStdString() == m_values.text("model"));
        anyPreset = anyPreset || action->isVisible();
    }
    m_presets->setVisible(anyPreset);
    m_rates->setVisible(fieldShown("schedule"));
    m_rates->showSchedule(core::makeSchedule(m_values, kSparklineSteps));
    const int changed = changedAdvanced();
    const QString arrow = m_unfolded ? QStringLiteral(" ▾") : QStringLiteral(" ▸");
    m_more->setText((changed > 0 ? tr("More (%1 changed)").arg(changed) : tr("More")) + arrow);
    m_more->setAccessibleName(m_unfolded ? tr("Fold the advanced fields") : tr("Show the advanced fields, %1 changed").arg(changed));
}

} // namespace epochlab::ui
