#pragma once

#include "compare/table_text.h"

#include <functional>

class QAbstractItemModel;
class QMenu;
class QString;
class QTableView;
class QWidget;

namespace epochlab::ui {

/// A table for reading and choosing rows. Ctrl+C in it calls `copy`. The parent's own. GUI thread.
QTableView* makePlainTable(QAbstractItemModel* model, const QString& name, QWidget* parent, std::function<void()> copy);

/// Columns as wide as what they hold. The names take what the numbers leave, but at least so many pixels: the rest is scrolled to.
void fitColumns(QTableView& table, int nameColumn, int leastNameWidth = 150);

using CopyTable = std::function<void(core::TableFormat)>;
/// Spreadsheet or document, CSV, Markdown, LaTeX. The parent's own.
QMenu* makeCopyMenu(QWidget* parent, const CopyTable& copy);

using TableTexts = std::function<QString(core::TableFormat)>;
/// As text; TabSeparated with HTML beside it, which word processors take.
void putOnClipboard(const TableTexts& texts, core::TableFormat format);

} // namespace epochlab::ui
