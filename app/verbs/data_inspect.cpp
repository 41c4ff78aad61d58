#include "composition.h"
#include "data/csv_preview.h"
#include "data/load.h"
#include "data/picture_source.h"
#include "data/picture_views.h"
#include "verbs/json_text.h"
#include "verbs/loading_line.h"
#include "verbs/output.h"
#include "verbs/verbs.h"

namespace epochlab::app {
namespace {

using nlohmann::ordered_json;

ordered_json bySplit(const std::array<std::int64_t, 3>& counts) {
    ordered_json object;
    for (const core::Split split : core::allSplits) object[std::string(core::splitName(split))] = counts[static_cast<std::size_t>(split)];
    return object;
}

ordered_json jsonOf(const core::DataCard& card) {
    ordered_json object{{"name", card.name}, {"source", card.source}, {"rows", bySplit(card.rows)}, {"features", card.features}};
    object["classes"] = ordered_json::array();
    for (const auto& entry : card.classes) object["classes"].push_back({{"name", entry.name}, {"rows", bySplit(entry.counts)}});
    object["chance"] = card.chance;
    object["majority"] = card.majority;
    object["majority_class"] = card.majorityClass;
    object["leaking_rows"] = card.leakingRows;
    object["leak_share"] = card.leakShare;
    object["fingerprint"] = core::fingerprintText(card.fingerprint);
    object["notes"] = card.notes;
    if (!card.attribution.empty()) object["attribution"] = card.attribution;
    return object;
}

ordered_json jsonOf(const std::vector<core::PictureFinding>& findings) {
    ordered_json list = ordered_json::array();
    for (const core::PictureFinding& finding : findings)
        list.push_back({{"kind", finding.kind}, {"words", finding.words}, {"count", finding.count}, {"examples", finding.examples}});
    return list;
}

ordered_json jsonOf(const core::PictureReport& report, const core::PictureView& view) {
    return {{"found", report.found},
            {"left_out", report.leftOut()},
            {"width", {report.smallestWidth, report.largestWidth}},
            {"height", {report.smallestHeight, report.largestHeight}},
            {"grey", report.grey},
            {"problems", jsonOf(report.problems)},
            {"remarks", jsonOf(report.remarks)},
            {"seen", view.describe()}};
}

ordered_json jsonOf(const core::CsvPreview& preview) {
    return {{"delimiter", std::string(1, preview.delimiter)},
            {"decimal_comma", preview.decimalComma},
            {"encoding", preview.encoding},
            {"header", preview.header},
            {"columns", preview.columns},
            {"label", preview.label},
            {"rows", preview.rowCount}};
}

std::string textOf(const core::DataCard& card) {
    const std::string rows = card.pictures.empty() ? " rows" : " pictures";
    std::string text = card.name + "\n";
    for (const core::Split split : core::allSplits)
        text +=
            "  " + std::string(core::splitName(split)) + ": " + std::to_string(card.rows[static_cast<std::size_t>(split)]) + rows + "\n";
    text += card.pictures.empty() ? "  features:" : "  size: " + card.pictures;
    for (const std::string& name : card.features) text += " " + name;
    text += "\n  classes: " + std::to_string(card.classes.size()) + "\n";
    for (const auto& entry : card.classes)
        text += "    " + entry.name + ": " + std::to_string(entry.counts[0]) + " / " + std::to_string(entry.counts[1]) + " / " +
                std::to_string(entry.counts[2]) + "\n";
    text += "  chance: " + numberText(card.chance) + "\n  always \"" + card.majorityClass + "\": " + numberText(card.majority) + "\n " +
            rows + " that stand in two splits: " + std::to_string(card.leakingRows) + "\n";
    for (const std::string& note : card.notes) text += "  note: " + note + "\n";
    return card.attribution.empty() ? text : text + "  " + card.attribution + "\n";
}

} // namespace

int runData(const Arguments& arguments) {
    const bool wellFormed = arguments.words.size() == 2 && arguments.words[0] == "inspect";
    if (!wellFormed)
        return failWith({core::ErrorCode::Usage, "data takes \"inspect\" and a path", "", "write epochlab-cli data inspect PATH"});
    core::Result<core::ParamSet> config = configurationOf(arguments);
    if (!config) return failWith(config.error());
    const std::string& source = arguments.words[1];
    if (const auto set = config->set("data", source); !set) return failWith(set.error());
    const core::Result<core::DatasetPointer> dataset = loadDataset(*config, loadingLine());
    if (!dataset) return failWith(dataset.error());
    const core::DataCard card = core::makeDataCard(**dataset);
    if (!arguments.json()) {
        printOut(textOf(card));
        return 0;
    }
    ordered_json document = jsonOf(card);
    if ((*dataset)->pictures)
        document["pictures"] = jsonOf((*dataset)->pictures->report(), core::pictureViewOf(*config, **dataset));
    else if (config->isVisible("csv-label"))
        if (const auto preview = core::previewCsv(source, *config)) document["csv"] = jsonOf(*preview);
    printOut(jsonText(document));
    return 0;
}

} // namespace epochlab::app
