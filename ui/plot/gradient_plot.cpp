#include "plot/gradient_plot.h"

#include "plot/figure_values.h"
#include "plot/heat_canvas.h"
#include "plot/plot_style.h"
#include "plot/replot_timer.h"

#include <QToolTip>

#include <algorithm>
#include <cmath>

namespace epochlab::ui {

struct GradientPlot::Parts : public QObject {
    explicit Parts(GradientPlot* owner) : q(owner), plot(new QCustomPlot), canvas(*plot, model) {}

    bool eventFilter(QObject* watched, QEvent* event) override;
    void hover(const QMouseEvent& event);
    void setHover(std::optional<double> epoch);
    void restyle();
    void replot();

    GradientPlot* q;
    HeatModel model;
    QCustomPlot* plot;
    HeatCanvas canvas;
    ReplotTimer timer;
};

bool GradientPlot::Parts::eventFilter(QObject* watched, QEvent* event) {
    switch (event->type()) {
    case QEvent::Show:
    case QEvent::Resize: timer.start(0); break;
    case QEvent::MouseMove: hover(*static_cast<QMouseEvent*>(event)); break;
    case QEvent::Leave: setHover(std::nullopt); break;
    default: break;
    }
    return QObject::eventFilter(watched, event);
}

void GradientPlot::Parts::hover(const QMouseEvent& event) {
    const QPoint at = event.position().toPoint();
    const double epoch = std::round(plot->xAxis->pixelToCoord(at.x()));
    const bool inside = plot->axisRect()->rect().contains(at) && !model.epochs.empty();
    setHover(inside ? std::optional(std::clamp(epoch, 1.0, double(model.epochs.size()))) : std::nullopt);
    QToolTip::showText(event.globalPosition().toPoint(), q->textAt(plot->mapTo(q, at)).toHtmlEscaped(), plot);
}

void GradientPlot::Parts::setHover(std::optional<double> epoch) {
    if (epoch != model.crosshair) {
        q->setCrosshair(epoch);
        Q_EMIT q->crosshairMoved(epoch);
    }
}

void GradientPlot::Parts::restyle() {
    canvas.style(Theme::instance().palette(), Theme::instance().labelFont());
    q->scheduleReplot();
}

void GradientPlot::Parts::replot() {
    timer.drawn();
    const QString verdict = model.verdict();
    q->setSubtitle(verdict.isEmpty() ? QString() : QStringLiteral("‖g‖² by layer · ") + verdict);
    q->setAccessibleDescription(model.describe());
    q->refreshValues();
    q->showPlaceholder(model.epochs.empty() ? q->emptyText() : QString());
    if (plot->isVisible()) {
        canvas.fill();
        plot->replot(QCustomPlot::rpQueuedRefresh);
    }
}

GradientPlot::GradientPlot(QWidget* parent)
    : FigureCard(QStringLiteral("gradients"), QStringLiteral("Gradients"), parent), m_parts(std::make_unique<Parts>(this)) {
    Parts& p = *m_parts;
    p.plot->setMouseTracking(true);
    setFigure(p.plot);
    p.plot->installEventFilter(&p);
    connect(&p.timer, &QTimer::timeout, &p, &Parts::replot);
    connect(&Theme::instance(), &Theme::changed, &p, &Parts::restyle);
    p.restyle();
    p.replot();
}

GradientPlot::~GradientPlot() { m_parts->plot->removeEventFilter(m_parts.get()); }

void GradientPlot::clear() {
    m_parts->model.epochs.clear();
    m_parts->model.events.clear();
    scheduleReplot();
}

void GradientPlot::setLayers(const QStringList& names) {
    m_parts->model.names = names;
    scheduleReplot();
}

void GradientPlot::appendEpoch(const std::vector<double>& squaredNorms) {
    m_parts->model.epochs.push_back(squaredNorms);
    scheduleReplot();
}

int GradientPlot::epochCount() const { return int(m_parts->model.epochs.size()); }
QString GradientPlot::verdict() const { return m_parts->model.verdict(); }

void GradientPlot::setCrosshair(std::optional<double> epoch) {
    if (epoch != m_parts->model.crosshair) {
        m_parts->model.crosshair = epoch;
        m_parts->timer.start(0); // the line keeps up with the pointer
    }
}

void GradientPlot::setEventMarkers(const PlotEvents& events) {
    if (events != m_parts->model.events) {
        m_parts->model.events = events;
        scheduleReplot();
    }
}

QString GradientPlot::describe() const { return m_parts->model.describe(); }

bool GradientPlot::fillValues(FigureValues* values) const {
    if (values == nullptr) return true;
    std::vector<FigureValues::Column> columns{{tr("epoch"), [](int row) { return double(row + 1); }}};
    const HeatModel& model = m_parts->model;
    for (int layer = 0; layer < model.layerCount(); ++layer)
        columns.push_back({model.layerName(layer), [&model, layer](int row) -> std::optional<double> {
                               const auto epoch = std::size_t(row);
                               if (epoch >= model.epochs.size() || std::size_t(layer) >= model.epochs[epoch].size()) return std::nullopt;
                               return model.epochs[epoch][std::size_t(layer)];
                           }});
    values->show(int(model.epochs.size()), std::move(columns));
    return true;
}

void GradientPlot::scheduleReplot() { m_parts->timer.schedule(); }

bool GradientPlot::upToDate() const { return !m_parts->timer.isActive(); }

QRect GradientPlot::plotArea() const {
    const QRect rect = m_parts->plot->axisRect()->rect();
    return {m_parts->plot->mapTo(this, rect.topLeft()), rect.size()};
}

QString GradientPlot::textAt(QPoint position) const {
    const QPoint at = m_parts->plot->mapFrom(this, position);
    if (!m_parts->plot->axisRect()->rect().contains(at)) {
        return {};
    }
    return m_parts->model.textAt(int(std::lround(m_parts->plot->xAxis->pixelToCoord(at.x()))),
                                 int(std::lround(m_parts->plot->yAxis->pixelToCoord(at.y()))));
}

QByteArray GradientPlot::exportBytes(FigureFormat format, double widthCm, double heightCm, int dpi) const {
    if (format == FigureFormat::Csv) {
        return m_parts->model.csv();
    }
    HeatModel copy = m_parts->model;
    copy.crosshair.reset();
    QCustomPlot plot;
    const QSize size = figureSize(widthCm, heightCm);
    plot.resize(size);
    plot.setViewport(QRect(QPoint(0, 0), size));
    HeatCanvas canvas(plot, copy);
    canvas.style(Theme::lightPalette(), Theme::instance().labelFont());
    for (int pass = 0; pass < 2; ++pass) { // texts follow the layout, which follows the labels
        canvas.fill();
        plot.replot(QCustomPlot::rpImmediateRefresh);
    }
    return drawPlot(plot, size, format, dpi, title());
}

} // namespace epochlab::ui
