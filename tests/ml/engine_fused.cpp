#include "ml/support.h"
#include "mlp/fused.h"

namespace epochlab::test {

std::shared_ptr<core::Trainer> makeTrainer() { return core::makeFusedTrainer(); }

} // namespace epochlab::test
