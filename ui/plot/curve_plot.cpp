#include "plot/curve_plot.h"

#include "plot/curve_export.h"
#include "plot/curve_plot_parts.h"
#include "plot/figure_export.h"
#include "theme/card.h"
#include "theme/theme.h"

#include <QToolButton>

namespace epochlab::ui {
namespace {

constexpr int kLegendHeight = 340; ///< from this height of the card on there is room for a legend

} // namespace

CurveCanvas::Look CurvePlot::Parts::look() const {
    const Theme& theme = Theme::instance();
    return {theme.palette(), theme.labelFont(), false, q->height() >= kLegendHeight, true};
}

void CurvePlot::Parts::replot() {
    q->showPlaceholder(model.empty() ? q->emptyText() : QString());
    q->refreshValues();
    timer.drawn(); // for a plot that comes to sight by this, too
    if (plot->isVisible()) {
        plot->replot(QCustomPlot::rpQueuedRefresh);
        q->setAccessibleDescription(model.describe());
    }
}

void CurvePlot::Parts::build() {
    logButton = q->card()->addTool(Glyph::Logarithm, QStringLiteral("Logarithmic y axis"), true);
    robustButton = q->card()->addTool(Glyph::Robust, QStringLiteral("Robust range: outliers do not flatten the curves"), true);
    robustButton->setChecked(true);
    plot = new QCustomPlot;
    plot->setMouseTracking(true);
    q->setFigure(plot);
    canvas = new CurveCanvas(plot, &model, look());
    canvas->setParent(this);
    plot->installEventFilter(this);
    connect(logButton, &QToolButton::toggled, q, [this](bool on) { q->setYLogarithmic(on); });
    connect(robustButton, &QToolButton::toggled, q, [this](bool on) { q->setRobustRange(on); });
    connect(canvas, &CurveCanvas::outdated, this, [this] { timer.start(0); });
    connect(canvas, &CurveCanvas::legendClicked, q, [this](const QString& key) { toggle(key); });
    connect(&timer, &QTimer::timeout, this, &Parts::replot);
    connect(&Theme::instance(), &Theme::changed, this, [this] {
        canvas->setLook(look());
        q->scheduleReplot();
    });
}

CurvePlot::CurvePlot(const QString& name, const QString& title, const QString& xTitle, const QString& yTitle, QWidget* parent)
    : FigureCard(name, title, parent), m_parts(std::make_unique<Parts>(this)) {
    m_parts->model.title = title;
    m_parts->model.xTitle = xTitle;
    m_parts->model.yTitle = yTitle;
    m_parts->build();
    m_parts->replot();
}

CurvePlot::~CurvePlot() {
    m_parts->plot->removeEventFilter(m_parts.get());
    delete m_parts->canvas;
}

void CurvePlot::setTitles(const QString& title, const QString& xTitle, const QString& yTitle) {
    m_parts->model.title = title;
    m_parts->model.yTitle = yTitle;
    setXTitle(xTitle);
    card()->setTitle(title);
    scheduleReplot();
}

void CurvePlot::setXTitle(const QString& title) {
    if (title == m_parts->model.xTitle) return;
    m_parts->model.xTitle = title;
    m_parts->model.userX.reset(); // other units
    scheduleReplot();
}

void CurvePlot::setNote(const QString& note) {
    m_parts->model.note = note;
    scheduleReplot();
}

void CurvePlot::addCurve(const QString& key, const QString& label, const CurveStyle& style) {
    if (Curve* known = m_parts->model.find(key)) {
        known->label = label;
        known->style = style;
    } else {
        Curve curve;
        curve.key = key, curve.label = label, curve.style = style;
        m_parts->model.curves.push_back(std::move(curve));
    }
    m_parts->canvas->invalidate();
    scheduleReplot();
}

bool CurvePlot::hasCurve(const QString& key) const { return m_parts->model.find(key) != nullptr; }

void CurvePlot::setCurveStyle(const QString& key, const CurveStyle& style) {
    if (Curve* curve = m_parts->model.find(key)) {
        curve->style = style;
        m_parts->canvas->invalidate();
        scheduleReplot();
    }
}

void CurvePlot::setCurveLabel(const QString& key, const QString& label) {
    if (Curve* curve = m_parts->model.find(key)) {
        curve->label = label;
        m_parts->canvas->invalidate();
        scheduleReplot();
    }
}

void CurvePlot::setCurveVisible(const QString& key, bool visible) {
    if (Curve* curve = m_parts->model.find(key)) {
        curve->visible = visible;
        m_parts->canvas->invalidate();
        scheduleReplot();
    }
}

void CurvePlot::removeCurve(const QString& key) {
    std::erase_if(m_parts->model.curves, [&](const Curve& curve) { return curve.key == key; });
    m_parts->canvas->invalidate();
    scheduleReplot();
}

void CurvePlot::clear() {
    m_parts->model.curves.clear();
    m_parts->canvas->invalidate();
    resetView();
}

void CurvePlot::append(const QString& key, double x, double y) { append(key, x, 1, {y}); }

void CurvePlot::append(const QString& key, double firstX, double stepX, const std::vector<double>& ys) {
    Curve* curve = m_parts->model.find(key);
    if (curve == nullptr) {
        return;
    }
    for (std::size_t i = 0; i < ys.size(); ++i) {
        curve->x.push_back(firstX + double(i) * stepX);
    }
    curve->y.insert(curve->y.end(), ys.begin(), ys.end());
    curve->pyramid.follow(curve->y);
    scheduleReplot();
}

void CurvePlot::append(const QString& key, const std::vector<double>& xs, const std::vector<double>& ys) {
    Curve* curve = m_parts->model.find(key);
    if (curve == nullptr || xs.empty()) return;
    curve->x.insert(curve->x.end(), xs.begin(), xs.end());
    curve->y.insert(curve->y.end(), ys.begin(), ys.end());
    curve->pyramid.follow(curve->y);
    scheduleReplot();
}

void CurvePlot::setPoints(const QString& key, std::vector<double> x, std::vector<double> y, CurveBand band) {
    if (Curve* curve = m_parts->model.find(key)) {
        if (curve->band.empty() != band.empty()) m_parts->canvas->invalidate();
        curve->x = std::move(x);
        curve->y = std::move(y);
        curve->band = std::move(band);
        curve->pyramid.reset();
        curve->pyramid.follow(curve->y);
        ++curve->revision;
        scheduleReplot();
    }
}

void CurvePlot::setBestMarker(const QString& key, std::optional<double> x, const QString& text) {
    if (Curve* curve = m_parts->model.find(key)) {
        curve->bestX = x;
        curve->bestText = text;
        scheduleReplot();
    }
}

void CurvePlot::setEventMarkers(const QString& key, const PlotEvents& events) {
    Curve* curve = m_parts->model.find(key);
    if (curve != nullptr && curve->events != events) {
        curve->events = events;
        scheduleReplot();
    }
}

void CurvePlot::setReferenceLine(const QString& name, std::optional<double> y, const QString& text) {
    std::erase_if(m_parts->model.references, [&](const Reference& line) { return line.name == name; });
    if (y) {
        m_parts->model.references.push_back({name, *y, text});
    }
    scheduleReplot();
}

void CurvePlot::setYLogarithmic(bool on) {
    m_parts->model.yLog = on;
    m_parts->model.userY.reset();
    m_parts->logButton->setChecked(on);
    scheduleReplot();
}

bool CurvePlot::yLogarithmic() const { return m_parts->model.yLog; }

void CurvePlot::setXLogarithmic(bool on) {
    m_parts->model.xLog = on;
    m_parts->model.userX.reset();
    scheduleReplot();
}

bool CurvePlot::xLogarithmic() const { return m_parts->model.xLog; }

void CurvePlot::setRobustRange(bool on) {
    m_parts->model.robust = on;
    m_parts->model.userY.reset();
    m_parts->robustButton->setChecked(on);
    scheduleReplot();
}

bool CurvePlot::robustRange() const { return m_parts->model.robust; }

void CurvePlot::setYBounds(double low, double high) {
    m_parts->model.yBounds = Range{low, high};
    scheduleReplot();
}

void CurvePlot::resetView() {
    m_parts->model.userX.reset();
    m_parts->model.userY.reset();
    scheduleReplot();
}

void CurvePlot::setCrosshair(std::optional<double> x) {
    if (x != m_parts->model.crosshair) {
        m_parts->model.crosshair = x;
        m_parts->canvas->movePointer();
    }
}

void CurvePlot::setCrowdGrey(bool on) {
    m_parts->model.crowdGrey = on;
    scheduleReplot();
}

void CurvePlot::setHighlighted(const QString& key) {
    if (key == m_parts->model.selected) return;
    m_parts->model.selected = key;
    m_parts->canvas->invalidate();
    scheduleReplot();
}

QString CurvePlot::highlighted() const {
    const Curve* curve = m_parts->model.highlighted();
    return curve == nullptr ? QString() : curve->key;
}

void CurvePlot::scheduleReplot() { m_parts->timer.schedule(); }
void CurvePlot::hastenReplot() { m_parts->timer.hasten(); }

int CurvePlot::pointCount(const QString& key) const {
    const Curve* curve = m_parts->model.find(key);
    return curve == nullptr ? 0 : int(curve->x.size());
}

int CurvePlot::clippedPoints() const {
    const Range x = m_parts->model.xRange();
    return m_parts->model.clippedPoints(x, m_parts->model.yRange(x));
}

QString CurvePlot::crosshairText() const { return m_parts->model.crosshairText(); }
QString CurvePlot::describe() const { return m_parts->model.describe(); }

std::optional<core::Figure> CurvePlot::asFigure() const {
    if (m_parts->model.empty()) return std::nullopt;
    return figureOf(m_parts->model);
}

QByteArray CurvePlot::exportBytes(FigureFormat format, const PrintSize& size) const { return exportCurves(m_parts->model, format, size); }

bool CurvePlot::upToDate() const { return !m_parts->timer.isActive(); }

QRect CurvePlot::legendItemRect(const QString& key) const {
    const QRect rect = m_parts->canvas->legendItemRect(key);
    return rect.isEmpty() ? rect : QRect(m_parts->plot->mapTo(this, rect.topLeft()), rect.size());
}

QRect CurvePlot::plotArea() const {
    const QRect rect = m_parts->plot->axisRect()->rect();
    return {m_parts->plot->mapTo(this, rect.topLeft()), rect.size()};
}

} // namespace epochlab::ui
