#include "plot/gradient_plot.h"

#include "plot/figure_export.h"
#include "plot/tickers.h"
#include "theme/card.h"
#include "theme/theme.h"

#include "plot/decimate.h"
#include <qcustomplot.h>

#include <QElapsedTimer>
#include <QTimer>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>
#include <limits>

namespace epochlab::ui {
namespace {

constexpr int kFrameMs = 100;
constexpr double kVanished = 1e-7;
constexpr double kExploded = 1e6;

/// Viridis (Smith and van der Walt, 2015; CC0) at nine equal steps.
QCPColorGradient viridis() {
    static const char* const kStops[] = {"#440154", "#472d7b", "#3b528b", "#2c728e", "#21918c", "#28ae80", "#5ec962", "#addc30", "#fde725"};
    QCPColorGradient gradient;
    gradient.clearColorStops();
    for (int i = 0; i < 9; ++i) {
        gradient.setColorStopAt(i / 8.0, QColor(kStops[i]));
    }
    gradient.setNanHandling(QCPColorGradient::nhNanColor);
    gradient.setNanColor(QColor("#9a3b3b"));
    return gradient;
}

/// "layer 3", "layers 0 to 41", or "layers 1, 4 and 7".
QString layerList(const QStringList& names, const std::vector<int>& hit) {
    if (hit.size() == 1) {
        return names.value(hit.front());
    }
    const bool run = hit.back() - hit.front() + 1 == int(hit.size());
    if (run) {
        return names.value(hit.front()) + QStringLiteral(" to ") + names.value(hit.back());
    }
    return QStringLiteral("%1 of %2 layers").arg(hit.size()).arg(names.size());
}

struct HeatModel {
    QStringList names;
    std::vector<std::vector<double>> epochs;
    std::optional<double> crosshair;

    Range range() const {
        double low = std::numeric_limits<double>::infinity();
        double high = 0;
        for (const auto& row : epochs) {
            for (const double v : row) {
                if (std::isfinite(v) && v > 0) {
                    low = std::min(low, v), high = std::max(high, v);
                }
            }
        }
        if (high <= 0) {
            return {0.1, 1};
        }
        low = std::max(low, high * 1e-12);
        return low < high ? Range{low, high} : Range{low / 2, high * 2};
    }

    QString verdict() const {
        if (epochs.empty()) {
            return {};
        }
        std::vector<int> vanished;
        std::vector<int> exploded;
        for (int i = 0; i < int(epochs.back().size()); ++i) {
            const double v = epochs.back()[std::size_t(i)];
            if (!(v <= kExploded)) {
                exploded.push_back(i);
            } else if (v < kVanished) {
                vanished.push_back(i);
            }
        }
        if (!exploded.empty()) {
            return layerList(names, exploded) + (exploded.size() == 1 ? QStringLiteral(" explodes") : QStringLiteral(" explode")) +
                   QStringLiteral(" (‖g‖² > 1e6)");
        }
        if (!vanished.empty()) {
            return layerList(names, vanished) + (vanished.size() == 1 ? QStringLiteral(" vanishes") : QStringLiteral(" vanish")) +
                   QStringLiteral(" (‖g‖² < 1e-7)");
        }
        return QStringLiteral("nothing vanishes");
    }

    QByteArray csv() const {
        QByteArray out = "epoch";
        for (QString name : names) {
            out += ",\"" + name.replace('"', QLatin1String("\"\"")).toUtf8() + '"';
        }
        out += '\n';
        for (std::size_t e = 0; e < epochs.size(); ++e) {
            out += QByteArray::number(qulonglong(e + 1));
            for (const double v : epochs[e]) {
                out += ',' + QByteArray::number(v, 'g', QLocale::FloatingPointShortest);
            }
            out += '\n';
        }
        return out;
    }
};

/// Draws a HeatModel; on the screen and on paper.
class HeatCanvas {
public:
    HeatCanvas(QCustomPlot& plot, const HeatModel& model) : m_plot(plot), m_model(model) {
        m_plot.setLocale(QLocale::c());
        m_map = new QCPColorMap(m_plot.xAxis, m_plot.yAxis);
        m_map->setInterpolate(false);
        m_map->setTightBoundary(false);
        m_map->setDataScaleType(QCPAxis::stLogarithmic);
        m_map->setGradient(viridis());
        m_scale = new QCPColorScale(&m_plot);
        m_scale->setBarWidth(9);
        m_scale->setGradient(viridis());
        m_scale->setDataScaleType(QCPAxis::stLogarithmic);
        m_scale->setRangeDrag(false);
        m_scale->setRangeZoom(false);
        m_plot.plotLayout()->addElement(0, 1, m_scale);
        m_group = new QCPMarginGroup(&m_plot);
        m_plot.axisRect()->setMarginGroup(QCP::msTop | QCP::msBottom, m_group);
        m_scale->setMarginGroup(QCP::msTop | QCP::msBottom, m_group);
        m_scale->axis()->setTicker(QSharedPointer<QCPAxisTicker>(new DecadeTicker));
        m_line = new QCPItemStraightLine(&m_plot);
        auto* ticker = new PlainTicker;
        ticker->setWhole(true);
        ticker->setTickCount(5);
        m_plot.xAxis->setTicker(QSharedPointer<QCPAxisTicker>(ticker));
        m_plot.xAxis->setLabel(QStringLiteral("epoch"));
        m_plot.yAxis->setRangeReversed(true);
        m_plot.axisRect()->setMinimumMargins(QMargins(0, 6, 0, 0));
    }

