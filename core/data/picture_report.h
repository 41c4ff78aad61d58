#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace epochlab::core {

/// Something that was found at import, of one picture or more.
struct PictureFinding {
    std::string kind;  ///< for scripts: "truncated"
    std::string words; ///< after a count: "cut off", or of what is no picture "files of other kinds left out"
    std::int64_t count = 0;
    std::vector<std::string> examples; ///< the first of them, at most mostExamples

    static constexpr std::size_t mostExamples = 1000;
    static constexpr std::size_t mostInWords = 5; ///< names in a sentence
    void add(std::string_view example);
};

/// What reading a picture data set came to. Bounded in length, whatever it says.
struct PictureReport {
    std::int64_t found = 0;               ///< pictures that were looked at
    std::vector<PictureFinding> problems; ///< pictures that were left out
    std::vector<PictureFinding> remarks;  ///< pictures that were taken, or files and folders that are none
    std::int64_t smallestWidth = 0;       ///< upright; of the pictures taken
    std::int64_t largestWidth = 0;
    std::int64_t smallestHeight = 0;
    std::int64_t largestHeight = 0;
    bool grey = false; ///< all of them

    std::int64_t leftOut() const;
    bool sameSize() const { return smallestWidth == largestWidth && smallestHeight == largestHeight; }
    /// "256 × 256", or "75 to 2848 × 97 to 2136".
    std::string sizes() const;
    void addSize(std::int64_t width, std::int64_t height);
};

/// Sentences for people, a finding each: "2 pictures left out: cut off (train/a/1.jpg, train/b/7.jpg)".
std::vector<std::string> linesOf(const PictureReport& report);
std::string lineOf(const PictureFinding& finding, std::string_view verb);
/// All of it as CSV, a name a row: "left out,cut off,train/a/1.jpg". repeats: those of findRepeats().
std::string csvOf(const PictureReport& report, const std::vector<PictureFinding>& repeats);

} // namespace epochlab::core
