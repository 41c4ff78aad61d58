#include "params/rate_sparkline.h"

#include "bridge/run_names.h"
#include "theme/theme.h"

#include <QPainter>

#include <algorithm>
#include <vector>

namespace epochlab::ui {
namespace {

constexpr int kPoints = 160;
constexpr int kHeight = 60;

/// Two digits; next to nothing, beside the highest rate, is nothing.
QString rateText(double rate, double highest) {
    return rate < highest / 1000 ? QStringLiteral("0") : shortNumber(QString::number(rate, 'g', 2).toDouble());
}

} // namespace

RateSparkline::RateSparkline(QWidget* parent) : QWidget(parent) {
    setObjectName(QStringLiteral("rate-sparkline"));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    connect(&Theme::instance(), &Theme::changed, this, qOverload<>(&QWidget::update));
}

QSize RateSparkline::sizeHint() const { return {240, kHeight}; }

void RateSparkline::showSchedule(const core::Schedule& schedule) {
    showRates([&](std::int64_t step) { return schedule.rateAt(step); }, schedule.epochs * schedule.stepsPerEpoch, std::nullopt);
}

void RateSparkline::showRates(const std::function<double(std::int64_t)>& rateAt, std::int64_t steps, std::optional<std::int64_t> now) {
    const std::int64_t last = std::max<std::int64_t>(1, steps - 1);
    m_now = now ? std::optional(double(*now) / double(last)) : std::nullopt;
    std::vector<double> rates;
    for (int i = 0; i <= kPoints; ++i) {
        rates.push_back(rateAt(last * i / kPoints));
    }
    const double highest = *std::max_element(rates.begin(), rates.end());
    m_curve.clear();
    for (int i = 0; i <= kPoints; ++i) {
        m_curve << QPointF(double(i) / kPoints, highest > 0 ? rates[static_cast<std::size_t>(i)] / highest : 0.0);
    }
    m_words = tr("%1 → %2").arg(rateText(rates.front(), highest), rateText(rates.back(), highest));
    setAccessibleName(tr("Learning rate over the run, %1, highest %2").arg(m_words, shortNumber(highest)));
    setToolTip(accessibleName());
    update();
}

void RateSparkline::paintEvent(QPaintEvent* event) {
    Q_UNUSED(event)
    const Theme& theme = Theme::instance();
    const Palette& palette = theme.palette();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF frame = QRectF(rect()).adjusted(0.5, 2.5, -0.5, -2.5);
    painter.setPen(QPen(palette.border, 1));
    painter.setBrush(palette.window);
    painter.drawRoundedRect(frame, metric::radius, metric::radius);
    painter.setFont(theme.labelFont());
    painter.setPen(palette.mutedText);
    const QRectF words = frame.adjusted(8, 4, -8, 0);
    painter.drawText(words, Qt::AlignTop | Qt::AlignLeft, tr("Over the run"));
    painter.drawText(words, Qt::AlignTop | Qt::AlignRight, m_words);
    const QRectF inner = frame.adjusted(8, 8 + painter.fontMetrics().height(), -8, -7);
    QPolygonF line;
    for (const QPointF& point : m_curve) {
        line << QPointF(inner.left() + point.x() * inner.width(), inner.bottom() - point.y() * inner.height());
    }
    if (m_now) {
        const double x = inner.left() + *m_now * inner.width();
        painter.setPen(QPen(palette.mutedText, 1, Qt::DashLine));
        painter.drawLine(QPointF(x, inner.top()), QPointF(x, inner.bottom()));
    }
    painter.setPen(QPen(palette.accent, 1.6));
    painter.setBrush(Qt::NoBrush);
    painter.drawPolyline(line);
}

} // namespace epochlab::ui
