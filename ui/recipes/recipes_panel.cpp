#include "recipes/recipes_panel.h"

#include "bridge/controller.h"
#include "bridge/run_names.h"
#include "recipes/recipe_book.h"
#include "theme/glyph.h"
#include "theme/theme.h"

#include <QCheckBox>
#include <QFontMetrics>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QProgressBar>
#include <QPushButton>
#include <QScrollArea>
#include <QShowEvent>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace epochlab::ui {
namespace {

QLabel* line(QWidget* parent, const QString& text, bool muted) {
    auto* label = new QLabel(text, parent);
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    label->setProperty("muted", muted);
    return label;
}

} // namespace

/// One recipe of the list.
class RecipesPanel::Row : public QWidget {
public:
    Row(const RecipeRow& row, QWidget* parent)
        : QWidget(parent), path(row.path()), run(new QPushButton(this)), more(glyphButton(this, Glyph::More, RecipesPanel::tr("More"))),
          state(line(this, {}, true)), bar(new QProgressBar(this)) {
        const QString title = QString::fromStdString(row.entry->recipe.title);
        const QString question = QString::fromStdString(row.entry->recipe.question);
        setObjectName(QStringLiteral("recipe-row-") + QString::fromStdString(row.entry->recipe.name));
        auto* name = line(this, row.entry->own ? RecipesPanel::tr("%1 (yours)").arg(title) : title, false);
        name->setFont(Theme::instance().titleFont());
        auto* asks = line(this, question, true);
        asks->setMaximumHeight(2 * QFontMetrics(asks->font()).lineSpacing()); // two lines at most
        asks->setAlignment(Qt::AlignTop);
        asks->setToolTip(question);
        asks->setVisible(!question.isEmpty());
        bar->setTextVisible(false);
        bar->setAccessibleName(RecipesPanel::tr("Share of %1 that is trained").arg(title));
        state->setFont(Theme::instance().labelFont());
        more->setPopupMode(QToolButton::InstantPopup);
        run->setFixedWidth(60);
        run->setStyleSheet(QStringLiteral("QPushButton { padding-left: 2px; padding-right: 2px; }"));
        auto* top = new QHBoxLayout;
        top->setSpacing(space::xs);
        top->addWidget(name, 1);
        top->addWidget(more, 0, Qt::AlignTop);
        top->addWidget(run, 0, Qt::AlignTop);
        auto* column = new QVBoxLayout(this);
        column->setContentsMargins(space::m, space::s, space::m, space::s);
        column->setSpacing(space::xs);
        column->addLayout(top);
        column->addWidget(asks);
        column->addWidget(state);
        column->addWidget(bar);
        show(row);
    }

    void show(const RecipeRow& row) {
        const QString title = QString::fromStdString(row.entry->recipe.title);
        const std::size_t all = row.state ? row.state->planned.size() : 0, done = row.state ? row.state->done() : 0;
        if (state->text() != row.stateText()) state->setText(row.stateText());
        bar->setVisible(all > 0 && done < all && (done > 0 || row.queued > 0));
        bar->setRange(0, std::max(1, static_cast<int>(all)));
        bar->setValue(static_cast<int>(done));
        runs = row.canRun();
        run->setText(runs ? RecipesPanel::tr("Run") : RecipesPanel::tr("Show"));
        run->setAccessibleName(run->text() + QLatin1Char(' ') + title);
        run->setToolTip(runs ? RecipesPanel::tr("Train what is missing, and show its figures") : RecipesPanel::tr("Show its figures"));
        run->setEnabled(row.state && !row.state->error);
    }

    const std::string path;
    QPushButton* run;
    QToolButton* more;
    QLabel* state;
    QProgressBar* bar;
    bool runs = false;
};

