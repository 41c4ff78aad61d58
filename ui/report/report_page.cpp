#include "report/report_page.h"

#include "bridge/stored_runs.h"
#include "recipes/recipe_book.h"
#include "report/answer_box.h"
#include "report/answer_keeper.h"
#include "theme/theme.h"

#include <QCheckBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QShowEvent>
#include <QSignalBlocker>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace epochlab::ui {
namespace {

constexpr int readableWidth = 860;

QLabel* line(QWidget* parent, bool muted) {
    auto* label = new QLabel(parent);
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    label->setProperty("muted", muted);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    return label;
}

} // namespace

ReportPage::ReportPage(StoredRuns& stored, RecipeBook& book, AnswerKeeper& keeper, QWidget* parent)
    : QWidget(parent), m_stored(stored), m_book(book), m_keeper(keeper) {
    build();
    connect(&book, &RecipeBook::loaded, this, &ReportPage::rebuild);
    connect(&book, &RecipeBook::changed, this, &ReportPage::refresh);
    connect(&stored, &StoredRuns::changed, this, &ReportPage::refresh);
    connect(&keeper, &AnswerKeeper::changed, this, &ReportPage::count);
    connect(m_export, &QPushButton::clicked, this, [this] {
        if (m_busy)
            emit stopRequested();
        else
            emit exportRequested();
    });
    rebuild();
}

void ReportPage::build() {
    auto* outer = new QVBoxLayout(this);
    outer->setContentsMargins(space::m, space::m, space::m, space::m);
    outer->setSpacing(space::s);
    outer->addWidget(buildTop());
    m_said = line(this, true);
    m_said->hide();
    outer->addWidget(m_said);
    auto* holder = new QWidget(this);
    m_column = new QVBoxLayout(holder);
    m_column->setContentsMargins(0, 0, space::s, 0);
    m_column->setSpacing(space::l);
    m_column->addStretch();
    holder->setMaximumWidth(readableWidth);
    auto* area = new QScrollArea(this);
    area->setWidget(holder);
    area->setWidgetResizable(true);
    area->setFrameShape(QFrame::NoFrame);
    area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    area->setFocusPolicy(Qt::NoFocus); // what is in it has it
    area->setAccessibleName(tr("Questions and answers"));
    outer->addWidget(area, 1);
}

QWidget* ReportPage::buildTop() {
    auto* top = new QWidget(this);
    auto* row = new QHBoxLayout(top);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(space::s);
    m_title = new QLineEdit(top);
    m_title->setPlaceholderText(tr("Title of the report"));
    m_title->setAccessibleName(m_title->placeholderText());
    m_title->setMaxLength(200);
    m_all = new QCheckBox(tr("All"), top);
    m_all->setAccessibleName(tr("All recipes go into the report"));
    m_runs = new QCheckBox(tr("Ticked runs"), top);
    m_runs->setToolTip(tr("A section of the runs that are ticked at the right"));
    m_count = line(top, true);
    m_count->setObjectName(QStringLiteral("report-count"));
    m_count->setWordWrap(false);
    m_export = new QPushButton(top);
    m_export->setObjectName(QStringLiteral("report-export"));
    m_export->setProperty("primary", true);
    m_handIn = new QPushButton(tr("Hand in…"), top);
    m_handIn->setObjectName(QStringLiteral("report-hand-in"));
    m_handIn->setToolTip(tr("One archive of the chosen recipes: runs, figures, answers, and hashes of all of it"));
    row->addWidget(m_title, 1);
    row->addWidget(m_all);
    row->addWidget(m_runs);
    row->addWidget(m_count);
    row->addWidget(m_handIn);
    row->addWidget(m_export);
    connect(m_all, &QCheckBox::clicked, this, [this](bool on) {
        for (const Block& block : m_blocks) block.box->setChecked(on || block.path.empty());
    });
    connect(m_runs, &QCheckBox::toggled, this, &ReportPage::count);
    connect(m_handIn, &QPushButton::clicked, this, &ReportPage::handInRequested);
    setBusy(false);
    return top;
}

void ReportPage::setPreset(const core::ReportPreset& preset, const std::string& tag) {
    m_preset = preset;
    m_presetTag = tag;
    rebuild();
}

void ReportPage::rebuild() {
    for (const Block& block : std::exchange(m_blocks, {})) {
        block.widget->hide();
        block.widget->deleteLater(); // an editor of it may be in use; what it has is kept
    }
    if (!m_preset.title.empty()) addBlock(m_presetTag, {}, m_preset.title, m_preset.banner, m_preset.questions);
    for (const RecipeRow& row : m_book.rows()) {
        const core::Recipe& recipe = row.entry->recipe;
        addBlock(recipe.name, row.path(), recipe.title, recipe.question, recipe.questions);
    }
    refresh();
}

