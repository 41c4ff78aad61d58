#include "handin/verify.h"

#include "base/file_writer.h"
#include "base/random.h"
#include "base/sha256.h"
#include "exchange/archive_file.h"
#include "exchange/run_archive.h"
#include "handin/recipe_values.h"
#include "handin/run_checks.h"

#include <algorithm>
#include <set>

namespace epochlab::core {
namespace {

constexpr std::size_t largestText = std::size_t{1} << 28U;

/// What an archive held, once its hashes are right. Its runs lie in a file of the passing folder.
struct Contents {
    HandInManifest manifest;
    std::map<std::string, std::string> files; ///< without manifest and runs
};

bool isKnownFile(std::string_view name) {
    const bool figure = name.starts_with(handInFigures) && name.find('/', handInFigures.size()) == std::string_view::npos;
    return figure || name == handInAnswers || name == handInPreset || name == handInRuns;
}

/// The rule that is broken, empty: none. hashes: of the files that are there.
std::string brokenRule(const HandInManifest& manifest, const std::map<std::string, std::string>& hashes) {
    for (const auto& [name, hash] : manifest.files) {
        const auto found = hashes.find(name);
        if (found == hashes.end()) return "a file that its manifest names is missing";
        if (found->second != hash) return "\"" + name + "\" is not what its manifest says: wrong SHA-256";
    }
    for (const auto& [name, hash] : hashes) {
        if (!manifest.files.contains(name)) return "\"" + name + "\" is not in its manifest";
        if (!isKnownFile(name)) return "\"" + name + "\" is no part of what is handed in";
    }
    for (const char* name : {handInRuns, handInAnswers, handInCurves})
        if (!hashes.contains(name)) return std::string("it has no ") + name;
    return {};
}

Result<Contents> readContents(const std::string& path, const std::string& runsPath) {
    Contents contents;
    std::map<std::string, std::string> hashes;
    std::optional<std::string> last; ///< the manifest, once it has come
    const Result<void> walked = walkArchive(path, [&](const std::string& name, std::string bytes) -> Result<void> {
        if (last) return untrustedArchive("files follow its manifest", path);
        if (name == handInManifest) {
            last = std::move(bytes);
            return {};
        }
        hashes[name] = sha256Text(bytes);
        if (name == handInRuns) return writeFileDurably(runsPath, bytes);
        if (bytes.size() > largestText) return untrustedArchive("\"" + name + "\" is too large", path);
        contents.files[name] = std::move(bytes);
        return {};
    });
    if (!walked) return walked.error();
    if (!last) return untrustedArchive("it has no manifest: it is cut off, or was not handed in", path);
    std::optional<HandInManifest> manifest = decodeManifest(*last);
    if (!manifest) return untrustedArchive("its manifest cannot be read, or is of another version of EpochLab", path);
    if (const std::string rule = brokenRule(*manifest, hashes); !rule.empty()) return untrustedArchive(rule, path);
    contents.manifest = *std::move(manifest);
    return contents;
}

/// One archive being checked in a store of its own.
class Checker {
public:
    Checker(const Contents& contents, const HandInCheck& check, std::string directory, HandInVerdict& verdict)
        : m_contents(contents), m_check(check), m_directory(std::move(directory)), m_store(m_directory), m_verdict(verdict) {}

    Result<void> run() {
        Result<std::vector<RunSummary>> runs = m_store.list();
        if (!runs) return runs.error();
        m_runs = *std::move(runs);
        checkRuns();
        checkFigures();
        readTheirAnswers();
        if (const Result<void> preset = takePreset(); !preset) return preset;
        if (m_limits) checkPreset();
        Result<void> recipes = checkRecipes();
        if (recipes) recipes = checkRecipeFigures();
        if (recipes) rerunSome();
        return recipes;
    }

private:
    void find(std::string code, std::string sentence) { m_verdict.findings.push_back({std::move(code), std::move(sentence)}); }

