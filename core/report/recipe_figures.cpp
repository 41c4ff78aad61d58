#include "report/recipe_figures.h"

#include "compare/differences.h"
#include "compare/gallery_runs.h"
#include "params/setting_words.h"
#include "report/figure_parts.h"

#include <algorithm>
#include <map>

namespace epochlab::core {
namespace {

constexpr std::size_t mostOthers = 40; ///< runs of the store beside a recipe's own, the best ones

bool hasEnded(const RunSummary& run) { return run.state == "finished" || run.state == "diverged"; }

Result<std::map<RunId, RunSummary>> summariesById(RunStore& store) {
    const Result<std::vector<RunSummary>> runs = store.list();
    if (!runs) return runs.error();
    std::map<RunId, RunSummary> byId;
    for (const RunSummary& run : *runs) byId.emplace(run.id, run);
    return byId;
}

bool hasValues(const FigureRun& run, const std::vector<Setting>& only) {
    return std::ranges::all_of(only, [&](const Setting& setting) {
        return run.run.config && run.run.config->isVisible(setting.id) && run.run.config->value(setting.id) == setting.value;
    });
}

/// What tells the runs without a label apart in few words: of what differs the fields that everybody sets, but not the data's.
void labelOthers(FigureRuns& runs) {
    std::vector<std::string> fields = differingFields(comparedOf(runs));
    std::erase_if(fields, [](const std::string& id) {
        const ParamSpec& spec = *mlpParams().find(id);
        return spec.level != ParamLevel::Basic || spec.group == ParamGroup::Data;
    });
    for (FigureRun& run : runs) {
        if (!run.label.empty()) continue;
        std::string label = run.run.name.empty() && run.run.config ? settingsWords(*run.run.config, fields) : run.run.name;
        if (label.empty() && run.run.config) label = valueWords(*mlpParams().find("model"), run.run.config->value("model"));
        if (label.empty()) label = run.summary.id;
        if (std::ranges::find(runs, label, &FigureRun::label) != runs.end()) label += " (" + run.summary.id + ")";
        run.label = std::move(label);
    }
}

/// Makes a recipe's figures one after the other; what several of them take is read once.
class FigureMaker {
public:
    FigureMaker(RunStore& store, const FigureServices& services) : m_store(store), m_services(services) {}

    Result<void> readPlan(const std::vector<PlannedRun>& planned, std::span<const std::optional<RunId>> runs) {
        Result<std::map<RunId, RunSummary>> summaries = summariesById(m_store);
        if (!summaries) return summaries.error();
        m_summaries = *std::move(summaries);
        m_planned = planned.size();
        for (std::size_t i = 0; i < planned.size(); ++i) {
            const auto found = i < runs.size() && runs[i] ? m_summaries.find(*runs[i]) : m_summaries.end();
            if (found == m_summaries.end()) {
                m_missing.push_back(planned[i]);
                continue;
            }
            Result<FigureRun> run = loadFigureRun(m_store, found->second, planned[i].label, static_cast<int>(i));
            if (!run) return run.error();
            m_runs.push_back(*std::move(run));
        }
        return {};
    }

    FigureList make(const RecipeFigure& figure, const std::optional<RecipeTable>& table) {
        FigureRuns runs = m_runs;
        if (figure.runs == RecipeFigureRuns::Store)
            if (const Result<void> added = addOthers(runs); !added) return added.error();
        std::erase_if(runs, [&](const FigureRun& run) { return !hasValues(run, figure.only); });
        if (figure.runs == RecipeFigureRuns::BestAndWorst) keepBestAndWorst(runs);
        std::vector<PlannedRun> missing = m_missing;
        std::erase_if(missing, [&](const PlannedRun& run) {
            return std::ranges::any_of(figure.only, [&](const Setting& setting) {
                return !run.config.isVisible(setting.id) || run.config.value(setting.id) != setting.value;
            });
        });
        const FigureAsk ask{m_store, m_services, figure, std::move(runs), missing, m_planned, table};
        switch (figure.kind) {
        case RecipeFigureKind::Curves: return curvesFigure(ask);
        case RecipeFigureKind::Values: return valuesFigure(ask);
        case RecipeFigureKind::Layers: return layersFigures(ask);
        case RecipeFigureKind::Heat: return heatFigures(ask);
        case RecipeFigureKind::Maps: return mapsFigure(ask);
        case RecipeFigureKind::Table: return tableFigure(ask);
        case RecipeFigureKind::Runs: return runsFigure(ask);
        case RecipeFigureKind::Gallery: return galleryFigure(ask);
        }
        return std::vector<Figure>{};
    }