void ReportPage::addBlock(const std::string& asker, const std::string& path, const std::string& title, const std::string& text,
                          const std::vector<core::RecipeQuestion>& questions) {
    auto* widget = new QWidget(m_column->parentWidget());
    auto* column = new QVBoxLayout(widget);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::s);
    auto* box = new QCheckBox(QString::fromStdString(title), widget);
    box->setObjectName(QStringLiteral("report-of-") + QString::fromStdString(asker));
    box->setFont(Theme::instance().titleFont());
    box->setToolTip(tr("It goes into the report"));
    box->setChecked(path.empty() || !m_left.contains(asker));
    box->setEnabled(!path.empty());
    auto* state = line(widget, true);
    state->setFont(Theme::instance().labelFont());
    auto* question = line(widget, true);
    question->setText(QString::fromStdString(text));
    question->setVisible(!text.empty());
    for (QWidget* part : std::initializer_list<QWidget*>{box, question, state}) column->addWidget(part);
    for (const core::RecipeQuestion& each : questions) column->addWidget(new AnswerBox(m_keeper, asker, each, widget));
    connect(box, &QCheckBox::toggled, this, [this, asker](bool on) {
        if (on)
            m_left.erase(asker);
        else
            m_left.insert(asker);
        count();
    });
    m_column->insertWidget(m_column->count() - 1, widget);
    m_blocks.push_back({asker, path, questions, widget, box, state});
}

void ReportPage::refresh() {
    for (const Block& block : m_blocks) {
        const RecipeRow* row = m_book.row(block.path);
        block.state->setText(row != nullptr ? row->stateText() : QString());
        block.state->setVisible(!block.state->text().isEmpty());
    }
    count();
}

void ReportPage::count() {
    int questions = 0, answers = 0, chosen = 0, recipes = 0;
    for (const Block& block : m_blocks) {
        recipes += block.path.empty() ? 0 : 1;
        if (!block.box->isChecked()) continue;
        chosen += block.path.empty() ? 0 : 1;
        for (const core::RecipeQuestion& question : block.questions) {
            ++questions;
            answers += m_keeper.answered(block.asker, question.id) ? 1 : 0;
        }
    }
    const QSignalBlocker quiet(m_all);
    m_all->setTristate(chosen > 0 && chosen < recipes);
    m_all->setCheckState(chosen == 0 ? Qt::Unchecked : chosen == recipes ? Qt::Checked : Qt::PartiallyChecked);
    const std::size_t ticked = m_stored.tickedIds().size();
    m_runs->setText(ticked == 0 ? tr("Ticked runs") : tr("Ticked runs (%1)").arg(ticked));
    m_count->setText(questions == 0 ? QString() : tr("%1 of %2 answered").arg(answers).arg(questions));
    m_export->setEnabled(m_busy || (m_keeper.canKeep() && (chosen > 0 || !m_preset.title.empty() || withTickedRuns())));
    m_handIn->setEnabled(!m_busy && m_keeper.canKeep() && (chosen > 0 || withTickedRuns()));
    m_export->setToolTip(m_keeper.canKeep() ? QString() : tr("There is no store, and so nothing to report"));
}

std::vector<std::string> ReportPage::chosenRecipes() const {
    std::vector<std::string> paths;
    for (const Block& block : m_blocks)
        if (!block.path.empty() && block.box->isChecked()) paths.push_back(block.path);
    return paths;
}

void ReportPage::choose(const std::string& recipe, bool on) {
    for (const Block& block : m_blocks)
        if (block.asker == recipe) block.box->setChecked(on);
}

bool ReportPage::withTickedRuns() const { return m_runs->isChecked() && !m_stored.tickedIds().empty(); }
QString ReportPage::reportTitle() const { return m_title->text().trimmed(); }

void ReportPage::setBusy(bool busy) {
    m_busy = busy;
    m_export->setText(busy ? tr("Stop") : tr("Export report…"));
    if (busy) say(tr("Making the file: maps are computed and all figures drawn …"));
    if (m_count != nullptr) count();
}

void ReportPage::say(const QString& text) {
    m_said->setText(text);
    m_said->setVisible(!text.isEmpty());
}

QString ReportPage::said() const { return m_said->text(); }

AnswerBox* ReportPage::answerBox(const std::string& asker, const std::string& question) const {
    return findChild<AnswerBox*>(QStringLiteral("answer-%1-%2").arg(QString::fromStdString(asker), QString::fromStdString(question)));
}

void ReportPage::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    if (event->spontaneous()) return;
    m_book.watch(1);
    m_keeper.watch(1);
    refresh();
}

void ReportPage::hideEvent(QHideEvent* event) {
    QWidget::hideEvent(event);
    if (event->spontaneous()) return;
    m_book.watch(-1);
    m_keeper.watch(-1);
    m_keeper.save();
}

} // namespace epochlab::ui