    void checkRuns() {
        const HandInManifest& manifest = m_contents.manifest;
        for (const RunId& id : manifest.runs)
            if (std::ranges::none_of(m_runs, [&id](const RunSummary& run) { return run.id == id; }))
                find("missing-run", "run " + id + " was handed in by its manifest and is not there");
        for (const RunSummary& run : m_runs) {
            const Result<StoredCurves> curves = m_store.loadCurvesOf(run.id);
            const auto digest = manifest.digests.find(run.id);
            if (!curves || digest == manifest.digests.end() || digest->second != digestOf(*curves))
                find("edited-metric", "run " + run.id + ": its values are not those that its manifest names");
            checkRun(m_store, run, m_verdict.findings);
        }
    }

    void checkFigures() {
        const Result<std::string> curves = curvesCsv(m_store, m_contents.manifest.runs);
        const std::string& handedIn = m_contents.files.at(handInCurves);
        if (!curves || *curves != handedIn)
            find("swapped-figure", std::string(handInCurves) + " does not show what its runs have measured");
    }

    Result<void> takePreset() {
        const auto file = m_contents.files.find(handInPreset);
        const std::string hash = file == m_contents.files.end() ? std::string() : sha256Text(file->second);
        if (m_check.preset) {
            if (hash != m_check.preset->hash) find("other-preset", "it was not handed in with the preset “" + m_check.preset->title + "”");
            m_limits.emplace(*m_check.preset, m_contents.manifest.student);
        } else if (!hash.empty()) {
            Result<LabPreset> preset = readLabPreset(file->second, m_verdict.archive + ": " + handInPreset);
            if (!preset) return preset.error();
            m_verdict.notes.push_back("judged by the preset in the archive itself, “" + preset->title + "”, SHA-256 " + hash +
                                      "; name your own with --preset");
            m_limits.emplace(*std::move(preset), m_contents.manifest.student);
        }
        return {};
    }

    void checkPreset() {
        const LabPreset& preset = m_limits->preset();
        if (preset.seedPerStudent && m_contents.manifest.student.empty())
            find("no-student", "the preset “" + preset.title + "” has a seed for each student, and no student is named");
        for (const RunSummary& run : m_runs) {
            const Result<ParamSet> config = m_store.loadConfigOf(run.id);
            if (!config) continue;
            for (const ParamError& broken : m_limits->check(*config))
                find("preset-broken", "run " + run.id + ", " + broken.id + ": " + broken.error.what);
            if (const Result<void> data = m_limits->checkData(run.dataFingerprint); !data)
                find("other-data", "run " + run.id + ": " + describe(data.error()));
        }
        for (const LabPreset::Question& question : preset.questions) wantAnswer(presetAsker, question.id, question.text);
    }

    void readTheirAnswers() {
        Result<Answers> answers = readAnswers(m_contents.files.at(handInAnswers), m_verdict.archive + ": " + handInAnswers);
        if (!answers) return find("answers", describe(answers.error()));
        m_answers = *std::move(answers);
    }

    void wantAnswer(const std::string& asker, const std::string& id, const std::string& text) {
        if (m_answers && answerTo(*m_answers, asker, id).empty())
            find("missing-answer", (asker == presetAsker ? "question " : asker + ", question ") + id + " is not answered: " + text);
    }

    Result<void> checkRecipes() {
        const std::vector<HandedInRecipe>& handedIn = m_contents.manifest.recipes;
        for (const std::string& wanted : m_check.recipes)
            if (std::ranges::count(handedIn, wanted, &HandedInRecipe::name) == 0)
                find("missing-recipe", "recipe " + wanted + " was not handed in");
        for (const HandedInRecipe& recipe : handedIn)
            if (recipe.quick) m_verdict.notes.push_back("recipe " + recipe.name + " was handed in as its quick look");
        for (const HandedInRecipe& named : m_contents.manifest.recipes) {
            const Result<Recipe> recipe = findRecipe(m_check.recipeFolders, named.name);
            if (!recipe) {
                find("unknown-recipe", "there is no recipe \"" + named.name + "\" here, so its runs were not counted");
                continue;
            }
            for (const RecipeQuestion& question : recipe->questions) wantAnswer(named.name, question.id, question.text);
            const Result<std::vector<PlannedRun>> planned = planWithin(m_limits ? &*m_limits : nullptr, *recipe, named.quick);
            if (!planned) {
                find("preset-broken", "recipe " + named.name + ": " + describe(planned.error()));
                continue;
            }
            const auto configs = finishedConfigs(m_store);
            if (!configs) return configs.error();
            const std::vector<std::optional<RunId>> runs = runsOfPlan(*planned, *configs);
            for (std::size_t i = 0; i < runs.size(); ++i)
                if (!runs[i]) find("missing-run", "recipe " + named.name + ": its run \"" + (*planned)[i].label + "\" is not there");
        }
        return {};
    }

