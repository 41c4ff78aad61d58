#include "base/error.h"

namespace epochlab::core {

std::string_view codeName(ErrorCode code) {
    switch (code) {
    case ErrorCode::Internal: return "internal.error";
    case ErrorCode::Usage: return "usage.arguments";
    case ErrorCode::DataNotFound: return "data.not-found";
    case ErrorCode::DataNotRegularFile: return "data.not-a-regular-file";
    case ErrorCode::DataEmpty: return "data.no-rows";
    case ErrorCode::DataRaggedRow: return "data.ragged-row";
    case ErrorCode::DataNotANumber: return "data.not-a-number";
    case ErrorCode::DataNotFinite: return "data.not-finite";
    case ErrorCode::DataMissingValue: return "data.missing-value";
    case ErrorCode::DataMissingLabel: return "data.missing-label";
    case ErrorCode::DataNoLabelColumn: return "data.no-label-column";
    case ErrorCode::DataOneClass: return "data.one-class";
    case ErrorCode::DataTooFewRows: return "data.too-few-rows";
    case ErrorCode::DataUnknownClass: return "data.unknown-class";
    case ErrorCode::DataEncoding: return "data.encoding";
    case ErrorCode::DataQuote: return "data.unterminated-quote";
    case ErrorCode::DataTooLarge: return "data.too-large";
    case ErrorCode::DataShape: return "data.shape";
    case ErrorCode::DataUnreadablePicture: return "data.unreadable-picture";
    case ErrorCode::DataTruncatedPicture: return "data.truncated-picture";
    case ErrorCode::ConfigUnknownParameter: return "config.unknown-parameter";
    case ErrorCode::ConfigType: return "config.wrong-type";
    case ErrorCode::ConfigRange: return "config.out-of-range";
    case ErrorCode::ConfigConflict: return "config.conflict";
    case ErrorCode::ConfigSyntax: return "config.syntax";
    case ErrorCode::IoRead: return "io.read";
    case ErrorCode::IoWrite: return "io.write";
    case ErrorCode::IoNoSpace: return "io.no-space";
    case ErrorCode::RunNotFound: return "io.run-not-found";
    case ErrorCode::Diverged: return "run.diverged";
    case ErrorCode::OutOfMemory: return "run.out-of-memory";
    case ErrorCode::EngineMissing: return "internal.engine-missing";
    case ErrorCode::UntrustedFile: return "untrusted.file";
    case ErrorCode::Stopped: return "run.stopped";
    }
    return "internal.error";
}

ExitCode exitCodeOf(ErrorCode code) {
    switch (code) {
    case ErrorCode::Diverged: return ExitCode::Diverged;
    case ErrorCode::OutOfMemory: return ExitCode::OutOfMemory;
    case ErrorCode::Stopped: return ExitCode::Resumable;
    default: break;
    }
    const std::string_view name = codeName(code);
    if (name.starts_with("usage.")) return ExitCode::Usage;
    if (name.starts_with("data.")) return ExitCode::Data;
    if (name.starts_with("config.")) return ExitCode::Config;
    if (name.starts_with("io.")) return ExitCode::Io;
    if (name.starts_with("untrusted.")) return ExitCode::Untrusted;
    return ExitCode::Internal;
}

std::string describe(const Error& error) {
    std::string text = error.what;
    if (!error.where.empty()) text += " (" + error.where + ")";
    if (!error.remedy.empty()) text += "; " + error.remedy;
    return text;
}

std::string errorLine(const Error& error) { return "error[" + std::string(codeName(error.code)) + "]: " + describe(error); }

} // namespace epochlab::core
