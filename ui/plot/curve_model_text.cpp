#include "plot/curve_model.h"

#include "plot/csv_text.h"

#include <QStringList>

#include <algorithm>
#include <cmath>

namespace epochlab::ui {
namespace {

constexpr qsizetype kDescribed = 12; ///< curves that a listener is told of

QString splitName(CurveDash dash) {
    switch (dash) {
    case CurveDash::Solid: return QStringLiteral("train");
    case CurveDash::Dashed: return QStringLiteral("validation");
    case CurveDash::Dotted: return QStringLiteral("test");
    }
    return {};
}

QString sentence(const CurveModel& model, const Curve& curve) {
    const QString name = model.nameOf(curve);
    std::size_t first = 0;
    std::size_t last = curve.y.size();
    while (first < last && !std::isfinite(curve.y[first])) {
        ++first;
    }
    while (last > first && !std::isfinite(curve.y[last - 1])) {
        --last;
    }
    if (first == last) {
        return name + QStringLiteral(" has no values yet");
    }
    const double from = curve.y[first];
    const double to = curve.y[last - 1];
    if (last - first == 1 || from == to) {
        return name + QStringLiteral(" is ") + figure(to);
    }
    QString text = name + (to < from ? QStringLiteral(" falls from ") : QStringLiteral(" rises from ")) + figure(from) +
                   QStringLiteral(" to ") + figure(to);
    if (curve.bestX) {
        const auto best = CurveModel::nearest(curve, *curve.bestX);
        if (best) {
            text += QStringLiteral(", best %1 at %2 %3").arg(figure(curve.y[*best]), model.xTitle, figure(curve.x[*best]));
        }
    }
    return text;
}

/// " (0.93 … 0.97, n = 4)"
QString bandText(const Curve& curve, std::size_t index) {
    if (curve.band.empty()) {
        return {};
    }
    QString text = QStringLiteral(" (%1 … %2").arg(figure(curve.band.lower[index]), figure(curve.band.upper[index]));
    if (index < curve.band.count.size()) {
        text += QStringLiteral(", n = %1").arg(curve.band.count[index]);
    }
    return text + QLatin1Char(')');
}

QByteArray bandCells(const Curve& curve, std::optional<std::size_t> index) {
    if (curve.band.empty()) {
        return {};
    }
    QByteArray cells;
    for (const std::vector<double>* side : {&curve.band.lower, &curve.band.upper}) {
        cells += ',' + (index ? csvNumber((*side)[*index]) : QByteArray());
    }
    if (!curve.band.count.empty()) {
        cells += ',' + (index ? QByteArray::number(curve.band.count[*index]) : QByteArray());
    }
    return cells;
}

/// ", 3 values are not finite, the first NaN at epoch 12"
QString gapsText(const CurveModel& model, const Curve& curve) {
    const std::size_t gaps = curve.pyramid.extent(curve.y, 0, curve.y.size()).gaps;
    if (gaps == 0) return {};
    const auto first = std::size_t(std::ranges::find_if(curve.y, [](double v) { return !std::isfinite(v); }) - curve.y.begin());
    const QString count = gaps == 1 ? QStringLiteral(", 1 value is not finite") : QStringLiteral(", %1 values are not finite").arg(gaps);
    const QString place = QStringLiteral("%1 at %2 %3").arg(valueText(curve.y[first]), model.xTitle, figure(curve.x[first]));
    return count + (gaps == 1 ? QStringLiteral(", ") : QStringLiteral(", the first ")) + place;
}

} // namespace

QString valueText(double value) {
    if (std::isnan(value)) return QStringLiteral("NaN");
    if (std::isinf(value)) return value > 0 ? QStringLiteral("∞") : QStringLiteral("−∞");
    return figure(value);
}

QString figure(double value) {
    if (std::isnan(value)) {
        return QStringLiteral("–");
    }
    return QString::number(value, 'g', std::abs(value) >= 1e4 && std::abs(value) < 1e7 && value == std::floor(value) ? 8 : 4);
}

QString CurveModel::nameOf(const Curve& curve) const {
    const bool several =
        std::ranges::any_of(curves, [&](const Curve& other) { return other.label == curve.label && other.style.dash != curve.style.dash; });
    return curve.label + (several ? QStringLiteral(" · ") + splitName(curve.style.dash) : QString()) +
           (curve.style.average ? QStringLiteral(", smoothed") : QString());
}

QString CurveModel::shortNameOf(const Curve& curve) const {
    const QString name = nameOf(curve);
    QString common = curve.label;
    for (const Curve& other : curves)
        if (other.label.size() < common.size()) common = other.label;
    const bool shared = std::ranges::all_of(curves, [&](const Curve& other) { return other.label.startsWith(common); });
    QString rest = shared ? name.mid(common.size()) : QString();
    for (const QString& between : {QStringLiteral(" · "), QStringLiteral(", ")})
        if (rest.startsWith(between)) rest.remove(0, between.size());
    return rest.isEmpty() ? name : rest;
}

QString CurveModel::crosshairText() const {
    if (!crosshair) {
        return {};
    }
    QStringList lines{xTitle + QLatin1Char(' ') + figure(*crosshair)};
    const bool one = greyCrowd();
    for (const Curve& curve : curves) {
        if (one && &curve != highlighted()) continue;
        const auto index = curve.visible ? nearest(curve, *crosshair) : std::nullopt;
        if (index && !(curve.style.average && std::isnan(curve.y[*index]))) {
            lines << shortNameOf(curve) + QStringLiteral("  ") + valueText(curve.y[*index]) + bandText(curve, *index);
        }
    }
    return lines.join(QLatin1Char('\n'));
}

QString CurveModel::describe() const {
    QStringList parts;
    for (const Curve& curve : curves) {
        if (curve.visible && !curve.style.average) { // whose values are told
            QString text = sentence(*this, curve) + gapsText(*this, curve);
            for (const PlotEvent& event : curve.events) {
                text += QStringLiteral(", %1 at %2 %3").arg(event.text, xTitle, figure(event.x));
            }
            parts << text;
        }
    }
    const auto count = parts.size();
    if (count > kDescribed) parts = parts.mid(0, kDescribed) << QStringLiteral("and %1 more").arg(count - kDescribed);
    if (const int skipped = skippedPoints(); skipped > 0)
        parts << QStringLiteral("%1 values that are not positive cannot stand on a logarithmic axis").arg(skipped);
    const QString head = QStringLiteral("%1: %2 curve%3").arg(title).arg(count).arg(count == 1 ? QString() : QStringLiteral("s")) +
                         (note.isEmpty() ? QString() : QStringLiteral(", ") + note);
    return count == 0 ? head + QLatin1Char('.') : head + QStringLiteral(". ") + parts.join(QStringLiteral("; ")) + QLatin1Char('.');
}

QByteArray CurveModel::csv() const {
    QByteArray out = csvText(xTitle);
    for (const Curve& curve : curves) {
        out += ',' + csvText(nameOf(curve));
        if (!curve.band.empty()) {
            out += ',' + csvText(nameOf(curve) + QStringLiteral(", lower")) + ',' + csvText(nameOf(curve) + QStringLiteral(", upper"));
        }
        if (!curve.band.count.empty()) {
            out += ',' + csvText(nameOf(curve) + QStringLiteral(", n"));
        }
    }
    out += '\n';
    std::vector<std::size_t> next(curves.size(), 0);
    for (const double x : places(false)) {
        out += csvNumber(x);
        for (std::size_t c = 0; c < curves.size(); ++c) {
            const Curve& curve = curves[c];
            out += ',';
            std::optional<std::size_t> here;
            if (next[c] < curve.x.size() && curve.x[next[c]] == x) {
                here = next[c]++;
                out += csvNumber(curve.y[*here]);
                while (next[c] < curve.x.size() && curve.x[next[c]] == x) {
                    ++next[c];
                }
            }
            out += bandCells(curve, here);
        }
        out += '\n';
    }
    return out;
}

} // namespace epochlab::ui
