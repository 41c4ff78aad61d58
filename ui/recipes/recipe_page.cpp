#include "recipes/recipe_page.h"

#include "bridge/controller.h"
#include "bridge/stored_runs.h"
#include "figures/figure_view.h"
#include "recipes/recipe_book.h"
#include "report/answer_box.h"
#include "report/answer_keeper.h"
#include "report/recipe_figures.h"
#include "theme/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QShowEvent>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace epochlab::ui {
namespace {

constexpr int cardHeight = 320;

QLabel* text(QWidget* parent, bool muted) {
    auto* label = new QLabel(parent);
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    label->setProperty("muted", muted);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    return label;
}

/// What the figures are made of: when it is another, they are.
std::string keyOf(const RecipeRow& row) {
    std::string key = row.path();
    if (!row.state) return key;
    for (const core::PlannedRun& run : row.state->planned) key += '\n' + run.label;
    for (const auto& run : row.state->finished) key += '\n' + run.value_or("-");
    return key;
}

} // namespace

RecipePage::RecipePage(Controller& controller, StoredRuns& stored, RecipeBook& book, AnswerKeeper& answers, QWidget* parent)
    : QWidget(parent), m_controller(controller), m_stored(stored), m_book(book), m_answers(answers) {
    build();
    connect(&book, &RecipeBook::changed, this, &RecipePage::refresh);
    connect(&controller, &Controller::presetChanged, this, &RecipePage::showReadings);
    connect(&answers, &AnswerKeeper::changed, this, &RecipePage::showReadings);
    connect(m_run, &QPushButton::clicked, this, [this] { emit runRequested(m_path); });
    refresh();
}

RecipePage::~RecipePage() = default;

void RecipePage::build() {
    auto* outer = new QVBoxLayout(this);
    outer->setContentsMargins(space::m, space::m, space::m, space::m);
    outer->setSpacing(space::s);
    auto* head = new QHBoxLayout;
    m_title = text(this, false);
    m_title->setFont(Theme::instance().figureFont());
    m_run = new QPushButton(this);
    m_run->setObjectName(QStringLiteral("recipe-page-run"));
    m_run->setAccessibleName(tr("Train what the recipe lacks"));
    head->addWidget(m_title, 1);
    head->addWidget(m_run);
    outer->addLayout(head);
    m_question = text(this, false);
    m_state = text(this, true);
    m_none = text(this, true);
    for (QLabel* label : {m_question, m_state, m_none}) outer->addWidget(label);
    auto* holder = new QWidget(this);
    m_column = new QVBoxLayout(holder);
    m_column->setContentsMargins(0, 0, space::s, 0);
    m_column->setSpacing(space::m);
    m_column->addStretch();
    m_area = new QScrollArea(this);
    m_area->setWidget(holder);
    m_area->setWidgetResizable(true);
    m_area->setFrameShape(QFrame::NoFrame);
    m_area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_area->setAccessibleName(tr("Figures of the recipe"));
    outer->addWidget(m_area, 1);
}

void RecipePage::setRecipe(const std::string& path) {
    m_path = path;
    refresh();
}

QString RecipePage::title() const { return m_title->text(); }
QString RecipePage::stateText() const { return m_state->text(); }

void RecipePage::refresh() {
    const RecipeRow* row = m_book.row(m_path);
    const bool there = row != nullptr;
    for (QWidget* widget : std::initializer_list<QWidget*>{m_title, m_question, m_state, m_area}) widget->setVisible(there);
    m_run->setVisible(there && row->canRun());
    m_none->setText(!there ? tr("Choose a recipe in the tab Recipes at the right: Run trains what it needs, and its figures appear here.")
                    : row->entry->recipe.figures.empty() ? tr("This recipe draws no figures; a [[figure]] in its file does.")
                                                         : QString());
    m_none->setVisible(!m_none->text().isEmpty());
    if (!there) return clear();
    const core::Recipe& recipe = row->entry->recipe;
    addQuestions(recipe);
    m_title->setText(QString::fromStdString(recipe.title));
    m_question->setText(QString::fromStdString(recipe.question));
    m_question->setVisible(!recipe.question.empty());
    QString state = row->stateText();
    if (row->state && !row->state->error && m_pending) state += tr(" · drawing …");
    if (row->state && m_stored.directory().empty()) state = tr("there is no store, and so no finished runs to draw");
    m_state->setText(state);
    m_run->setText(row->state && row->state->done() > 0 ? tr("Run what is missing") : tr("Run"));
    m_wantedFor = keyOf(*row);
    if (row->state && m_wantedFor != m_shownFor && isVisible() && !m_pending) compute();
}

void RecipePage::compute() {
    const RecipeRow* row = m_book.row(m_path);
    if (row->state->error || m_stored.directory().empty()) {
        m_shownFor = m_wantedFor;
        return clear();
    }
    m_pending = true;
    m_worker.submit([this, key = m_wantedFor, entry = row->entry, state = row->state, store = m_stored.directory(),
                     services = core::FigureServices{.run = m_controller.services(), .data = m_controller.config().text("data")}] {
        core::RunStore runs(store);
        auto made = std::make_shared<core::Result<std::vector<core::Figure>>>(
            core::recipeFigures(runs, entry->recipe, state->planned, state->finished, services));
        QMetaObject::invokeMethod(
            this,
            [this, key, made] {
                m_pending = false;
                m_shownFor = key;
                if (*made && key == m_wantedFor) take(std::move(**made));
                if (!*made) emit failed(made->error());
                refresh();
            },
            Qt::QueuedConnection);
    });
    if (m_shownFor.substr(0, m_path.size() + 1) != m_path + '\n') clear(); // another recipe's
    m_state->setText(row->stateText() + tr(" · drawing …"));
}

