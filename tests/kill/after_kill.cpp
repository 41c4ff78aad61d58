#include "kill/after_kill.h"

#include "store/run_store.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <gtest/gtest.h>
#include <iterator>

namespace epochlab::test {

using core::Connection;
using core::Statement;

int killsWanted() {
    constexpr int inASuite = 10;
    const char* wanted = std::getenv("EPOCHLAB_KILLS");
    return wanted != nullptr ? std::atoi(wanted) : inASuite;
}

std::vector<std::string> smallRun() {
    return {"--data", "toy:moons", "--epochs", "150", "--hidden-layers", "2", "--width", "8", "--report-every", "1", "--optimizer", "adam"};
}

std::string modelIn(const std::string& store, const std::string& run) {
    const auto found = core::RunStore(store).find(run);
    if (!found.ok()) return {};
    std::ifstream file(store + "/runs/" + found->id + "/model.safetensors", std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

Values valuesIn(const std::string& store, const std::string& run) {
    core::RunStore runs(store);
    Values values;
    const auto found = runs.find(run);
    if (!found.ok()) return values;
    const auto curves = runs.loadCurvesOf(found->id);
    if (!curves.ok()) return values;
    for (const core::MetricBlock& block : curves->metrics) {
        EXPECT_FALSE(values.contains(block.series)) << "a gap in " << block.series;
        if (block.series != "seconds") values[block.series] = block.values;
    }
    for (const core::NoteEvent& note : curves->notes) EXPECT_FALSE(note.warning) << note.message;
    return values;
}

std::int64_t acknowledgedIn(const std::string& store) {
    auto connection = Connection::open(store + "/project.db", Connection::Access::ReadOnly);
    if (!connection.ok()) return 0;
    const auto count = connection->integer("SELECT sum(count) FROM metrics", 0);
    return count.ok() ? *count : 0;
}

namespace {

/// Stored steps of the latest run that its checkpoint does not know of.
std::int64_t stepsToRepeat(Connection& connection, std::int64_t run) {
    const auto last = connection.integer("SELECT max(first_step + count - 1) FROM metrics WHERE run = ? AND series = 'batch_loss'", 0, run);
    const auto kept = connection.integer("SELECT max(step) FROM checkpoints WHERE run = ?", 0, run);
    return last.ok() && kept.ok() ? std::max<std::int64_t>(0, *last - *kept) : 0;
}

} // namespace

bool isInterrupted(const std::string& store, std::int64_t acknowledged, KillFigures* figures) {
    core::RunStore runs(store);
    const auto list = runs.list();
    EXPECT_TRUE(list.ok()) << (list.ok() ? "" : describe(list.error()));
    if (figures) figures->acknowledged += acknowledged;
    if (!list.ok() || list->empty()) {
        if (figures) ++figures->beforeTraining;
        return false;
    }
    auto connection = Connection::open(store + "/project.db", Connection::Access::ReadWrite);
    std::string verdict;
    EXPECT_TRUE(connection->forEach("PRAGMA integrity_check", [&](const Statement& row) { verdict += row.text(0); }).ok());
    EXPECT_EQ(verdict, "ok");
    EXPECT_GE(acknowledgedIn(store), acknowledged);
    for (const core::RunSummary& run : *list) EXPECT_TRUE(run.state == "interrupted" || run.state == "finished") << run.state;
    const bool interrupted = list->back().state == "interrupted";
    if (figures) {
        ++(interrupted ? figures->whileTraining : figures->afterTraining);
        const std::int64_t repeated = interrupted ? stepsToRepeat(*connection, list->back().number) : 0;
        figures->repeatedSteps += repeated;
        figures->mostRepeatedSteps = std::max(figures->mostRepeatedSteps, repeated);
    }
    return interrupted;
}

void resumeAndCompare(const std::string& store, const std::string& model, const Values& values) {
    const Outcome rest = runProgram({"--store", store, "resume", "@last", "--json"});
    ASSERT_EQ(rest.exitCode, 0) << rest.err;
    EXPECT_EQ(modelIn(store), model) << "the model differs from the undisturbed run's";
    EXPECT_EQ(valuesIn(store), values);
}

void KillFigures::print(const char* program) const {
    std::printf("%s killed with -9 at %d random moments: %d before training began, %d while it trained, %d after its end; "
                "%lld acknowledged values, none lost; %d resumed to the undisturbed run's bits, repeating %lld steps, %lld at the most\n",
                program, kills, beforeTraining, whileTraining, afterTraining, static_cast<long long>(acknowledged), resumed,
                static_cast<long long>(repeatedSteps), static_cast<long long>(mostRepeatedSteps));
}

} // namespace epochlab::test
