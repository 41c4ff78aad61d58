#include "plot/curve_model.h"

#include "plot/csv_text.h"

#include <QStringList>

#include <cmath>
#include <set>

namespace epochlab::ui {
namespace {

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

} // namespace

QString figure(double value) {
    if (std::isnan(value)) {
        return QStringLiteral("–");
    }
    return QString::number(value, 'g', std::abs(value) >= 1e4 && std::abs(value) < 1e7 && value == std::floor(value) ? 8 : 4);
}

QString CurveModel::nameOf(const Curve& curve) const {
    for (const Curve& other : curves) {
        if (&other != &curve && other.label == curve.label && other.style.dash != curve.style.dash) {
            return curve.label + QStringLiteral(" · ") + splitName(curve.style.dash);
        }
    }
    return curve.label;
}

QString CurveModel::crosshairText() const {
    if (!crosshair) {
        return {};
    }
    QStringList lines{xTitle + QLatin1Char(' ') + figure(*crosshair)};
    for (const Curve& curve : curves) {
        const auto index = curve.visible ? nearest(curve, *crosshair) : std::nullopt;
        if (index) {
            lines << nameOf(curve) + QStringLiteral("  ") + figure(curve.y[*index]);
        }
    }
    return lines.join(QLatin1Char('\n'));
}

QString CurveModel::describe() const {
    QStringList parts;
    for (const Curve& curve : curves) {
        if (curve.visible) {
            QString text = sentence(*this, curve);
            for (const PlotEvent& event : curve.events) {
                text += QStringLiteral(", %1 at %2 %3").arg(event.text, xTitle, figure(event.x));
            }
            parts << text;
        }
    }
    const auto count = parts.size();
    const QString head = QStringLiteral("%1: %2 curve%3").arg(title).arg(count).arg(count == 1 ? QString() : QStringLiteral("s"));
    return count == 0 ? head + QLatin1Char('.') : head + QStringLiteral(". ") + parts.join(QStringLiteral("; ")) + QLatin1Char('.');
}

QByteArray CurveModel::csv() const {
    std::set<double> xs;
    QByteArray out = csvText(xTitle);
    for (const Curve& curve : curves) {
        xs.insert(curve.x.begin(), curve.x.end());
        out += ',' + csvText(nameOf(curve));
    }
    out += '\n';
    std::vector<std::size_t> next(curves.size(), 0);
    for (const double x : xs) {
        out += csvNumber(x);
        for (std::size_t c = 0; c < curves.size(); ++c) {
            const Curve& curve = curves[c];
            out += ',';
            if (next[c] < curve.x.size() && curve.x[next[c]] == x) {
                out += csvNumber(curve.y[next[c]++]);
                while (next[c] < curve.x.size() && curve.x[next[c]] == x) {
                    ++next[c];
                }
            }
        }
        out += '\n';
    }
    return out;
}

} // namespace epochlab::ui
