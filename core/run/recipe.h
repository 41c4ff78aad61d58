#pragma once

#include "base/result.h"
#include "run/sweep.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace epochlab::core {

/// The table of two fields that a recipe ends in (core/compare/method_table.h).
struct RecipeTable {
    std::string rows; ///< a field; empty: the method, else what differs first
    std::string columns = "learning-rate";
    std::string metric = "test_accuracy";
};

/// One [[ask]]: what the report asks the student for.
struct RecipeQuestion {
    std::string id; ///< letters, digits and hyphens; unique in the recipe
    std::string text;
};

/// What one [[figure]] of a recipe shows.
enum class RecipeFigureKind {
    Curves,  ///< series over epochs or steps, a line a run and series
    Values,  ///< numbers of each run at its end, over a field
    Layers,  ///< ‖g‖² of layers over epochs, a figure a run; by layer: one figure, a line a run
    Heat,    ///< ‖g‖² of all layers over epochs as colours, a figure a run
    Maps,    ///< decision maps beside each other
    Table,   ///< two fields, as [table]
    Runs,    ///< a row a run, with what its best epoch reached
    Gallery, ///< rows that the best run gets right and the worst wrong
};
/// All: of the recipe. Store: the recipe's, and finished ones of the store on the same data.
enum class RecipeFigureRuns { All, BestAndWorst, Store };
enum class RecipeFigureAxis { Epoch, Step, Layer };

/// What a figure of values can show beside the series: "best_epoch", "seconds_per_epoch", "iterations_per_epoch", and
/// "first_epoch_near_best", the first whose validation accuracy is within one point of the best.
const std::vector<std::string>& figureMetrics();

struct RecipeFigure {
    RecipeFigureKind kind = RecipeFigureKind::Curves;
    std::string name; ///< of files: lower-case letters, digits and hyphens; unique in the recipe
    std::string title;
    std::vector<std::string> show = {}; ///< Curves: series; Values: metrics (figureMetrics() has the others than series)
    RecipeFigureAxis axis = RecipeFigureAxis::Epoch;
    bool xLogarithmic = false, yLogarithmic = false;
    RecipeFigureRuns runs = RecipeFigureRuns::All;
    std::vector<Setting> only = {};        ///< of runs with these values alone
    std::string over = {};                 ///< Values: the field on the x axis
    std::string by = {};                   ///< Values: a field, a line each of its values; empty: none
    std::vector<std::string> levels = {};  ///< Curves and Values of accuracies: "boosted-trees", "chance"
    std::vector<std::int64_t> layers = {}; ///< Layers: which, counted from the input; empty: all
    std::optional<RecipeTable> table = {}; ///< Table: other than the recipe's own
    std::int64_t count = 0;                ///< Gallery: the first so many; 0: all
};

/// A sweep with a question: the content of a recipe file (docs/recipes.md).
struct Recipe {
    std::string name;  ///< the file's, without folder and ending: "learning-rate"
    std::string title; ///< "Learning rate"; the name where the file has none
    std::string question;
    std::int64_t place = 1000; ///< in lists: a smaller one stands before; equal ones by name
    Sweep sweep;
    std::vector<Setting> quick;       ///< win over the sweep in a quick look
    std::optional<RecipeTable> table; ///< nothing: its runs are listed
    bool needsPictures = false;       ///< it says nothing without pictures of the user's own
    bool trains = true;               ///< false: no runs of its own, its figures look at what the store has; its plan is empty
    std::vector<RecipeFigure> figures = {};
    std::vector<RecipeQuestion> questions = {};
};

/// `origin` is the file's path and names it in errors, which have line and column: ConfigSyntax, ConfigUnknownParameter (with "did you
/// mean"), ConfigType, ConfigRange, ConfigConflict. What it returns can be planned, quick or not.
Result<Recipe> readRecipe(std::string_view toml, std::string_view origin);

/// planRuns of its sweep; a run alone that varies nothing is called as the recipe.
Result<std::vector<PlannedRun>> planRuns(const Recipe& recipe, bool quick, SettingTexts overrides = {});

/// The recipe of a file. ConfigSyntax where it cannot be read.
Result<Recipe> loadRecipe(const std::string& path);
/// All *.toml of a folder, by place and name. IoRead where there are none.
Result<std::vector<Recipe>> loadRecipes(const std::string& folder);
/// By its name in the folder, or a file by its path (with a slash or the ending .toml). Usage for an unknown name.
Result<Recipe> findRecipe(const std::string& folder, const std::string& nameOrPath);

/// Where recipes stand: those that come with the program, and the user's own, whose folder need not exist.
struct RecipeFolders {
    std::string own = {}; ///< userRecipeFolder() of base/user_folders.h; empty: none
    std::string program;
};
struct KnownRecipes {
    struct Entry {
        Recipe recipe;
        std::string path;
        bool own = false;
    };
    std::vector<Entry> recipes; ///< the program's by place and name, then the user's own likewise
    std::vector<Error> broken;  ///< own files that are left out, each named in `where`

    /// In that order, an own one in the place of the program's of the same name.
    std::vector<Recipe> eachOnce() const;
};
/// A broken own file holds up nothing. An own recipe of a name that the program has too is listed beside it, and findRecipe gives the own.
/// IoRead where the program has none, and the errors of its files.
Result<KnownRecipes> loadRecipes(const RecipeFolders& folders);
/// By its name, an own one first, or a file by its path, as above.
Result<Recipe> findRecipe(const RecipeFolders& folders, const std::string& nameOrPath);

} // namespace epochlab::core
