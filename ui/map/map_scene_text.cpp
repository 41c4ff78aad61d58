#include "map/map_scene.h"

#include "plot/csv_text.h"

#include <algorithm>
#include <numeric>

namespace epochlab::ui {
namespace {

QByteArray nameOf(core::Split split) {
    const std::string_view name = core::splitName(split);
    return {name.data(), static_cast<qsizetype>(name.size())};
}

} // namespace

QString MapScene::className(int label) const { return classes.value(label, QStringLiteral("class %1").arg(label)); }

QString MapScene::textAt(QPointF share) const {
    if (!frame.valid() || share.x() < 0 || share.x() > 1 || share.y() < 0 || share.y() > 1) {
        return {};
    }
    const MapAnswer answer = MapInterpolation(frame).at(share.x() * frame.columns - 0.5, (1 - share.y()) * frame.rows - 0.5);
    return QStringLiteral("%1  %2").arg(className(answer.label)).arg(double(answer.probability), 0, 'f', 2);
}

QString MapScene::answerAt(double x, double y) const {
    if (!frame.valid()) return {};
    const double column = (x - frame.xMinimum) / (frame.xMaximum - frame.xMinimum) * frame.columns - 0.5;
    const double row = (y - frame.yMinimum) / (frame.yMaximum - frame.yMinimum) * frame.rows - 0.5;
    const std::vector<float> probabilities = MapInterpolation(frame).all(column, row);
    std::vector<int> order(probabilities.size());
    std::iota(order.begin(), order.end(), 0);
    const auto shown = std::min<std::size_t>(3, order.size());
    std::partial_sort(order.begin(), order.begin() + std::ptrdiff_t(shown), order.end(),
                      [&](int a, int b) { return probabilities[std::size_t(a)] > probabilities[std::size_t(b)]; });
    QStringList answers;
    for (std::size_t i = 0; i < shown; ++i)
        answers << QStringLiteral("%1 (%2)").arg(className(order[i])).arg(double(probabilities[std::size_t(order[i])]), 0, 'f', 2);
    const QString unit = geographic ? QStringLiteral("°") : QString();
    return QStringLiteral("%1%3, %2%3: ").arg(x, 0, 'g', 4).arg(y, 0, 'g', 4).arg(unit) + answers.join(QStringLiteral(" · "));
}

QString MapScene::legend() const {
    QStringList shown;
    int held = 0;
    int wrong = 0;
    const std::pair<MapPoint::Split, const char*> signs[] = {
        {MapPoint::Split::Validation, " •"}, {MapPoint::Split::Test, " ○"}, {MapPoint::Split::Training, " ⋅"}};
    for (const auto& [split, sign] : signs) {
        int all = 0;
        for (const MapPoint& p : points) {
            all += p.split == split;
            wrong += p.split == split && p.wrong;
        }
        held += split == MapPoint::Split::Training ? 0 : all;
        if (all > 0) {
            shown << QString::fromLatin1(nameOf(split)) + QString::fromUtf8(sign);
        }
    }
    QStringList parts;
    if (held > 0) {
        parts << QStringLiteral("× %1 of %2 wrong").arg(wrong).arg(held);
    }
    parts << QStringLiteral("epoch %1").arg(frame.epoch);
    if (!shown.isEmpty()) {
        parts << shown.join(QStringLiteral(", "));
    }
    return parts.join(QStringLiteral(" · "));
}

QByteArray MapScene::csv() const {
    QByteArray out = "kind," + csvText(xTitle) + ',' + csvText(yTitle) + ",class,probability,wrong\n";
    if (!frame.valid()) {
        return out;
    }
    const MapInterpolation map(frame);
    for (int row = 0; row < frame.rows; ++row) {
        const double y = frame.yMinimum + (row + 0.5) / frame.rows * (frame.yMaximum - frame.yMinimum);
        for (int column = 0; column < frame.columns; ++column) {
            const double x = frame.xMinimum + (column + 0.5) / frame.columns * (frame.xMaximum - frame.xMinimum);
            const MapAnswer answer = map.at(column, row);
            out += "map," + csvNumber(x) + ',' + csvNumber(y) + ',' + csvText(className(answer.label)) + ',' +
                   csvNumber(double(answer.probability)) + ",\n";
        }
    }
    for (const MapPoint& p : points) {
        out += nameOf(p.split) + ',' + csvNumber(double(p.x)) + ',' + csvNumber(double(p.y)) + ',' + csvText(className(p.label)) +
               (p.wrong ? ",,yes\n" : ",,no\n");
    }
    return out;
}

} // namespace epochlab::ui
