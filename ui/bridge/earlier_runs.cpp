#include "bridge/earlier_runs.h"

#include "store/run_store.h"

#include <algorithm>
#include <memory>
#include <utility>

namespace epochlab::ui {
namespace {

using Runs = std::vector<EarlierRun>;

/// Oldest first. A run that cannot be read is left out: it never hides the others.
core::Result<Runs> interruptedRuns(const std::string& directory) {
    core::RunStore store(directory);
    const auto filter = core::RunFilter::parse("state=interrupted");
    if (!filter) return filter.error();
    core::Result<std::vector<core::RunSummary>> found = store.list(*filter);
    if (!found) return found.error();
    if (found->size() > EarlierRuns::mostListed) found->erase(found->begin(), found->end() - EarlierRuns::mostListed);
    Runs runs;
    for (core::RunSummary& summary : *found) {
        auto config = store.loadConfigOf(summary.id);
        auto curves = store.loadCurvesOf(summary.id);
        if (config && curves) runs.push_back({std::move(summary), *std::move(config), *std::move(curves)});
    }
    return runs;
}

} // namespace

EarlierRuns::EarlierRuns(Controller& controller, std::string directory, QObject* parent)
    : QObject(parent), m_controller(controller), m_directory(std::move(directory)) {
    m_reader.setMaxThreadCount(1);
    connect(&controller, &Controller::checkpointWanted, this, &EarlierRuns::resume);
}

EarlierRuns::~EarlierRuns() { m_reader.waitForDone(); }

void EarlierRuns::load() {
    m_reader.start([this] {
        auto runs = std::make_shared<core::Result<Runs>>(interruptedRuns(m_directory));
        QMetaObject::invokeMethod(this, [this, runs] {
            if (!*runs) {
                emit failed(runs->error());
                return;
            }
            for (auto run = runs->value().rbegin(); run != runs->value().rend(); ++run) m_controller.listEarlier(std::move(*run));
            emit loaded(static_cast<int>(runs->value().size()));
        });
    });
}

void EarlierRuns::resume(const core::RunId& id) {
    m_reader.start([this, id] {
        auto run = std::make_shared<core::Result<core::ResumableRun>>(core::RunStore(m_directory).claimResume(id));
        QMetaObject::invokeMethod(this, [this, run] {
            if (*run)
                m_controller.goOn(*std::move(*run));
            else
                emit failed(run->error());
        });
    });
}

} // namespace epochlab::ui
