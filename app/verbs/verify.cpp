#include "handin/verify.h"

#include "composition.h"
#include "verbs/json_text.h"
#include "verbs/output.h"
#include "verbs/verbs.h"

#include <chrono>

namespace epochlab::app {
namespace {

using core::ErrorCode;
using core::Result;
using nlohmann::ordered_json;

std::string joined(const core::HandInVerdict& verdict) {
    std::string text;
    for (const core::HandInFinding& finding : verdict.findings) text += (text.empty() ? "" : "; ") + finding.code + ": " + finding.sentence;
    return verdict.untrusted ? describe(*verdict.untrusted) : text;
}

/// RFC 4180, and nothing that a spreadsheet would take for a formula.
std::string csvCell(const std::string& text) {
    const bool formula = !text.empty() && std::string_view("=+-@\t\r").find(text[0]) != std::string_view::npos;
    std::string cell = formula ? "\"'" : "\"";
    for (const char c : text) cell += c == '"' ? std::string("\"\"") : std::string(1, c);
    return cell + "\"";
}

std::string listOf(const std::vector<core::RunId>& runs) {
    std::string text;
    for (const core::RunId& run : runs) text += (text.empty() ? "" : " ") + run;
    return text;
}

void printCsv(const core::HandInVerdict& verdict) {
    printOut(csvCell(verdict.student) + "," + csvCell(verdict.archive) + "," + std::to_string(verdict.runs) + "," + verdict.word() + "," +
             csvCell(listOf(verdict.rerun)) + "," + csvCell(joined(verdict)) + "\n");
}

void printText(const core::HandInVerdict& verdict) {
    const std::string findings = joined(verdict);
    printOut(verdict.archive + ": " + verdict.word() + ", " + (verdict.student.empty() ? "no student named" : verdict.student) + ", " +
             std::to_string(verdict.runs) + (verdict.runs == 1 ? " run" : " runs") + ", " + std::to_string(verdict.rerun.size()) +
             " trained again" + (findings.empty() ? "" : "; " + findings) + "\n");
    for (const std::string& note : verdict.notes) printMessage("note[" + verdict.archive + "]: " + note);
}

ordered_json jsonOf(const core::HandInVerdict& verdict) {
    ordered_json json{{"archive", verdict.archive}, {"student", verdict.student}, {"runs", verdict.runs},
                      {"verdict", verdict.word()},  {"rerun", verdict.rerun},     {"findings", ordered_json::array()},
                      {"notes", verdict.notes}};
    for (const core::HandInFinding& finding : verdict.findings)
        json["findings"].push_back({{"code", finding.code}, {"message", finding.sentence}});
    if (verdict.untrusted)
        json["error"] = {{"code", core::codeName(verdict.untrusted->code)}, {"message", core::describe(*verdict.untrusted)}};
    return json;
}

Result<core::HandInCheck> checkOf(const Arguments& arguments) {
    const auto now = static_cast<std::int64_t>(std::chrono::system_clock::now().time_since_epoch().count());
    const Result<std::int64_t> rerun = countOf(arguments, "rerun", 0, 0);
    const Result<std::int64_t> seed = countOf(arguments, "seed", 0, now & 0x7fffffff); // a choice that nobody can foresee
    if (!rerun || !seed) return rerun ? seed.error() : rerun.error();
    core::HandInCheck check{.rerun = *rerun,
                            .seed = static_cast<std::uint64_t>(*seed),
                            .preset = {},
                            .recipeFolders = recipeFolders(),
                            .data = arguments.get("data"),
                            .services = makeRunServices()};
    check.services.speed.reset(); // what students hand in teaches this machine nothing
    for (const auto& [flag, name] : arguments.repeated) check.recipes.push_back(name);
    if (!arguments.has("preset")) return check;
    Result<core::LabPreset> preset = core::loadLabPreset(arguments.get("preset"));
    if (!preset) return preset.error();
    check.preset = *std::move(preset);
    return check;
}

/// The gravest: what cannot be trusted, then what stands against it.
int codeOf(const core::HandInVerdict& verdict) {
    if (verdict.untrusted) return static_cast<int>(core::ExitCode::Untrusted);
    return verdict.findings.empty() ? 0 : static_cast<int>(core::ExitCode::Data);
}

} // namespace

int runVerify(const Arguments& arguments) {
    if (arguments.words.empty())
        return failWith({ErrorCode::Usage, "verify takes archives", "", "name one or more *" + std::string(core::handInEnding)});
    if (arguments.has("csv") && arguments.json())
        return failWith({ErrorCode::Usage, "--csv and --json do not go together", "verify", "leave one of them out"});
    const Result<core::HandInCheck> check = checkOf(arguments);
    if (!check) return failWith(check.error());
    if (check->rerun > 0) printMessage("note[seed]: runs are chosen by --seed " + std::to_string(check->seed));
    if (arguments.has("csv")) printOut("student,archive,runs,verdict,rerun,findings\n");
    ordered_json document{{"archives", ordered_json::array()}};
    int code = 0;
    for (const std::string& path : arguments.words) {
        const Result<core::HandInVerdict> verdict = core::verifyHandIn(path, *check);
        if (!verdict) {
            code = std::max(code, failWith(verdict.error()));
            continue;
        }
        code = std::max(code, codeOf(*verdict));
        if (arguments.json())
            document["archives"].push_back(jsonOf(*verdict));
        else
            arguments.has("csv") ? printCsv(*verdict) : printText(*verdict);
    }
    if (arguments.json()) printOut(jsonText(document));
    return code;
}

} // namespace epochlab::app
