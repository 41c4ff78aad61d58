#include "store/stored_answers.h"

#include "store/run_store.h"

namespace epochlab::core {
namespace {

Result<std::string> storedText(Connection& connection, const std::string& asker, const std::string& question) {
    std::string text;
    const Result<void> read = connection.forEach(
        "SELECT text FROM answers WHERE asker = ? AND question = ?", [&text](const Statement& row) { text = row.text(0); }, asker,
        question);
    if (!read) return read.error();
    return text;
}

Result<void> write(Connection& connection, const std::string& asker, const std::string& question, const std::string& text) {
    if (text.empty()) return connection.run("DELETE FROM answers WHERE asker = ? AND question = ?", asker, question);
    return connection.run("INSERT OR REPLACE INTO answers (asker, question, text) VALUES (?, ?, ?)", asker, question, text);
}

/// What both wrote; one that has the other's words in it stands for both.
std::string bothOf(const std::string& other, const std::string& own) {
    if (own.find(other) != std::string::npos) return own;
    if (other.find(own) != std::string::npos) return other;
    return other + "\n\n" + own;
}

} // namespace

Result<Answers> loadStoredAnswers(const std::string& directory, const StoreFileOptions& options) {
    Answers answers;
    Result<std::optional<StoreFile>> file = openStoreFile(directory + "/project.db", options);
    if (!file) return file.error();
    if (!*file) return answers;
    Connection& connection = (*file)->connection;
    const Result<bool> known = connection.hasTable("answers");
    if (!known) return known.error();
    if (!*known) return answers;
    const Result<void> read = connection.forEach("SELECT asker, question, text FROM answers",
                                                 [&answers](const Statement& row) { answers[row.text(0)][row.text(1)] = row.text(2); });
    if (!read) return read.error();
    return answers;
}

Result<std::string> keepAnswer(const std::string& directory, const std::string& asker, const std::string& question, const std::string& text,
                               const std::string& before, const StoreFileOptions& options) {
    if (text.size() > longestAnswer)
        return Error{ErrorCode::ConfigRange, "an answer is at most " + std::to_string(longestAnswer >> 10) + " kB", question,
                     "shorten it; what was kept before is still there"};
    Result<StoreFile> file = openRunStoreToWrite(directory, options);
    if (!file) return file.error();
    Result<WriteTransaction> transaction = WriteTransaction::begin(file->connection);
    if (!transaction) return transaction.error();
    const Result<std::string> stored = storedText(file->connection, asker, question);
    if (!stored) return stored.error();
    const std::string kept = *stored == before || *stored == text ? text : bothOf(*stored, text);
    Result<void> done = write(file->connection, asker, question, kept);
    if (done) done = transaction->commit();
    if (!done) return done.error();
    return kept;
}

} // namespace epochlab::core
