#pragma once

namespace epochlab::bench {

/// What the gradient panel's numbers cost a training: the norms of each step, and each epoch's updates.
void measurePanel();

} // namespace epochlab::bench
