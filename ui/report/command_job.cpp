#include "report/command_job.h"

#include <QProcessEnvironment>
#include <QRegularExpression>

namespace epochlab::ui {
namespace {

core::ErrorCode codeOf(const std::string& name) {
    for (int code = 0; code <= static_cast<int>(core::ErrorCode::Stopped); ++code)
        if (core::codeName(static_cast<core::ErrorCode>(code)) == name) return static_cast<core::ErrorCode>(code);
    return core::ErrorCode::Internal;
}

/// "error[io.write]: what (where); remedy", as the command ends with. Its sentence is kept whole.
core::Error errorOf(const QStringList& lines) {
    static const QRegularExpression form(QStringLiteral("^error\\[([a-z.-]+)\\]: (.+)$"));
    for (const QString& line : lines)
        if (const QRegularExpressionMatch match = form.match(line); match.hasMatch())
            return {codeOf(match.captured(1).toStdString()), match.captured(2).toStdString(), "", ""};
    return {core::ErrorCode::Internal, "the file could not be made", "",
            "try the same command in a terminal; it said: " + lines.join(QLatin1Char(' ')).left(200).toStdString()};
}

} // namespace

CommandJob::CommandJob(QObject* parent) : QObject(parent) {
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(QStringLiteral("QT_QPA_PLATFORM"), QStringLiteral("offscreen"));
    m_process.setProcessEnvironment(environment);
    m_process.setStandardOutputFile(QProcess::nullDevice());
    connect(&m_process, &QProcess::finished, this, &CommandJob::end);
    connect(&m_process, &QProcess::errorOccurred, this, [this](QProcess::ProcessError problem) {
        if (problem != QProcess::FailedToStart) return;
        emit failed(
            {core::ErrorCode::EngineMissing, "a program of EpochLab cannot be started", m_program.toStdString(), "install EpochLab whole"});
    });
}

CommandJob::~CommandJob() {
    m_process.disconnect(this);
    m_process.kill();
    m_process.waitForFinished(2000);
}

bool CommandJob::running() const { return m_process.state() != QProcess::NotRunning; }

void CommandJob::start(const QString& program, const QStringList& words, const QString& path) {
    m_stopping = false;
    m_program = program;
    m_path = path;
    m_process.start(m_program, words + QStringList{QStringLiteral("--out"), path});
}

void CommandJob::stop() {
    m_stopping = true;
    m_process.kill(); // the file is written whole at its end, or not at all
}

void CommandJob::end(int code, QProcess::ExitStatus status) {
    const QStringList lines = QString::fromUtf8(m_process.readAllStandardError()).split(QLatin1Char('\n'), Qt::SkipEmptyParts);
    if (m_stopping) return emit stopped();
    if (status != QProcess::NormalExit || code != 0) return emit failed(errorOf(lines));
    static const QRegularExpression note(QStringLiteral("^(?:note|warning)\\[[a-z-]+\\]: (.+)$"));
    QStringList notes;
    for (const QString& line : lines)
        if (const QRegularExpressionMatch match = note.match(line); match.hasMatch()) notes << match.captured(1);
    emit done(m_path, notes);
}

} // namespace epochlab::ui