    /// Values of recipes' figures; drawings cannot be told, as these depend on the machine's fonts.
    Result<void> checkRecipeFigures() {
        std::map<std::string, std::string> expected;
        for (const HandedInRecipe& named : m_contents.manifest.recipes) {
            auto files = recipeCsvs(m_store, named, m_check.recipeFolders, m_limits ? &*m_limits : nullptr);
            if (!files) return files.error();
            expected.merge(*files);
        }
        for (const auto& [name, bytes] : expected) {
            const auto file = m_contents.files.find(std::string(handInFigures) + name);
            if (file == m_contents.files.end())
                find("missing-figure", name + " is not there, though its runs are");
            else if (file->second != bytes)
                find("swapped-figure", name + " does not show what its runs have measured");
        }
        for (const auto& [path, bytes] : m_contents.files) {
            const bool values = path.starts_with(handInFigures) && path.ends_with(".csv") && path != handInCurves;
            if (values && !expected.contains(path.substr(handInFigures.size())))
                find("swapped-figure", path + " is of no recipe whose runs are there");
        }
        return {};
    }

    void rerunSome() {
        const auto count = static_cast<std::int32_t>(m_runs.size());
        const std::vector<std::int32_t> order = permutation({.seed = m_check.seed, .purpose = RandomPurpose::Permutation}, count);
        for (std::size_t i = 0; i < order.size() && static_cast<std::int64_t>(i) < m_check.rerun; ++i)
            rerunAndCompare(m_directory, m_runs[static_cast<std::size_t>(order[i])], m_check, m_verdict);
    }

    const Contents& m_contents;
    const HandInCheck& m_check;
    std::string m_directory;
    RunStore m_store;
    HandInVerdict& m_verdict;
    std::vector<RunSummary> m_runs;
    std::optional<PresetLimits> m_limits;
    std::optional<Answers> m_answers; ///< nothing: they cannot be read
};

/// A fault of the file, not of this machine.
bool isOfArchive(const Error& error) {
    return error.code != ErrorCode::DataNotFound && error.code != ErrorCode::DataNotRegularFile && error.code != ErrorCode::IoWrite &&
           error.code != ErrorCode::IoNoSpace && error.code != ErrorCode::OutOfMemory;
}

} // namespace

Result<HandInVerdict> verifyHandIn(const std::string& path, const HandInCheck& check) {
    HandInVerdict verdict;
    verdict.archive = path;
    const PassingFolder folder;
    if (folder.path().empty()) return PassingFolder::notMade();
    const auto refused = [&verdict](const Error& error) -> Result<HandInVerdict> {
        if (!isOfArchive(error)) return error;
        verdict.untrusted = error;
        return verdict;
    };
    const std::string runsPath = folder.path() + "/" + handInRuns;
    const Result<Contents> contents = readContents(path, runsPath);
    if (!contents) return refused(contents.error());
    verdict.student = contents->manifest.student;
    const std::string directory = folder.path() + "/store";
    const Result<std::vector<ArrivedRun>> arrived = importRuns(directory, runsPath);
    if (!arrived) {
        Error error = arrived.error();
        error.where = path + ": " + handInRuns;
        return refused(error);
    }
    verdict.runs = arrived->size();
    const Result<void> done = Checker(*contents, check, directory, verdict).run();
    if (!done) return refused(done.error());
    return verdict;
}

} // namespace epochlab::core
