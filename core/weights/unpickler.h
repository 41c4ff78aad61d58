#pragma once

#include "weights/pickle_value.h"

#include <string_view>

namespace epochlab::core {

struct Unpickled {
    PickleValue root;
    PickleHeap heap; ///< its texts lie in the pickle's bytes
};

/// Reads a pickle as torch.save writes it (protocols 2 to 5), and runs none of it: knownGlobal() says which names it may use. Throws
/// BrokenRule. Memory stays within a small multiple of the pickle's size.
Unpickled unpickle(std::string_view pickle);

} // namespace epochlab::core
