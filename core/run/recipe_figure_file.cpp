#include "run/recipe_figure_file.h"

#include <algorithm>
#include <span>

namespace epochlab::core {
namespace {

template <typename Value> struct Word {
    const char* word;
    Value value;
};

using Kind = RecipeFigureKind;
constexpr Word<Kind> kinds[] = {{"curves", Kind::Curves}, {"values", Kind::Values}, {"layers", Kind::Layers}, {"heat", Kind::Heat},
                                {"maps", Kind::Maps},     {"table", Kind::Table},   {"runs", Kind::Runs},     {"gallery", Kind::Gallery}};
constexpr Word<RecipeFigureRuns> chosenRuns[] = {
    {"all", RecipeFigureRuns::All}, {"best-and-worst", RecipeFigureRuns::BestAndWorst}, {"store", RecipeFigureRuns::Store}};
constexpr Word<RecipeFigureAxis> axes[] = {
    {"epoch", RecipeFigureAxis::Epoch}, {"step", RecipeFigureAxis::Step}, {"layer", RecipeFigureAxis::Layer}};

const std::vector<std::string> levelNames{"boosted-trees", "chance"};
const std::vector<std::string> seriesNames{"training_loss",     "validation_loss",     "test_loss",
                                           "training_accuracy", "validation_accuracy", "test_accuracy",
                                           "batch_loss",        "learning_rate",       "seconds"};
const std::vector<std::string> figureKeys{"name", "title", "kind",   "show",   "axis",  "logarithmic", "runs",    "only",
                                          "over", "by",    "levels", "layers", "count", "rows",        "columns", "metric"};

std::string among(const std::vector<std::string>& known, const std::string& word) {
    if (const std::string meant = didYouMean(known, word); !meant.empty()) return meant;
    std::string text = "write";
    for (std::size_t i = 0; i < known.size(); ++i) text += (i == 0 ? " " : i + 1 == known.size() ? " or " : ", ") + known[i];
    return text;
}

Error unknownWord(const std::vector<std::string>& known, const std::string& word, const TomlEntry& entry, const SweepReader& reader) {
    return {ErrorCode::ConfigRange, "\"" + word.substr(0, 60) + "\" is no " + entry.key + " of a figure", reader.at(entry),
            among(known, word)};
}

template <typename Value, std::size_t Size>
Result<void> takeWord(const TomlEntry& entry, const Word<Value> (&words)[Size], Value& into, const SweepReader& reader) {
    const Result<std::string> text = reader.textOf(entry);
    if (!text) return text.error();
    std::vector<std::string> known;
    for (const Word<Value>& word : words) {
        known.emplace_back(word.word);
        if (*text != word.word) continue;
        into = word.value;
        return {};
    }
    return unknownWord(known, *text, entry, reader);
}

/// One text, or a list of them, each of the known ones.
Result<std::vector<std::string>> wordsOf(const TomlEntry& entry, const std::vector<std::string>& known, const SweepReader& reader) {
    std::vector<std::string> words;
    std::vector<TomlEntry> entries;
    if (const toml::array* list = entry.node->as_array())
        for (const toml::node& node : *list) entries.push_back({entry.key, &node, node.source().begin});
    else
        entries.push_back(entry);
    for (const TomlEntry& each : entries) {
        Result<std::string> word = reader.textOf(each);
        if (!word) return word.error();
        if (std::ranges::find(known, *word) == known.end()) return unknownWord(known, *word, each, reader);
        words.push_back(*std::move(word));
    }
    return words;
}

Result<std::string> fieldOf(const TomlEntry& entry, const SweepReader& reader) {
    Result<std::string> text = reader.textOf(entry);
    if (!text) return text.error();
    const ParamSpec* field = mlpParams().find(*text);
    if (field && field->id != "seed") return field->id;
    return Error{ErrorCode::ConfigRange, "\"" + *text + "\" is none of the fields that tell runs apart", reader.at(entry),
                 "name one of epochlab-cli params mlp, but not the seed"};
}

/// Lower-case letters, digits and hyphens: a part of a file's name everywhere.
Result<std::string> identifierOf(const TomlEntry& entry, const SweepReader& reader) {
    Result<std::string> text = reader.textOf(entry);
    if (!text) return text.error();
    const auto good = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; };
    if (std::ranges::all_of(*text, good) && text->size() <= 60) return text;
    return Error{ErrorCode::ConfigRange, "\"" + text->substr(0, 60) + "\" is no " + entry.key, reader.at(entry),
                 "use lower-case letters, digits and hyphens"};
}

Result<std::int64_t> numberOf(const toml::node& node, const TomlEntry& entry, const SweepReader& reader) {
    const auto* number = node.as_integer();
    if (number && number->get() >= 0 && number->get() <= 1'000'000) return number->get();
    return Error{ErrorCode::ConfigRange, "\"" + entry.key + "\" has another form here", reader.at(entry),
                 "give whole numbers from 0 to 1000000"};
}

Result<void> takeLayers(const TomlEntry& entry, RecipeFigure& figure, const SweepReader& reader) {
    const toml::array* list = entry.node->as_array();
    if (!list)
        return Error{ErrorCode::ConfigType, "\"layers\" has another form here", reader.at(entry), "give a list: layers = [0, 30, 99]"};
    for (const toml::node& node : *list) {
        const Result<std::int64_t> layer = numberOf(node, entry, reader);
        if (!layer) return layer.error();
        figure.layers.push_back(*layer);
    }
    return {};
}

Result<void> takeWords(const TomlEntry& entry, RecipeFigure& figure, const SweepReader& reader) {
    static const std::vector<std::string> shown = [] {
        std::vector<std::string> all = seriesNames;
        all.insert(all.end(), figureMetrics().begin(), figureMetrics().end());
        return all;
    }();
    static const std::vector<std::string> directions{"x", "y"};
    Result<std::vector<std::string>> words = wordsOf(entry,
                                                     entry.key == "show"     ? shown
                                                     : entry.key == "levels" ? levelNames
                                                                             : directions,
                                                     reader);
    if (!words) return words.error();
    if (entry.key == "show") figure.show = *std::move(words);
    if (entry.key == "levels") figure.levels = *std::move(words);
    for (const std::string& word : *words) (word == "x" ? figure.xLogarithmic : figure.yLogarithmic) |= entry.key == "logarithmic";
    return {};
}

Result<void> takeText(const TomlEntry& entry, RecipeFigure& figure, const SweepReader& reader) {
    const bool isField = entry.key == "over" || entry.key == "by";
    Result<std::string> text = isField ? fieldOf(entry, reader) : entry.key == "name" ? identifierOf(entry, reader) : reader.textOf(entry);
    if (!text) return text.error();
    std::string& into = entry.key == "over"   ? figure.over
                        : entry.key == "by"   ? figure.by
                        : entry.key == "name" ? figure.name
                                              : figure.title;
    into = *std::move(text);
    return {};
}

Result<void> takeFigurePart(const TomlEntry& entry, RecipeFigure& figure, const SweepReader& reader) {
    const std::string& key = entry.key;
    if (key == "kind") return takeWord(entry, kinds, figure.kind, reader);
    if (key == "runs") return takeWord(entry, chosenRuns, figure.runs, reader);
    if (key == "axis") return takeWord(entry, axes, figure.axis, reader);
    if (key == "name" || key == "title" || key == "over" || key == "by") return takeText(entry, figure, reader);
    if (key == "show" || key == "levels" || key == "logarithmic") return takeWords(entry, figure, reader);
    if (key == "layers") return takeLayers(entry, figure, reader);
    if (key == "only") {
        Result<std::vector<Setting>> settings = reader.settingsOf(entry);
        if (!settings) return settings.error();
        figure.only = *std::move(settings);
        return {};
    }
    if (key == "count") {
        const Result<std::int64_t> count = numberOf(*entry.node, entry, reader);
        if (count) figure.count = *count;
        return count ? Result<void>() : count.error();
    }
    if (key != "rows" && key != "columns" && key != "metric")
        return Error{ErrorCode::ConfigUnknownParameter, "a figure has no \"" + key.substr(0, 60) + "\"", reader.at(entry),
                     among(figureKeys, key)};
    if (!figure.table) figure.table.emplace();
    return takeTablePart(entry, *figure.table, reader);
}

/// What the kind cannot do without.
Result<void> checkFigure(RecipeFigure& figure, const std::string& where) {
    const auto lacks = [&](const char* what, const char* remedy) {
        return Error{ErrorCode::ConfigConflict, std::string("the figure has no ") + what, where, remedy};
    };
    if (figure.name.empty()) return lacks("name", "write name = \"validation-loss\"");
    if (figure.title.empty()) figure.title = figure.name;
    const bool shows = figure.kind == Kind::Curves || figure.kind == Kind::Values;
    if (shows && figure.show.empty()) return lacks("series to show", "write show = [\"validation_loss\"]");
    if (figure.kind == Kind::Values && figure.over.empty()) return lacks("field on its axis", "write over = \"width\"");
    const ParamSpec* over = figure.over.empty() ? nullptr : mlpParams().find(figure.over);
    if (over && over->kind != ParamKind::Integer && over->kind != ParamKind::Real)
        return Error{ErrorCode::ConfigConflict, figure.over + " is no number, and cannot be an axis", where,
                     "name it with by, or show a table"};
    const auto& others = figureMetrics();
    if (figure.kind == Kind::Curves)
        for (const std::string& series : figure.show)
            if (std::ranges::find(others, series) != others.end())
                return Error{ErrorCode::ConfigConflict, series + " is one number a run, and no curve", where, "write kind = \"values\""};
    return {};
}

/// The tables of [[name]], each at its place.
Result<std::vector<TomlEntry>> tablesOf(const TomlEntry& part, const SweepReader& reader) {
    const toml::array* list = part.node->as_array();
    if (!list || list->empty() || !list->is_homogeneous(toml::node_type::table))
        return Error{ErrorCode::ConfigType, "\"" + part.key + "\" has another form here", reader.at(part),
                     "write [[" + part.key + "]] and its lines below it"};
    std::vector<TomlEntry> tables;
    for (const toml::node& node : *list) tables.push_back({part.key, &node, node.source().begin});
    return tables;
}

Error twice(const std::string& what, const std::string& name, const std::string& where) {
    return {ErrorCode::ConfigConflict, "two " + what + " are called \"" + name + "\"", where, "give each its own name"};
}

} // namespace

