#include "plot/csv_text.h"

#include <QLocale>

#include <cmath>

namespace epochlab::ui {

QByteArray csvText(QString text) {
    if (!text.isEmpty() && QStringLiteral("=+-@").contains(text[0])) {
        text.prepend(QLatin1Char('\''));
    }
    if (text.contains(QLatin1Char(',')) || text.contains(QLatin1Char('"')) || text.contains(QLatin1Char('\n'))) {
        text.replace(QLatin1String("\""), QLatin1String("\"\""));
        text = QLatin1Char('"') + text + QLatin1Char('"');
    }
    return text.toUtf8();
}

QByteArray csvNumber(double value) {
    if (std::isnan(value)) {
        return {};
    }
    if (std::isinf(value)) {
        return value > 0 ? "inf" : "-inf";
    }
    return QByteArray::number(value, 'g', QLocale::FloatingPointShortest);
}

} // namespace epochlab::ui