    void style(const Palette& palette, const QFont& font) {
        m_plot.setBackground(QBrush(palette.surface));
        const QFont labels = pixelFont(font);
        for (QCPAxis* axis : {m_plot.xAxis, m_plot.yAxis, m_scale->axis()}) {
            styleAxis(axis, palette, labels);
            axis->grid()->setVisible(false);
        }
        for (const auto& axis : m_scale->axis()->axisRect()->axes()) {
            axis->setBasePen(Qt::NoPen);
        }
        m_line->setPen(QPen(palette.dark ? palette.text : QColor(Qt::white), 1));
    }

    void fill() {
        const int columns = std::max(1, int(m_model.epochs.size()));
        const int rows = std::max(1, int(m_model.names.size()));
        const Range range = m_model.range();
        m_map->data()->setSize(columns, rows);
        m_map->data()->setRange(QCPRange(1, columns), QCPRange(0, rows - 1));
        m_map->data()->fill(std::numeric_limits<double>::quiet_NaN());
        for (int e = 0; e < int(m_model.epochs.size()); ++e) {
            const auto& row = m_model.epochs[std::size_t(e)];
            for (int l = 0; l < std::min(rows, int(row.size())); ++l) {
                const double v = row[std::size_t(l)];
                m_map->data()->setCell(e, l, std::isfinite(v) ? std::max(v, range.lower) : std::numeric_limits<double>::quiet_NaN());
            }
        }
        m_map->setVisible(!m_model.epochs.empty());
        m_map->setDataRange(QCPRange(range.lower, range.upper));
        m_scale->setDataRange(QCPRange(range.lower, range.upper));
        m_plot.xAxis->setRange(0.5, columns + 0.5);
        m_plot.yAxis->setRange(-0.5, rows - 0.5);
        nameRows(rows);
        placeLine();
    }

    void placeLine() {
        m_line->setVisible(m_model.crosshair.has_value());
        if (m_model.crosshair) {
            m_line->point1->setCoords(*m_model.crosshair, 0);
            m_line->point2->setCoords(*m_model.crosshair, 1);
        }
    }

private:
    /// As many names as fit, the last one always.
    void nameRows(int rows) {
        QSharedPointer<QCPAxisTickerText> ticker(new QCPAxisTickerText);
        const int height = std::max(60, m_plot.height() - 50);
        const int stride = std::max(1, int(std::ceil(rows * (QFontMetrics(m_plot.yAxis->tickLabelFont()).height() + 3.0) / height)));
        for (int l = 0; l < m_model.names.size(); ++l) {
            if (l == rows - 1 || (l % stride == 0 && l + stride <= rows - 1) || stride == 1) {
                ticker->addTick(l, m_model.names[l].left(18));
            }
        }
        m_plot.yAxis->setTicker(ticker);
    }

    QCustomPlot& m_plot;
    const HeatModel& m_model;
    QCPColorMap* m_map;
    QCPColorScale* m_scale;
    QCPMarginGroup* m_group;
    QCPItemStraightLine* m_line;
};

} // namespace

struct GradientPlot::Parts : public QObject {
    explicit Parts(GradientPlot* owner) : q(owner) {}

