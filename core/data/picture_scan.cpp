#include "data/picture_scan.h"

#include "base/content_hash.h"
#include "base/file_writer.h"
#include "base/parallel.h"

#include <algorithm>
#include <atomic>
#include <optional>
#include <sys/stat.h>

namespace epochlab::core {
namespace {

constexpr std::size_t largestFile = 1'000'000'000;
constexpr std::int64_t mostReports = 200; ///< of progress
constexpr double mostBad = 0.1;           ///< of all pictures, before skipping becomes hiding

using Facts = std::array<std::vector<PictureFacts>, 3>;

PictureFacts factsOf(const std::string& path, const PictureDecoder* decoder, std::int64_t maximumPixels) {
    PictureFacts facts;
    const PictureFile file = pictureFileAt(path);
    facts.bytes = file.bytes;
    facts.modified = file.modified;
    const auto fail = [&facts](const Error& error) { facts.problem = std::make_shared<const Error>(error); };
    const Result<std::string> content = readRegularFile(path, largestFile);
    if (!content) {
        fail(content.error());
        return facts;
    }
    const auto bytes = std::as_bytes(std::span(*content));
    const Result<PictureHeader> header = readPictureHeader(bytes, maximumPixels);
    if (!header) {
        fail(header.error());
        return facts;
    }
    facts.header = *header;
    facts.hash = contentHash(bytes);
    if (decoder != nullptr)
        if (const Result<void> checked = decoder->check(bytes, maximumPixels); !checked) fail(checked.error());
    return facts;
}

std::string_view kindOfProblem(ErrorCode code) {
    switch (code) {
    case ErrorCode::DataTruncatedPicture: return "truncated";
    case ErrorCode::DataTooLarge: return "too-large";
    case ErrorCode::DataUnreadablePicture: return "unreadable";
    default: return "unopened";
    }
}

std::string wordsOfProblem(std::string_view kind) {
    if (kind == "truncated") return "cut off";
    if (kind == "too-large") return "too large";
    return kind == "unreadable" ? "unreadable" : "the file cannot be opened";
}

/// Findings in the order of first mention.
class Findings {
public:
    void add(std::string_view kind, const std::string& words, std::string_view example) {
        const auto found = std::ranges::find(m_all, kind, &PictureFinding::kind);
        PictureFinding& finding = found != m_all.end() ? *found : m_all.emplace_back(PictureFinding{std::string(kind), words, 0, {}});
        finding.add(example);
    }
    std::vector<PictureFinding>& all() { return m_all; }

private:
    std::vector<PictureFinding> m_all;
};

std::string_view extensionOf(std::string_view name) {
    const std::size_t dot = name.rfind('.');
    return dot == std::string_view::npos ? std::string_view() : name.substr(dot);
}

/// What is not plain 8-bit RGB in a file of its own name.
void remark(const std::string& name, const PictureHeader& header, Findings& findings) {
    if (!isExtensionOf(header.format, extensionOf(name)))
        findings.add("extension", "of another format than their names say, taken as what they are", name);
    if (header.colour == PictureColour::Grey) findings.add("grey", "grey, made RGB", name);
    if (header.colour == PictureColour::Palette) findings.add("palette", "with a palette, made RGB", name);
    if (header.colour == PictureColour::Cmyk) findings.add("cmyk", "in CMYK, made RGB", name);
    if (header.alpha) findings.add("alpha", "with transparency, which is left out", name);
    if (header.bits > 8) findings.add("sixteen-bits", "of more than 8 bits a channel, of which the upper 8 are taken", name);
    if (header.orientation != 1) findings.add("turned", "stored turned or mirrored, set upright", name);
}

/// Moves the good ones of a split together and reports on all.
class Sieve {
public:
    explicit Sieve(PictureReport& report) : m_report(report) { m_report.grey = true; }

    void pass(std::vector<ListedPicture>& pictures, std::vector<PictureFacts>& facts) {
        std::size_t kept = 0;
        for (std::size_t row = 0; row < facts.size(); ++row) {
            ++m_report.found;
            if (!isGood(pictures[row].name, facts[row])) continue;
            if (kept != row) {
                pictures[kept] = std::move(pictures[row]);
                facts[kept] = std::move(facts[row]);
            }
            ++kept;
        }
        pictures.resize(kept);
        facts.resize(kept);
    }

