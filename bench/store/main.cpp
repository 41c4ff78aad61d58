// The store under load, in a folder of its own that is removed again: bench_store [RUNS] [SECONDS] [VALUES A SECOND].
#include "store/run_store.h"
#include "store/store_writer.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <thread>
#include <vector>

namespace {

using namespace epochlab::core;
using Clock = std::chrono::steady_clock;

constexpr std::int64_t blockValues = 1000;

double secondsSince(Clock::time_point begin) { return std::chrono::duration<double>(Clock::now() - begin).count(); }

int failed(const std::string& what) {
    std::fprintf(stderr, "error: %s\n", what.c_str());
    return 1;
}

StartedEvent started(int run) {
    static const auto data = std::make_shared<TableDataset>();
    StartedEvent event{ParamSet(mlpParams()), nullptr, data, {}, 50, 0};
    const bool good = event.config.set("width", std::int64_t{8 + run % 100}).ok() && event.config.set("seed", std::int64_t{run}).ok();
    if (!good) std::abort();
    event.shape.stepsPerEpoch = 1;
    event.shape.layerNames = {"output"};
    event.shape.engine = "fused";
    return event;
}

void addRuns(const std::string& folder, int runs) {
    StoreWriter writer(folder);
    for (int run = 0; run < runs; ++run) {
        const RunId id = "run-" + std::to_string(run);
        writer.onEvent({id, started(run)});
        FinishedEvent end;
        end.epochs = 50;
        end.best = BestEpoch{50, 0.5 + 0.4 * (run % 997) / 997.0, 0.3, 0.9, 0.9};
        writer.onEvent({id, end});
    }
}

bool measureList(const std::string& folder, const char* filter) {
    constexpr int repetitions = 11;
    const Result<RunFilter> wanted = RunFilter::parse(filter);
    if (!wanted) return false;
    std::vector<double> times;
    std::size_t rows = 0;
    for (int i = 0; i < repetitions; ++i) {
        RunStore store(folder); // opened anew, as the command line does
        const Clock::time_point begin = Clock::now();
        const Result<std::vector<RunSummary>> runs = store.list(*wanted);
        if (!runs) return false;
        rows = runs->size();
        times.push_back(1e3 * secondsSince(begin));
    }
    std::ranges::sort(times);
    std::printf("list '%s': %zu runs, median %.1f ms, most %.1f ms (goal 100 ms)\n", filter, rows, times[repetitions / 2], times.back());
    return true;
}

/// Values at a given pace, in blocks as a run sends them; then all of them are read back.
bool measureValues(const std::string& folder, double seconds, double rate) {
    std::int64_t sent = 0;
    double longest = 0.0;
    const Clock::time_point begin = Clock::now();
    {
        StoreWriter writer(folder);
        writer.onEvent({"stream", started(0)});
        while (secondsSince(begin) < seconds) {
            const Clock::time_point before = Clock::now();
            MetricBlock block{"batch_loss", 1, sent + 1, std::vector<double>(blockValues)};
            for (std::int64_t i = 0; i < blockValues; ++i) block.values[static_cast<std::size_t>(i)] = static_cast<double>(sent + i);
            writer.onEvent({"stream", std::move(block)});
            sent += blockValues;
            longest = std::max(longest, secondsSince(before));
            std::this_thread::sleep_until(begin + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(sent / rate)));
        }
        if (!writer.flush() || writer.acknowledgedValues() != sent) return false;
        writer.onEvent({"stream", FinishedEvent{}});
    }
    const double taken = secondsSince(begin);
    RunStore store(folder);
    const Result<StoredCurves> curves = store.loadCurvesOf("stream");
    if (!curves) return false;
    std::int64_t right = 0;
    for (const MetricBlock& block : curves->metrics)
        for (std::size_t i = 0; i < block.values.size(); ++i)
            right += block.values[i] == static_cast<double>(block.firstStep - 1 + static_cast<std::int64_t>(i)) ? 1 : 0;
    std::printf("values: %lld in %.1f s, %.0f a second; %lld read back right, %lld lost; the run waited at most %.2f ms for a block\n",
                static_cast<long long>(sent), taken, static_cast<double>(sent) / taken, static_cast<long long>(right),
                static_cast<long long>(sent - right), 1e3 * longest);
    return right == sent;
}

} // namespace

int main(int count, char** words) {
    const int runs = count > 1 ? std::atoi(words[1]) : 10000;
    const double seconds = count > 2 ? std::atof(words[2]) : 60.0;
    const double rate = count > 3 ? std::atof(words[3]) : 3e5;
    std::string folder = (std::filesystem::temp_directory_path() / "epochlab-bench-XXXXXX").string();
    if (!mkdtemp(folder.data())) return failed("no folder can be made for the store");
    addRuns(folder, runs);
    const bool good = measureList(folder, "") && measureList(folder, "width=16 accuracy>0.7") && measureValues(folder, seconds, rate);
    std::error_code ignored;
    std::filesystem::remove_all(folder, ignored);
    return good ? 0 : failed("the store did not give back what it was given");
}