void RecipePage::take(std::vector<core::Figure> figures) {
    const int place = m_area->verticalScrollBar()->value();
    clear();
    m_figures = std::move(figures);
    for (const core::Figure& figure : m_figures) addFigure(figure);
    showReadings();
    m_area->widget()->layout()->activate();
    m_area->verticalScrollBar()->setValue(place);
}

void RecipePage::addFigure(const core::Figure& figure) {
    auto* block = new QWidget(m_area->widget());
    auto* column = new QVBoxLayout(block);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::xs);
    FigureCard* card = makeFigureCard(figure, block);
    card->setFixedHeight(cardHeight);
    column->addWidget(card);
    connect(card, &FigureCard::enlargeRequested, this, [this, card] { enlarge(card); });
    connect(card, &FigureCard::exportRequested, this, [this, card](FigureFormat format) { emit exportRequested(card, format); });
    connect(card, &FigureCard::exportDialogRequested, this, [this, card] { emit exportDialogRequested(card); });
    auto* reading = text(block, false);
    reading->setObjectName(QStringLiteral("reading"));
    reading->setVisible(!figure.reading.empty());
    auto* caption = text(block, true);
    caption->setFont(Theme::instance().labelFont());
    caption->setText(QString::fromStdString(figure.caption));
    caption->setVisible(!figure.caption.empty());
    column->addWidget(reading);
    column->addWidget(caption);
    m_column->insertWidget(m_column->count() - (m_questions != nullptr ? 2 : 1), block);
    m_blocks.push_back(block);
}

/// Why no reading is shown; empty: they are. A lab preset can want the student's own words first.
QString RecipePage::readingHint() const {
    const std::shared_ptr<const core::PresetLimits> limits = m_controller.preset();
    const RecipeRow* row = m_book.row(m_path);
    if (!limits || !limits->preset().hidesReadings || row == nullptr) return {};
    const core::Recipe& recipe = row->entry->recipe;
    const auto said = [this](const std::string& asker, const auto& questions) {
        return std::ranges::any_of(questions, [&](const auto& question) { return m_answers.answered(asker, question.id); });
    };
    const core::LabPreset& preset = limits->preset();
    if (said(recipe.name, recipe.questions) || said(limits->tag(), preset.questions)) return {};
    if (recipe.questions.empty() && preset.questions.empty()) return {};
    return tr("What it comes to is shown once you have answered a question yourself.");
}

void RecipePage::showReadings() {
    const QString hint = readingHint();
    for (std::size_t i = 0; i < m_blocks.size() && i < m_figures.size(); ++i)
        m_blocks[i]
            ->findChild<QLabel*>(QStringLiteral("reading"))
            ->setText(hint.isEmpty() ? QString::fromStdString(m_figures[i].reading) : hint);
}

/// Below the figures, whatever these come to.
void RecipePage::addQuestions(const core::Recipe& recipe) {
    std::string asked = m_path;
    for (const core::RecipeQuestion& question : recipe.questions) asked += '\n' + question.id + '\n' + question.text;
    if (std::exchange(m_questionsOf, asked) == asked) return;
    if (m_questions != nullptr) m_questions->deleteLater();
    m_questions = nullptr;
    if (recipe.questions.empty()) return;
    m_questions = new QWidget(m_area->widget());
    auto* column = new QVBoxLayout(m_questions);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::s);
    for (const core::RecipeQuestion& question : recipe.questions)
        column->addWidget(new AnswerBox(m_answers, recipe.name, question, m_questions));
    m_column->insertWidget(m_column->count() - 1, m_questions);
}

std::vector<FigureCard*> RecipePage::cards() const {
    std::vector<FigureCard*> cards;
    for (QWidget* block : m_blocks) cards.push_back(block->findChild<FigureCard*>());
    return cards;
}

void RecipePage::clear() {
    m_enlarged = nullptr;
    m_figures.clear();
    for (QWidget* block : std::exchange(m_blocks, {})) {
        block->hide();
        block->deleteLater(); // a menu of it may be open
    }
}

/// One card alone, as high as the page; the same again brings the others back.
void RecipePage::enlarge(QWidget* card) {
    const bool on = m_enlarged == nullptr;
    QWidget* large = on ? card : m_enlarged;
    if (on) m_height = large->height();
    m_enlarged = on ? card : nullptr;
    for (QWidget* block : m_blocks) block->setVisible(!on || block == large->parentWidget());
    if (m_questions != nullptr) m_questions->setVisible(!on);
    const int others = large->parentWidget()->height() - large->height();
    large->setFixedHeight(on ? std::max(m_height, m_area->viewport()->height() - others) : m_height);
}

void RecipePage::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    if (!event->spontaneous()) {
        m_book.watch(1);
        m_answers.watch(1);
    }
    refresh();
}

void RecipePage::hideEvent(QHideEvent* event) {
    QWidget::hideEvent(event);
    if (event->spontaneous()) return;
    m_book.watch(-1);
    m_answers.watch(-1);
    m_answers.save();
}

} // namespace epochlab::ui