RecipesPanel::RecipesPanel(Controller& controller, RecipeBook& book, QWidget* parent)
    : QWidget(parent), m_controller(controller), m_book(book) {
    setAccessibleName(tr("Recipes"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(buildTop());
    auto* holder = new QWidget(this);
    m_list = new QVBoxLayout(holder);
    m_list->setContentsMargins(0, 0, 0, 0);
    m_list->setSpacing(0);
    m_list->addStretch();
    auto* area = new QScrollArea(this);
    area->setWidget(holder);
    area->setWidgetResizable(true);
    area->setFrameShape(QFrame::NoFrame);
    area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    area->setFocusPolicy(Qt::NoFocus); // its buttons have it
    column->addWidget(area, 1);
    connect(&book, &RecipeBook::loaded, this, &RecipesPanel::rebuild);
    connect(&book, &RecipeBook::changed, this, &RecipesPanel::refresh);
    for (const auto signal : {&Controller::dataChanged, &Controller::liveChanged})
        connect(&controller, signal, this, &RecipesPanel::refresh);
    refresh();
}

RecipesPanel::~RecipesPanel() = default;

QWidget* RecipesPanel::buildTop() {
    auto* holder = new QWidget(this);
    auto* column = new QVBoxLayout(holder);
    column->setContentsMargins(space::m, space::m, space::m, space::s);
    column->setSpacing(space::xs);
    m_quick = new QCheckBox(tr("Quick look"), holder);
    m_quick->setToolTip(tr("Train the recipes' own short versions"));
    m_quick->setObjectName(QStringLiteral("recipes-quick"));
    auto* create = new QPushButton(tr("New recipe…"), holder);
    create->setObjectName(QStringLiteral("recipes-new"));
    create->setToolTip(tr("Write a recipe of your own, with a preview"));
    auto* row = new QHBoxLayout;
    row->addWidget(m_quick, 1);
    row->addWidget(create);
    column->addLayout(row);
    m_data = line(holder, {}, true);
    m_data->setFont(Theme::instance().labelFont());
    column->addWidget(m_data);
    m_empty = line(holder, tr("No recipes yet. New recipe… writes one; those in the folder of your own recipes are listed too."), true);
    column->addWidget(m_empty);
    connect(m_quick, &QCheckBox::toggled, this, [this](bool on) { m_book.setQuick(on); });
    connect(create, &QPushButton::clicked, this, &RecipesPanel::newRequested);
    return holder;
}

void RecipesPanel::rebuild() {
    for (Row* row : std::exchange(m_rows, {})) {
        row->hide();
        row->deleteLater(); // its own menu may be what asked for it
    }
    for (const RecipeRow& recipe : m_book.rows()) {
        auto* row = new Row(recipe, this);
        addMenu(*row, recipe);
        connect(row->run, &QPushButton::clicked, this, [this, row] {
            if (row->runs) emit runRequested(row->path);
            emit showRequested(row->path);
        });
        m_list->insertWidget(m_list->count() - 1, row);
        m_rows.push_back(row);
    }
    refresh();
}

void RecipesPanel::addMenu(Row& row, const RecipeRow& recipe) {
    auto* menu = new QMenu(row.more);
    const std::string path = recipe.path();
    menu->addAction(tr("Show its figures"), this, [this, path] { emit showRequested(path); });
    menu->addAction(recipe.entry->own ? tr("Edit…") : tr("Edit a copy…"), this, [this, path] { emit editRequested(path); });
    if (recipe.entry->own) menu->addAction(tr("Remove"), this, [this, path] { emit removeRequested(path); });
    menu->addSeparator();
    menu->addAction(tr("Open the folder of your own recipes"), this, &RecipesPanel::folderRequested);
    row.more->setMenu(menu);
    const QString name = tr("More of %1").arg(QString::fromStdString(recipe.entry->recipe.title));
    row.more->setAccessibleName(name);
    row.more->setToolTip(name);
}

void RecipesPanel::refresh() {
    m_empty->setVisible(m_rows.empty());
    m_data->setText(tr("Trains on %1, with the form's data settings").arg(dataTitle(m_controller.config().text("data"))));
    for (Row* row : m_rows)
        if (const RecipeRow* known = m_book.row(row->path)) row->show(*known);
}

QPushButton* RecipesPanel::button(const std::string& path) const {
    for (const Row* row : m_rows)
        if (row->path == path) return row->run;
    return nullptr;
}

QString RecipesPanel::stateText(const std::string& path) const {
    for (const Row* row : m_rows)
        if (row->path == path) return row->state->text();
    return {};
}

void RecipesPanel::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    if (!event->spontaneous()) m_book.watch(1);
}

void RecipesPanel::hideEvent(QHideEvent* event) {
    QWidget::hideEvent(event);
    if (!event->spontaneous()) m_book.watch(-1);
}

} // namespace epochlab::ui
