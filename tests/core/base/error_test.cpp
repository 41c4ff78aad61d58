#include "base/error.h"

#include <gtest/gtest.h>
#include <set>

namespace epochlab::core {
namespace {

struct Row {
    ErrorCode code;
    const char* name;
    ExitCode exit;
};

class ErrorTable : public testing::TestWithParam<Row> {};

TEST_P(ErrorTable, namesAndExitCodesNeverChange) {
    EXPECT_EQ(codeName(GetParam().code), GetParam().name);
    EXPECT_EQ(exitCodeOf(GetParam().code), GetParam().exit);
}

INSTANTIATE_TEST_SUITE_P(Codes, ErrorTable,
                         testing::Values(Row{ErrorCode::Internal, "internal.error", ExitCode::Internal},
                                         Row{ErrorCode::EngineMissing, "internal.engine-missing", ExitCode::Internal},
                                         Row{ErrorCode::Usage, "usage.arguments", ExitCode::Usage},
                                         Row{ErrorCode::DataNotFound, "data.not-found", ExitCode::Data},
                                         Row{ErrorCode::DataShape, "data.shape", ExitCode::Data},
                                         Row{ErrorCode::DataUnreadablePicture, "data.unreadable-picture", ExitCode::Data},
                                         Row{ErrorCode::DataTruncatedPicture, "data.truncated-picture", ExitCode::Data},
                                         Row{ErrorCode::ConfigUnknownParameter, "config.unknown-parameter", ExitCode::Config},
                                         Row{ErrorCode::ConfigSyntax, "config.syntax", ExitCode::Config},
                                         Row{ErrorCode::IoNoSpace, "io.no-space", ExitCode::Io},
                                         Row{ErrorCode::RunNotFound, "io.run-not-found", ExitCode::Io},
                                         Row{ErrorCode::Diverged, "run.diverged", ExitCode::Diverged},
                                         Row{ErrorCode::OutOfMemory, "run.out-of-memory", ExitCode::OutOfMemory},
                                         Row{ErrorCode::UntrustedFile, "untrusted.file", ExitCode::Untrusted},
                                         Row{ErrorCode::Stopped, "run.stopped", ExitCode::Resumable}));

TEST(Error, everyCodeHasItsOwnName) {
    std::set<std::string_view> names;
    for (int code = 0; code <= static_cast<int>(ErrorCode::Stopped); ++code)
        EXPECT_TRUE(names.insert(codeName(static_cast<ErrorCode>(code))).second) << code;
}

TEST(Error, theLineLeavesEmptyPartsOut) {
    EXPECT_EQ(errorLine({ErrorCode::DataNotFound, "there is no such file", "a.csv", "check the path"}),
              "error[data.not-found]: there is no such file (a.csv); check the path");
    EXPECT_EQ(errorLine({ErrorCode::Internal, "it broke", "", ""}), "error[internal.error]: it broke");
}

} // namespace
} // namespace epochlab::core
