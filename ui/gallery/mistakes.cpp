#include "gallery/mistakes.h"

#include <QObject>

#include <algorithm>

namespace epochlab::ui {
namespace {

QString classOf(const core::PredictionPair& pair, std::int32_t index) {
    return QString::fromStdString(pair.classNames[static_cast<std::size_t>(index)]);
}

QString confidenceOf(const core::SplitPredictions& answers, std::size_t row) {
    return QString::number(double{answers.confidences[row]}, 'f', 2);
}

QString saying(const QString& who, const core::PredictionPair& pair, std::size_t row, bool best) {
    const core::SplitPredictions& answers = (best ? pair.best : pair.worst).predictions;
    const bool right = best ? pair.bestRight(row) : pair.worstRight(row);
    return QObject::tr("%1 says %2, %3, with %4")
        .arg(who, classOf(pair, answers.classes[row]), right ? QObject::tr("right") : QObject::tr("wrong"), confidenceOf(answers, row));
}

} // namespace

bool MistakesQuestion::asksAgain(const MistakesQuestion& other) const {
    return best == other.best && worst == other.worst && split == other.split && ticked == other.ticked && fingerprint == other.fingerprint;
}

std::vector<const core::RunSummary*> MistakesQuestion::candidates() const {
    const auto those = [this](auto&& are) {
        std::vector<const core::RunSummary*> runs;
        for (const RunListing::Pointer& run : listing->judged)
            if (are(run->summary)) runs.push_back(&run->summary);
        return runs;
    };
    auto chosen = those([this](const core::RunSummary& run) { return std::ranges::binary_search(ticked, run.id); });
    if (chosen.size() >= 2) return chosen;
    chosen = those([this](const core::RunSummary& run) { return run.dataFingerprint == fingerprint; });
    return chosen.empty() ? those([](const core::RunSummary&) { return true; }) : chosen;
}

QString itemName(const core::PredictionPair& pair, std::size_t row, bool picture) {
    const QString name = QString::fromStdString(pair.nameOf(row));
    return picture ? name.section(QLatin1Char('/'), -1) : name;
}

QString answerWords(const core::PredictionPair& pair, std::size_t row, bool best) {
    const core::SplitPredictions& answers = (best ? pair.best : pair.worst).predictions;
    const bool right = best ? pair.bestRight(row) : pair.worstRight(row);
    return (right ? QStringLiteral("✓ ") : QStringLiteral("✗ ")) + classOf(pair, answers.classes[row]) + QLatin1Char(' ') +
           confidenceOf(answers, row);
}

QString itemSentence(const core::PredictionPair& pair, std::size_t row, bool picture) {
    const QString is = QObject::tr("%1 is %2; ").arg(itemName(pair, row, picture), classOf(pair, pair.labels()[row]));
    if (pair.single) return is + saying(QObject::tr("the run"), pair, row, true);
    return is + saying(QObject::tr("best"), pair, row, true) + QStringLiteral("; ") + saying(QObject::tr("worst"), pair, row, false);
}

} // namespace epochlab::ui
