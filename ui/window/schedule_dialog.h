#pragma once

#include "bridge/controller.h"
#include "run/rate_change.h"

#include <QDialog>

#include <map>
#include <string>

class QComboBox;
class QFormLayout;
class QLabel;
class QLineEdit;
class QPushButton;

namespace epochlab::ui {

class RateSparkline;

/// Changes the schedule of the run that trains: the kind, what it asks for, and the rate it begins with, over a drawing of the learning
/// rate of the whole run with the change made now. What is wrong stands in it as a sentence. Accepting it is the caller's cue to ask the
/// Controller. GUI thread.
class ScheduleDialog : public QDialog {
    Q_OBJECT
public:
    /// Of the Controller's current run, which trains.
    explicit ScheduleDialog(const Controller& controller, QWidget* parent = nullptr);

    /// What "Change" asks for; its step is the next one of the run as far as it is known here.
    core::RateChange change() const { return m_change; }
    RateSparkline* sparkline() const { return m_curve; }
    QString sentence() const; ///< what the change means, or why it cannot be made

private:
    void build();
    void addField(QFormLayout& form, const std::string& id);
    void showKind();
    void refresh();
    /// The fields as a change at the run's next step; an error of the first that is wrong.
    core::Result<core::RateChange> read() const;
    QString meaning() const;

    const Controller& m_controller;
    core::RunId m_run;
    core::RateChange m_change;
    QComboBox* m_kind = nullptr;
    std::map<std::string, QLineEdit*> m_fields; ///< by the parameter's id
    QFormLayout* m_form = nullptr;
    RateSparkline* m_curve = nullptr;
    QLabel* m_sentence = nullptr;
    QPushButton* m_accept = nullptr;
};

/// The learning rate of every step of a run, as far as it is known.
core::RateCourse rateCourseOf(const RunRecord& record);

} // namespace epochlab::ui
