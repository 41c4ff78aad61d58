#pragma once

namespace epochlab::bench {

/// Prints how often the decision map is drawn anew while a network trains, and how much slower it trains under live plots.
void measureLive();

} // namespace epochlab::bench
