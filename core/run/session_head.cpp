#include "run/session_head.h"

namespace epochlab::core {

void writeSessionHead(StateWriter& writer, const SessionHead& head) {
    writer.number(head.magic);
    writer.number(head.version);
    writer.number(head.dataFingerprint);
    writer.number(head.threads);
}

Error unfitState() { return {ErrorCode::UntrustedFile, "this is not a saved state of this training", "", "start the run anew"}; }

Result<void> readSessionHead(StateReader& reader, const SessionHead& expected) {
    if (reader.number<std::uint32_t>() != expected.magic || reader.number<std::uint32_t>() != expected.version) return unfitState();
    if (reader.number<std::uint64_t>() != expected.dataFingerprint)
        return Error{ErrorCode::ConfigConflict, "the data set is not the one that the run was stopped with", "data",
                     "restore the data, or start anew"};
    if (reader.number<std::int64_t>() != expected.threads)
        return Error{ErrorCode::ConfigConflict, "the run was stopped with another number of threads", "threads", "use the same number"};
    return {};
}

} // namespace epochlab::core