    bool eventFilter(QObject* watched, QEvent* event) override {
        if (event->type() == QEvent::Show || event->type() == QEvent::Resize) {
            timer.start(0);
        } else if (event->type() == QEvent::MouseMove) {
            const QPointF at = static_cast<QMouseEvent*>(event)->position();
            const double epoch = std::round(plot->xAxis->pixelToCoord(at.x()));
            const bool inside = plot->axisRect()->rect().contains(at.toPoint()) && !model.epochs.empty();
            setHover(inside ? std::optional(std::clamp(epoch, 1.0, double(model.epochs.size()))) : std::nullopt);
        } else if (event->type() == QEvent::Leave) {
            setHover(std::nullopt);
        }
        return QObject::eventFilter(watched, event);
    }
    void setHover(std::optional<double> epoch) {
        if (epoch != model.crosshair) {
            q->setCrosshair(epoch);
            Q_EMIT q->crosshairMoved(epoch);
        }
    }
    void restyle() {
        canvas->style(Theme::instance().palette(), Theme::instance().labelFont());
        q->scheduleReplot();
    }
    void replot() {
        timer.stop();
        sinceReplot.restart();
        const QString verdict = model.verdict();
        card->setSubtitle(QStringLiteral("‖g‖² by layer") + (verdict.isEmpty() ? QString() : QStringLiteral(" · ") + verdict));
        q->setAccessibleDescription(QStringLiteral("Gradients: ") + verdict);
        if (plot->isVisible()) {
            canvas->fill();
            plot->replot(QCustomPlot::rpQueuedRefresh);
        }
    }

    GradientPlot* q;
    HeatModel model;
    Card* card = nullptr;
    QCustomPlot* plot = nullptr;
    std::unique_ptr<HeatCanvas> canvas;
    QTimer timer;
    QElapsedTimer sinceReplot;
};

GradientPlot::GradientPlot(QWidget* parent) : QWidget(parent), m_parts(std::make_unique<Parts>(this)) {
    setObjectName(QStringLiteral("gradients"));
    setAccessibleName(QStringLiteral("Gradients"));
    Parts& p = *m_parts;
    p.card = new Card(QStringLiteral("Gradients"), this);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(p.card);
    connect(p.card->addTool(Glyph::Export, QStringLiteral("Export…"), false), &QToolButton::clicked, this, &GradientPlot::exportRequested);
    connect(p.card->addTool(Glyph::Enlarge, QStringLiteral("Enlarge"), false), &QToolButton::clicked, this,
            &GradientPlot::enlargeRequested);
    p.plot = new QCustomPlot(p.card);
    p.plot->setMouseTracking(true);
    p.plot->setMinimumSize(120, 90);
    p.card->setContent(p.plot);
    p.canvas = std::make_unique<HeatCanvas>(*p.plot, p.model);
    p.plot->installEventFilter(&p);
    p.timer.setSingleShot(true);
    connect(&p.timer, &QTimer::timeout, &p, &Parts::replot);
    connect(&Theme::instance(), &Theme::changed, &p, &Parts::restyle);
    p.restyle();
}

GradientPlot::~GradientPlot() { m_parts->plot->removeEventFilter(m_parts.get()); }

void GradientPlot::clear() {
    m_parts->model.epochs.clear();
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
        m_parts->canvas->placeLine();
        m_parts->plot->replot(QCustomPlot::rpQueuedReplot);
    }
}

void GradientPlot::scheduleReplot() {
    if (!m_parts->timer.isActive()) {
        const qint64 passed = m_parts->sinceReplot.isValid() ? m_parts->sinceReplot.elapsed() : kFrameMs;
        m_parts->timer.start(int(std::max<qint64>(0, kFrameMs - passed)));
    }
}

QByteArray GradientPlot::exportBytes(CurvePlot::Format format, double widthCm, double heightCm, int dpi) const {
    if (format == CurvePlot::Format::Csv) {
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
    canvas.fill();
    plot.replot(QCustomPlot::rpImmediateRefresh);
    return drawFigure(plot, size, format, dpi, QStringLiteral("Gradients"));
}

bool GradientPlot::exportTo(const QString& path, CurvePlot::Format format, double widthCm, double heightCm, int dpi, QString* error) const {
    return writeFigure(path, exportBytes(format, widthCm, heightCm, dpi), error);
}

void GradientPlot::copyToClipboard() const {
    QImage image;
    image.loadFromData(exportBytes(CurvePlot::Format::Png, 12, 9, 300), "PNG");
    putOnClipboard(image, exportBytes(CurvePlot::Format::Svg, 12, 9, 300));
}

} // namespace epochlab::ui
