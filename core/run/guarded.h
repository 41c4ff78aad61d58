#pragma once

#include "base/error.h"

#include <exception>
#include <new>

namespace epochlab::core {

/// Runs work; an exception that escapes a library becomes an error. The one catch of a worker thread.
template <typename Work, typename Failed> auto guarded(Work work, Failed failed) -> decltype(work()) {
    try {
        return work();
    } catch (const std::bad_alloc&) {
        return failed(Error{ErrorCode::OutOfMemory, "memory ran out", "", "choose a smaller batch size or a smaller network"});
    } catch (const std::exception& exception) {
        return failed(Error{ErrorCode::Internal, exception.what(), "", "report this fault"});
    } catch (...) {
        return failed(Error{ErrorCode::Internal, "an unknown exception", "", "report this fault"});
    }
}

} // namespace epochlab::core
