#pragma once

#include <string>
#include <string_view>

namespace epochlab::core {

/// Stable codes; the name (codeName) is what scripts see, so it never changes once released.
/// The part before the dot decides the exit code of the command line.
enum class ErrorCode {
    Internal,               // internal.error
    Usage,                  // usage.arguments
    DataNotFound,           // data.not-found
    DataNotRegularFile,     // data.not-a-regular-file
    DataEmpty,              // data.no-rows
    DataRaggedRow,          // data.ragged-row
    DataNotANumber,         // data.not-a-number
    DataNotFinite,          // data.not-finite
    DataMissingValue,       // data.missing-value
    DataMissingLabel,       // data.missing-label
    DataNoLabelColumn,      // data.no-label-column
    DataOneClass,           // data.one-class
    DataTooFewRows,         // data.too-few-rows
    DataUnknownClass,       // data.unknown-class
    DataEncoding,           // data.encoding
    DataQuote,              // data.unterminated-quote
    DataTooLarge,           // data.too-large
    DataShape,              // data.shape (features of a file do not fit a model, etc.)
    DataUnreadablePicture,  // data.unreadable-picture
    DataTruncatedPicture,   // data.truncated-picture
    ConfigUnknownParameter, // config.unknown-parameter
    ConfigType,             // config.wrong-type
    ConfigRange,            // config.out-of-range
    ConfigConflict,         // config.conflict (two values that cannot go together)
    ConfigSyntax,           // config.syntax
    IoRead,                 // io.read
    IoWrite,                // io.write
    IoNoSpace,              // io.no-space
    RunNotFound,            // io.run-not-found
    Diverged,               // run.diverged
    OutOfMemory,            // run.out-of-memory
    EngineMissing,          // internal.engine-missing (LibTorch cannot be loaded)
    UntrustedFile,          // untrusted.file
    Stopped,                // run.stopped
};

/// Exit codes of the command line (docs/cli.md).
enum class ExitCode : int {
    Ok = 0,
    Internal = 1,
    Usage = 2,
    Data = 3,
    Config = 4,
    Io = 5,
    Diverged = 6,
    OutOfMemory = 7,
    Untrusted = 8,
    Differs = 9, ///< a rerun is not its original bit for bit
    Resumable = 75,
    SecondInterrupt = 130,
    SecondTerminate = 143,
};

/// A failure that a person can act on: what happened, where, and what to do. Plain text in English,
/// no final full stop; the same sentence is shown by the window and by the command line.
struct Error {
    ErrorCode code = ErrorCode::Internal;
    std::string what;
    std::string where;  ///< "cities.csv, row 7, column lat", a parameter id, or empty
    std::string remedy; ///< imperative: "give each row 3 cells"
};

std::string_view codeName(ErrorCode code);
ExitCode exitCodeOf(ErrorCode code);

/// "what (where); remedy" with the empty parts left out.
std::string describe(const Error& error);
/// "error[code]: what (where); remedy", the command line's line.
std::string errorLine(const Error& error);

} // namespace epochlab::core
