#include "verbs/help.h"

#include "params/param_set.h"
#include "params/presets.h"

namespace epochlab::app {
namespace {

std::string padded(std::string text, std::size_t width) {
    if (text.size() < width) text.append(width - text.size(), ' ');
    return text;
}

std::string parameterFlags() {
    std::string text = "\nA lab preset: --preset FILE.epochlab-preset [--student ID] with train, sweep and recipe run keeps its limits\n"
                       "\nPresets: --preset NAME stands for several of the flags below; those behind it win\n";
    for (const core::Preset& preset : core::presets()) text += "  " + padded(preset.id, 22) + " " + preset.help + "\n";
    for (const core::ParamGroup group :
         {core::ParamGroup::Data, core::ParamGroup::Network, core::ParamGroup::Training, core::ParamGroup::Run}) {
        text += "\n" + std::string(core::groupTitle(group)) + "\n";
        for (const core::ParamSpec& spec : core::mlpParams().specs()) {
            if (spec.group != group) continue;
            const std::string value = core::valueText(spec.defaultValue);
            text += "  --" + padded(spec.id, 20) + " [" + value + "] " + spec.help + "\n";
        }
    }
    return text;
}

FlagSpec scheduleChange() {
    return {"schedule-change", "STEP=SCHEDULE",
            "constant, step or cosine from that step on, counted from there; ,schedule-minimum=, ,schedule-factor=, ,schedule-every= and "
            ",learning-rate= may follow; without a rate it begins with the one that holds then",
            true};
}

FlagSpec hardest() {
    return {"hardest", "N",
            "after each epoch name the N validation rows or pictures whose true class it finds least probable, and the N it is surest of"};
}

} // namespace

const std::vector<VerbSpec>& verbSpecs() {
    static const std::vector<VerbSpec> verbs{
        {"train",
         "[--data cities|fashion-mnist|toy:moons|PATH] [flags]",
         "Train one network, or boosted trees (--model xgboost), and keep the run.",
         {{"config", "FILE", "a run file (TOML); flags win over it"},
          {"set", "ID=VALUE", "any hyperparameter"},
          {"rate-change", "STEP=RATE", "a new base learning rate from that step on (from 1); once for each change", true},
          scheduleChange(),
          hardest(),
          {"no-store", "", "do not keep the run"}},
         true},
        {"resume", "RUN", "Go on with a stopped or interrupted run, bit for bit as if it had never stopped.", {hardest()}, false},
        {"extend",
         "RUN --epochs N",
         "Train a finished or stopped run further, N epochs (of trees: rounds) more than it has done: bit for bit "
         "the longer run, but where the schedule is cosine, which becomes that of the new length from there on.",
         {{"epochs", "N", "how many more"}, hardest()},
         false},
        {"rerun",
         "RUN",
         "Train a stored run again as a new one, with its settings, seed and changes of the learning rate, and say "
         "whether every value and weight is the same bit for bit: exit code 0, or 9 where they differ. A branch "
         "begins again with the checkpoint that it began with, while that is kept.",
         {},
         false},
        {"branch",
         "RUN [--at best|last|STEP] [flags]",
         "Go on from a kept checkpoint of a run as a new run, with fields changed; with none changed it is the run's "
         "own continuation, bit for bit. Data, network, batch size, optimiser and seed stay as they were.",
         {{"at", "WHERE", "the best epoch's end, the last checkpoint, or the step of a kept one [best]"},
          {"set", "ID=VALUE", "any hyperparameter"},
          {"rate-change", "STEP=RATE", "a new base learning rate from that step on; once for each change", true},
          scheduleChange()},
         true},
        {"luck",
         "RUN [--seeds N]",
         "Is it luck? Train a stored run's settings with the seeds that follow its own, and say how far the best accuracies spread and "
         "where the run's own lies.",
         {{"seeds", "N", "so many other seeds [4]"}, {"no-store", "", "do not keep the runs"}},
         false},
        {"lr-find",
         "[--from RATE] [--to RATE] [--steps N] [flags]",
         "Learning-rate range test: train a few batches while the rate rises, print the loss at each, and suggest where it falls steepest. "
         "Nothing is kept.",
         {{"from", "RATE", "the lowest rate [1e-06]"},
          {"to", "RATE", "the highest rate [10]"},
          {"steps", "N", "so many batches [200]"},
          {"config", "FILE", "a run file (TOML); flags win over it"},
          {"set", "ID=VALUE", "any hyperparameter"}},
         true},
        {"recipe",
         "list | run NAME|FILE|--all [--quick] [--out DIR] | answers [FILE]",
         "Answer a question of the lab: list the recipes, those that come with the program and your own, or run one: train what the store "
         "lacks (several networks at a time, one per core), and print its table and what each of its figures comes to. A flag for a field "
         "wins over the recipe, in all of its runs; --data may stand twice with --all, for a table and for pictures. answers prints what the "
         "store keeps of your answers to the recipes' questions, as TOML, or takes in such a file.",
         {{"all", "", "every recipe"},
          {"quick", "", "a quick look: the recipe's own short version"},
          {"out", "DIR", "write the data files of each figure: CSV, of tables Markdown and LaTeX too"},
          {"set", "ID=VALUE", "any hyperparameter"},
          {"no-store", "", "do not keep the runs"}},
         true},
        {"sweep",
         "FILE.toml | --grid ID=VALUES… [flags]",
         "Train many networks, several at a time, one per core: every combination of a grid, or random draws, with several seeds. A flag "
         "for a field holds for all runs.",
         {{"grid", "ID=VALUES", "0.1,0.01 or FROM..TO:COUNT; once for each field", true},
          {"random", "ID=RANGE", "FROM..TO or choices a,b,c; once for each field", true},
          {"draws", "N", "how many random draws"},
          {"draw-seed", "N", "other draws [1]"},
          {"seeds", "N", "every run with so many seeds, from --seed on [1]"},
          {"jobs", "N", "use at most so many cores at a time"},
          {"only-missing", "", "leave out what the store has finished or another process trains, and go on with what was interrupted"},
          {"repeat-failed", "", "only the runs that failed or diverged"},
          {"dry-run", "", "list the runs, and what they will take; train nothing"},
          {"config", "FILE", "a run file (TOML); flags win over it"},
          {"set", "ID=VALUE", "any hyperparameter"},
          {"no-store", "", "do not keep the runs"}},
         true},
        {"params", "MODEL", "List a model's hyperparameters.", {{"markdown", "", "print the reference page"}}, false},
        {"data",
         "inspect PATH",
         "Say what a data set holds.",
         {{"config", "FILE", "a run file (TOML)"}, {"set", "ID=VALUE", "any hyperparameter"}},
         true},
        {"predict",
         "--run RUN FILES…",
         "Predict the class of each row of CSV files, or of pictures.",
         {{"run", "RUN", "a run's id, @last, @best, or a model file: ours, or XGBoost's as JSON"}},
         false},
        {"evaluate",
         "--run RUN [--data PATH]",
         "Measure a trained network on data: accuracy, and loss as mean cross-entropy without label smoothing or class weights.",
         {{"run", "RUN", "a run's id, @last, @best, or a model file: ours, or XGBoost's as JSON"},
          {"data", "PATH", "the data set; the run's own without it"}},
         false},
        {"runs",
         "list | show RUN | compare RUN… | diff RUN RUN | predictions RUN | rename RUN NAME | tag RUN TAGS | note "
         "RUN TEXT | delete RUN | restore RUN | export RUN… | import PATH",
         "The runs that are kept: list them, show what one was and measured, compare them (those that differ in "
         "nothing but the seed as one group), or change what you call it; take them to another machine or program "
         "and back. RUN is an id or the beginning of one, a name, @last, @best or @worst. import reads an archive, "
         "TensorBoard's event files, or a CSV log.",
         {{"filter", "WORDS", "width=64 state=finished accuracy>0.9 …; other words stand in a run's name, tags, note or data"},
          {"group-by", "FIELDS", "compare: the runs with the same values of these fields together: width,learning-rate"},
          {"metric", "SERIES", "compare: what is compared, at each run's best epoch [validation_accuracy]"},
          {"reference", "RUN", "compare: a run whose value at its best epoch the others are held against"},
          {"band", "std|stderr|minmax", "compare: what lower and upper are in --curves [std]"},
          {"curves", "FILE", "compare: each group's mean curve with its band, as CSV"},
          {"x", "epoch|step|time", "compare: what x is in --curves [epoch]"},
          {"smooth", "STEPS",
           "compare: in --curves a moving average of the mean too, in which a value counts half as much for every so many steps that it is "
           "old"},
          {"format", "text|csv|md|latex", "compare, diff: how the table is written [text]"},
          {"split", "validation|test", "predictions: of which rows, as CSV [validation]"},
          {"all", "", "export: every run that is no longer trained"},
          {"out", "FILE", "export: one archive with all that the runs are, for import (FILE.epochlab)"},
          {"tensorboard", "DIR", "export: event files, a folder for each run"},
          {"csv", "FILE", "export: every value that was measured, one a line"},
          {"name", "NAME", "import: what a log is called"}},
         false},
        {"table",
         "RUN… | --filter WORDS",
         "Methods × learning rates, or any two fields, of stored runs: mean ± std over seeds, n, 95 % Wilson interval, best epoch; what is "
         "best, and what cannot be told from it or from chance. A value is that of the validation-best epoch. Cells that nobody has "
         "trained come with the command that does.",
         {{"filter", "WORDS", "as for runs list: width=64 state=finished …"},
          {"rows", "FIELD", "what the rows are [method, else what differs first]"},
          {"columns", "FIELD", "what the columns are [learning-rate]"},
          {"metric", "SERIES", "test_accuracy, validation_accuracy, validation_loss, … [test_accuracy, where there are test rows]"},
          {"format", "text|csv|md|latex", "how the table is written; csv has a line for each cell, with all digits [text]"}},
         false},
        {"confusion",
         "RUN [RUN2]",
         "How often the run's best epoch answered which class for rows of which class, from the predictions kept with it; of two runs on "
         "equal data the first minus the second. --true and --predicted list exactly the rows of a cell (of a difference: those that only "
         "one of the two answered so).",
         {{"split", "validation|test", "of which rows [test, where there are any]"},
          {"normalised", "", "shares of the true class's rows instead of counts"},
          {"true", "CLASS", "with --predicted: the rows of that cell"},
          {"predicted", "CLASS", "with --true: the rows of that cell"},
          {"format", "text|csv|md|latex", "how the table is written [text]"}},
         false},
        {"gallery",
         "[RUN…] [--best RUN] [--worst RUN] [--out DIR]",
         "What the best run gets right and the worst one wrong. Without --best and --worst they are chosen by validation among the runs "
         "named, or those of the filter, or all on the newest run's data; RUN is also @best or @worst of those.",
         {{"best", "RUN", "this run for the best one [@best]"},
          {"worst", "RUN", "this run for the worst one [@worst]"},
          {"filter", "WORDS", "choose among these runs, as in runs list"},
          {"show", "WHICH", "best-right, both-wrong, worst-right, both-right [best-right]"},
          {"split", "validation|test", "of which rows [test, where there are any]"},
          {"class", "CLASS", "of this true class alone"},
          {"sort", "ORDER", "wrong-confidence, right-confidence, file, name, class [wrong-confidence]"},
          {"format", "text|csv|md|latex", "how the list is written [text]"},
          {"out", "DIR", "gallery.csv, and of pictures contact sheets gallery-1.png …, of the same items in the same order"}},
         false},
        {"model",
         "RUN | [--data PATH] [flags]",
         "The model as layers, input side first: kind, output shape, parameters, what of them is trained and what frozen; of a run, or of "
         "settings before anything is trained. Equal layers of a deep network stand in one row (in csv and json each in its own).",
         {{"config", "FILE", "a run file (TOML); flags win over it"},
          {"set", "ID=VALUE", "any hyperparameter"},
          {"format", "text|csv|md|latex", "how the table is written [text]"}},
         true},
        {"calibration",
         "RUN… | --filter WORDS",
         "How far the probabilities can be believed (a reliability diagram): rows in bins of equal width by the probability of the class "
         "--positive, or with more than two classes of the answer; in each the mean probability, the share that was so and its 95 % "
         "interval; the expected calibration error, and what chance makes of it where every probability is exact.",
         {{"bins", "N", "so many bins [10]"},
          {"split", "validation|test", "of which rows [test, where there are any]"},
          {"positive", "CLASS", "of two classes [the second]"},
          {"filter", "WORDS", "these runs, as for runs list"},
          {"format", "text|csv|md|latex", "how the table is written [text]"}},
         false},
        {"roc",
         "RUN… | --filter WORDS",
         "The ROC curve of data with two classes, from the answers kept with a run's best epoch: the rates of false and true positives at "
         "each threshold, and the area below with its 95 % interval (DeLong). text has the corners alone, csv and json every point.",
         {{"split", "validation|test", "of which rows [test, where there are any]"},
          {"positive", "CLASS", "which of the two classes is looked for [the second]"},
          {"filter", "WORDS", "these runs, as for runs list"},
          {"format", "text|csv|md|latex", "how the table is written [text]"}},
         false},
        {"importance",
         "RUN… | --filter WORDS",
         "What matters in a sweep of ten runs or more: the share of the metric's variance that each field explains by itself, held against "
         "what chance reaches by permuting the runs, so that noise is called noise. --runs prints the runs themselves, the fields in which "
         "they differ and the metric.",
         {{"metric", "SERIES", "what is explained, at each run's best epoch [validation_accuracy]"},
          {"runs", "", "a row for each run: what parallel coordinates show"},
          {"filter", "WORDS", "these runs, as for runs list"},
          {"format", "text|csv|md|latex", "how the table is written [text]"}},
         false},
        {"neurons",
         "RUN [--at X,Y]",
         "Inside the net: what each neuron of a multilayer perceptron on two features puts out, at one place, or on a grid over the data.",
         {{"at", "X,Y", "one place, in the features' units"},
          {"side", "N", "so many columns and rows of the grid [32]"},
          {"format", "text|csv|md|latex", "how the table is written [text]"}},
         false},
        {"sketch",
         "RUN… [--from FILE]",
         "Predict first: hold the curve that was sketched before training (in the window, or a CSV file of epoch,validation_accuracy) "
         "against what runs came to.",
         {{"from", "FILE", "a sketch as CSV [the project's own]"},
          {"metric", "SERIES", "of which the project's sketch is [validation_accuracy]"},
          {"filter", "WORDS", "these runs, as for runs list"},
          {"format", "text|csv|md|latex", "how the table is written [text]"}},
         false},
        {"map",
         "RUN [--epoch N] [--at X,Y]",
         "What a run's network answers over the plane of its two features, cell by cell, as CSV (--json: the classes' numbers, row by row "
         "from below); or at one place, with the rows nearest to it.",
         {{"epoch", "N", "of the last epoch up to this one that is kept [the best]"},
          {"side", "N", "so many cells across and up [64]"},
          {"x", "LOW:HIGH", "the range across [that of the training rows]"},
          {"y", "LOW:HIGH", "the range up [that of the training rows]"},
          {"at", "X,Y", "the three most probable classes there, and the three nearest rows"},
          {"components", "", "data of more features: the plane of the first two principal components of their standardised rows"}},
         false},
        {"weights",
         "inspect FILE | export RUN --out FILE.safetensors",
         "Files of weights. inspect says which tensors a safetensors file or a PyTorch state_dict (.pth) holds, "
         "which network they fit, and what is wrong with them; nothing in the file is run. export writes a run's "
         "model as safetensors, which Python reads too.",
         {{"out", "FILE", "export: the file to write"}},
         false},
        {"preset",
         "make --out FILE.epochlab-preset [flags] | check FILE",
         "Lab presets: a task with what may be changed in it, for train, sweep, recipe run and the window. make writes one: values are "
         "those "
         "of --config; check reads one and says what it fixes, hides and limits.",
         {{"config", "FILE", "a run file (TOML) with the values"},
          {"title", "TEXT", "what the banner calls it"},
          {"banner", "TEXT", "what the student is told"},
          {"fix", "ID", "a field that is shown and cannot be changed; once for each", true},
          {"hide", "ID", "a field that keeps its value and is not shown; once for each", true},
          {"limit", "ID=FROM..TO", "a narrower range, or choices: ID=A,B; once for each field", true},
          {"ask", "ID=TEXT", "a question to be answered; once for each", true},
          {"data", "PATH", "runs on other data than these are refused"},
          {"hide-readings", "", "no reading is shown before an answer is written"},
          {"sketch-first", "", "a curve is sketched before a run is trained"},
          {"seed-per-student", "", "the seed comes from --student"},
          {"out", "FILE", "make: the file to write"}},
         false},
        {"handin",
         "--runs RUN… | --recipe NAME … --out FILE.epochlab-handin",
         "Write one archive to hand in: runs with their settings, values, models and answers of rows, the values of figures, answers to "
         "questions, and hashes of all of it.",
         {{"runs", "RUN…", "runs, as for runs show", true},
          {"recipe", "NAME", "the runs of a recipe, all of them; once for each", true},
          {"preset", "FILE", "the lab preset that they were made with"},
          {"student", "ID", "who hands in"},
          {"answers", "FILE", "TOML: a table for each recipe, and one called preset, with a text for each question; wins over what the store keeps"},
          {"out", "FILE", "the archive to write"}},
         false},
        {"verify",
         "ARCHIVE… [--rerun K] [--csv]",
         "Check archives that were handed in: sound, values in accord with each other, figures with values, all runs of a recipe there, "
         "the "
         "preset kept; and train K runs of each again. Exit code 8 where one cannot be trusted, 3 where something was found.",
         {{"rerun", "K", "train so many runs of each archive again, and compare bit for bit [0]"},
          {"seed", "N", "which runs these are [another each time]"},
          {"preset", "FILE", "your own preset, in place of the one in the archive"},
          {"recipe", "NAME", "a recipe that must be there; once for each", true},
          {"data", "PATH", "where the data lie here, for runs on files"},
          {"csv", "", "a line for each archive: student,archive,runs,verdict,rerun,findings"}},
         false},
        {"doctor", "", "Say what this installation can do.", {}, false},
    };
    return verbs;
}

std::string versionLine() { return "epochlab " EPOCHLAB_VERSION; }

std::string helpPage() {
    std::string text = "Usage: epochlab-cli [--store DIR] [--json] VERB …\n\n";
    for (const VerbSpec& verb : verbSpecs()) text += "  " + padded(verb.name, 10) + padded(verb.usage, 42) + verb.help + "\n";
    return text + "\nepochlab-cli VERB --help explains a verb; epochlab-cli --version prints the version.\n";
}

std::string helpOf(const VerbSpec& verb) {
    std::string text = "Usage: epochlab-cli " + verb.name + (verb.usage.empty() ? "" : " ") + verb.usage + "\n\n" + verb.help + "\n\n";
    for (const FlagSpec& flag : verb.flags)
        text += "  --" + padded(flag.name + (flag.value.empty() ? "" : " " + flag.value), 20) + " " + flag.help + "\n";
    text += "  --" + padded("store DIR", 20) + " the folder of the runs\n  --" + padded("json", 20) + " print JSON\n";
    return verb.takesParameters ? text + parameterFlags() : text;
}

} // namespace epochlab::app
