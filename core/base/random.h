#pragma once

#include <array>
#include <cstdint>
#include <vector>

namespace epochlab::core {

/// What a random number is for. Two purposes never share a stream, so drawing more of one does not move the other.
enum class RandomPurpose : std::uint32_t { Initialisation = 1, Shuffle, Dropout, DataSplit, ToyData, Augmentation, Sweep, Permutation };

/// Names one stream of random numbers. The same key gives the same numbers on every machine, in every
/// thread, in any order of asking; resuming a run needs only its seed and step.
struct RandomKey {
    std::uint64_t seed = 0;
    RandomPurpose purpose = RandomPurpose::Initialisation;
    std::uint32_t epoch = 0;
    std::uint32_t step = 0;
    std::uint32_t layer = 0; ///< < 2^24
};

/// Counter-based generator Philox4x32-10 (Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC'11).
/// Not thread-safe; make one per use, it is 48 bytes.
class RandomStream {
public:
    explicit RandomStream(RandomKey key);

    std::uint32_t nextUint32();
    std::uint64_t nextUint64();
    float uniformFloat();                     ///< [0, 1), 24 bits
    double uniform();                         ///< [0, 1), 53 bits
    double uniform(double low, double high);  ///< [low, high)
    double normal();                          ///< mean 0, variance 1 (Box–Muller)
    std::uint64_t below(std::uint64_t bound); ///< [0, bound) without bias; bound ≥ 1

private:
    void refill();

    std::array<std::uint32_t, 4> m_counter;
    std::array<std::uint32_t, 2> m_key;
    std::array<std::uint32_t, 4> m_block;
    int m_used = 4;
    double m_spareNormal = 0.0;
    bool m_hasSpareNormal = false;
};

/// A uniformly random order of 0 … count−1 (Fisher–Yates).
std::vector<std::int32_t> permutation(RandomKey key, std::int32_t count);

} // namespace epochlab::core
