#pragma once

#include "base/result.h"
#include "store/stored_run.h"

#include <QObject>
#include <QStringList>
#include <QThreadPool>

#include <string>
#include <vector>

namespace epochlab::ui {

/// Carries runs out of the store, and into it, on a thread of its own; one after another. GUI thread.
class RunMover : public QObject {
    Q_OBJECT
public:
    explicit RunMover(std::string store, QObject* parent = nullptr);
    /// Waits for what is being written.
    ~RunMover() override;

    /// Whether it holds runs, not data: by its name, or that of what is in it.
    static bool holdsRuns(const QString& path);
    enum class Format { Archive, TensorBoard };
    /// ids: empty, all that are no longer trained. path: of the archive, or of the folder that gets one for each run.
    void exportRuns(std::vector<core::RunId> ids, const QString& path, Format format);
    /// Archives, TensorBoard's event files and folders, CSV logs.
    void importRuns(const QStringList& paths);

signals:
    void working(const QString& what); ///< "Importing runs.epochlab …"
    void exported(int count, const QString& path);
    void imported(const std::vector<epochlab::core::RunId>& runs, const QString& path);
    void failed(const epochlab::core::Error& error);

private:
    const std::string m_store;
    QThreadPool m_pool; ///< one thread
};

} // namespace epochlab::ui
