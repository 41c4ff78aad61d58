#pragma once

namespace epochlab::test {

constexpr int patience = 20'000; // ms; only a broken test waits that long

} // namespace epochlab::test
