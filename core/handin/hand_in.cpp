#include "handin/hand_in.h"

#include "base/file_writer.h"
#include "base/number_text.h"
#include "base/sha256.h"
#include "exchange/archive_file.h"
#include "exchange/run_archive.h"
#include "handin/hand_in_parts.h"
#include "handin/recipe_values.h"

#include <algorithm>
#include <bit>
#include <limits>

namespace epochlab::core {
namespace {

constexpr std::string_view clockSeries = "seconds";
constexpr std::size_t largestFile = std::numeric_limits<std::ptrdiff_t>::max();

void addBits(std::string& bytes, std::uint64_t value) {
    for (int shift = 0; shift < 64; shift += 8) bytes += static_cast<char>(value >> shift & 0xff);
}

/// An archive that remembers the hash of what it was given.
class Packer {
public:
    explicit Packer(ArchiveWriter archive) : m_archive(std::move(archive)) {}

    Result<void> add(const std::string& name, std::string_view bytes) {
        m_files[name] = sha256Text(bytes);
        return m_archive.add(name, bytes);
    }

    Result<void> finish(HandInManifest manifest) {
        manifest.files = std::move(m_files);
        const Result<void> added = m_archive.add(handInManifest, encodeManifest(manifest));
        return added ? m_archive.finish() : added;
    }

private:
    ArchiveWriter m_archive;
    std::map<std::string, std::string> m_files;
};

/// Of a store that holds the runs of the archive alone, as whoever checks it has it.
Result<void> addRecipeFigures(Packer& packer, const std::string& directory, const HandInParts& parts) {
    std::optional<PresetLimits> limits;
    if (!parts.presetText.empty()) {
        Result<LabPreset> preset = readLabPreset(parts.presetText, handInPreset);
        if (!preset) return preset.error();
        limits.emplace(*std::move(preset), parts.student);
    }
    RunStore store(directory);
    for (const HandedInRecipe& recipe : parts.recipes) {
        const auto files = recipeCsvs(store, recipe, parts.recipeFolders, limits ? &*limits : nullptr);
        if (!files) return files.error();
        for (const auto& [name, bytes] : *files)
            if (Result<void> added = packer.add(std::string(handInFigures) + name, bytes); !added) return added;
    }
    return {};
}

/// As exportRuns() writes them, by way of a file of its own; and the figures of recipes.
Result<void> addRuns(Packer& packer, RunStore& store, std::span<const RunSummary> runs, const HandInParts& parts) {
    const PassingFolder folder;
    if (folder.path().empty()) return PassingFolder::notMade();
    const std::string path = folder.path() + "/" + handInRuns;
    if (Result<void> written = exportRuns(store.directory(), runs, path); !written) return written;
    const Result<std::string> bytes = readRegularFile(path, largestFile);
    if (!bytes) return bytes.error();
    if (Result<void> added = packer.add(handInRuns, *bytes); !added || parts.recipes.empty()) return added;
    const std::string directory = folder.path() + "/store";
    const Result<std::vector<ArrivedRun>> arrived = importRuns(directory, path);
    return arrived ? addRecipeFigures(packer, directory, parts) : arrived.error();
}

Result<void> addFigures(Packer& packer, RunStore& store, const HandInManifest& manifest, const HandInParts& parts) {
    const Result<std::string> curves = curvesCsv(store, manifest.runs);
    if (!curves) return curves.error();
    if (Result<void> added = packer.add(handInCurves, *curves); !added) return added;
    for (const auto& [name, bytes] : parts.drawings)
        if (Result<void> added = packer.add(std::string(handInFigures) + name, bytes); !added) return added;
    return {};
}

} // namespace

std::string digestOf(const StoredCurves& curves) {
    std::vector<const MetricBlock*> blocks;
    for (const MetricBlock& block : curves.metrics)
        if (block.series != clockSeries) blocks.push_back(&block);
    std::ranges::sort(blocks, [](const MetricBlock* a, const MetricBlock* b) {
        return std::pair(std::string_view(a->series), a->firstStep) < std::pair(std::string_view(b->series), b->firstStep);
    });
    std::string bytes;
    for (const MetricBlock* block : blocks) {
        bytes += block->series + '\0';
        addBits(bytes, static_cast<std::uint64_t>(block->firstStep));
        addBits(bytes, block->values.size());
        for (const double value : block->values) addBits(bytes, std::bit_cast<std::uint64_t>(value));
    }
    for (const GradientRow& row : curves.gradients) {
        addBits(bytes, static_cast<std::uint64_t>(row.epoch));
        for (const double value : row.squaredNorms) addBits(bytes, std::bit_cast<std::uint64_t>(value));
    }
    return sha256Text(bytes);
}

Result<std::string> curvesCsv(RunStore& store, std::span<const RunId> runs) {
    std::string text = "run,series,epoch,value\n";
    for (const RunId& run : runs) {
        const Result<StoredCurves> curves = store.loadCurvesOf(run);
        if (!curves) return curves.error();
        for (const MetricBlock& block : curves->metrics) {
            if (block.series == clockSeries || block.series == "batch_loss") continue;
            for (std::size_t i = 0; i < block.values.size(); ++i)
                text += run + "," + block.series + "," + std::to_string(block.epoch + static_cast<std::int64_t>(i)) + "," +
                        exactText(block.values[i]) + "\n";
        }
    }
    return text;
}

Result<void> writeHandIn(RunStore& store, std::span<const RunSummary> runs, const HandInParts& parts, const std::string& path) {
    if (runs.empty())
        return Error{ErrorCode::RunNotFound, "there is no run to hand in", path, "name runs, or a recipe whose runs are trained"};
    HandInManifest manifest{
        .madeBy = "EpochLab " EPOCHLAB_VERSION, .student = parts.student, .recipes = parts.recipes, .runs = {}, .digests = {}, .files = {}};
    for (const RunSummary& run : runs) {
        const Result<StoredCurves> curves = store.loadCurvesOf(run.id);
        if (!curves) return curves.error();
        manifest.runs.push_back(run.id);
        manifest.digests[run.id] = digestOf(*curves);
    }
    Result<ArchiveWriter> archive = ArchiveWriter::create(path);
    if (!archive) return archive.error();
    Packer packer(*std::move(archive));
    Result<void> done = addRuns(packer, store, runs, parts);
    if (done) done = addFigures(packer, store, manifest, parts);
    if (done) done = packer.add(handInAnswers, writeAnswers(parts.answers));
    if (done && !parts.presetText.empty()) done = packer.add(handInPreset, parts.presetText);
    return done ? packer.finish(std::move(manifest)) : done;
}

} // namespace epochlab::core
