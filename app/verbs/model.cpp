#include "composition.h"
#include "insight/model_outline.h"
#include "verbs/compare_runs.h"
#include "verbs/json_text.h"
#include "verbs/loading_line.h"
#include "verbs/output.h"
#include "verbs/verbs.h"

namespace epochlab::app {
namespace {

using core::Error;
using core::ErrorCode;
using core::ModelOutline;
using core::OutlineLayer;
using core::Result;
using nlohmann::ordered_json;

constexpr std::size_t mostRows = 24; ///< that a person reads one by one

Result<ModelOutline> ofSettings(const core::ParamSet& config) {
    const Result<core::DatasetPointer> dataset = loadDataset(config, loadingLine());
    if (!dataset) return dataset.error();
    return core::outlineOf(config, core::endsOf(config, **dataset));
}

/// A run that has no model, as it trains or ended too early, by its settings.
Result<ModelOutline> ofRun(const Arguments& arguments) {
    core::RunStore store = storeOf(arguments);
    const std::string& name = arguments.words.front();
    const Result<core::Model> model = store.loadModelOf(name);
    if (model) return core::outlineOf(model->config, core::endsOf(*model));
    const Result<core::RunSummary> run = store.find(name);
    if (!run || run->best) return model.error();
    const Result<core::ParamSet> config = store.loadConfigOf(run->id);
    return config ? ofSettings(*config) : config.error();
}

Result<ModelOutline> outlineFor(const Arguments& arguments) {
    if (arguments.words.size() > 1 || (!arguments.words.empty() && !arguments.parameters.empty()))
        return Error{ErrorCode::Usage, "model takes one run, or the flags of train", "",
                     "write model RUN, or model --data PATH --width 64"};
    if (!arguments.words.empty()) return ofRun(arguments);
    const Result<core::ParamSet> config = configurationOf(arguments);
    return config ? ofSettings(*config) : config.error();
}

ordered_json jsonOf(const ModelOutline& outline) {
    ordered_json document{
        {"title", outline.title}, {"parameters", outline.parameters}, {"trained", outline.trained}, {"layers", ordered_json::array()}};
    for (const OutlineLayer& layer : outline.layers)
        document["layers"].push_back({{"name", layer.name},
                                      {"kind", layer.kind},
                                      {"behind", layer.behind},
                                      {"input", layer.input},
                                      {"output", layer.output},
                                      {"parameters", layer.parameters},
                                      {"trained", layer.trained}});
    if (!outline.note.empty()) document["note"] = outline.note;
    return document;
}

} // namespace

int runModel(const Arguments& arguments) {
    const Result<core::TableFormat> format = formatOf(arguments);
    if (!format) return failWith(format.error());
    const Result<ModelOutline> outline = outlineFor(arguments);
    if (!outline) return failWith(outline.error());
    if (arguments.json()) {
        printOut(jsonText(jsonOf(*outline)));
        return 0;
    }
    const bool everyLayer = *format == core::TableFormat::Csv;
    printOut(core::write(core::outlineTable(everyLayer ? *outline : core::folded(*outline, mostRows), *format), *format));
    printMessage(outline->title + ": " + core::totalText(*outline));
    return 0;
}

} // namespace epochlab::app
