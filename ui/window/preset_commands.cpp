#include "window/preset_commands.h"

#include "bridge/preset_tags.h"
#include "bridge/run_names.h"
#include "bridge/run_queue.h"
#include "insight/side_choices.h"
#include "insight/side_views.h"
#include "insight/sketch_card.h"
#include "params/setup_form.h"
#include "window/main_window.h"
#include "window/preset_bar.h"

#include <QFileDialog>
#include <QFileInfo>

#include <utility>

namespace epochlab::ui {
namespace {

std::shared_ptr<const core::PresetLimits> limitsFor(const core::PresetLimits& limits, const QString& student) {
    return std::make_shared<const core::PresetLimits>(limits.preset(), student.toStdString());
}

} // namespace

PresetCommands::PresetCommands(Controller& controller, StoredRuns& stored, const RunQueue& queue, MainWindow* window)
    : QObject(window), m_controller(controller), m_queue(queue), m_window(window), m_bar(new PresetBar(controller, window)) {
    new PresetTags(controller, stored, this);
    connect(m_bar, &PresetBar::studentGiven, this, &PresetCommands::setStudent);
    connect(m_bar, &PresetBar::leaveRequested, this, &PresetCommands::leave);
    connect(m_bar, &PresetBar::againRequested, this, [this] {
        if (m_left) open(m_left, m_file);
    });
}

void PresetCommands::connectWindow(SetupForm& form, SideViews& views) {
    connect(&m_controller, &Controller::presetChanged, &form, [this, &form] { form.setLimits(m_controller.preset().get()); });
    connect(&m_controller, &Controller::refused, m_window, &MainWindow::showError);
    connect(&m_queue, &RunQueue::refused, m_window, &MainWindow::showError);
    connect(this, &PresetCommands::failed, m_window, &MainWindow::showError);
    connect(m_bar, &PresetBar::sketchRequested, &views, [&views] { views.show(SideView::Sketch); }); // the tab comes to the front with it
    connect(views.sketch(), &SketchCard::sketched, this, [this, &views] { m_controller.setSketched(!views.sketch()->sketch().empty()); });
    connect(views.choices(), &SideChoices::clearSketch, this, [this] { m_controller.setSketched(false); });
}

QString PresetCommands::reasonOf(const std::string& id) const {
    const auto limits = m_controller.preset();
    const core::FieldFreedom freedom = limits ? limits->freedomOf(id) : core::FieldFreedom::Free;
    const bool kept = freedom == core::FieldFreedom::Fixed || freedom == core::FieldFreedom::Hidden;
    return kept ? capitalised(QString::fromStdString(limits->reasonOf(id))) : QString();
}

void PresetCommands::choose() {
    const QString path = QFileDialog::getOpenFileName(
        m_window, tr("Open preset"), {},
        tr("Lab presets (*%1);;All files (*)").arg(QString::fromLatin1(core::labPresetEnding.data(), core::labPresetEnding.size())));
    if (!path.isEmpty()) openFile(path);
}

void PresetCommands::openFile(const QString& path) {
    core::Result<core::LabPreset> preset = core::loadLabPreset(path.toStdString());
    if (!preset) return emit failed(preset.error());
    open(std::make_shared<const core::PresetLimits>(*std::move(preset)), path);
}

void PresetCommands::open(std::shared_ptr<const core::PresetLimits> limits, const QString& path) {
    if (m_queue.active())
        return emit failed({core::ErrorCode::ConfigConflict, "runs that the preset does not know of are in the queue",
                            limits->preset().title, "stop the queue, or wait for its end"});
    if (limits->student().empty())
        limits = limitsFor(*limits, m_student);
    else
        m_student = QString::fromStdString(limits->student());
    m_file = QFileInfo(path).absoluteFilePath();
    m_controller.setPreset(std::move(limits));
}

QString PresetCommands::file() const { return m_controller.preset() ? m_file : QString(); }

void PresetCommands::leave() {
    m_left = m_controller.preset();
    if (!m_left) return;
    m_controller.setPreset(nullptr);
    m_bar->tellLeft(QString::fromStdString(m_left->preset().title));
}

void PresetCommands::setStudent(const QString& student) {
    m_student = student;
    const auto limits = m_controller.preset();
    if (limits && limits->student() != student.toStdString()) m_controller.setPreset(limitsFor(*limits, student));
}

} // namespace epochlab::ui
