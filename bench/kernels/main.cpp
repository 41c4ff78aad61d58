// What a step of the fused engine costs, for each instruction set, width and batch, on the cities.
#include "data/load.h"
#include "mlp/fused.h"
#include "mlp/kernel_sets.h"
#include "peak.h"

#include <benchmark/benchmark.h>

#include <cstdio>
#include <cstdlib>

namespace {

using namespace epochlab::core;

struct Shape {
    std::int64_t layers;
    std::int64_t width;
    std::int64_t batch;
    bool norm;
};

ParamSet configOf(const Shape& shape, const char* isa) {
    ParamSet config(mlpParams());
    const bool good = config.set("hidden-layers", shape.layers).ok() && config.set("width", shape.width).ok() &&
                      config.set("batch-size", shape.batch).ok() && config.set("batch-norm", shape.norm).ok() &&
                      config.setText("engine-isa", isa).ok();
    if (!good) std::abort();
    return config;
}

/// Multiplications and additions of the matrix products of one row's forward pass.
double flopsOfRow(const Shape& shape) {
    const auto width = static_cast<double>(shape.width);
    return 2.0 * (2.0 * width + static_cast<double>(shape.layers - 1) * width * width + width * 33.0);
}

/// Null, and the measurement skipped, where the instruction set is not there.
std::unique_ptr<TrainingSession> sessionOf(benchmark::State& state, const Shape& shape, const char* isa) {
    const ParamSet config = configOf(shape, isa);
    auto session = makeFusedTrainer()->prepare(config, *loadDataset(config));
    if (session) return std::move(*session);
    state.SkipWithError("cannot run here");
    return nullptr;
}

void trainSteps(benchmark::State& state, Shape shape, const char* isa) {
    const auto session = sessionOf(state, shape, isa);
    if (!session) return;
    const double rate = 1e-4;
    for (auto _ : state) benchmark::DoNotOptimize(session->advance(std::span(&rate, 1)));
    const double backward = 2.0 * flopsOfRow(shape) - 2.0 * 2.0 * static_cast<double>(shape.width); // no gradient of the inputs
    state.counters["GFLOP/s"] = benchmark::Counter((flopsOfRow(shape) + backward) * static_cast<double>(shape.batch) * 1e-9,
                                                   benchmark::Counter::kIsIterationInvariantRate);
    state.counters["steps/s"] = benchmark::Counter(1, benchmark::Counter::kIsIterationInvariantRate);
}

void evaluateSplit(benchmark::State& state, Shape shape, const char* isa) {
    const auto session = sessionOf(state, shape, isa);
    if (!session) return;
    std::int64_t rows = 0;
    for (auto _ : state) rows = session->evaluate(Split::Validation)->rows;
    state.counters["GFLOP/s"] =
        benchmark::Counter(flopsOfRow(shape) * static_cast<double>(rows) * 1e-9, benchmark::Counter::kIsIterationInvariantRate);
}

void peak(benchmark::State& state, const char* isa) {
    double flops = 0.0;
    for (auto _ : state) flops += multiplyAdd(isa, 100000);
    state.counters["GFLOP/s"] = benchmark::Counter(flops * 1e-9, benchmark::Counter::kIsRate);
}

} // namespace

int main(int count, char** arguments) {
    const Shape shapes[] = {{6, 16, 1, false},  {6, 16, 16, false},  {6, 16, 256, false}, {6, 16, 256, true},
                            {6, 64, 256, true}, {6, 64, 1024, true}, {3, 512, 256, true}, {100, 4, 256, false}};
    for (const char* isa : {"avx512", "avx2", "portable"}) {
        if (!chooseKernels(isa)) continue;
        if (multiplyAdd(isa, 1) > 0.0)
            benchmark::RegisterBenchmark((std::string("peak/") + isa).c_str(), [isa](benchmark::State& state) {
                peak(state, isa);
            })->Unit(benchmark::kMicrosecond);
        for (const Shape& shape : shapes) {
            char name[80];
            std::snprintf(name, sizeof name, "%s/%dx%d%s/batch %d", isa, static_cast<int>(shape.layers), static_cast<int>(shape.width),
                          shape.norm ? " norm" : "", static_cast<int>(shape.batch));
            benchmark::RegisterBenchmark((std::string("step/") + name).c_str(), [shape, isa](benchmark::State& state) {
                trainSteps(state, shape, isa);
            })->Unit(benchmark::kMicrosecond);
            if (shape.batch == 256)
                benchmark::RegisterBenchmark((std::string("evaluate/") + name).c_str(), [shape, isa](benchmark::State& state) {
                    evaluateSplit(state, shape, isa);
                })->Unit(benchmark::kMicrosecond);
        }
    }
    benchmark::Initialize(&count, arguments);
    benchmark::RunSpecifiedBenchmarks();
}