    void finish() {
        m_report.problems = std::move(m_problems.all());
        m_report.remarks = std::move(m_remarks.all());
    }

private:
    bool isGood(const std::string& name, const PictureFacts& facts) {
        if (facts.problem) {
            const std::string_view kind = kindOfProblem(facts.problem->code);
            m_problems.add(kind, wordsOfProblem(kind), name);
            return false;
        }
        const bool lying = facts.header.orientation > 4;
        m_report.addSize(lying ? facts.header.height : facts.header.width, lying ? facts.header.width : facts.header.height);
        m_report.grey = m_report.grey && facts.header.colour == PictureColour::Grey;
        remark(name, facts.header, m_remarks);
        return true;
    }

    PictureReport& m_report;
    Findings m_problems;
    Findings m_remarks;
};

std::optional<Error> firstProblem(const std::string& folder, const PictureTree& tree, const Facts& facts) {
    for (std::size_t split = 0; split < facts.size(); ++split)
        for (std::size_t row = 0; row < facts[split].size(); ++row)
            if (facts[split][row].problem) {
                Error error = *facts[split][row].problem;
                error.where = folder + "/" + tree.splits[split][row].name;
                return error;
            }
    return std::nullopt;
}

Error tooManyProblems(const std::string& folder, const PictureReport& report) {
    std::string what = std::to_string(report.leftOut()) + " of " + std::to_string(report.found) + " pictures cannot be used";
    for (std::size_t i = 0; i < report.problems.size(); ++i) what += (i == 0 ? ": " : "; ") + lineOf(report.problems[i], "");
    return {ErrorCode::DataUnreadablePicture, what, folder,
            "mend or remove them, or let picture-problems be skip-all to train without them"};
}

} // namespace

PictureFile pictureFileAt(const std::string& path) {
    struct stat facts {};
    if (::stat(path.c_str(), &facts) != 0) return {path};
    return {path, static_cast<std::uint64_t>(facts.st_size), facts.st_mtim.tv_sec * 1'000'000'000 + facts.st_mtim.tv_nsec};
}

Result<Facts> scanPictures(const std::string& folder, const PictureTree& tree, const PictureOptions& options,
                           const LoadServices& services) {
    PictureDecoderPointer decoder;
    if (services.decoder) {
        Result<PictureDecoderPointer> opened = services.decoder();
        if (!opened) return opened.error();
        decoder = *std::move(opened);
    }
    Facts facts;
    std::vector<std::pair<const std::string*, PictureFacts*>> work;
    for (std::size_t split = 0; split < facts.size(); ++split) {
        facts[split].resize(tree.splits[split].size());
        for (std::size_t row = 0; row < facts[split].size(); ++row) work.emplace_back(&tree.splits[split][row].name, &facts[split][row]);
    }
    const auto total = static_cast<std::int64_t>(work.size());
    const std::int64_t reportEvery = std::max<std::int64_t>(1, total / mostReports);
    const int threads = services.threads > 0 ? services.threads : coresOfMachine();
    std::atomic<std::int64_t> done = 0;
    const auto look = [&](std::int64_t index) {
        const auto& [name, place] = work[static_cast<std::size_t>(index)];
        *place = factsOf(folder + "/" + *name, decoder.get(), options.maximumPixels);
        const std::int64_t now = ++done;
        if (services.progress && (now % reportEvery == 0 || now == total)) services.progress(now, total);
        return true;
    };
    if (!forEachInParallel(total, threads, look, services.stop))
        return Error{ErrorCode::Stopped, "loading the pictures was stopped", folder, "load them again"};
    return facts;
}

Result<PictureReport> applyPolicy(const std::string& folder, PictureTree& tree, Facts& facts, const PictureOptions& options) {
    if (options.problems == PictureProblems::Stop)
        if (const std::optional<Error> problem = firstProblem(folder, tree, facts)) return *problem;
    PictureReport report;
    Sieve sieve(report);
    for (std::size_t split = 0; split < facts.size(); ++split) sieve.pass(tree.splits[split], facts[split]);
    sieve.finish();
    const bool tooMany = static_cast<double>(report.leftOut()) > static_cast<double>(report.found) * mostBad;
    if (options.problems == PictureProblems::Skip && tooMany) return tooManyProblems(folder, report);
    return report;
}

} // namespace epochlab::core
