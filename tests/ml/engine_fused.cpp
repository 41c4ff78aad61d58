#include "ml/support.h"
#include "mlp/fused.h"

namespace epochlab::core::test {

std::shared_ptr<Trainer> makeTrainer() { return makeFusedTrainer(); }

} // namespace epochlab::core::test
