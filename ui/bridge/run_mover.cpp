#include "bridge/run_mover.h"

#include "exchange/run_archive.h"
#include "exchange/run_transfer.h"
#include "store/run_store.h"

#include <QDir>
#include <QFileInfo>

#include <algorithm>
#include <memory>
#include <utility>

namespace epochlab::ui {
namespace {

using Summaries = std::vector<core::RunSummary>;

core::Result<Summaries> chosen(const std::string& directory, const std::vector<core::RunId>& ids) {
    core::RunStore store(directory);
    core::Result<Summaries> runs = store.list();
    if (!runs) return runs.error();
    if (ids.empty())
        core::dropTrained(*runs);
    else
        std::erase_if(*runs, [&ids](const core::RunSummary& run) { return std::ranges::find(ids, run.id) == ids.end(); });
    if (!runs->empty()) return runs;
    return core::Error{core::ErrorCode::RunNotFound, "there is no run to export", directory, "train one first"};
}

} // namespace

RunMover::RunMover(std::string store, QObject* parent) : QObject(parent), m_store(std::move(store)) { m_pool.setMaxThreadCount(1); }

RunMover::~RunMover() { m_pool.waitForDone(); }

void RunMover::exportRuns(std::vector<core::RunId> ids, const QString& path, Format format) {
    emit working(tr("Exporting runs to %1 …").arg(path));
    m_pool.start([this, ids = std::move(ids), path, format] {
        const core::Result<Summaries> runs = chosen(m_store, ids);
        core::Result<void> done;
        if (!runs)
            done = runs.error();
        else if (format == Format::Archive)
            done = core::exportRuns(m_store, *runs, path.toStdString());
        else
            done = core::exportTensorBoard(m_store, *runs, path.toStdString());
        const int count = runs ? static_cast<int>(runs->size()) : 0;
        QMetaObject::invokeMethod(this, [this, done, count, path] {
            if (done)
                emit exported(count, path);
            else
                emit failed(done.error());
        });
    });
}

void RunMover::importRuns(const QStringList& paths) {
    for (const QString& path : paths) {
        emit working(tr("Importing %1 …").arg(QFileInfo(path).fileName()));
        m_pool.start([this, path] {
            const auto taken = core::takeRuns(m_store, path.toStdString());
            std::vector<core::RunId> ids;
            if (taken)
                for (const core::TakenRun& run : *taken) ids.push_back(run.id);
            const core::Error error = taken ? core::Error{} : taken.error();
            QMetaObject::invokeMethod(this, [this, ids, error, path] {
                if (ids.empty())
                    emit failed(error);
                else
                    emit imported(ids, path);
            });
        });
    }
}

bool RunMover::holdsRuns(const QString& path) {
    const QFileInfo file(path);
    if (!file.isDir()) return file.fileName().contains(QLatin1String("tfevents")) || core::looksLikeArchive(path.toStdString());
    return !QDir(path).entryList({QStringLiteral("*tfevents*")}).isEmpty();
}

} // namespace epochlab::ui

// Its own object, so that a test links only what it names.
#include "moc_run_mover.cpp"
