// What a run's probabilities are worth: calibration and roc.
#include "compare/gallery_runs.h"
#include "insight/calibration.h"
#include "insight/roc.h"
#include "verbs/compare_runs.h"
#include "verbs/json_text.h"
#include "verbs/mistakes.h"
#include "verbs/output.h"
#include "verbs/verbs.h"

namespace epochlab::app {
namespace {

using core::Error;
using core::ErrorCode;
using core::Result;
using nlohmann::ordered_json;

constexpr std::int64_t mostBins = 1000;

/// A run, and what its best epoch answered.
struct Answered {
    core::RunSummary run;
    core::PredictionPair pair; ///< of it alone
};

/// What both verbs are asked.
struct Question {
    std::vector<Answered> runs;
    core::TableFormat format = core::TableFormat::Text;
    std::int32_t positive = 1; ///< of two classes
    bool twoClasses = true;    ///< all runs
};

Result<Question> questionOf(const Arguments& arguments) {
    const Result<core::TableFormat> format = formatOf(arguments);
    if (!format) return format.error();
    Question question{.runs = {}, .format = *format};
    const Result<std::optional<core::Split>> split = splitFlag(arguments);
    if (!split) return split.error();
    core::RunStore store = storeOf(arguments);
    const Result<std::vector<core::RunSummary>> runs = chosenRuns(arguments, store, 0);
    if (!runs) return runs.error();
    for (const core::RunSummary& run : *runs) {
        Result<core::PredictionPair> pair = core::loadPredictionPair(store, run, run, *split);
        if (!pair) return pair.error();
        question.twoClasses = question.twoClasses && pair->classNames.size() == 2;
        question.runs.push_back({run, *std::move(pair)});
    }
    if (!arguments.has("positive")) return question;
    if (!question.twoClasses) return Error{ErrorCode::Usage, "--positive is for data of two classes", "", "leave it out"};
    const Result<std::int32_t> positive = classFlag(arguments, "positive", question.runs.front().pair.classNames);
    if (!positive) return positive.error();
    question.positive = *positive;
    return question;
}

/// The table of each run, and where there are several a first column of their names.
core::TextTable joined(const std::vector<core::TextTable>& tables, const std::vector<Answered>& runs) {
    core::TextTable whole = tables.front();
    if (tables.size() == 1) return whole;
    whole.rows.clear();
    whole.header.insert(whole.header.begin(), {"run"});
    for (std::size_t at = 0; at < tables.size(); ++at)
        for (std::vector<core::TextTable::Cell> row : tables[at].rows) {
            row.insert(row.begin(), {escaped(titleOf(runs[at].run))});
            whole.rows.push_back(std::move(row));
        }
    return whole;
}

ordered_json headJson(const Answered& answered, const Question& question, bool ofClass) {
    ordered_json json{{"run", answered.run.id},
                      {"name", answered.run.name},
                      {"epoch", answered.pair.best.epoch},
                      {"split", core::splitName(answered.pair.split())}};
    if (ofClass) json["positive"] = answered.pair.classNames[static_cast<std::size_t>(question.positive)];
    return json;
}

/// "NAME, test rows at epoch 3, probability of "real"": what a line of numbers is of.
std::string headText(const Answered& answered, const Question& question, bool ofClass) {
    const std::string& positive = answered.pair.classNames[ofClass ? static_cast<std::size_t>(question.positive) : 0];
    return titleOf(answered.run) + ", " + std::string(core::splitName(answered.pair.split())) + " rows at epoch " +
           std::to_string(answered.pair.best.epoch) + (ofClass ? ", probability of " + positive : ", probability of the answer") + ": ";
}

void print(const Arguments& arguments, const Question& question, const ordered_json& document, const std::vector<core::TextTable>& tables,
           const std::vector<std::string>& words) {
    if (arguments.json()) {
        printOut(jsonText(document));
        return;
    }
    printOut(core::write(joined(tables, question.runs), question.format));
    for (const std::string& line : words) printMessage(line);
}

ordered_json jsonOf(const core::Calibration& calibration) {
    ordered_json bins = ordered_json::array();
    for (const core::CalibrationBin& bin : calibration.bins)
        bins.push_back({{"from", bin.low},
                        {"to", bin.high},
                        {"rows", bin.rows},
                        {"hits", bin.hits},
                        {"mean", numberOrNull(bin.mean)},
                        {"share", numberOrNull(bin.share)},
                        {"interval_95", bin.rows > 0 ? ordered_json{bin.interval.low, bin.interval.high} : ordered_json()}});
    return {{"rows", calibration.rows},
            {"expected_calibration_error", numberOrNull(calibration.error)},
            {"largest_calibration_error", numberOrNull(calibration.largest)},
            {"error_by_chance", calibration.chanceError},
            {"error_by_chance_95", calibration.chanceBound},
            {"bins", std::move(bins)}};
}

ordered_json jsonOf(const core::RocCurve& curve) {
    ordered_json points = ordered_json::array();
    for (const core::RocPoint& point : curve.points)
        points.push_back({{"threshold", numberOrNull(point.threshold)},
                          {"false_positive_rate", point.falsePositive},
                          {"true_positive_rate", point.truePositive}});
    return {{"auc", numberOrNull(curve.area)},
            {"interval_95", curve.interval ? ordered_json{curve.interval->low, curve.interval->high} : ordered_json()},
            {"positives", curve.positives},
            {"negatives", curve.negatives},
            {"points", std::move(points)}};
}

} // namespace

int runCalibration(const Arguments& arguments) {
    const Result<std::int64_t> bins = countOf(arguments, "bins", 1, core::defaultBins);
    if (!bins) return failWith(bins.error());
    if (*bins > mostBins)
        return failWith({ErrorCode::Usage, "there are too many bins", "--bins " + arguments.get("bins"), "write at most 1000"});
    const Result<Question> question = questionOf(arguments);
    if (!question) return failWith(question.error());
    ordered_json document{{"runs", ordered_json::array()}};
    std::vector<core::TextTable> tables;
    std::vector<std::string> words;
    for (const Answered& answered : question->runs) {
        const bool ofClass = answered.pair.classNames.size() == 2;
        const core::Calibration calibration = core::calibrationOf(ofClass ? core::scoredRows(answered.pair.best, question->positive)
                                                                          : core::confidenceRows(answered.pair.best),
                                                                  static_cast<int>(*bins));
        document["runs"].push_back(headJson(answered, *question, ofClass));
        document["runs"].back().update(jsonOf(calibration));
        tables.push_back(core::calibrationTable(calibration, question->format));
        words.push_back(headText(answered, *question, ofClass) + core::calibrationWords(calibration));
    }
    print(arguments, *question, document, tables, words);
    return 0;
}

int runRoc(const Arguments& arguments) {
    const Result<Question> question = questionOf(arguments);
    if (!question) return failWith(question.error());
    ordered_json document{{"runs", ordered_json::array()}};
    std::vector<core::TextTable> tables;
    std::vector<std::string> words;
    for (const Answered& answered : question->runs) {
        if (answered.pair.classNames.size() != 2)
            return failWith({ErrorCode::Usage,
                             "a ROC curve needs two classes, and the run's data have " + std::to_string(answered.pair.classNames.size()),
                             titleOf(answered.run), "see confusion, or calibration"});
        const core::RocCurve curve = core::rocOf(core::scoredRows(answered.pair.best, question->positive));
        document["runs"].push_back(headJson(answered, *question, true));
        document["runs"].back().update(jsonOf(curve));
        tables.push_back(core::rocTable(curve, question->format));
        words.push_back(headText(answered, *question, true) + core::rocWords(curve));
    }
    print(arguments, *question, document, tables, words);
    return 0;
}

} // namespace epochlab::app
