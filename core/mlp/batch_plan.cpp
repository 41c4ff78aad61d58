#include "mlp/architecture.h"

namespace epochlab::core {

BatchPlan makeBatchPlan(std::int64_t rows, std::int64_t batchSize, bool batchNorm) {
    BatchPlan plan;
    for (std::int64_t start = 0; start < rows; start += batchSize) plan.starts.push_back(start);
    if (batchNorm && plan.starts.size() > 1 && rows - plan.starts.back() == 1) {
        plan.starts.pop_back();
        plan.merged = true;
    }
    plan.starts.push_back(rows);
    return plan;
}

std::vector<std::string> planNotes(const BatchPlan& plan, std::int64_t batchSize) {
    std::vector<std::string> notes;
    if (plan.merged) notes.emplace_back("last batch of 1 row merged into the one before");
    if (batchSize > plan.starts.back()) notes.emplace_back("the batch is larger than the data set: one batch of all rows an epoch");
    return notes;
}

} // namespace epochlab::core
