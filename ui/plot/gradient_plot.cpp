#include "plot/gradient_plot.h"

#include "plot/curve_canvas.h"
#include "plot/figure_values.h"
#include "plot/heat_canvas.h"
#include "plot/layer_lines.h"
#include "plot/plot_style.h"
#include "plot/replot_timer.h"
#include "theme/card.h"

#include <QActionGroup>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QToolButton>
#include <QToolTip>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>
#include <set>

namespace epochlab::ui {
namespace {

constexpr int roomForBoth = 620; ///< pixels of width

} // namespace

struct GradientPlot::Parts : public QObject {
    explicit Parts(GradientPlot* owner);

    void build();
    void makeQuantities();
    bool eventFilter(QObject* watched, QEvent* event) override;
    void hover(const QMouseEvent& event);
    void press(const QMouseEvent& event);
    void setHover(std::optional<double> epoch);
    void restyle();
    /// Whatever is shown just now: a card that was never on the screen shows nothing.
    bool linesInItsPlace() const { return linesButton->isEnabled() && linesButton->isChecked(); }
    void arrange();
    void replot();
    std::vector<int> chosenLayers() const;

    GradientPlot* q;
    HeatModel model;
    CurveModel lineModel;
    QWidget* figure;
    QCustomPlot* plot;
    QCustomPlot* linePlot;
    QLabel* words; ///< what to try
    QToolButton* quantities = nullptr;
    QToolButton* linesButton = nullptr;
    HeatCanvas canvas;
    CurveCanvas* lineCanvas;
    std::set<int> chosen;
    ReplotTimer timer;
};

GradientPlot::Parts::Parts(GradientPlot* owner)
    : q(owner), figure(new QWidget), plot(new QCustomPlot(figure)), linePlot(new QCustomPlot(figure)), words(new QLabel(figure)),
      canvas(*plot, model),
      lineCanvas(new CurveCanvas(linePlot, &lineModel, {Theme::instance().palette(), Theme::instance().labelFont()})) {
    lineModel.yLog = true;
    lineModel.xTitle = QStringLiteral("epoch");
}

void GradientPlot::Parts::build() {
    auto* column = new QVBoxLayout(figure);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(2);
    auto* row = new QHBoxLayout;
    row->setSpacing(space::s);
    row->addWidget(plot, 1);
    row->addWidget(linePlot, 1);
    column->addLayout(row, 1);
    column->addWidget(words);
    words->setTextFormat(Qt::PlainText);
    words->setWordWrap(true);
    words->setProperty("muted", true);
    words->hide();
    plot->setMouseTracking(true);
    linePlot->hide();
    makeQuantities();
    linesButton = q->card()->addTool(Glyph::Curve, tr("Lines of chosen layers: click a row of the heat map to choose it"), true);
    connect(linesButton, &QToolButton::toggled, this, &Parts::arrange);
    connect(lineCanvas, &CurveCanvas::outdated, this, [this] { linePlot->replot(QCustomPlot::rpQueuedRefresh); });
    q->setFigure(figure);
    for (QObject* each : {static_cast<QObject*>(plot), static_cast<QObject*>(figure)}) each->installEventFilter(this);
}

void GradientPlot::Parts::makeQuantities() {
    quantities = new QToolButton(q);
    quantities->setPopupMode(QToolButton::InstantPopup);
    quantities->setFont(Theme::instance().labelFont());
    quantities->setToolTip(tr("What is shown of each layer"));
    quantities->setAccessibleName(tr("Gradients: what is shown"));
    auto* menu = new QMenu(quantities);
    auto* group = new QActionGroup(menu);
    for (const auto& [quantity, title] : {std::pair{LayerQuantity::SquaredNorm, tr("‖g‖², squared norm of the gradient")},
                                          std::pair{LayerQuantity::Norm, tr("‖g‖, its norm")},
                                          std::pair{LayerQuantity::UpdateRatio, tr("update ÷ weight, of the epoch's last batch")}}) {
        QAction* action = group->addAction(title);
        action->setCheckable(true);
        action->setChecked(quantity == model.quantity);
        action->setData(int(quantity));
        menu->addAction(action);
        connect(action, &QAction::triggered, this, [this, chosenQuantity = quantity] { q->setQuantity(chosenQuantity); });
    }
    quantities->setMenu(menu);
    quantities->setText(model.quantityName() + QStringLiteral(" ▾"));
    q->card()->addControl(quantities);
}

bool GradientPlot::Parts::eventFilter(QObject* watched, QEvent* event) {
    switch (event->type()) {
    case QEvent::Show:
    case QEvent::Resize:
        if (watched == figure) arrange();
        timer.start(0);
        break;
    case QEvent::MouseMove:
        if (watched == plot) hover(*static_cast<QMouseEvent*>(event));
        break;
    case QEvent::MouseButtonPress:
        if (watched == plot) press(*static_cast<QMouseEvent*>(event));
        break;
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

/// A row, also by its name, is chosen or left.
void GradientPlot::Parts::press(const QMouseEvent& event) {
    const QPoint at = event.position().toPoint();
    const QRect area = plot->axisRect()->rect();
    if (event.button() != Qt::LeftButton || at.x() > area.right() || at.y() < area.top() || at.y() > area.bottom()) return;
    const int layer = int(std::lround(plot->yAxis->pixelToCoord(at.y()))) - model.frozenCount();
    if (layer >= 0 && layer < model.layerCount()) q->chooseLayer(layer, !chosen.contains(layer));
}

void GradientPlot::Parts::setHover(std::optional<double> epoch) {
    if (epoch != model.crosshair) {
        q->setCrosshair(epoch);
        Q_EMIT q->crosshairMoved(epoch);
    }
}

void GradientPlot::Parts::restyle() {
    canvas.style(Theme::instance().palette(), Theme::instance().labelFont());
    lineCanvas->setLook({Theme::instance().palette(), Theme::instance().labelFont()});
    q->scheduleReplot();
}

void GradientPlot::Parts::arrange() {
    const bool both = figure->width() >= roomForBoth;
    linesButton->setEnabled(!both);
    plot->setVisible(!linesInItsPlace());
    linePlot->setVisible(both || linesButton->isChecked());
    timer.start(0);
}

std::vector<int> GradientPlot::Parts::chosenLayers() const {
    const int layers = model.layerCount();
    std::set<int> shown = chosen;
    if (shown.empty() && layers > 0) shown = {0, layers / 2, layers - 1};
    return {shown.begin(), shown.end()};
}

void GradientPlot::Parts::replot() {
    timer.drawn();
    const QString verdict = model.verdict();
    q->setSubtitle(verdict.isEmpty() ? QString() : verdict);
    q->setAccessibleDescription(model.describe());
    q->refreshValues();
    q->showPlaceholder(model.epochs.empty() ? q->emptyText() : QString());
    words->setText(model.advice());
    words->setVisible(!words->text().isEmpty());
    if (plot->isVisible()) {
        canvas.fill(linePlot->isVisible() ? chosen : std::set<int>());
        plot->replot(QCustomPlot::rpQueuedRefresh);
    }
    if (linePlot->isVisible()) {
        fillLayerLines(lineModel, model, chosenLayers());
        lineCanvas->invalidate();
        linePlot->replot(QCustomPlot::rpQueuedRefresh);
    }
}

GradientPlot::GradientPlot(QWidget* parent)
    : FigureCard(QStringLiteral("gradients"), QStringLiteral("Gradients"), parent), m_parts(std::make_unique<Parts>(this)) {
    Parts& p = *m_parts;
    p.build();
    connect(&p.timer, &QTimer::timeout, &p, &Parts::replot);
    connect(&Theme::instance(), &Theme::changed, &p, &Parts::restyle);
    p.restyle();
    p.replot();
}

GradientPlot::~GradientPlot() {
    for (QObject* each : {static_cast<QObject*>(m_parts->plot), static_cast<QObject*>(m_parts->figure)})
        each->removeEventFilter(m_parts.get());
    delete m_parts->lineCanvas;
}

void GradientPlot::clear() {
    m_parts->model.epochs.clear();
    m_parts->model.updates.clear();
    m_parts->model.events.clear();
    m_parts->chosen.clear();
    scheduleReplot();
}

void GradientPlot::setLayers(const QStringList& names, const QStringList& frozen) {
    m_parts->model.names = names;
    m_parts->model.frozen = frozen;
    scheduleReplot();
}

void GradientPlot::appendEpoch(const std::vector<double>& squaredNorms, const std::vector<double>& updateRatios) {
    m_parts->model.epochs.push_back(squaredNorms);
    m_parts->model.updates.push_back(updateRatios);
    scheduleReplot();
}

void GradientPlot::setQuantity(LayerQuantity quantity) {
    m_parts->model.quantity = quantity;
    m_parts->quantities->setText(m_parts->model.quantityName() + QStringLiteral(" ▾"));
    for (QAction* action : m_parts->quantities->menu()->actions()) action->setChecked(action->data().toInt() == int(quantity));
    scheduleReplot();
}

void GradientPlot::showLines(bool on) { m_parts->linesButton->setChecked(on); }
std::vector<int> GradientPlot::chosenLayers() const { return m_parts->chosenLayers(); }

void GradientPlot::chooseLayer(int layer, bool on) {
    if (on) {
        m_parts->chosen.insert(layer);
    } else {
        m_parts->chosen.erase(layer);
    }
    m_parts->timer.start(0);
}

int GradientPlot::epochCount() const { return int(m_parts->model.epochs.size()); }
QString GradientPlot::verdict() const { return m_parts->model.verdict(); }
QString GradientPlot::advice() const { return m_parts->model.advice(); }

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
                               return model.value(row + 1, layer);
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

QByteArray GradientPlot::exportBytes(FigureFormat format, const PrintSize& size) const {
    if (format == FigureFormat::Csv) {
        return m_parts->model.csv();
    }
    HeatModel copy = m_parts->model;
    copy.crosshair.reset();
    QCustomPlot plot;
    if (m_parts->linesInItsPlace()) return exportLayerLines(m_parts->model, m_parts->chosenLayers(), size, format, title());
    plot.resize(size.layout());
    plot.setViewport(QRect(QPoint(0, 0), size.layout()));
    HeatCanvas canvas(plot, copy);
    canvas.style(size.palette(), size.font());
    for (int pass = 0; pass < 2; ++pass) { // texts follow the layout, which follows the labels
        canvas.fill();
        plot.replot(QCustomPlot::rpImmediateRefresh);
    }
    return drawPlot(plot, size, format, title());
}

} // namespace epochlab::ui
