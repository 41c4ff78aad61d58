#include "verbs/recipe_figures.h"

#include "base/file_writer.h"
#include "composition.h"
#include "report/figure_files.h"
#include "report/recipe_figures.h"
#include "verbs/json_text.h"
#include "verbs/loading_line.h"
#include "verbs/output.h"

namespace epochlab::app {
namespace {

using core::Result;
using nlohmann::ordered_json;

/// Of --data, as a run keeps it; empty where it is not given.
std::string dataOf(const RecipeTask& task) {
    core::ParamSet config(core::mlpParams());
    bool given = false;
    for (const auto& [id, text] : task.settings)
        if (id == "data") given = config.setText(id, text).ok();
    return given ? config.text("data") : std::string();
}

/// What draws these figures; the other program has the means.
void nameExport(const Arguments& arguments) {
    const bool one = arguments.words.size() == 2;
    std::string command = one ? "epochlab export " + core::shellWord(arguments.words.back()) : "epochlab report --lab";
    if (arguments.has("quick")) command += " --quick";
    for (const auto& [id, text] : arguments.parameters)
        command += id == "data" || id == "seed" ? " --" + id + " " + core::shellWord(text) : " --set " + core::shellWord(id + "=" + text);
    if (arguments.has("store")) command += " --store " + core::shellWord(arguments.get("store"));
    printMessage("drawn: " + command + " --out " + (one ? "figures" : "lab.pdf"));
}

/// DIR/RECIPE-FIGURE.csv and what else its kind has; their paths.
Result<std::vector<std::string>> writeFiles(const std::string& folder, const std::string& recipe, const core::Figure& figure) {
    std::vector<std::string> paths;
    if (const Result<void> made = core::makeDirectories(folder); !made) return made.error();
    for (const core::FigureFile& file : core::dataFilesOf(figure)) {
        const std::string path = folder + "/" + recipe + "-" + file.name;
        if (const Result<void> written = core::writeFileDurably(path, file.bytes); !written) return written.error();
        paths.push_back(path);
    }
    return paths;
}

void print(const RecipeTask& task, const core::Figure& figure, const std::vector<std::string>& paths, bool json) {
    if (json)
        printOut(jsonLine({{"event", "recipe_figure"},
                           {"recipe", task.recipe.name},
                           {"figure", figure.name},
                           {"title", figure.title},
                           {"caption", figure.caption},
                           {"reading", figure.reading},
                           {"runs", figure.runs},
                           {"files", paths}}));
    else
        printOut(task.recipe.name + ", " + figure.title + ":\n" + figure.reading + "\n\n");
    for (const std::string& path : paths) printMessage("written: " + path);
}

} // namespace

int printRecipeFigures(core::RunStore& store, const std::vector<RecipeTask>& tasks, const Arguments& arguments) {
    core::FigureServices services{.run = makeRunServices(loadingLine()), .writer = pictureWriter, .data = {}};
    const Result<core::FinishedRuns> finished = core::FinishedRuns::of(store);
    if (!finished) return failWith(finished.error());
    for (const RecipeTask& task : tasks) {
        if (task.recipe.figures.empty() && !arguments.has("out")) continue;
        services.data = dataOf(task);
        const auto runs = finished->answering(task.planned);
        const Result<std::vector<core::Figure>> figures = core::recipeFigures(store, task.recipe, task.planned, runs, services);
        if (!figures) return failWith(figures.error());
        for (const core::Figure& figure : *figures) {
            Result<std::vector<std::string>> paths = std::vector<std::string>();
            if (arguments.has("out")) paths = writeFiles(arguments.get("out"), task.recipe.name, figure);
            if (!paths) return failWith(paths.error());
            print(task, figure, *paths, arguments.json());
        }
    }
    nameExport(arguments);
    return 0;
}

} // namespace epochlab::app
