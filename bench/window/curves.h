#pragma once

namespace epochlab::bench {

/// Prints what frames of zooming and panning cost: twenty curves of 100,000 points, and one of a million.
void measureCurves();

} // namespace epochlab::bench