const std::vector<std::string>& figureMetrics() {
    static const std::vector<std::string> names{"best_epoch", "seconds_per_epoch", "iterations_per_epoch", "first_epoch_near_best"};
    return names;
}

Result<std::vector<RecipeFigure>> figuresOf(const TomlEntry& part, const SweepReader& reader) {
    const Result<std::vector<TomlEntry>> tables = tablesOf(part, reader);
    if (!tables) return tables.error();
    std::vector<RecipeFigure> figures;
    for (const TomlEntry& table : *tables) {
        RecipeFigure figure;
        for (const TomlEntry& entry : entriesOf(*table.node->as_table()))
            if (const Result<void> done = takeFigurePart(entry, figure, reader); !done) return done.error();
        if (const Result<void> done = checkFigure(figure, reader.at(table)); !done) return done.error();
        if (std::ranges::find(figures, figure.name, &RecipeFigure::name) != figures.end())
            return twice("figures", figure.name, reader.at(table));
        figures.push_back(std::move(figure));
    }
    return figures;
}

Result<std::vector<RecipeQuestion>> questionsOf(const TomlEntry& part, const SweepReader& reader) {
    const Result<std::vector<TomlEntry>> tables = tablesOf(part, reader);
    if (!tables) return tables.error();
    std::vector<RecipeQuestion> questions;
    for (const TomlEntry& table : *tables) {
        RecipeQuestion question;
        for (const TomlEntry& entry : entriesOf(*table.node->as_table())) {
            if (entry.key != "id" && entry.key != "text")
                return Error{ErrorCode::ConfigUnknownParameter, "a question has no \"" + entry.key.substr(0, 60) + "\"", reader.at(entry),
                             "write id and text"};
            Result<std::string> text = entry.key == "id" ? identifierOf(entry, reader) : reader.textOf(entry);
            if (!text) return text.error();
            (entry.key == "id" ? question.id : question.text) = *std::move(text);
        }
        if (question.id.empty() || question.text.empty())
            return Error{ErrorCode::ConfigConflict, "the question lacks its id or its text", reader.at(table), "write id and text"};
        if (std::ranges::find(questions, question.id, &RecipeQuestion::id) != questions.end())
            return twice("questions", question.id, reader.at(table));
        questions.push_back(std::move(question));
    }
    return questions;
}

Result<void> takeTablePart(const TomlEntry& entry, RecipeTable& table, const SweepReader& reader) {
    Result<std::string> text = entry.key == "metric" ? reader.textOf(entry) : fieldOf(entry, reader);
    if (!text) return text.error();
    (entry.key == "rows" ? table.rows : entry.key == "columns" ? table.columns : table.metric) = *std::move(text);
    return {};
}

} // namespace epochlab::core
