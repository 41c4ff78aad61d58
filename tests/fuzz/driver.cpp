#include "fuzz/fuzz.h"

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <iterator>
#include <random>
#include <sys/resource.h>

// Mutates seeds by a fixed sequence of random numbers: the same runs each time, on every machine. An input that crashes the target is
// left in the working folder: PROGRAM --input FILE runs it alone.

extern "C" __attribute__((weak)) void __sanitizer_set_death_callback(void (*callback)());

namespace epochlab::fuzz {
namespace {

using Random = std::mt19937_64;

constexpr std::size_t longestInput = 64 * 1024;

std::string currentInput; // what a crash leaves behind
std::uint64_t currentRun = 0;

void keepInput() {
    const std::string name = "crash-" + std::to_string(currentRun);
    if (std::FILE* file = std::fopen(name.c_str(), "wb")) {
        std::fwrite(currentInput.data(), 1, currentInput.size(), file);
        std::fclose(file);
        std::fprintf(stderr, "the input of run %llu is in %s\n", static_cast<unsigned long long>(currentRun), name.c_str());
    }
}

extern "C" void keepInputAndDie(int signal) {
    keepInput();
    std::signal(signal, SIG_DFL);
    std::raise(signal);
}

std::size_t below(Random& random, std::size_t bound) { return bound == 0 ? 0 : random() % bound; }

/// A number that programs stumble over, of 1, 2, 4 or 8 bytes.
std::string awkwardNumber(Random& random) {
    constexpr std::uint64_t numbers[] = {0,
                                         1,
                                         0x7f,
                                         0x80,
                                         0xff,
                                         0x100,
                                         0x7fff,
                                         0xffff,
                                         0x7fffffff,
                                         0xffffffff,
                                         0x100000000,
                                         std::uint64_t{1} << 62,
                                         std::uint64_t{1} << 63,
                                         ~std::uint64_t{0}};
    const std::uint64_t number = numbers[below(random, std::size(numbers))];
    std::string bytes(std::size_t{1} << below(random, 4), '\0');
    std::memcpy(bytes.data(), &number, bytes.size());
    return bytes;
}

void overwrite(std::string& input, std::size_t at, const std::string& piece) {
    for (std::size_t i = 0; i < piece.size() && at + i < input.size(); ++i) input[at + i] = piece[i];
}

void mutateOnce(std::string& input, Random& random, const std::vector<std::string>& corpus, const std::vector<std::string>& pieces) {
    const std::size_t at = below(random, input.size());
    const std::size_t length = 1 + below(random, std::min<std::size_t>(input.size() - at, 32));
    switch (below(random, 9)) {
    case 0:
        if (!input.empty()) input[at] = static_cast<char>(input[at] ^ 1 << below(random, 8));
        break;
    case 1:
        if (!input.empty()) input[at] = static_cast<char>(random());
        break;
    case 2: overwrite(input, at, awkwardNumber(random)); break;
    case 3: input.insert(at, awkwardNumber(random)); break;
    case 4: input.erase(at, length); break;
    case 5: input.insert(at, input.substr(at, length)); break;
    case 6:
        if (!pieces.empty()) input.insert(at, pieces[below(random, pieces.size())]);
        break;
    case 7:
        if (!pieces.empty()) overwrite(input, at, pieces[below(random, pieces.size())]);
        break;
    default: {
        const std::string& other = corpus[below(random, corpus.size())];
        const std::size_t from = below(random, other.size());
        overwrite(input, at, other.substr(from, length));
    }
    }
}

std::string mutated(Random& random, const std::vector<std::string>& corpus, const std::vector<std::string>& pieces) {
    std::string input = corpus[below(random, corpus.size())];
    for (std::size_t count = 1 + below(random, 4); count > 0; --count) mutateOnce(input, random, corpus, pieces);
    if (below(random, 16) == 0) input.resize(below(random, input.size() + 1));
    if (input.size() > longestInput) input.resize(longestInput);
    return input;
}

void runOn(std::string input) {
    currentInput = std::move(input);
    LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(currentInput.data()), currentInput.size());
}

std::string bytesOf(const char* path) {
    std::string bytes;
    std::FILE* file = std::fopen(path, "rb");
    if (file == nullptr) return bytes;
    char buffer[4096];
    for (std::size_t count = 0; (count = std::fread(buffer, 1, sizeof buffer, file)) > 0;) bytes.append(buffer, count);
    std::fclose(file);
    return bytes;
}

int runAll(std::uint64_t runs, double seconds, const std::vector<std::string>& files) {
    const std::vector<std::string> corpus = seeds(files);
    const std::vector<std::string> pieces = words();
    if (corpus.empty()) return std::fprintf(stderr, "there are no seeds\n"), 1;
    for (const std::string& seed : corpus) runOn(seed);
    Random random(20240229);
    const auto start = std::chrono::steady_clock::now();
    std::chrono::duration<double> taken{};
    for (currentRun = 1; currentRun <= runs && taken.count() < seconds; ++currentRun) {
        runOn(mutated(random, corpus, pieces));
        taken = std::chrono::steady_clock::now() - start;
    }
    rusage used{};
    getrusage(RUSAGE_SELF, &used);
    std::printf("%llu runs in %.1f s, %ld MB at most\n", static_cast<unsigned long long>(currentRun - 1), taken.count(),
                used.ru_maxrss / 1024);
    constexpr long mostKilobytes = 2L << 20; // beyond which an input has made the program allocate without a check
    return used.ru_maxrss < mostKilobytes ? 0 : 1;
}

} // namespace

void failed(const char* condition, const char* file, int line) {
    std::fprintf(stderr, "%s:%d: not so: %s\n", file, line, condition);
    std::abort();
}

} // namespace epochlab::fuzz

int main(int argc, char** argv) {
    using namespace epochlab::fuzz;
    if (argc == 3 && std::strcmp(argv[1], "--input") == 0) {
        runOn(bytesOf(argv[2]));
        return 0;
    }
    if (argc < 3) return std::fprintf(stderr, "usage: %s RUNS SECONDS [FILES…] | --input FILE\n", argv[0]), 2;
    for (const int signal : {SIGSEGV, SIGABRT, SIGFPE, SIGBUS}) std::signal(signal, keepInputAndDie);
    if (__sanitizer_set_death_callback != nullptr) __sanitizer_set_death_callback(keepInput);
    return runAll(std::strtoull(argv[1], nullptr, 10), std::strtod(argv[2], nullptr), {argv + 3, argv + argc});
}
