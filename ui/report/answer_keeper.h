#pragma once

#include "store/stored_answers.h"

#include <QObject>
#include <QString>
#include <QThreadPool>
#include <QTimer>

#include <map>
#include <string>
#include <utility>

namespace epochlab::ui {

/// The student's answers: what is typed is kept in the store soon after, by a thread of its own, and what other windows keep there comes
/// in. GUI thread.
class AnswerKeeper : public QObject {
    Q_OBJECT
public:
    /// directory: of the store; empty: there is none, and nothing is kept.
    explicit AnswerKeeper(std::string directory, QObject* parent = nullptr);
    /// Keeps what is not kept yet.
    ~AnswerKeeper() override;

    bool canKeep() const { return !m_directory.empty(); }
    /// As typed last, kept or not.
    QString text(const std::string& asker, const std::string& question) const;
    bool answered(const std::string& asker, const std::string& question) const { return !text(asker, question).trimmed().isEmpty(); }
    void write(const std::string& asker, const std::string& question, const QString& text);
    /// Now, and not soon.
    void save();
    /// Everything typed is in the store.
    bool saved() const;
    /// One more (1) or one less (−1) looks at them; while anyone does, other windows' answers come in every two seconds.
    void watch(int more);

signals:
    void changed(const std::string& asker, const std::string& question); ///< text() is another one
    void savedChanged();
    void merged(const std::string& asker, const std::string& question); ///< another window had changed it too: both texts are kept
    void failed(const epochlab::core::Error& error);                    ///< once for each cause; it is tried again

private:
    using Place = std::pair<std::string, std::string>;
    struct Answer {
        std::string text;   ///< as typed
        std::string stored; ///< as the store had it last
        bool dirty = false; ///< typed and not kept
    };
    struct Kept {
        Place place;
        std::string text, before;
        core::Result<std::string> outcome;
    };
    void load();
    void take(const core::Answers& answers);
    void takeKept(const std::vector<Kept>& kept);
    std::vector<Kept> dirtyOnes();
    static void keep(const std::string& directory, std::vector<Kept>& answers);
    void fail(const core::Error& error);

    const std::string m_directory;
    std::map<Place, Answer> m_answers;
    std::string m_failure; ///< that was told last
    int m_watchers = 0;
    bool m_saving = false, m_loading = false;
    QTimer m_soon, m_look;
    QThreadPool m_pool; ///< one thread
};

} // namespace epochlab::ui
