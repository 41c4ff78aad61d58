// The whole tabular lab through the queue: what `recipe run --all` trains, with all events taken through the mailbox at the window's
// frame rate and the curves kept, as the window does. bench_lab [--quick] [ID=VALUE …]; without `data`, the cities of the program.
#include "composition.h"
#include "run/mailbox.h"
#include "run/recipe.h"
#include "run/scheduler.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <ctime>
#include <map>
#include <mutex>
#include <thread>

namespace {

using namespace epochlab;
using namespace std::chrono_literals;

struct Curves {
    std::map<std::string, std::vector<double>> series;
    std::vector<core::GradientRow> gradients;
    std::vector<core::EpochModelEvent> models;
    core::FinishedEvent ending;
};

/// The window's side: drains the mailbox once a frame and appends to the curves.
class Reader {
public:
    explicit Reader(core::Mailbox& mailbox) : m_mailbox(mailbox), m_thread([this](const std::stop_token& end) { read(end); }) {}

    /// After the last run ended.
    std::map<core::RunId, Curves> finish() {
        m_thread.request_stop();
        m_thread.join();
        takeAll();
        return std::move(m_runs);
    }
    std::size_t values() const { return m_values; }

private:
    void read(const std::stop_token& end) {
        std::mutex mutex;
        std::condition_variable_any frame;
        std::unique_lock lock(mutex);
        while (!end.stop_requested()) {
            frame.wait_for(lock, end, 16ms, [] { return false; });
            takeAll();
        }
    }

    void takeAll() {
        for (core::Event& event : m_mailbox.drain()) take(m_runs[event.run], std::move(event.payload));
    }

    void take(Curves& curves, core::EventPayload payload) {
        if (const auto* block = std::get_if<core::MetricBlock>(&payload)) {
            auto& values = curves.series[block->series];
            values.insert(values.end(), block->values.begin(), block->values.end());
            m_values += block->values.size();
        }
        if (auto* row = std::get_if<core::GradientRow>(&payload)) curves.gradients.push_back(std::move(*row));
        if (auto* model = std::get_if<core::EpochModelEvent>(&payload)) curves.models.push_back(std::move(*model));
        if (auto* ending = std::get_if<core::FinishedEvent>(&payload)) curves.ending = std::move(*ending);
    }

    core::Mailbox& m_mailbox;
    std::map<core::RunId, Curves> m_runs;
    std::size_t m_values = 0;
    std::jthread m_thread; ///< last: it uses all of the above
};

struct Task {
    std::string recipe;
    std::vector<core::PlannedRun> runs;
};

int failed(const core::Error& error) {
    std::fprintf(stderr, "%s\n", core::errorLine(error).c_str());
    return 1;
}

core::RunId idOf(const Task& task, const core::PlannedRun& run) { return task.recipe + "/" + run.label; }

core::Result<std::vector<Task>> planned(bool quick, core::SettingTexts settings) {
    const core::Result<std::vector<core::Recipe>> recipes = core::loadRecipes(app::recipeFolder());
    if (!recipes) return recipes.error();
    std::vector<Task> tasks;
    for (const core::Recipe& recipe : *recipes) {
        if (!recipe.trains) continue;
        auto runs = core::planRuns(recipe, quick, settings);
        if (!runs) return runs.error();
        tasks.push_back({recipe.name, std::move(*runs)});
    }
    return tasks;
}

struct Sum {
    std::int64_t epochs = 0;
    double seconds = 0.0;
    double bestAccuracy = 0.0;
    bool allFinished = true;

