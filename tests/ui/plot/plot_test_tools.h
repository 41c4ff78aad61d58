#pragma once

#include "plot/curve_plot.h"

#include <QXmlStreamReader>
#include <QtTest>

#include <cmath>
#include <cstdlib>

namespace epochlab::ui {

inline void show(QWidget& widget, QSize size) {
    widget.resize(size);
    widget.show();
    QVERIFY(QTest::qWaitForWindowExposed(&widget));
}

/// The picture once nothing is left to be drawn.
template <typename Plot> QImage picture(Plot& plot) {
    if (!QTest::qWaitFor([&] { return plot.upToDate(); })) {
        qWarning("the plot never came to rest");
    }
    return plot.grab().toImage();
}

inline std::vector<double> decay(int count, double from, double to) {
    std::vector<double> out;
    for (int i = 0; i < count; ++i) {
        out.push_back(to + (from - to) * std::exp(-i / 6.0) + 0.04 * to * std::sin(i * 2.1));
    }
    return out;
}

inline QStringList svgTexts(const QByteArray& svg) {
    QStringList texts;
    QXmlStreamReader reader(svg);
    while (!reader.atEnd()) {
        if (reader.readNext() == QXmlStreamReader::StartElement && reader.name() == QLatin1String("text")) {
            texts << reader.readElementText().trimmed();
        }
    }
    return texts;
}

inline bool near(const QColor& a, const QColor& b, int by) {
    return std::abs(a.red() - b.red()) < by && std::abs(a.green() - b.green()) < by && std::abs(a.blue() - b.blue()) < by;
}

} // namespace epochlab::ui
