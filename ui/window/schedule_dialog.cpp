#include "window/schedule_dialog.h"

#include "bridge/run_names.h"
#include "params/model_fields.h"
#include "params/rate_sparkline.h"
#include "theme/style_sheet.h"
#include "theme/theme.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace epochlab::ui {
namespace {

using Kind = core::ScheduleShape::Kind;

const core::ParamSpec& specOf(const std::string& id) { return *core::mlpParams().find(id); }

/// A live run that has not said yet how many steps an epoch has cannot be drawn.
bool canChange(const RunRecord* record) { return record && record->live() && record->started; }

} // namespace

core::RateCourse rateCourseOf(const RunRecord& record) {
    const std::int64_t perEpoch = record.started ? std::max<std::int64_t>(1, record.started->shape.stepsPerEpoch) : 1;
    core::RateCourse course(core::makeSchedule(record.config, perEpoch));
    for (const core::LearningRateEvent& event : record.learningRates) course.change(core::changeOf(event));
    return course;
}

ScheduleDialog::ScheduleDialog(const Controller& controller, QWidget* parent) : QDialog(parent), m_controller(controller) {
    setWindowTitle(tr("Change the schedule"));
    setObjectName(QStringLiteral("schedule-dialog"));
    resize(460, 380);
    if (const RunRecord* record = controller.current()) m_run = record->id;
    build();
    for (const auto signal : {&Controller::runUpdated, &Controller::runFinished})
        connect(&controller, signal, this, [this](const core::RunId& id) {
            if (id == m_run) refresh();
        });
    showKind();
}

void ScheduleDialog::build() {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(space::l, space::l, space::l, space::l);
    column->setSpacing(space::s);
    m_form = new QFormLayout;
    m_form->setSpacing(space::s);
    m_kind = new QComboBox(this);
    m_kind->setObjectName(QStringLiteral("schedule-kind"));
    m_kind->setAccessibleName(tr("Schedule"));
    for (const core::ParamChoice& choice : specOf("schedule").choices)
        m_kind->addItem(QString::fromStdString(choice.label), QString::fromStdString(choice.value));
    m_form->addRow(QString::fromStdString(specOf("schedule").label), m_kind);
    for (const char* id : {"schedule-minimum", "schedule-factor", "schedule-every", "learning-rate"}) addField(*m_form, id);
    m_fields["learning-rate"]->setPlaceholderText(tr("as it is then"));
    column->addLayout(m_form);
    m_curve = new RateSparkline(this);
    m_curve->setFixedHeight(96);
    column->addWidget(m_curve);
    m_sentence = new QLabel(this);
    m_sentence->setObjectName(QStringLiteral("schedule-sentence"));
    m_sentence->setTextFormat(Qt::PlainText);
    m_sentence->setWordWrap(true);
    m_sentence->setMinimumHeight(4 * fontMetrics().lineSpacing());
    m_sentence->setAlignment(Qt::AlignTop);
    column->addWidget(m_sentence, 1);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    m_accept = buttons->addButton(tr("Change"), QDialogButtonBox::AcceptRole);
    m_accept->setObjectName(QStringLiteral("schedule-change"));
    m_accept->setDefault(true);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    column->addWidget(buttons);
    if (const RunRecord* record = m_controller.current()) { // it begins with what holds
        core::ParamSet now = record->config;
        core::setScheduleShape(now, rateCourseOf(*record).last().shape());
        m_kind->setCurrentIndex(m_kind->findData(QString::fromStdString(now.text("schedule"))));
        for (const auto& [id, field] : m_fields)
            if (id != "learning-rate") field->setText(QString::fromStdString(now.textOf(id)));
    }
    connect(m_kind, &QComboBox::currentIndexChanged, this, &ScheduleDialog::showKind);
    for (const auto& [id, field] : m_fields) connect(field, &QLineEdit::textChanged, this, &ScheduleDialog::refresh);
}

