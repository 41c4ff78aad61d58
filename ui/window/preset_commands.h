#pragma once

#include "base/error.h"
#include "bridge/controller.h"

#include <QObject>
#include <QString>

#include <memory>

namespace epochlab::ui {

class MainWindow;
class SetupForm;
class SideViews;
class PresetBar;
class RunQueue;
class StoredRuns;

/// Lab presets in the window: opens and leaves them, and knows the student. GUI thread.
class PresetCommands : public QObject {
    Q_OBJECT
public:
    /// All outlive it.
    PresetCommands(Controller& controller, StoredRuns& stored, const RunQueue& queue, MainWindow* window);

    PresetBar* bar() const { return m_bar; }
    /// Once, when these are there: the form follows the preset, and what is drawn in the side view counts.
    void connectWindow(SetupForm& form, SideViews& views);
    /// Why the preset keeps a field as it is; empty: it can be changed.
    QString reasonOf(const std::string& id) const;
    void choose(); ///< asks for a file
    void openFile(const QString& path);
    /// Where it names no student, the one that is remembered. path: the file it was read from.
    void open(std::shared_ptr<const core::PresetLimits> limits, const QString& path);
    void leave();

    QString file() const; ///< of the one that is open, for commands; empty: none is
    QString student() const { return m_student; }
    void remember(const QString& student) { m_student = student; } ///< from an earlier session
    /// Makes the seed that the preset wants of a student; empty: of nobody.
    void setStudent(const QString& student);

signals:
    void failed(const epochlab::core::Error& error);

private:
    Controller& m_controller;
    const RunQueue& m_queue;
    MainWindow* m_window;
    PresetBar* m_bar;
    QString m_student;
    QString m_file;                                   ///< of the one that is open, or was left last
    std::shared_ptr<const core::PresetLimits> m_left; ///< the one that was left last
};

} // namespace epochlab::ui
