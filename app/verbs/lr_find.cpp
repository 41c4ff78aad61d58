#include "run/rate_finder.h"

#include "composition.h"
#include "verbs/interrupts.h"
#include "verbs/output.h"
#include "verbs/verbs.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <stop_token>

namespace epochlab::app {
namespace {

using core::Error;
using core::ErrorCode;
using core::Result;
using nlohmann::ordered_json;

constexpr std::size_t printedRows = 40;

Result<double> rateOf(const Arguments& arguments, const std::string& flag, double otherwise) {
    if (!arguments.has(flag)) return otherwise;
    core::ParamSet rates(core::mlpParams());
    if (const Result<void> set = rates.setText("learning-rate", arguments.get(flag)); !set)
        return Error{ErrorCode::Usage, set.error().what, "--" + flag, set.error().remedy};
    return rates.real("learning-rate");
}

Result<core::RateFinderRequest> requestOf(const Arguments& arguments) {
    const Result<core::ParamSet> config = configurationOf(arguments);
    if (!config) return config.error();
    core::RateFinderRequest request{.config = *config};
    const Result<double> lowest = rateOf(arguments, "from", request.lowest);
    const Result<double> highest = rateOf(arguments, "to", request.highest);
    const Result<std::int64_t> steps = countOf(arguments, "steps", 1, request.steps);
    if (!lowest) return lowest.error();
    if (!highest) return highest.error();
    if (!steps) return steps.error();
    request.lowest = *lowest;
    request.highest = *highest;
    request.steps = *steps;
    return request;
}

const char* nameOf(core::RateTestEnd end) {
    switch (end) {
    case core::RateTestEnd::Completed: return "completed";
    case core::RateTestEnd::LossRose: return "loss-rose";
    case core::RateTestEnd::NotFinite: return "not-finite";
    case core::RateTestEnd::Cancelled: return "stopped";
    }
    return "stopped";
}

void printDocument(const core::RateTest& test) {
    ordered_json points = ordered_json::array();
    for (const core::RatePoint& point : test.points)
        points.push_back({{"learning_rate", point.rate}, {"loss", point.loss}, {"smoothed_loss", point.smoothed}});
    ordered_json document{{"suggestion", nullptr}, {"verdict", test.verdict}, {"end", nameOf(test.end)}, {"points", std::move(points)}};
    if (test.suggestion) document["suggestion"] = *test.suggestion;
    printOut(document.dump(2) + "\n");
}

void printTable(const core::RateTest& test) {
    printOut("learning rate      loss  smoothed\n");
    const std::size_t every = std::max<std::size_t>(1, test.points.size() / printedRows);
    for (std::size_t i = 0; i < test.points.size(); ++i) {
        if (i % every != 0 && i + 1 != test.points.size()) continue;
        const core::RatePoint& point = test.points[i];
        char row[80];
        std::snprintf(row, sizeof row, "%13.3g %9.4g %9.4g\n", point.rate, point.loss, point.smoothed);
        printOut(row);
    }
    printOut("suggestion: " + (test.suggestion ? numberText(*test.suggestion) : std::string("none")) + "\n");
    printMessage(test.verdict);
}

} // namespace

int runLrFind(const Arguments& arguments) {
    if (!arguments.words.empty())
        return failWith({ErrorCode::Usage, "lr-find takes no \"" + arguments.words[0] + "\"", "", "name the data with --data"});
    const Result<core::RateFinderRequest> request = requestOf(arguments);
    if (!request) return failWith(request.error());
    Interrupts::block();
    std::stop_source stop;
    const Interrupts interrupts([&stop] { stop.request_stop(); });
    const Result<core::RateTest> test = core::findRate(*request, makeRunServices(), stop.get_token(), [](const core::RatePoint&) {});
    if (!test) return failWith(test.error());
    arguments.json() ? printDocument(*test) : printTable(*test);
    if (test->end != core::RateTestEnd::Cancelled) return 0;
    return failWith({ErrorCode::Stopped, "the test was stopped", "", "run it again to its end"});
}

} // namespace epochlab::app
