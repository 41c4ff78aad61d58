#include "work.h"

#include <string>

namespace epochlab::bench {
namespace {

core::Result<core::ParamSet> treesOf(const json& request) {
    core::ParamSet config(core::mlpParams());
    const std::initializer_list<std::pair<const char*, std::string>> fields{
        {"data", request["folder"]},          {"model", "xgboost"},
        {"tree-method", request["method"]},   {"max-bin", request["bins"].dump()},
        {"rounds", request["rounds"].dump()}, {"threads", request["threads"].dump()}};
    for (const auto& [id, text] : fields)
        if (const auto done = config.setText(id, text); !done) return done.error();
    return config;
}

} // namespace

core::Result<json> growTrees(const json& request) {
    const auto config = treesOf(request);
    if (!config) return config.error();
    const auto dataset = app::loadDataset(*config);
    if (!dataset) return dataset.error();
    const auto trainer = app::findTrainer(*config);
    if (!trainer) return trainer.error();
    // Pictures are decoded and cached before.
    if (const auto decoded = (*trainer)->prepare(*config, *dataset); !decoded) return decoded.error();
    const Clock clock;
    const auto session = (*trainer)->prepare(*config, *dataset);
    if (!session) return session.error();
    const double rate = config->real("eta");
    for (std::int64_t round = 0; round < config->integer("rounds"); ++round) {
        if (const auto report = (*session)->advance(std::span(&rate, 1)); !report) return report.error();
        for (const core::Split split : core::allSplits)
            if (const auto measured = (*session)->evaluate(split); !measured) return measured.error();
    }
    const double seconds = clock.seconds();
    return json{{"seconds", seconds},
                {"train", (*session)->evaluate(core::Split::Training)->accuracy},
                {"test", (*session)->evaluate(core::Split::Test)->accuracy},
                {"note", (*session)->shape().notes.front()}};
}

} // namespace epochlab::bench