    void take(FigureRun run) { m_runs.push_back(std::move(run)); }
    const FigureRuns& runs() const { return m_runs; }
    const std::map<RunId, RunSummary>& summaries() const { return m_summaries; }

private:
    static void keepBestAndWorst(FigureRuns& runs) {
        FigureRuns kept;
        for (const FigureRun* run : bestAndWorst(runs)) kept.push_back(*run);
        runs = std::move(kept);
    }

    /// The data that the store's runs are looked up by: the recipe's, else those that are named, else the newest run's.
    Result<std::string> fingerprint() const {
        if (!m_runs.empty()) return m_runs.front().summary.dataFingerprint;
        const Result<std::map<RunId, ParamSet>> configs = m_store.loadConfigs();
        if (!configs) return configs.error();
        const RunSummary* newest = nullptr;
        for (const auto& [id, run] : m_summaries) {
            const auto config = configs->find(id);
            const bool asked = m_services.data.empty() || (config != configs->end() && config->second.text("data") == m_services.data);
            if (asked && hasEnded(run) && (newest == nullptr || run.number > newest->number)) newest = &run;
        }
        return newest == nullptr ? std::string() : newest->dataFingerprint;
    }

    Result<void> addOthers(FigureRuns& runs) const {
        const Result<std::string> data = fingerprint();
        if (!data) return data.error();
        std::vector<RunSummary> others;
        for (const auto& [id, run] : m_summaries) {
            const bool known = std::ranges::any_of(runs, [&](const FigureRun& own) { return own.summary.id == run.id; });
            if (!known && run.state == "finished" && run.dataFingerprint == *data && !data->empty()) others.push_back(run);
        }
        std::vector<const RunSummary*> ranked = rankedRuns(placesOf(others));
        if (ranked.size() > mostOthers) ranked.erase(ranked.begin() + mostOthers - 1, ranked.end() - 1); // the worst stays
        for (const RunSummary* run : ranked) {
            Result<FigureRun> loaded = loadFigureRun(m_store, *run, "", static_cast<int>(runs.size()));
            if (!loaded) return loaded.error();
            runs.push_back(*std::move(loaded));
        }
        labelOthers(runs);
        return {};
    }

