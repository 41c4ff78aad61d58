#pragma once

#include "base/error.h"

#include <QByteArray>
#include <QObject>
#include <QProcess>
#include <QString>
#include <QStringList>

namespace epochlab::ui {

/// Makes a report in a process of its own, the program's command `report`: window and command line give the same file, and the window goes
/// on meanwhile. GUI thread.
class ReportJob : public QObject {
    Q_OBJECT
public:
    /// program: that has the command.
    explicit ReportJob(QString program, QObject* parent = nullptr);
    ~ReportJob() override;

    /// words: behind "report", with --out. Precondition: not running.
    void start(const QStringList& words, const QString& path);
    void stop(); ///< no file is left
    bool running() const;

signals:
    void done(const QString& path, const QStringList& notes); ///< notes: what is missing in it
    void failed(const epochlab::core::Error& error);
    void stopped();

private:
    void end(int code, QProcess::ExitStatus status);

    const QString m_program;
    QString m_path;
    QProcess m_process;
    bool m_stopping = false;
};

} // namespace epochlab::ui
