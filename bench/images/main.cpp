// The product's side of ./dev bench images: answers requests, one JSON object a line.
#include "work.h"

#include <iostream>
#include <map>
#include <string>

namespace {

using namespace epochlab;
using bench::json;

core::Result<json> answerTo(const json& request) {
    static const std::map<std::string, core::Result<json> (*)(const json&)> works{
        {"decode", bench::decodePictures}, {"train", bench::trainNetwork}, {"evaluate", bench::evaluateNetwork},
        {"probe", bench::probeRates},      {"tune", bench::tuneNetwork},   {"trees", bench::growTrees}};
    const auto work = works.find(request["work"]);
    if (work == works.end()) return core::Error{core::ErrorCode::Usage, "there is no such work", request["work"], "see bench/images/run"};
    return work->second(request);
}

} // namespace

int main() {
    app::limitLibraries();
    for (std::string line; std::getline(std::cin, line);) {
        const core::Result<json> answer = answerTo(json::parse(line));
        std::cout << (answer ? *answer : json{{"error", core::describe(answer.error())}}).dump() << std::endl;
    }
}