    RunStore& m_store;
    const FigureServices& m_services;
    std::map<RunId, RunSummary> m_summaries;
    FigureRuns m_runs;
    std::vector<PlannedRun> m_missing;
    std::size_t m_planned = 0;
};

/// What a recipe without figures ends in.
std::vector<RecipeFigure> usualFigures(const Recipe& recipe) {
    if (!recipe.figures.empty()) return recipe.figures;
    RecipeFigure figure{.kind = recipe.table ? RecipeFigureKind::Table : RecipeFigureKind::Runs,
                        .name = recipe.table ? "table" : "runs",
                        .title = recipe.title};
    return {figure};
}

std::vector<RecipeFigure> figuresOfChosen(std::size_t runs) {
    using Kind = RecipeFigureKind;
    std::vector<RecipeFigure> figures{
        {.kind = Kind::Curves, .name = "loss", .title = "Loss", .show = {"training_loss", "validation_loss"}},
        {.kind = Kind::Curves, .name = "accuracy", .title = "Accuracy", .show = {"training_accuracy", "validation_accuracy"}},
        {.kind = Kind::Runs, .name = "runs", .title = "Runs"}};
    if (runs == 1) figures.push_back({.kind = Kind::Heat, .name = "gradients", .title = "Gradients by layer"});
    figures.push_back({.kind = Kind::Maps,
                       .name = "maps",
                       .title = "Decision maps",
                       .runs = runs > 4 ? RecipeFigureRuns::BestAndWorst : RecipeFigureRuns::All});
    if (runs > 1) figures.push_back({.kind = Kind::Gallery, .name = "gallery", .title = "Best right, worst wrong", .count = 24});
    return figures;
}

/// Settings beside each other.
Figure settingsFigure(const FigureRuns& runs) {
    std::vector<std::string> names;
    Figure figure{.name = "settings", .title = "Settings", .caption = {}, .reading = {}, .runs = {}, .content = {}};
    for (const FigureRun& run : runs) {
        names.push_back(run.label);
        figure.runs.push_back(run.summary.id);
    }
    const std::vector<ConfigurationRow> rows = configurationRows(comparedOf(runs));
    const auto differing = std::ranges::count_if(rows, &ConfigurationRow::differs);
    figure.caption = "Settings of " + std::to_string(runs.size()) + (runs.size() == 1 ? " run" : " runs") + "; what differs stands first.";
    if (runs.size() > 1) figure.reading = std::to_string(differing) + " of " + std::to_string(rows.size()) + " settings differ.";
    const TextTable table = settingsTable(rows, names);
    figure.content = TableFigure{.people = table, .numbers = table, .legend = {}};
    return figure;
}

/// Nothing to see, in a figure that nobody has asked for by its name.
bool isEmpty(const Figure& figure) {
    const auto* curves = std::get_if<CurvesFigure>(&figure.content);
    return curves != nullptr && curves->curves.empty();
}

} // namespace

Result<FinishedRuns> FinishedRuns::of(RunStore& store) {
    const Result<std::vector<RunSummary>> runs = store.list();
    if (!runs) return runs.error();
    const Result<std::map<RunId, ParamSet>> configs = store.loadConfigs();
    if (!configs) return configs.error();
    std::map<std::string, const RunSummary*> newest;
    for (const RunSummary& run : *runs) { // oldest first
        const auto config = configs->find(run.id);
        if (config == configs->end() || !hasEnded(run)) continue;
        for (const std::string& key : keysOfTrained(config->second)) {
            const RunSummary*& best = newest[key];
            if (best == nullptr || run.state == "finished" || best->state != "finished") best = &run;
        }
    }
    FinishedRuns finished;
    for (const auto& [key, run] : newest) finished.m_byKey.emplace(key, run->id);
    return finished;
}

std::vector<std::optional<RunId>> FinishedRuns::answering(const std::vector<PlannedRun>& planned) const {
    std::vector<std::optional<RunId>> found;
    for (const PlannedRun& run : planned) {
        const auto known = m_byKey.find(trainingKey(run.config));
        found.push_back(known == m_byKey.end() ? std::nullopt : std::optional(known->second));
    }
    return found;
}

Result<std::vector<Figure>> recipeFigures(RunStore& store, const Recipe& recipe, const std::vector<PlannedRun>& planned,
                                          std::span<const std::optional<RunId>> runs, const FigureServices& services) {
    FigureMaker maker(store, services);
    if (const Result<void> read = maker.readPlan(planned, runs); !read) return read.error();
    std::vector<Figure> figures;
    for (const RecipeFigure& figure : usualFigures(recipe)) {
        FigureList made = maker.make(figure, recipe.table);
        if (!made) return made.error();
        std::ranges::move(*made, std::back_inserter(figures));
    }
    return figures;
}

Result<std::vector<Figure>> runFigures(RunStore& store, std::span<const RunId> runs, const FigureServices& services) {
    FigureMaker maker(store, services);
    if (const Result<void> read = maker.readPlan({}, {}); !read) return read.error();
    FigureRuns chosen;
    for (const RunId& id : runs) {
        const auto found = maker.summaries().find(id);
        if (found == maker.summaries().end())
            return Error{ErrorCode::RunNotFound, "there is no run " + id, "", "see epochlab-cli runs list"};
        Result<FigureRun> run = loadFigureRun(store, found->second, "", static_cast<int>(chosen.size()));
        if (!run) return run.error();
        chosen.push_back(*std::move(run));
    }
    const std::vector<std::string> texts = legendTexts(comparedOf(chosen));
    for (std::size_t i = 0; i < chosen.size(); ++i) chosen[i].label = chosen[i].run.name.empty() ? texts[i] : chosen[i].run.name;
    for (FigureRun& run : chosen) maker.take(std::move(run));
    std::vector<Figure> figures;
    for (const RecipeFigure& figure : figuresOfChosen(runs.size())) {
        FigureList made = maker.make(figure, std::nullopt);
        if (!made) return made.error();
        std::ranges::move(*made, std::back_inserter(figures));
    }
    std::erase_if(figures, isEmpty);
    if (!runs.empty()) figures.push_back(settingsFigure(maker.runs()));
    return figures;
}

} // namespace epochlab::core
