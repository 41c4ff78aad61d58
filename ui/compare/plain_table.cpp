#include "compare/plain_table.h"

#include "theme/theme.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHeaderView>
#include <QMenu>
#include <QMimeData>
#include <QShortcut>
#include <QTableView>

namespace epochlab::ui {

QTableView* makePlainTable(QAbstractItemModel* model, const QString& name, QWidget* parent, std::function<void()> copy) {
    auto* table = new QTableView(parent);
    table->setModel(model);
    table->setAccessibleName(name);
    table->setSelectionBehavior(QAbstractItemView::SelectRows);
    table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    table->setShowGrid(false);
    table->setProperty("plain", true); // the card has a border
    table->verticalHeader()->hide();
    table->verticalHeader()->setDefaultSectionSize(metric::controlHeight);
    table->horizontalHeader()->setHighlightSections(false);
    table->setTabKeyNavigation(false);
    auto* shortcut = new QShortcut(QKeySequence::Copy, table);
    shortcut->setContext(Qt::WidgetWithChildrenShortcut);
    QObject::connect(shortcut, &QShortcut::activated, table, std::move(copy));
    return table;
}

void fitColumns(QTableView& table, int nameColumn, int leastNameWidth) {
    QHeaderView* header = table.horizontalHeader();
    header->setSectionResizeMode(nameColumn, QHeaderView::Interactive);
    table.resizeColumnsToContents();
    const int others = header->length() - header->sectionSize(nameColumn);
    if (table.viewport()->width() - others >= leastNameWidth)
        header->setSectionResizeMode(nameColumn, QHeaderView::Stretch);
    else
        header->resizeSection(nameColumn, leastNameWidth);
}

QMenu* makeCopyMenu(QWidget* parent, const CopyTable& copy) {
    auto* menu = new QMenu(parent);
    using core::TableFormat;
    for (const auto& [text, format] :
         {std::pair{QObject::tr("For a spreadsheet or document"), TableFormat::TabSeparated},
          std::pair{QObject::tr("As CSV"), TableFormat::Csv}, std::pair{QObject::tr("As Markdown"), TableFormat::Markdown},
          std::pair{QObject::tr("As LaTeX"), TableFormat::Latex}, std::pair{QObject::tr("As HTML"), TableFormat::Html}})
        menu->addAction(text, parent, [copy, format = format] { copy(format); });
    QAction* first = menu->actions().front();
    first->setShortcut(QKeySequence::Copy);
    first->setShortcutContext(Qt::WidgetShortcut); // shown only: the table's own shortcut acts
    return menu;
}

void putOnClipboard(const TableTexts& texts, core::TableFormat format) {
    auto* content = new QMimeData; // the clipboard's own
    content->setText(texts(format));
    if (format == core::TableFormat::TabSeparated) content->setHtml(texts(core::TableFormat::Html));
    QGuiApplication::clipboard()->setMimeData(content);
}

} // namespace epochlab::ui
