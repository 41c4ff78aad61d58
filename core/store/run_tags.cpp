#include "store/run_tags.h"

namespace epochlab::core {

Result<void> addTag(RunStore& store, const RunId& run, const std::string& tag) {
    const Result<RunSummary> found = store.find(run);
    if (!found) return found.error();
    if ((" " + found->tags + " ").find(" " + tag + " ") != std::string::npos) return {};
    return store.setTags(run, found->tags.empty() ? tag : found->tags + " " + tag);
}

} // namespace epochlab::core
