#include "composition.h"
#include "verbs/drawing_program.h"
#include "verbs/help.h"
#include "verbs/interrupts.h"
#include "verbs/output.h"
#include "verbs/verbs.h"

#include <csignal>
#include <exception>
#include <map>

namespace epochlab::app {
namespace {

int runVerb(const Arguments& arguments) {
    static const std::map<std::string, int (*)(const Arguments&), std::less<>> verbs{{"rerun", runRerun},
                                                                                     {"luck", runLuck},
                                                                                     {"branch", runBranch},
                                                                                     {"sweep", runSweep},
                                                                                     {"extend", runExtend},
                                                                                     {"lr-find", runLrFind},
                                                                                     {"train", runTrain},
                                                                                     {"resume", runResume},
                                                                                     {"params", runParams},
                                                                                     {"data", runData},
                                                                                     {"recipe", runRecipe},
                                                                                     {"predict", runPredict},
                                                                                     {"evaluate", runEvaluate},
                                                                                     {"doctor", runDoctor},
                                                                                     {"runs", runRuns},
                                                                                     {"weights", runWeights},
                                                                                     {"table", runTable},
                                                                                     {"confusion", runConfusion},
                                                                                     {"gallery", runGallery},
                                                                                     {"model", runModel},
                                                                                     {"calibration", runCalibration},
                                                                                     {"roc", runRoc},
                                                                                     {"importance", runImportance},
                                                                                     {"neurons", runNeurons},
                                                                                     {"sketch", runSketch},
                                                                                     {"preset", runPreset},
                                                                                     {"handin", runHandIn},
                                                                                     {"verify", runVerify},
                                                                                     {"map", runMap}};
    return verbs.at(arguments.verb)(arguments);
}

int run(const std::vector<std::string>& words) {
    if (!words.empty() && (words[0] == "export" || words[0] == "report")) return failWith(becomeDrawingProgram(words));
    const core::Result<Arguments> arguments = parseArguments(words);
    if (!arguments) return failWith(arguments.error());
    if (arguments->has("version")) {
        printOut(versionLine() + "\n");
        return 0;
    }
    if (arguments->has("help")) {
        printOut(arguments->verb.empty() ? helpPage() : helpOf(*findVerb(arguments->verb)));
        return 0;
    }
    if (arguments->verb.empty()) return failWith({core::ErrorCode::Usage, "no verb is given", "", "see epochlab-cli --help"});
    return runVerb(*arguments);
}

} // namespace
} // namespace epochlab::app

int main(int argc, char** argv) {
    using namespace epochlab;
    std::signal(SIGPIPE, SIG_IGN); // a closed pipe shows as a failed write
    app::limitLibraries();
    int code = 0;
    try {
        code = app::run(std::vector<std::string>(argv + (argc > 0 ? 1 : 0), argv + argc));
    } catch (const std::bad_alloc&) {
        code = app::failWith({core::ErrorCode::OutOfMemory, "there is not enough memory", "", "give smaller data or a smaller network"});
    } catch (const std::exception& problem) {
        code = app::failWith({core::ErrorCode::Internal, problem.what(), "", "report this as a bug"});
    }
    if (!app::flushOutput() && code == 0)
        code = app::failWith(
            {core::ErrorCode::IoWrite, "the output could not be written", "standard output", "check the disk or the reading program"});
    return code;
}
