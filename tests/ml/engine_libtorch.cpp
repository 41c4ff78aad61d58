#include "ml/support.h"
#include "torch/trainer.h"

namespace epochlab::test {

std::shared_ptr<core::Trainer> makeTrainer() { return std::shared_ptr<core::Trainer>(epochlab_make_torch_trainer()); }

} // namespace epochlab::test
