#pragma once

#include "bridge/controller.h"
#include "bridge/latest_worker.h"
#include "run/queue_forecast.h"
#include "run/sweep.h"

#include <QObject>
#include <QString>

#include <memory>
#include <optional>
#include <vector>

namespace epochlab::ui {

/// A sweep as it is typed. GUI thread; what it comes to is reckoned on a worker.
class SweepDraft : public QObject {
    Q_OBJECT
public:
    /// A field that varies.
    struct Axis {
        std::string id;
        QString values; ///< "0.1, 0.01", "0.001..0.1:5"; drawn: "0.001..0.1"
        bool drawn = false;
        bool operator==(const Axis&) const = default;
    };
    /// All that is typed; numbers as their text.
    struct Text {
        std::vector<Axis> axes;
        QString seeds = QStringLiteral("1");
        QString draws = QStringLiteral("10");
        QString drawSeed = QStringLiteral("1");
        bool operator==(const Text&) const = default;
    };

    /// The form's settings are those of every run. The controller outlives the draft.
    SweepDraft(Controller& controller, int cores, QObject* parent = nullptr);

    const Text& text() const { return m_text; }
    void setText(const Text& text);
    /// Where the settings come from that do not vary: the form, or a file, whose data are named then.
    QString introduction() const;
    /// "7 runs of the file"; empty where it lists none.
    QString listedRuns() const;

    /// What the texts say; the first error otherwise.
    core::Result<core::Sweep> sweep() const;
    /// Nothing while it is reckoned anew.
    const std::optional<core::Result<std::vector<core::PlannedRun>>>& runs() const { return m_runs; }
    /// "112 runs · about 40 s on 2 cores · 20 MB", "reckoning …", or the error.
    QString preview() const { return m_preview; }
    bool ready() const { return m_runs && m_runs->ok(); }

    core::Result<void> load(const QString& path);
    core::Result<void> save(const QString& path) const;
    /// Empty where a command cannot say it: runs that a file lists.
    QString commandLine() const;

signals:
    void textChanged();    ///< by load()
    void previewChanged(); ///< preview() and runs()

private:
    struct Outcome {
        core::Result<std::vector<core::PlannedRun>> runs;
        QString preview;
    };
    void reckon();
    static Outcome outcomeOf(const core::Sweep& sweep, const core::PresetLimits* limits, const core::DataSizes& sizes,
                             const core::SpeedMemory* speed, int cores);

    Controller& m_controller;
    const int m_cores;
    Text m_text;
    core::ParamSet m_base;
    std::vector<core::ListedRun> m_listed;
    bool m_loaded = false; ///< from a file
    std::optional<core::Result<std::vector<core::PlannedRun>>> m_runs;
    QString m_preview;
    int m_generation = 0;    ///< results of older texts are dropped
    core::DataSizes m_sizes; ///< on the worker only
    LatestWorker m_worker;   ///< last: joined first
};

} // namespace epochlab::ui