void ScheduleDialog::addField(QFormLayout& form, const std::string& id) {
    const core::ParamSpec& spec = specOf(id);
    auto* field = new QLineEdit(this);
    field->setObjectName(QString::fromStdString("change-" + id));
    const QString unit = spec.unit.empty() ? QString() : QStringLiteral(" (%1)").arg(QString::fromStdString(spec.unit));
    field->setAccessibleName(QString::fromStdString(spec.label));
    field->setToolTip(QString::fromStdString(spec.help));
    form.addRow(QString::fromStdString(spec.label) + unit, field);
    m_fields[id] = field;
}

core::Result<core::RateChange> ScheduleDialog::read() const {
    const RunRecord* record = m_controller.run(m_run);
    if (!canChange(record))
        return core::Error{core::ErrorCode::ConfigConflict, "no run is being trained whose schedule could change", "", "train one"};
    core::ParamSet said = record->config;
    static_cast<void>(said.setText("schedule", m_kind->currentData().toString().toStdString()));
    for (const auto& [id, field] : m_fields) {
        const std::string text = field->text().trimmed().toStdString();
        const bool isRate = id == "learning-rate";
        if (isRate ? text.empty() : !said.isVisible(id)) continue;
        if (const core::Result<void> set = said.setText(isRate ? core::rateField(said) : id, text); !set) return set.error();
    }
    const bool rated = !m_fields.at("learning-rate")->text().trimmed().isEmpty();
    core::RateChange change{record->progress.step + 1, rated ? core::baseRateOf(said) : 0.0, core::scheduleShapeOf(said)};
    const core::Schedule now = rateCourseOf(*record).last();
    if (core::changedSchedule(now, change) == now)
        return core::Error{core::ErrorCode::ConfigConflict, "the run has this schedule already", "", "choose another one, or another rate"};
    return change;
}

void ScheduleDialog::showKind() {
    core::ParamSet shown(core::mlpParams());
    static_cast<void>(shown.setText("schedule", m_kind->currentData().toString().toStdString()));
    for (const auto& [id, field] : m_fields) m_form->setRowVisible(field, shown.isVisible(id));
    refresh();
}

void ScheduleDialog::refresh() {
    const core::Result<core::RateChange> change = read();
    m_accept->setEnabled(change.ok());
    m_sentence->setText(change ? meaning() : QString::fromStdString(core::describe(change.error())));
    if (m_sentence->property("badText").toBool() == change.ok()) {
        m_sentence->setProperty("badText", !change.ok());
        repolish(m_sentence);
    }
    const RunRecord* record = m_controller.run(m_run);
    if (!record || !record->started) return;
    core::RateCourse course = rateCourseOf(*record);
    if (change) {
        m_change = *change;
        course.change(*change);
    }
    const std::int64_t steps = record->started->epochs * std::max<std::int64_t>(1, record->started->shape.stepsPerEpoch);
    m_curve->showRates([&](std::int64_t step) { return course.rateAt(step); }, steps, record->progress.step);
}

QString ScheduleDialog::meaning() const {
    const QString kind = m_kind->currentData().toString();
    const bool rated = !m_fields.at("learning-rate")->text().trimmed().isEmpty();
    const QString rate = rated ? tr("this learning rate") : tr("the learning rate that holds then");
    QString text = tr("From the run's next batch on, and counted from there: ");
    if (kind == QLatin1String("cosine"))
        text += tr("%1 falls along half a cosine over the epochs that are left.").arg(rate);
    else if (kind == QLatin1String("step"))
        text += tr("%1 is cut after so many epochs more, again and again.").arg(rate);
    else
        text += tr("%1 stays to the end.").arg(rate);
    return text + QLatin1Char(' ') +
           tr("A warm-up that has ended does not come again. The change is marked on the plots and kept with the run.");
}

QString ScheduleDialog::sentence() const { return m_sentence->text(); }

} // namespace epochlab::ui

// Its own object, so that a test links only what it names.
#include "moc_schedule_dialog.cpp"
