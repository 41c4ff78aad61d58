#include "report/report_data.h"

#include "data/load.h"
#include "insight/insight_text.h"

#include <algorithm>

namespace epochlab::core {
namespace {

std::string counted(std::int64_t count, const std::string& noun) { return std::to_string(count) + " " + noun; }

std::string featureWords(const DataCard& card) {
    if (!card.pictures.empty()) return "Pictures of " + card.pictures + ".";
    constexpr std::size_t mostNames = 12;
    std::string text = counted(std::ssize(card.features), card.features.size() == 1 ? "feature: " : "features: ");
    for (std::size_t i = 0; i < std::min(mostNames, card.features.size()); ++i) text += (i == 0 ? "" : ", ") + card.features[i];
    return text + (card.features.size() > mostNames ? ", …" : ".");
}

std::vector<std::string> factsOf(const DataCard& card) {
    const std::string rows = card.pictures.empty() ? "rows" : "pictures";
    std::vector<std::string> facts{
        counted(card.rows[0], rows + " for training, ") + counted(card.rows[1], "for validation, ") + counted(card.rows[2], "for testing."),
        featureWords(card),
        counted(std::ssize(card.classes), "classes; chance is ") + fixedText(card.chance) + ", and always saying " + card.majorityClass +
            " is right for " + fixedText(card.majority) + " of the validation " + rows + ".",
        card.leakingRows == 0
            ? "No validation or test " + std::string(card.pictures.empty() ? "row" : "picture") + " stands in another split."
            : counted(card.leakingRows, "validation and test " + rows + " stand in another split too.")};
    for (const std::string& note : card.notes) facts.push_back(note);
    if (!card.attribution.empty()) facts.push_back(card.attribution);
    return facts;
}

TextTable classTable(const DataCard& card) {
    TextTable table{.header = {{"class"}, {"training", false, true}, {"validation", false, true}, {"test", false, true}}, .rows = {}};
    for (const DataCard::ClassCount& entry : card.classes) {
        std::vector<TextTable::Cell>& row = table.rows.emplace_back();
        row.push_back({entry.name});
        for (const std::int64_t count : entry.counts) row.push_back({std::to_string(count), false, true});
    }
    return table;
}

void describeData(ReportData& data, RunStore& store, const RunId& run, const FigureServices& services) {
    const auto unknown = [&data](const std::string& why) { data.facts = {"They cannot be described here: " + why + "."}; };
    const Result<ParamSet> config = store.loadConfigOf(run);
    if (!config) return unknown(describe(config.error()));
    if (!services.run.loadData) return unknown("no data can be read here");
    const Result<DatasetPointer> dataset = services.run.loadData(*config);
    if (!dataset) return unknown(describe(dataset.error()));
    if (fingerprintText((*dataset)->fingerprint) != data.fingerprint) return unknown("they are no longer what the runs were trained on");
    const DataCard card = makeDataCard(**dataset);
    data.facts = factsOf(card);
    data.classes = classTable(card);
}

} // namespace

std::vector<ReportData> dataOf(RunStore& store, const std::vector<ReportSection>& sections, const FigureServices& services) {
    std::vector<ReportData> all;
    for (const ReportSection& section : sections) {
        for (const ReportRun& run : section.runs) {
            const Result<RunSummary> summary = store.find(run.id);
            if (!summary || std::ranges::find(all, summary->dataFingerprint, &ReportData::fingerprint) != all.end()) continue;
            ReportData& data =
                all.emplace_back(ReportData{.name = summary->dataName, .fingerprint = summary->dataFingerprint, .facts = {}});
            describeData(data, store, run.id, services);
        }
    }
    return all;
}

} // namespace epochlab::core
