#include "recipes/recipe_cards.h"

#include "bridge/run_names.h"
#include "compare/plain_table.h"
#include "insight/maps_card.h"
#include "plot/curve_plot.h"
#include "report/figure.h"
#include "theme/card.h"
#include "theme/theme.h"

#include <QHeaderView>
#include <QStandardItemModel>
#include <QTableView>
#include <QToolButton>

#include <algorithm>
#include <cmath>

namespace epochlab::ui {
namespace {

constexpr int plotHeight = 300;
constexpr int mapHeight = 260; ///< of one row of maps
constexpr std::size_t mapsInARow = 3;
constexpr int mostTableRows = 14; ///< more are scrolled to

QString textOf(const std::string& text) { return QString::fromStdString(text); }

CurveDash dashOf(core::FigureDash dash) {
    switch (dash) {
    case core::FigureDash::Solid: return CurveDash::Solid;
    case core::FigureDash::Dashed: return CurveDash::Dashed;
    case core::FigureDash::Dotted: break;
    }
    return CurveDash::Dotted;
}

QWidget* cardOf(const core::Figure& figure, const core::CurvesFigure& curves, QWidget* parent) {
    if (curves.curves.empty()) return nullptr;
    auto* plot = new CurvePlot(textOf(figure.name), textOf(figure.title), textOf(curves.xTitle), textOf(curves.yTitle), parent);
    for (std::size_t i = 0; i < curves.curves.size(); ++i) {
        const core::CurvesFigure::Curve& curve = curves.curves[i];
        const QString key = QString::number(i);
        plot->addCurve(key, textOf(curve.label), {.series = curve.hue, .dash = dashOf(curve.dash)});
        plot->setPoints(key, curve.x, curve.y, {curve.lower, curve.upper});
        if (curve.best) plot->setBestMarker(key, curve.best);
    }
    for (const core::CurvesFigure::Level& level : curves.levels)
        plot->setReferenceLine(textOf(level.label), level.y, QStringLiteral("%1 %2").arg(textOf(level.label), shortNumber(level.y)));
    plot->setXLogarithmic(curves.xLogarithmic);
    plot->setYLogarithmic(curves.yLogarithmic);
    plot->setCaption([caption = textOf(figure.caption)] { return caption; });
    plot->setFixedHeight(plotHeight);
    plot->scheduleReplot();
    return plot;
}

QWidget* cardOf(const core::Figure& figure, const core::MapsFigure& maps, QWidget* parent) {
    if (maps.panels.empty()) return nullptr;
    auto* card = new MapsCard(parent);
    MapsCard::Maps shown;
    for (const core::MapsFigure::Panel& panel : maps.panels) {
        MapScene scene;
        scene.frame = panel.grid;
        scene.points = panel.points;
        scene.classes = textList(maps.classes);
        scene.xTitle = textOf(maps.xTitle);
        scene.yTitle = textOf(maps.yTitle);
        scene.geographic = maps.geographic;
        shown.push_back({textOf(panel.title), std::move(scene)});
    }
    const std::size_t rows = (shown.size() + mapsInARow - 1) / mapsInARow;
    card->setMaps(std::move(shown), textOf(figure.title), {});
    card->setCaption([caption = textOf(figure.caption)] { return caption; });
    card->setFixedHeight(static_cast<int>(rows) * mapHeight + metric::controlHeight);
    return card;
}

QStandardItem* itemOf(const core::TextTable::Cell& cell) {
    QStringList lines{textOf(cell.text)};
    for (const std::string& below : cell.below) lines << textOf(below);
    auto* item = new QStandardItem(lines.join(QLatin1Char('\n')));
    QFont font = Theme::instance().bodyFont();
    font.setBold(cell.bold);
    item->setFont(font);
    item->setTextAlignment((cell.number ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    return item;
}

QWidget* cardOf(const core::Figure& figure, const core::TextTable& table, const core::TableFigure* whole, QWidget* parent) {
    if (table.rows.empty()) return nullptr;
    auto* card = new Card(textOf(figure.title), parent);
    auto* model = new QStandardItemModel(card);
    QStringList heads;
    for (const core::TextTable::Cell& cell : table.header) heads << textOf(cell.text);
    model->setHorizontalHeaderLabels(heads);
    for (const auto& cells : table.rows) {
        QList<QStandardItem*> row;
        for (const core::TextTable::Cell& cell : cells) {
            row << itemOf(cell);
            for (std::size_t more = 1; more < cell.span; ++more) row << new QStandardItem;
        }
        model->appendRow(row);
    }
    const TableTexts texts = [people = table, numbers = whole ? whole->numbers : table, title = figure.title,
                              legend = whole ? whole->legend : std::string()](core::TableFormat format) {
        const bool plain = format == core::TableFormat::Csv;
        return textOf(core::write(plain ? numbers : people, format, title, legend));
    };
    QTableView* view =
        makePlainTable(model, textOf(figure.title), card, [texts] { putOnClipboard(texts, core::TableFormat::TabSeparated); });
    view->resizeRowsToContents();
    fitColumns(*view, 0, 120);
    auto* copy = card->addTool(Glyph::Export, QObject::tr("Copy %1").arg(textOf(figure.title)), false);
    copy->setMenu(makeCopyMenu(copy, [texts](core::TableFormat format) { putOnClipboard(texts, format); }));
    copy->setPopupMode(QToolButton::InstantPopup);
    int height = view->horizontalHeader()->sizeHint().height() + space::s;
    for (int row = 0; row < std::min(model->rowCount(), mostTableRows); ++row) height += view->rowHeight(row);
    view->setFixedHeight(height + (table.header.size() > 8 ? space::l : 0)); // a scroll bar
    card->setContent(view);
    return card;
}

core::TextTable::Cell cell(std::string text, bool number) {
    core::TextTable::Cell made;
    made.text = std::move(text);
    made.number = number;
    return made;
}

/// Numbers where colours would stand, so that none is lost.
core::TextTable tableOf(const core::HeatFigure& heat) {
    core::TextTable table;
    table.header.push_back(cell(heat.yTitle, false));
    for (const std::string& column : heat.columns) table.header.push_back(cell(column, true));
    for (std::size_t row = 0; row < heat.values.size(); ++row) {
        std::vector<core::TextTable::Cell> cells{cell(row < heat.rows.size() ? heat.rows[row] : std::string(), false)};
        for (const double value : heat.values[row]) cells.push_back(cell(std::isnan(value) ? "–" : shortNumber(value).toStdString(), true));
        table.rows.push_back(std::move(cells));
    }
    return table;
}

core::TextTable tableOf(const core::GalleryFigure& gallery) {
    core::TextTable table;
    for (const std::string& head : {std::string("Row"), std::string("Class"), gallery.bestRun + " says", gallery.worstRun + " says"})
        table.header.push_back(cell(head, false));
    for (const core::GalleryFigure::Item& item : gallery.items)
        table.rows.push_back({cell(item.name, false), cell(item.truth, false), cell(item.best, false), cell(item.worst, false)});
    return table;
}

} // namespace

QWidget* makeRecipeCard(const core::Figure& figure, QWidget* parent) {
    if (const auto* curves = std::get_if<core::CurvesFigure>(&figure.content)) return cardOf(figure, *curves, parent);
    if (const auto* maps = std::get_if<core::MapsFigure>(&figure.content)) return cardOf(figure, *maps, parent);
    if (const auto* table = std::get_if<core::TableFigure>(&figure.content)) return cardOf(figure, table->people, table, parent);
    if (const auto* heat = std::get_if<core::HeatFigure>(&figure.content)) return cardOf(figure, tableOf(*heat), nullptr, parent);
    return cardOf(figure, tableOf(std::get<core::GalleryFigure>(figure.content)), nullptr, parent);
}

} // namespace epochlab::ui
