#include "plot/tickers.h"

#include <algorithm>
#include <cmath>

namespace epochlab::ui {

double PlainTicker::getTickStep(const QCPRange& range) {
    m_step = QCPAxisTicker::getTickStep(range);
    if (m_whole) {
        m_step = std::max(1.0, std::round(m_step));
    }
    return m_step;
}

QString PlainTicker::getTickLabel(double tick, const QLocale& locale, QChar, int) {
    const double magnitude = std::max(std::abs(tick), m_step);
    if (magnitude >= 1e6 || m_step < 1e-6) {
        return locale.toString(tick, 'g', 4);
    }
    if (m_step >= 1) {
        return locale.toString(tick, 'f', m_step == std::floor(m_step) ? 0 : 1);
    }
    int decimals = int(std::ceil(-std::log10(m_step) - 1e-9));
    const double scaled = m_step * std::pow(10, decimals);
    decimals += std::abs(scaled - std::round(scaled)) > 1e-6;
    return locale.toString(std::abs(tick) < m_step * 1e-6 ? 0.0 : tick, 'f', decimals);
}

QVector<double> DecadeTicker::createTickVector(double, const QCPRange& range) {
    QVector<double> ticks;
    if (range.lower <= 0 || range.upper <= range.lower) {
        return ticks;
    }
    const double decades = std::log10(range.upper / range.lower);
    if (decades < 0.5) {
        return QCPAxisTicker::createTickVector(QCPAxisTicker::getTickStep(range), range);
    }
    const int stride = decades > 3 ? std::max(1, int(std::ceil(decades / 6))) : 1;
    const int lowest = int(std::floor(std::log10(range.lower)));
    const int highest = int(std::ceil(std::log10(range.upper)));
    for (int exponent = lowest; exponent <= highest; ++exponent) {
        if (exponent % stride != 0) {
            continue;
        }
        for (const int mantissa : {1, 2, 5}) {
            if (mantissa == 1 || decades <= 3) {
                ticks << mantissa * std::pow(10.0, exponent);
            }
        }
    }
    return ticks;
}

QString DecadeTicker::getTickLabel(double tick, const QLocale& locale, QChar, int) {
    const bool plain = tick >= 1e-4 && tick < 1e5;
    QString text = locale.toString(tick, 'g', 3);
    return plain ? text : text.replace(QLatin1String("e-0"), QLatin1String("e-")).replace(QLatin1String("e+0"), QLatin1String("e"));
}

} // namespace epochlab::ui