    void add(const core::FinishedEvent& ending) {
        epochs += ending.epochs;
        seconds += ending.seconds;
        if (ending.best) bestAccuracy = std::max(bestAccuracy, ending.best->validationAccuracy);
        allFinished = allFinished && ending.end == core::RunEnd::Finished;
    }
};

/// A row a recipe and one for all.
Sum printRows(const std::vector<Task>& tasks, const std::map<core::RunId, Curves>& curves) {
    std::printf("| recipe | runs | epochs | seconds of its runs | epochs/s | best validation accuracy |\n|---|---|---|---|---|---|\n");
    Sum all;
    std::size_t runs = 0;
    for (const Task& task : tasks) {
        Sum sum;
        for (const core::PlannedRun& run : task.runs) {
            const core::FinishedEvent& ending = curves.at(idOf(task, run)).ending;
            if (ending.error) failed(*ending.error);
            sum.add(ending);
            all.add(ending);
        }
        runs += task.runs.size();
        std::printf("| %s | %zu | %lld | %.2f | %.1f | %.4f |\n", task.recipe.c_str(), task.runs.size(), static_cast<long long>(sum.epochs),
                    sum.seconds, static_cast<double>(sum.epochs) / sum.seconds, sum.bestAccuracy);
    }
    std::printf("| **all** | %zu | %lld | %.2f | %.1f | %.4f |\n\n", runs, static_cast<long long>(all.epochs), all.seconds,
                static_cast<double>(all.epochs) / all.seconds, all.bestAccuracy);
    return all;
}

/// The sums that two Python loops took on 106,897 training rows, one run after another on one thread, with PyTorch 2.11. They were
/// measured once, on another day, and are quoted, not measured here.
void printBaselines(std::int64_t trainingRows, double seconds) {
    constexpr std::int64_t measuredRows = 106897;
    constexpr double userLoop = 695.0;
    constexpr double expertLoop = 247.0;
    std::printf("Quoted, not measured here (%lld training rows, one run after another): a user's Python loop %.0f s, an expert's %.0f s.\n",
                static_cast<long long>(measuredRows), userLoop, expertLoop);
    if (trainingRows == measuredRows)
        std::printf("That is %.1f and %.1f times this total. Goal 20 s: %s.\n", userLoop / seconds, expertLoop / seconds,
                    seconds <= 20.0 ? "reached" : "not reached");
    else
        std::printf("These data have %lld training rows, so the sums do not compare.\n", static_cast<long long>(trainingRows));
}

/// The queue's services with the data loaded once for all runs, as the window has them.
core::Result<core::RunServices> servicesFor(const core::ParamSet& config, std::int64_t& trainingRows) {
    core::RunServices services = app::makeRunServices();
    const core::Result<core::DatasetPointer> data = services.loadData(config);
    if (!data) return data.error();
    trainingRows = data.value()->rows(core::Split::Training).count;
    services.loadData = [dataset = data.value()](const core::ParamSet&) -> core::Result<core::DatasetPointer> { return dataset; };
    return services;
}

double processSeconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

int measure(const std::vector<Task>& tasks) {
    const auto begin = std::chrono::steady_clock::now();
    std::int64_t trainingRows = 0;
    const core::Result<core::RunServices> services = servicesFor(tasks.front().runs.front().config, trainingRows);
    if (!services) return failed(services.error());
    core::Mailbox mailbox;
    Reader reader(mailbox);
    core::Scheduler queue(*services, mailbox);
    for (const Task& task : tasks)
        for (const core::PlannedRun& run : task.runs) queue.add({.id = idOf(task, run), .config = run.config, .keepEpochModels = true});
    queue.wait();
    const std::map<core::RunId, Curves> curves = reader.finish();
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    const Sum all = printRows(tasks, curves);
    std::printf("Total: %.2f s on the clock on %d cores (%.2f s of processor time), %.1f epochs/s, %zu metric values taken.\n", seconds,
                core::Scheduler::coresOfMachine(), processSeconds(), static_cast<double>(all.epochs) / seconds, reader.values());
    printBaselines(trainingRows, seconds);
    return all.allFinished ? 0 : 1;
}

} // namespace

int main(int count, char** words) {
    bool quick = false;
    std::vector<std::pair<std::string, std::string>> settings;
    for (int i = 1; i < count; ++i) {
        const std::string word = words[i];
        const std::size_t equals = word.find('=');
        if (word == "--quick")
            quick = true;
        else if (equals != std::string::npos)
            settings.emplace_back(word.substr(0, equals), word.substr(equals + 1));
        else
            return failed({core::ErrorCode::Usage, "there is no \"" + word + "\" here", "bench lab", "give --quick or ID=VALUE"});
    }
    const core::Result<std::vector<Task>> tasks = planned(quick, settings);
    return tasks ? measure(*tasks) : failed(tasks.error());
}
