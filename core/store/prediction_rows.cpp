#include "store/prediction_rows.h"

#include "weights/safetensors.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdlib>
#include <optional>

namespace epochlab::core {
namespace {

using Json = nlohmann::json;
constexpr const char* labelsName = "labels";
constexpr const char* classesName = "classes";
constexpr const char* confidencesName = "confidences";
constexpr const char* truthName = "truth_probabilities";
constexpr const char* namesKey = "names";
constexpr const char* epochKey = "epoch";
constexpr std::int64_t mostClasses = 1 << 24; ///< whole numbers that a float holds

std::span<const std::byte> bytesOf(const std::string& text) { return std::as_bytes(std::span(text)); }

NamedTensor tensorOf(const char* name, const auto& values) {
    return {name, {static_cast<std::int64_t>(values.size())}, std::vector<float>(values.begin(), values.end())};
}

std::string encodeRows(const TableRows& rows) {
    TensorFile file{{tensorOf(labelsName, rows.labels)}, {}};
    if (!rows.names.empty()) file.metadata[namesKey] = Json(rows.names).dump(-1, ' ', false, Json::error_handler_t::replace);
    return encodeTensorFile(file);
}

const std::vector<float>* listOf(const TensorFile& file, std::string_view name, std::size_t count) {
    const auto found = std::ranges::find(file.tensors, name, &NamedTensor::name);
    return found == file.tensors.end() || found->shape.size() != 1 || found->values.size() != count ? nullptr : &found->values;
}

bool areClasses(const std::vector<float>& values) {
    return std::ranges::all_of(values, [](float value) {
        return value >= 0.0F && value < mostClasses && value == static_cast<float>(static_cast<std::int32_t>(value));
    });
}

bool areProbabilities(const std::vector<float>& values) {
    constexpr float rounding = 1e-4F;
    return std::ranges::all_of(values, [](float value) { return value >= 0.0F && value <= 1.0F + rounding; });
}

/// Nothing where the text is no list of texts.
std::optional<std::vector<std::string>> stringsOf(const std::string& text) {
    const Json json = Json::parse(
        text, [](int level, Json::parse_event_t, Json&) { return level <= 1; }, false);
    if (!json.is_array() || !std::ranges::all_of(json, [](const Json& name) { return name.is_string(); })) return std::nullopt;
    return json.get<std::vector<std::string>>();
}

bool areBelow(const std::vector<std::int32_t>& classes, std::size_t count) {
    return std::ranges::all_of(classes, [count](std::int32_t each) { return static_cast<std::size_t>(each) < count; });
}

/// Empty where the rows have none; nothing where they are not what they should be.
std::optional<std::vector<std::string>> namesOf(const TensorFile& file, std::size_t count) {
    const auto found = file.metadata.find(namesKey);
    if (found == file.metadata.end()) return std::vector<std::string>();
    std::optional<std::vector<std::string>> names = stringsOf(found->second);
    return names && names->size() == count ? names : std::nullopt;
}

/// 0 where it is not said.
std::int64_t epochOf(const TensorFile& file) {
    const auto found = file.metadata.find(epochKey);
    return found == file.metadata.end() ? 0 : std::strtoll(found->second.c_str(), nullptr, 10);
}

Split splitNamed(const std::string& name) { return name == splitName(Split::Test) ? Split::Test : Split::Validation; }

Error noPredictions() { return {ErrorCode::UntrustedFile, "a split's predictions do not belong to its rows", "", "train the run again"}; }

} // namespace

std::string encodeAnswers(const SplitPredictions& predictions, std::int64_t epoch) {
    return encodeTensorFile({{tensorOf(classesName, predictions.classes), tensorOf(confidencesName, predictions.confidences),
                              tensorOf(truthName, predictions.truthProbabilities)},
                             {{epochKey, std::to_string(epoch)}}});
}

Result<PredictedRows> decodePredictions(Split split, std::span<const std::byte> rows, std::span<const std::byte> answers) {
    const Result<TensorFile> rowFile = decodeTensorFile(rows, "");
    if (!rowFile) return rowFile.error();
    const Result<TensorFile> answerFile = decodeTensorFile(answers, "");
    if (!answerFile) return answerFile.error();
    const std::size_t count = rowFile->tensors.empty() ? 0 : rowFile->tensors.front().values.size();
    const auto* labels = listOf(*rowFile, labelsName, count);
    const auto* classes = listOf(*answerFile, classesName, count);
    const auto* confidences = listOf(*answerFile, confidencesName, count);
    const auto* truth = listOf(*answerFile, truthName, count);
    std::optional<std::vector<std::string>> names = namesOf(*rowFile, count);
    const std::int64_t epoch = epochOf(*answerFile);
    if (epoch < 1 || !labels || !classes || !confidences || !truth || !names || !areClasses(*labels) || !areClasses(*classes) ||
        !areProbabilities(*confidences) || !areProbabilities(*truth))
        return noPredictions();
    return PredictedRows{
        epoch, {split, {classes->begin(), classes->end()}, *confidences, *truth}, {labels->begin(), labels->end()}, *std::move(names)};
}

Result<void> insertDataRows(Connection& connection, const TableDataset& dataset) {
    const std::string fingerprint = fingerprintText(dataset.fingerprint);
    for (const Split split : {Split::Validation, Split::Test}) {
        const TableRows& rows = dataset.rows(split);
        if (rows.count == 0) continue;
        const Result<std::int64_t> known =
            connection.integer("SELECT count(*) FROM data_rows WHERE fingerprint = ? AND split = ?", 0, fingerprint, splitName(split));
        if (!known) return known.error();
        if (*known > 0) continue;
        const std::string bytes = encodeRows(rows);
        if (Result<void> done = connection.run("INSERT INTO data_rows (fingerprint, split, content) VALUES (?, ?, ?)", fingerprint,
                                               splitName(split), bytesOf(bytes));
            !done)
            return done;
    }
    return {};
}

Result<void> insertPredictions(Connection& connection, std::int64_t run, const RunPredictions& predictions) {
    for (const SplitPredictions& part : predictions.splits) {
        const std::string bytes = encodeAnswers(part, predictions.epoch);
        if (Result<void> done = connection.run("INSERT OR REPLACE INTO predictions (run, split, answers) VALUES (?, ?, ?)", run,
                                               splitName(part.split), bytesOf(bytes));
            !done)
            return done;
    }
    return {};
}

Result<void> forEachPredictions(Connection& connection, std::int64_t run, const std::function<void(const PackedPredictions&)>& take,
                                std::optional<Split> only) {
    const Result<bool> any = connection.hasTable("predictions");
    if (!any) return any.error();
    if (!*any) return {};
    return connection.forEach(
        "SELECT p.split, d.content, p.answers FROM predictions p JOIN runs r ON r.number = p.run "
        "JOIN data_rows d ON d.fingerprint = r.data_fingerprint AND d.split = p.split "
        "WHERE p.run = ?1 AND ?2 IN ('', p.split) ORDER BY p.split = 'test'",
        [&take](const Statement& row) {
            take({splitNamed(row.text(0)), row.bytes(1), row.bytes(2)});
        },
        run, only ? splitName(*only) : std::string_view());
}

Result<std::vector<Split>> predictedSplits(Connection& connection, const RunId& run) {
    std::vector<Split> splits;
    const Result<bool> any = connection.hasTable("predictions");
    if (!any) return any.error();
    if (!*any) return splits;
    const Result<void> read = connection.forEach(
        "SELECT p.split FROM runs r JOIN predictions p ON p.run = r.number "
        "JOIN data_rows d ON d.fingerprint = r.data_fingerprint AND d.split = p.split WHERE r.id = ? ORDER BY p.split = 'test'",
        [&splits](const Statement& row) { splits.push_back(splitNamed(row.text(0))); }, run);
    return read ? Result<std::vector<Split>>(std::move(splits)) : Result<std::vector<Split>>(read.error());
}

Result<void> insertPackedPredictions(Connection& connection, std::int64_t run, const PackedPredictions& packed) {
    const std::string_view split = splitName(packed.split);
    Result<void> done = connection.run("INSERT OR IGNORE INTO data_rows (fingerprint, split, content) "
                                       "SELECT data_fingerprint, ?, ? FROM runs WHERE number = ?",
                                       split, packed.rows, run);
    if (done)
        done = connection.run("INSERT OR REPLACE INTO predictions (run, split, answers) VALUES (?, ?, ?)", run, split, packed.answers);
    return done;
}

Result<StoredPredictions> loadPredictions(Connection& connection, std::int64_t run, std::optional<Split> only) {
    StoredPredictions all;
    Result<void> sound;
    Result<void> read = connection.forEach(
        "SELECT classes FROM runs WHERE number = ?",
        [&all](const Statement& row) { all.classNames = stringsOf(row.text(0)).value_or(std::vector<std::string>()); }, run);
    if (!read) return read.error();
    const auto take = [&](const PackedPredictions& packed) {
        Result<PredictedRows> part = decodePredictions(packed.split, packed.rows, packed.answers);
        if (part && !(areBelow(part->labels, all.classNames.size()) && areBelow(part->predictions.classes, all.classNames.size())))
            part = noPredictions();
        if (part)
            all.splits.push_back(*std::move(part));
        else
            sound = Error{ErrorCode::IoRead, "the stored predictions are damaged: " + part.error().what, connection.path(),
                          "train the run again"};
    };
    read = forEachPredictions(connection, run, take, only);
    if (!read) return read.error();
    if (!sound) return sound.error();
    return all;
}

} // namespace epochlab::core
