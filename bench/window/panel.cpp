#include "panel.h"

#include "data/load.h"
#include "kernels/norms.h"
#include "mlp/fused.h"
#include "run/layer_updates.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <numeric>
#include <vector>

namespace epochlab::bench {
namespace {

using core::ParamSet;

constexpr int turns = 5;

struct Shape {
    const char* name;
    std::int64_t layers, width, batch;
    bool norm;
};

template <typename Work> double medianMicroseconds(int repeats, Work work) {
    std::vector<double> times;
    for (int turn = 0; turn < turns; ++turn) {
        const auto began = std::chrono::steady_clock::now();
        for (int i = 0; i < repeats; ++i) work();
        times.push_back(std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now() - began).count() / repeats);
    }
    std::ranges::sort(times);
    return times[times.size() / 2];
}

void measureShape(const Shape& shape) {
    ParamSet config(core::mlpParams());
    const bool good = config.set("hidden-layers", shape.layers).ok() && config.set("width", shape.width).ok() &&
                      config.set("batch-size", shape.batch).ok() && config.set("batch-norm", shape.norm).ok();
    const auto data = core::loadDataset(config);
    if (!good || !data) return;
    const auto session = core::makeFusedTrainer()->prepare(config, *data);
    if (!session) return;
    const int stepsOfTurn = shape.batch == 1 ? 20000 : 1000;
    const std::vector<double> rates(100, 1e-4);
    const double step = medianMicroseconds(stepsOfTurn / 100, [&] { static_cast<void>((*session)->advance(rates)); }) / 100;

    std::vector<std::int64_t> ends;
    for (const auto layer : (*session)->layerParameters())
        ends.push_back((ends.empty() ? 0 : ends.back()) + static_cast<std::int64_t>(layer.size()));
    const std::vector<float> gradient(static_cast<std::size_t>(ends.back()), 1e-3F);
    std::vector<double> norms(ends.size());
    bool known = true;
    volatile double sink = 0.0; // or nothing is done
    const double each = medianMicroseconds(20000, [&] {
        known = gradientNorms(gradient, ends, norms) && known;
        sink = sink + norms.front();
    });
    core::LayerUpdates updates;
    const double update = medianMicroseconds(200, [&] {
        updates.keep((*session)->layerParameters());
        sink = sink + updates.measure((*session)->layerParameters()).front();
    });
    const auto rows = (*data)->rows(core::Split::Training).count;
    const double epoch = step * static_cast<double>((rows + shape.batch - 1) / shape.batch);
    if (!known) return static_cast<void>(std::printf("gradient panel, MLP %s: the norms are measured with AVX-512 alone\n", shape.name));
    std::printf(
        "gradient panel, MLP %s, batch %d: norms of all layers %.2f us in a step of %.1f us, updates %.1f us in an epoch of %.0f us: "
        "%.2f %% of training (goal 5 %%)\n",
        shape.name, static_cast<int>(shape.batch), each, step, update, epoch, 100.0 * (each / step + update / epoch));
}

} // namespace

void measurePanel() {
    for (const Shape& shape : {Shape{"6x16", 6, 16, 256, true}, Shape{"6x64", 6, 64, 256, true}, Shape{"6x16", 6, 16, 1, false},
                               Shape{"100x4", 100, 4, 256, false}})
        measureShape(shape);
}

} // namespace epochlab::bench
