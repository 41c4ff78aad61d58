#include "window/figure_words.h"

#include "composition.h"

#include <algorithm>
#include <charconv>
#include <cstdio>

namespace epochlab::app {
namespace {

using core::Error;
using core::ErrorCode;
using core::Result;

Error usage(const FigureWords& words, std::string what) {
    return {ErrorCode::Usage, std::move(what), "", "see epochlab " + words.verb + " --help"};
}

std::vector<std::string> parted(const std::string& text) {
    std::vector<std::string> parts;
    for (std::size_t at = 0; at <= text.size();) {
        const std::size_t end = std::min(text.find(',', at), text.size());
        if (end > at) parts.push_back(text.substr(at, end - at));
        at = end + 1;
    }
    return parts;
}

Result<double> numberOf(const std::string& flag, const std::string& text, double least, double most) {
    double value = 0.0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error == std::errc() && end == text.data() + text.size() && value >= least && value <= most) return value;
    return Error{ErrorCode::Usage, "\"" + text.substr(0, 40) + "\" is no size", flag,
                 "write a number from " + std::to_string(static_cast<int>(least)) + " to " + std::to_string(static_cast<int>(most))};
}

Result<void> takeSize(FigureWords& words, const std::string& flag, const std::string& text) {
    const bool dots = flag == "--dpi", font = flag == "--font";
    const Result<double> value = numberOf(flag, text, dots ? 30 : font ? 4 : 2, dots ? 1200 : font ? 36 : 100);
    if (!value) return value.error();
    if (dots)
        words.size.dpi = static_cast<int>(*value);
    else if (font)
        words.size.fontPoints = *value;
    else
        (flag == "--width" ? words.size.widthCm : words.size.heightCm) = *value;
    return {};
}

Result<void> takeTheme(FigureWords& words, const std::string& text) {
    words.size.dark = text == "dark";
    if (words.size.dark || text == "light") return {};
    return Error{ErrorCode::Usage, "\"" + text.substr(0, 40) + "\" is no theme", "--theme", "write light or dark"};
}

Result<void> takeFormats(FigureWords& words, const std::string& text) {
    for (const std::string& format : parted(text)) {
        constexpr const char* known[] = {"pdf", "svg", "png", "csv", "tex"};
        if (std::ranges::find(known, format) == std::end(known))
            return Error{ErrorCode::Usage, "\"" + format.substr(0, 40) + "\" is no format", "--format",
                         "write some of pdf, svg, png, csv, tex"};
        words.formats.push_back(format);
    }
    return {};
}

/// --set ID=VALUE, of any field.
Result<void> takeSetting(FigureWords& words, const std::string& text) {
    const std::size_t equals = text.find('=');
    if (equals == std::string::npos) return usage(words, "--set wants ID=VALUE, not \"" + text.substr(0, 60) + "\"");
    words.settings.emplace_back(text.substr(0, equals), text.substr(equals + 1));
    return {};
}

/// A flag and its value.
Result<void> takeFlag(FigureWords& words, const std::string& flag, const std::string& value) {
    if (flag == "--out")
        words.out = value;
    else if (flag == "--store")
        words.store = value;
    else if (flag == "--data" || flag == "--seed")
        words.settings.emplace_back(flag.substr(2), value);
    else if (flag == "--set")
        return takeSetting(words, value);
    else if (flag == "--title")
        words.title = value;
    else if (flag == "--preset")
        words.preset = value;
    else if (flag == "--figure")
        words.only.push_back(value);
    else if (flag == "--answers")
        words.answers = value;
    else if (flag == "--theme")
        return takeTheme(words, value);
    else if (flag == "--format")
        return takeFormats(words, value);
    else if (flag == "--width" || flag == "--height" || flag == "--dpi" || flag == "--font")
        return takeSize(words, flag, value);
    else
        return usage(words, "unknown flag \"" + flag.substr(0, 60) + "\"");
    return {};
}

Result<void> takeName(FigureWords& words, const std::string& name, const core::KnownRecipes& known) {
    const bool isFile = name.ends_with(".toml");
    const bool isRecipe = isFile || std::ranges::any_of(known.recipes, [&name](const auto& entry) { return entry.recipe.name == name; });
    if (!isRecipe) {
        words.runs.push_back(name);
        return {};
    }
    Result<core::Recipe> recipe = core::findRecipe(recipeFolders(), name);
    if (!recipe) return recipe.error();
    words.recipes.push_back(*std::move(recipe));
    return {};
}

} // namespace

Result<FigureWords> readFigureWords(std::span<const std::string> given) {
    FigureWords words;
    words.verb = given.front();
    const Result<core::KnownRecipes> known = core::loadRecipes(recipeFolders());
    if (!known) return known.error();
    for (std::size_t i = 1; i < given.size(); ++i) {
        const std::string& word = given[i];
        Result<void> taken;
        if (word == "--help" || word == "-h")
            words.help = true;
        else if (word == "--quick")
            words.quick = true;
        else if (word == "--known-data")
            words.knownData = true;
        else if (word == "--lab" || word == "--all")
            words.all = true;
        else if (word.starts_with("--")) {
            if (i + 1 == given.size()) return usage(words, word.substr(0, 60) + " wants a value");
            taken = takeFlag(words, word, given[++i]);
        } else
            taken = takeName(words, word, *known);
        if (!taken) return taken.error();
    }
    if (words.help) return words;
    for (const Error& broken : known->broken) std::fprintf(stderr, "note[broken-recipe]: left out: %s\n", core::describe(broken).c_str());
    if (words.all) words.recipes = known->eachOnce();
    if (words.recipes.empty() && words.runs.empty()) return usage(words, "nothing is named: runs, recipes, or --lab for all recipes");
    if (words.out.empty()) return usage(words, "there is no place to write to: --out");
    return words;
}

std::string figureHelp() {
    return "usage: epochlab export RUN|RECIPE… --out DIR [--format pdf,svg,png,csv,tex] [--figure NAME]…\n"
           "       epochlab report RUN|RECIPE… --out FILE.pdf|FILE.html [--answers FILE] [--title TEXT]\n"
           "  RUN            an id, a unique prefix of one, a name, @best, @worst or @last\n"
           "  RECIPE         a recipe's name or its file; its finished runs are drawn (epochlab-cli recipe run NAME trains them)\n"
           "  --lab, --all   every recipe; those about pictures where --data is given\n"
           "  --quick        the recipes' short versions\n"
           "  --data DATA    the data of the recipes; twice for a table and for pictures: each recipe takes what it is about\n"
           "  --known-data   where --data names no table, or no pictures, those that runs of the store were trained on last\n"
           "  --seed N, --set ID=VALUE   another setting that the recipes' runs were trained with\n"
           "  --format LIST  what is written of each figure [pdf]\n"
           "  --figure NAME  this figure alone; may be given several times\n"
           "  --width CM, --height CM, --dpi N   the size of a figure [12, 8, 300]\n"
           "  --font PT      the size of its labels [as on the screen]; --theme light|dark its ground [light]\n"
           "  --answers FILE answers to the recipes' questions, as TOML: [RECIPE] and below it QUESTION = \"answer\"; they win over those\n"
           "                 that the store keeps\n"
           "  --preset FILE  a lab preset: its questions too\n"
           "  --title TEXT   what stands on top of the report\n"
           "  --store DIR    the folder of the runs, instead of the user's own\n"
           "Neither needs a display.\n";
}

} // namespace epochlab::app
