#include "ml/support.h"
#include "torch/trainer.h"

namespace epochlab::core::test {

std::shared_ptr<Trainer> makeTrainer() { return std::shared_ptr<Trainer>(epochlab_make_torch_trainer()); }

} // namespace epochlab::core::test
