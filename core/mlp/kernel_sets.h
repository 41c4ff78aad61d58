#pragma once

#include "base/result.h"
#include "mlp/step_plan.h"

#include <string_view>

namespace epochlab::core {

/// "auto": the widest that this processor has; else "avx512", "avx2" or "portable". ConfigConflict where it cannot run here. Thread-safe.
Result<const KernelSet*> chooseKernels(std::string_view name);

} // namespace epochlab::core
