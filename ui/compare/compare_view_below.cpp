// What stands below the overlay: the table of the groups, that of methods and learning rates, and the settings.
#include "base/file_writer.h"
#include "compare/compare_view_parts.h"
#include "compare/method_table_view.h"
#include "compare/plain_table.h"
#include "theme/card.h"
#include "theme/theme.h"

#include <QFileDialog>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QStackedWidget>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>

namespace epochlab::ui {
namespace {

constexpr int plotShare = 3, tableShare = 2; ///< of the height
constexpr int plotShareOfGrid = 2, gridShare = 3;

core::TableFormat formatOf(const QString& path) {
    const QString suffix = QFileInfo(path).suffix().toLower();
    for (const auto& [known, format] : {std::pair{"csv", core::TableFormat::Csv}, std::pair{"tsv", core::TableFormat::TabSeparated},
                                        std::pair{"md", core::TableFormat::Markdown}, std::pair{"tex", core::TableFormat::Latex},
                                        std::pair{"html", core::TableFormat::Html}})
        if (suffix == QLatin1String(known)) return format;
    return core::TableFormat::Text;
}

} // namespace

QWidget* CompareView::Parts::makeBelow() {
    below = new Card(tr("Table"), &view);
    pages = new QStackedWidget(below);
    const auto copy = [this] { copyShown(core::TableFormat::TabSeparated); };
    table = makePlainTable(&rows, tr("What the runs came to"), pages, copy);
    table->setSortingEnabled(true);
    table->sortByColumn(CompareTable::Label, Qt::AscendingOrder);
    table->setSelectionMode(QAbstractItemView::SingleSelection);
    settings = makePlainTable(&settingRows, tr("Settings of the runs"), pages, copy);
    pages->addWidget(table);
    pages->addWidget(settings);
    words = new QLabel(below);
    words->setTextFormat(Qt::PlainText);
    words->setWordWrap(true);
    words->setProperty("muted", true);
    words->setTextInteractionFlags(Qt::TextSelectableByMouse);
    auto* content = new QWidget(below);
    auto* lines = new QVBoxLayout(content);
    lines->setContentsMargins(0, 0, 0, 0);
    lines->setSpacing(space::xs);
    lines->addWidget(pages, 1);
    bottom = new QHBoxLayout;
    bottom->addWidget(words, 1);
    bottom->addStretch(0); // while there are no words
    settingsButton = makePageButton(tr("Settings"), tr("Show the runs' settings beside each other instead of the table"), content);
    connect(settingsButton, &QToolButton::clicked, &view, [this](bool on) { showPage(on ? settings : table); });
    for (QToolButton* button : {settingsButton, makeCopyButton(content)}) bottom->addWidget(button, 0, Qt::AlignBottom);
    lines->addLayout(bottom);
    below->setContent(content);
    return below;
}

QToolButton* CompareView::Parts::makePageButton(const QString& text, const QString& help, QWidget* parent) {
    auto* button = new QToolButton(parent);
    button->setText(text);
    button->setToolTip(help);
    button->setCheckable(true);
    return button;
}

void CompareView::Parts::showPage(QWidget* page) {
    pages->setCurrentWidget(page);
    settingsButton->setChecked(page == settings);
    if (gridButton != nullptr) gridButton->setChecked(page == grid);
    const bool wide = grid != nullptr && page == grid;
    column->setStretchFactor(top, wide ? plotShareOfGrid : plotShare);
    column->setStretchFactor(below, wide ? gridShare : tableShare);
    words->setVisible(!wide && !words->text().isEmpty());
    if (grid != nullptr) grid->choices()->setVisible(wide);
    fitSettings();
    nameBelow();
}

void CompareView::Parts::nameBelow() {
    const QWidget* page = pages->currentWidget();
    below->setSubtitle(page == grid && grid != nullptr ? grid->subtitle() : QString());
    below->setTitle(page == settings ? tr("Settings, those that differ first") : page == table ? tr("Table") : grid->title());
}

void CompareView::Parts::setMethodTable(MethodTableView* shown) {
    grid = shown;
    pages->addWidget(grid);
    gridButton = makePageButton(tr("Grid"), tr("Show methods × learning rates, or two other fields, of the runs in the list"), below);
    connect(gridButton, &QToolButton::clicked, &view, [this](bool on) { showPage(on ? static_cast<QWidget*>(grid) : table); });
    connect(grid, &MethodTableView::titleChanged, &view, [this] { nameBelow(); });
    grid->choices()->hide();
    bottom->insertWidget(0, grid->choices(), 1);
    bottom->insertWidget(bottom->indexOf(settingsButton), gridButton, 0, Qt::AlignBottom);
    QWidget::setTabOrder(gridButton, settingsButton);
}

QToolButton* CompareView::Parts::makeCopyButton(QWidget* parent) {
    auto* button = new QToolButton(parent);
    button->setText(tr("Copy table ▾"));
    button->setToolTip(tr("Copy the table that is shown, or write it to a file"));
    button->setPopupMode(QToolButton::InstantPopup);
    QMenu* menu = makeCopyMenu(button, [this](core::TableFormat format) { copyShown(format); });
    menu->addSeparator();
    menu->addAction(tr("Save as…"), button, [this] { saveShown(); });
    button->setMenu(menu);
    return button;
}

QString CompareView::Parts::shownText(core::TableFormat format) const {
    if (grid != nullptr && pages->currentWidget() == grid) return grid->text(format);
    if (pages->currentWidget() == settings)
        return QString::fromStdString(core::write(core::settingsTable(answer.settings, answer.runNames), format));
    return QString::fromStdString(core::write(
        format == core::TableFormat::Csv ? core::summaryNumbers(rows.rows(), heads()) : core::summaryTable(rows.rows(), heads()), format));
}

core::SummaryHeads CompareView::Parts::heads() const {
    core::SummaryHeads heads{.metric = question.metric, .reference = answer.reference};
    for (const std::string& id : answer.fields) heads.fields.push_back(core::mlpParams().find(id)->label);
    return heads;
}

core::Figure CompareView::tableFigure() const {
    core::Figure figure{.name = "runs", .title = "What the runs came to", .caption = {}, .reading = {}, .runs = {}, .content = {}};
    const std::vector<core::SummaryRow>& rows = m_parts->rows.rows();
    core::TableFigure table;
    if (!rows.empty()) {
        table.people = core::summaryTable(rows, m_parts->heads());
        table.numbers = core::summaryNumbers(rows, m_parts->heads());
    }
    figure.content = std::move(table);
    return figure;
}

void CompareView::Parts::copyShown(core::TableFormat format) {
    putOnClipboard([this](core::TableFormat each) { return shownText(each); }, format);
}

/// The ending of the file's name says how.
void CompareView::Parts::saveShown() {
    auto* dialog = new QFileDialog(&view, tr("Save the table"), {}, tr("Tables (*.csv *.tsv *.md *.tex *.html *.txt)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(QStringLiteral("csv"));
    connect(dialog, &QFileDialog::fileSelected, &view, [this](const QString& path) {
        if (const core::Result<void> written = view.saveTable(path); !written) emit view.failed(written.error());
    });
    dialog->open();
}

core::Result<void> CompareView::saveTable(const QString& path) const {
    return core::writeFileDurably(path.toStdString(), m_parts->shownText(formatOf(path)).toStdString());
}

} // namespace epochlab::ui
