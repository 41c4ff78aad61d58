#include "report/answer_keeper.h"

#include <algorithm>
#include <memory>
#include <vector>

namespace epochlab::ui {
namespace {

constexpr int soon = 700;   ///< milliseconds after the last key
constexpr int again = 5000; ///< after a failure
constexpr int lookEvery = 2000;

} // namespace

AnswerKeeper::AnswerKeeper(std::string directory, QObject* parent) : QObject(parent), m_directory(std::move(directory)) {
    m_pool.setMaxThreadCount(1);
    m_soon.setSingleShot(true);
    connect(&m_soon, &QTimer::timeout, this, &AnswerKeeper::save);
    m_look.setInterval(lookEvery);
    connect(&m_look, &QTimer::timeout, this, &AnswerKeeper::load);
}

AnswerKeeper::~AnswerKeeper() {
    m_pool.waitForDone(); // what is on its way; its answer finds nobody
    std::vector<Kept> left;
    for (const auto& [place, answer] : m_answers)
        if (answer.text != answer.stored) left.push_back({place, answer.text, answer.stored, std::string()});
    if (canKeep()) keep(m_directory, left);
}

QString AnswerKeeper::text(const std::string& asker, const std::string& question) const {
    const auto found = m_answers.find({asker, question});
    return found == m_answers.end() ? QString() : QString::fromStdString(found->second.text);
}

void AnswerKeeper::write(const std::string& asker, const std::string& question, const QString& text) {
    Answer& answer = m_answers[{asker, question}];
    const std::string typed = text.toStdString();
    if (answer.text == typed) return;
    answer.text = typed;
    answer.dirty = true;
    m_soon.start(soon);
    emit changed(asker, question);
    emit savedChanged();
}

bool AnswerKeeper::saved() const {
    return !m_saving && std::ranges::none_of(m_answers, [](const auto& entry) { return entry.second.dirty; });
}

std::vector<AnswerKeeper::Kept> AnswerKeeper::dirtyOnes() {
    std::vector<Kept> dirty;
    for (auto& [place, answer] : m_answers)
        if (std::exchange(answer.dirty, false)) dirty.push_back({place, answer.text, answer.stored, std::string()});
    return dirty;
}

void AnswerKeeper::keep(const std::string& directory, std::vector<Kept>& answers) {
    for (Kept& answer : answers)
        answer.outcome = core::keepAnswer(directory, answer.place.first, answer.place.second, answer.text, answer.before);
}

void AnswerKeeper::save() {
    if (m_saving || !canKeep()) return; // what ends asks again
    auto answers = std::make_shared<std::vector<Kept>>(dirtyOnes());
    if (answers->empty()) return;
    m_saving = true;
    m_pool.start([this, answers] {
        keep(m_directory, *answers);
        QMetaObject::invokeMethod(
            this, [this, answers] { takeKept(*answers); }, Qt::QueuedConnection);
    });
}

void AnswerKeeper::takeKept(const std::vector<Kept>& kept) {
    m_saving = false;
    bool failed = false;
    for (const Kept& one : kept) {
        Answer& answer = m_answers[one.place];
        if (!one.outcome) {
            answer.dirty = failed = true;
            fail(one.outcome.error());
            continue;
        }
        if (*one.outcome == one.text) {
            answer.stored = one.text;
            continue;
        }
        if (answer.text != one.text) continue; // typed on meanwhile: the next time finds the other's words again, and keeps both
        answer.text = answer.stored = *one.outcome;
        emit changed(one.place.first, one.place.second);
        emit merged(one.place.first, one.place.second);
    }
    if (!failed) m_failure.clear();
    const bool more = std::ranges::any_of(m_answers, [](const auto& entry) { return entry.second.dirty; });
    if (more && !m_soon.isActive()) m_soon.start(failed ? again : soon);
    emit savedChanged();
}

void AnswerKeeper::watch(int more) {
    m_watchers += more;
    if (m_watchers == 0 || !canKeep()) return m_look.stop();
    if (m_look.isActive()) return;
    m_look.start();
    load();
}

void AnswerKeeper::load() {
    if (m_loading) return;
    m_loading = true;
    m_pool.start([this] {
        auto answers = std::make_shared<core::Result<core::Answers>>(core::loadStoredAnswers(m_directory));
        QMetaObject::invokeMethod(
            this,
            [this, answers] {
                m_loading = false;
                if (*answers)
                    take(**answers);
                else
                    fail(answers->error());
            },
            Qt::QueuedConnection);
    });
}

/// Leaves alone what is being typed or kept.
void AnswerKeeper::take(const core::Answers& answers) {
    if (m_saving) return;
    std::vector<Place> others;
    const auto takeOne = [&](const Place& place, Answer& answer, const std::string& stored) {
        if (answer.dirty || answer.stored == stored) return;
        answer.text = answer.stored = stored;
        others.push_back(place);
    };
    for (auto& [place, answer] : m_answers) {
        const auto asker = answers.find(place.first);
        const bool there = asker != answers.end() && asker->second.contains(place.second);
        takeOne(place, answer, there ? asker->second.at(place.second) : std::string());
    }
    for (const auto& [asker, texts] : answers)
        for (const auto& [question, text] : texts) takeOne({asker, question}, m_answers[{asker, question}], text);
    for (const Place& place : others) emit changed(place.first, place.second);
}

void AnswerKeeper::fail(const core::Error& error) {
    if (std::exchange(m_failure, core::describe(error)) != core::describe(error)) emit failed(error);
}

} // namespace epochlab::ui
