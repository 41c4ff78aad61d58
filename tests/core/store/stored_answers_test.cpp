// A student's answers in the store.
#include "store/stored_answers.h"

#include "core/store/store_fixture.h"
#include "report/answers.h"

#include <gmock/gmock.h>

#include <filesystem>

namespace epochlab::core {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

class StoredAnswersTest : public StoreTest {
protected:
    std::string keep(const std::string& text, const std::string& before, const std::string& question = "why") {
        const Result<std::string> kept = keepAnswer(m_directory, "learning-rate", question, text, before);
        EXPECT_TRUE(kept.ok()) << (kept.ok() ? "" : describe(kept.error()));
        return kept.ok() ? *kept : std::string();
    }
    std::string stored(const std::string& question = "why") {
        const Result<Answers> answers = loadStoredAnswers(m_directory);
        EXPECT_TRUE(answers.ok());
        return answerTo(*answers, "learning-rate", question);
    }
};

TEST_F(StoredAnswersTest, NothingIsMadeByLooking) {
    EXPECT_TRUE(loadStoredAnswers(m_directory)->empty());
    EXPECT_TRUE(fs::is_empty(m_directory));
}

TEST_F(StoredAnswersTest, WhatTwoWindowsWriteIsNeverLost) {
    struct Row {
        std::string stored, before, written, kept;
    };
    for (const Row& row : std::vector<Row>{
             {"", "", "It leaps.", "It leaps."},
             {"It leaps.", "It leaps.", "It leaps about.", "It leaps about."},
             {"It leaps.", "It leaps.", "", ""},
             {"Theirs.", "It leaps.", "Mine.", "Theirs.\n\nMine."},
             {"Theirs.", "", "Theirs. And mine.", "Theirs. And mine."},
             {"Mine, and theirs.", "", "Mine", "Mine, and theirs."},
             {"Same.", "old", "Same.", "Same."},
         }) {
        keep(row.stored, stored());
        ASSERT_EQ(stored(), row.stored);
        EXPECT_EQ(keep(row.written, row.before), row.kept) << row.written;
        EXPECT_EQ(stored(), row.kept);
    }
    keep("other", "", "where");
    EXPECT_EQ(stored("where"), "other");
    EXPECT_EQ(stored(), "Same.");
}

TEST_F(StoredAnswersTest, OneThatIsTooLongIsRefusedAndTheOldOneStays) {
    keep("short", "");
    const Result<std::string> refused = keepAnswer(m_directory, "learning-rate", "why", std::string(longestAnswer + 1, 'x'), "short");
    ASSERT_FALSE(refused.ok());
    EXPECT_EQ(refused.error().code, ErrorCode::ConfigRange);
    EXPECT_EQ(stored(), "short");
}

TEST_F(StoredAnswersTest, AStoreOfTheVersionBeforeHasNoneAndTakesSome) {
    const auto nothing = [](Connection&) { return Result<void>(); };
    ASSERT_TRUE(createStoreFile(m_directory + "/project.db", nothing, {.migrations = storeMigrations().first(4)}).ok());
    EXPECT_TRUE(loadStoredAnswers(m_directory)->empty());
    EXPECT_EQ(keep("new", ""), "new");
    EXPECT_TRUE(fs::exists(m_directory + "/project.db.backup-4"));
}

TEST(Answers, AFileReadsBackToTheSame) {
    for (const std::string& text :
         std::vector<std::string>{"plain", "two\nlines", "\"quoted\" 'and' \"\"\"thrice\"\"\" '''", "back\\slash\\", "carriage\r\nreturn",
                                  "\ttab", "\x01\x7f", "\nbegins", "ends\n\n", "ü ∞ 学", "# no comment", "[no-table]", ""}) {
        const Answers answers{{"learning-rate", {{"why", text}, {"q 2", "x"}}}, {"preset", {{"a.b", text}}}};
        const std::string file = writeAnswers(answers);
        const Result<Answers> again = readAnswers(file, "answers.toml");
        ASSERT_TRUE(again.ok()) << describe(again.error()) << '\n' << file;
        EXPECT_EQ(*again, answers) << file;
        EXPECT_EQ(writeAnswers(*again), file);
    }
}

TEST(Answers, BrokenFilesAreSaidWithTheirPlace) {
    struct Row {
        const char *text, *says;
    };
    for (const Row& row : std::vector<Row>{{"[a]\nb = 1", "the answer to \"b\" is no text (answers.toml, line 2"},
                                           {"a = \"x\"", "\"a\" holds no answers (answers.toml, line 1"},
                                           {"[a]\nb = \"x", "line 2"},
                                           {"[a]\nb = ['x']", "is no text"},
                                           {"[a]\nb = \"\xff\"", "answers.toml"}}) {
        const Result<Answers> answers = readAnswers(row.text, "answers.toml");
        ASSERT_FALSE(answers.ok()) << row.text;
        EXPECT_THAT(describe(answers.error()), HasSubstr(row.says));
    }
}

TEST(Answers, ThoseOfSomeRecipesAndOfAPreset) {
    const Answers stored{{"a", {{"q", "1"}}}, {"b", {{"q", "2"}}}, {"preset-0123", {{"q", "3"}}}};
    EXPECT_EQ(answersOf(stored, {"b", "none"}, "preset-0123"), (Answers{{"b", {{"q", "2"}}}, {"preset", {{"q", "3"}}}}));
    EXPECT_EQ(answersOf(stored, {"a"}, ""), (Answers{{"a", {{"q", "1"}}}}));
    Answers taken = answersOf(stored, {"a", "b"}, "");
    takeAnswers(taken, {{"a", {{"q", "new"}, {"r", "more"}}}});
    EXPECT_EQ(taken, (Answers{{"a", {{"q", "new"}, {"r", "more"}}}, {"b", {{"q", "2"}}}}));
}

} // namespace
} // namespace epochlab::core
