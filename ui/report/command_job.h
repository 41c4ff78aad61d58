#pragma once

#include "base/error.h"

#include <QByteArray>
#include <QObject>
#include <QProcess>
#include <QString>
#include <QStringList>

namespace epochlab::ui {

/// Makes a file with a command of the programs in a process of its own: window and command line give the same file, and the window goes on
/// meanwhile. GUI thread.
class CommandJob : public QObject {
    Q_OBJECT
public:
    explicit CommandJob(QObject* parent = nullptr);
    ~CommandJob() override;

    /// words: the command, without --out, which path is for. Precondition: not running.
    void start(const QString& program, const QStringList& words, const QString& path);
    void stop(); ///< no file is left
    bool running() const;

signals:
    void done(const QString& path, const QStringList& notes); ///< notes: what is missing in it, or was found
    void failed(const epochlab::core::Error& error);
    void stopped();

private:
    void end(int code, QProcess::ExitStatus status);

    QString m_program, m_path;
    QProcess m_process;
    bool m_stopping = false;
};

} // namespace epochlab::ui
