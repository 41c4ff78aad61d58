#include "theme/style_sheet.h"

#include "theme/theme.h"

namespace epochlab::ui {
namespace {

const char* const kSheet = R"(
QLabel[muted="true"] { color: @muted; }
QLabel[heading="true"] { color: @muted; font-weight: bold; }
QFrame[card="true"] { background: @surface; border: 1px solid @border; border-radius: 8px; }
QFrame[card="true"] QLabel { background: transparent; border: none; }
QPushButton { background: @surface; color: @text; border: 1px solid @border; border-radius: 6px; padding: 4px 12px; min-height: 18px; }
QPushButton:hover { border-color: @accent; }
QPushButton:pressed { background: @tint; }
QPushButton:focus { border-color: @accent; }
QPushButton:disabled { color: @muted; background: @window; }
QPushButton[primary="true"] { background: @accent; color: @onAccent; border-color: @accent; font-weight: bold; padding: 4px 16px; }
QPushButton[primary="true"]:disabled { background: @border; color: @muted; border-color: @border; }
QToolButton { color: @text; background: transparent; border: 1px solid transparent; border-radius: 6px; padding: 3px; }
QToolButton:hover { background: @tint; }
QToolButton:checked { background: @tint; border-color: @border; }
QToolButton:focus { border-color: @accent; }
QLineEdit, QSpinBox, QDoubleSpinBox, QComboBox { background: @field; color: @text; border: 1px solid @border; border-radius: 6px;
  padding: 2px 8px; min-height: 22px; selection-background-color: @accent; selection-color: @onAccent; }
QLineEdit:focus, QSpinBox:focus, QDoubleSpinBox:focus, QComboBox:focus { border-color: @accent; }
QLineEdit[bad="true"], QSpinBox[bad="true"], QDoubleSpinBox[bad="true"], QComboBox[bad="true"] { border-color: @bad; }
QLineEdit:disabled, QSpinBox:disabled, QDoubleSpinBox:disabled, QComboBox:disabled { color: @muted; }
QTabBar { background: transparent; }
QTabBar::tab { background: transparent; color: @muted; border: none; border-bottom: 2px solid transparent; padding: 8px 12px; }
QTabBar::tab:selected { color: @text; font-weight: bold; border-bottom-color: @accent; }
QTabBar::tab:focus { color: @accent; }
QTabWidget::pane { border: none; border-top: 1px solid @border; }
QSlider::groove:horizontal { height: 4px; border-radius: 2px; background: @border; }
QSlider::sub-page:horizontal { height: 4px; border-radius: 2px; background: @accent; }
QSlider::handle:horizontal { width: 11px; height: 11px; margin: -5px 0; border: 2px solid @accent; border-radius: 7px; background: @surface; }
QSlider::handle:horizontal:focus { background: @tint; }
QProgressBar { border: none; border-radius: 2px; background: @border; max-height: 4px; }
QProgressBar::chunk { background: @accent; border-radius: 2px; }
QToolTip { background: @surface; color: @text; border: 1px solid @border; padding: 4px; }
QMenu { background: @surface; color: @text; border: 1px solid @border; padding: 4px; }
QMenu::item { padding: 4px 20px; border-radius: 4px; }
QMenu::item:selected { background: @tint; }
QMenuBar { background: @window; color: @muted; }
QMenuBar::item { padding: 4px 8px; background: transparent; }
QMenuBar::item:selected { background: @tint; color: @text; border-radius: 4px; }
QStatusBar { background: @surface; color: @muted; border-top: 1px solid @border; }
QStatusBar::item { border: none; }
QScrollArea { border: none; background: transparent; }
QScrollBar:vertical { width: 10px; background: transparent; }
QScrollBar:horizontal { height: 10px; background: transparent; }
QScrollBar::handle { background: @border; border-radius: 4px; min-height: 24px; min-width: 24px; margin: 1px; }
QScrollBar::handle:hover { background: @muted; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QListView, QTreeView, QTableView { background: @surface; border: none; outline: none; }
QListView::item:selected, QTreeView::item:selected, QTableView::item:selected { background: @tint; color: @text; }
QHeaderView::section { background: @surface; color: @muted; border: none; border-bottom: 1px solid @border; padding: 4px 8px; }
QSplitter::handle { background: @border; }
QLabel[badText="true"] { color: @bad; }
QPushButton[link="true"] { background: transparent; border: none; color: @accent; padding: 2px 0; text-align: left; }
QPushButton[link="true"]:focus, QPushButton[link="true"]:hover { text-decoration: underline; }
QWidget[bar="true"] { background: @surface; }
QFrame[rule="true"] { background: @border; border: none; }
QPushButton::menu-indicator { image: none; width: 0; }
)";

} // namespace

QString styleSheet(const Palette& p) {
    QString sheet = QString::fromUtf8(kSheet);
    const std::pair<const char*, QColor> tokens[] = {
        {"@window", p.window}, {"@surface", p.surface},   {"@border", p.border}, {"@muted", p.mutedText}, {"@text", p.text},
        {"@accent", p.accent}, {"@onAccent", p.onAccent}, {"@tint", p.tint},     {"@bad", p.bad},         {"@field", p.window}};
    for (const auto& [name, colour] : tokens) {
        sheet.replace(QLatin1String(name), colour.name());
    }
    return sheet;
}

} // namespace epochlab::ui
