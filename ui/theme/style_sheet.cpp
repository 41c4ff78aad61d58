#include "theme/style_sheet.h"

#include "theme/theme.h"

#include <QStyle>
#include <QWidget>

namespace epochlab::ui {
namespace {

// A focus ring is a border of two pixels; the padding gives back the pixel that it takes, so that nothing moves.
const char* const kButtons = R"(
QPushButton { background: @surface; color: @text; border: 1px solid @border; border-radius: 6px; padding: 4px 12px; min-height: 18px; }
QPushButton:hover { border-color: @accent; }
QPushButton:pressed { background: @tint; }
QPushButton:focus { border: 2px solid @accent; padding: 3px 11px; }
QPushButton:disabled { color: @muted; background: @window; }
QPushButton[primary="true"] { background: @accent; color: @onAccent; border-color: @accent; font-weight: bold; padding: 4px 16px; }
QPushButton[primary="true"]:hover { border-color: @text; }
QPushButton[primary="true"]:focus { border: 2px solid @text; padding: 3px 15px; }
QPushButton[primary="true"]:disabled { background: @border; color: @muted; border-color: @border; }
QPushButton[link="true"] { background: transparent; border: 1px solid transparent; color: @accent; padding: 2px 1px; text-align: left; }
QPushButton[link="true"]:hover { text-decoration: underline; }
QPushButton[link="true"]:focus { border-color: @accent; }
QPushButton::menu-indicator { image: none; width: 0; }
QToolButton { color: @text; background: transparent; border: 1px solid transparent; border-radius: 6px; padding: 3px; }
QToolButton:hover { background: @tint; }
QToolButton:checked { background: @tint; border-color: @border; }
QToolButton::menu-indicator { image: none; width: 0; }
QToolButton:focus { border: 2px solid @accent; padding: 2px; }
QCheckBox, QRadioButton { spacing: 8px; }
QRadioButton::indicator { width: 12px; height: 12px; border: 1px solid @muted; border-radius: 7px; background: @surface; }
QRadioButton::indicator:hover { border-color: @accent; }
QRadioButton::indicator:checked { width: 6px; height: 6px; border: 4px solid @accent; background: @onAccent; }
QRadioButton::indicator:focus { border-color: @accent; }
QRadioButton::indicator:checked:focus { border-color: @text; }
QRadioButton:focus { text-decoration: underline; }
QCheckBox::indicator, QTableView::indicator, QListView::indicator { width: 14px; height: 14px; border: 1px solid @muted; border-radius: 4px;
  background: @surface; }
QCheckBox::indicator:hover { border-color: @accent; }
QCheckBox::indicator:checked, QTableView::indicator:checked, QListView::indicator:checked { background: @accent; border-color: @accent; image: url(:/epochlab/theme/check-@mode.svg); }
QCheckBox::indicator:focus { border: 2px solid @accent; width: 12px; height: 12px; }
QCheckBox::indicator:checked:focus { border-color: @text; }
QCheckBox::indicator:disabled { border-color: @border; background: @window; }
)";

const char* const kFields = R"(
QLineEdit, QComboBox { background: @field; color: @text; border: 1px solid @border; border-radius: 6px; padding: 2px 8px; min-height: 22px;
  selection-background-color: @accent; selection-color: @onAccent; }
QPlainTextEdit { background: @field; color: @text; border: 1px solid @border; border-radius: 6px; padding: 2px 4px;
  selection-background-color: @accent; selection-color: @onAccent; }
QPlainTextEdit:hover { border-color: @muted; }
QPlainTextEdit:focus { border: 2px solid @accent; padding: 1px 3px; }
QLineEdit:hover, QComboBox:hover { border-color: @muted; }
QLineEdit:focus, QComboBox:focus, QComboBox:on { border: 2px solid @accent; padding: 1px 7px; }
QLineEdit[narrow="true"] { padding: 2px 5px; }
QLineEdit[narrow="true"]:focus { padding: 1px 4px; }
QLineEdit[bad="true"], QComboBox[bad="true"] { border-color: @bad; }
QLineEdit:disabled, QComboBox:disabled { color: @muted; }
QComboBox { padding-right: 22px; combobox-popup: 0; }
QComboBox:focus, QComboBox:on { padding-right: 21px; }
QComboBox::drop-down { subcontrol-origin: border; subcontrol-position: center right; width: 24px; border: none; background: transparent; }
QComboBox::down-arrow { image: url(:/epochlab/theme/chevron-down-@mode.svg); width: 12px; height: 12px; }
QComboBox QAbstractItemView { background: @surface; color: @text; border: 1px solid @border; border-radius: 0; outline: none;
  selection-background-color: @tint; selection-color: @text; }
QComboBox QAbstractItemView::item { min-height: 26px; padding: 0 8px; background: @surface; border: none; }
QComboBox QAbstractItemView::item:selected { background: @tint; color: @text; }
QSlider { min-height: 22px; }
QSlider::groove:horizontal { height: 4px; border-radius: 2px; background: @border; }
QSlider::sub-page:horizontal { height: 4px; border-radius: 2px; background: @accent; }
QSlider::handle:horizontal { width: 11px; height: 11px; margin: -5px 0; border: 2px solid @accent; border-radius: 7px; background: @surface; }
QSlider::handle:horizontal:hover { background: @tint; }
QSlider::sub-page:horizontal:disabled { background: @border; }
QSlider::handle:horizontal:disabled { border-color: @border; background: @window; }
QSlider::handle:horizontal:focus { background: @accent; border-color: @text; }
)";

const char* const kSurfaces = R"(
QLabel[muted="true"] { color: @muted; }
QLabel[heading="true"] { color: @muted; font-weight: bold; }
QLabel[badText="true"] { color: @bad; }
QFrame[card="true"] { background: @surface; border: 1px solid @border; border-radius: 8px; }
QFrame[card="true"] QLabel { background: transparent; border: none; }
QWidget[bar="true"] { background: @surface; }
QWidget[strip="true"] { background: @tint; border-bottom: 1px solid @border; }
QFrame[rule="true"] { background: @border; border: none; }
QProgressBar { border: none; border-radius: 2px; background: @border; max-height: 4px; }
QProgressBar::chunk { background: @accent; border-radius: 2px; }
QToolTip { background: @surface; color: @text; border: 1px solid @border; padding: 4px 6px; }
QMenu { background: @surface; color: @text; border: 1px solid @border; padding: 4px; }
QMenu::item { padding: 5px 24px 5px 28px; border-radius: 4px; }
QMenu::item:selected { background: @tint; }
QMenu::item:disabled { color: @muted; }
QMenu::separator { height: 1px; background: @border; margin: 4px 8px; }
QMenu::indicator { width: 12px; height: 12px; left: 8px; }
QMenu::indicator:checked { image: url(:/epochlab/theme/tick-@mode.svg); }
QMenu::right-arrow { image: url(:/epochlab/theme/chevron-right-@mode.svg); width: 12px; height: 12px; right: 8px; }
QMenuBar { background: @window; color: @muted; }
QMenuBar::item { padding: 4px 8px; background: transparent; border-radius: 4px; }
QMenuBar::item:selected { background: @tint; color: @text; }
QStatusBar { background: @surface; border-top: 1px solid @border; color: @muted; }
QStatusBar::item { border: none; }
QScrollArea, QScrollArea > #qt_scrollarea_viewport, QScrollArea > #qt_scrollarea_viewport > QWidget { border: none; background: transparent; }
QScrollBar:vertical { width: 10px; background: transparent; }
QScrollBar:horizontal { height: 10px; background: transparent; }
QScrollBar::handle { background: @border; border-radius: 4px; min-height: 24px; min-width: 24px; margin: 1px; }
QScrollBar::handle:hover { background: @muted; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QListView, QTreeView, QTableView { background: @surface; border: 1px solid @border; border-radius: 6px; outline: none; gridline-color: @border; }
QTableView[plain="true"] { border: none; border-radius: 0; }
QListView:focus, QTreeView:focus, QTableView:focus { border-color: @accent; }
QListView::item:selected, QTreeView::item:selected, QTableView::item:selected { background: @tint; color: @text; }
QHeaderView { background: @surface; border: none; border-radius: 6px; }
QHeaderView::section { background: @surface; color: @muted; border: none; border-bottom: 1px solid @border; padding: 4px 8px; }
QTableView[plain="false"] QHeaderView::section { padding: 4px 3px; }
QTableCornerButton::section { background: @surface; border: none; border-bottom: 1px solid @border; }
QDialogButtonBox { dialogbuttonbox-buttons-have-icons: 0; }
QSplitter::handle { background: @border; }
)";

} // namespace

QString styleSheet(const Palette& p) {
    QString sheet = QString::fromUtf8(kSurfaces) + QString::fromUtf8(kButtons) + QString::fromUtf8(kFields);
    const std::pair<const char*, QColor> tokens[] = {
        {"@window", p.window}, {"@surface", p.surface},   {"@border", p.border}, {"@muted", p.mutedText}, {"@text", p.text},
        {"@accent", p.accent}, {"@onAccent", p.onAccent}, {"@tint", p.tint},     {"@bad", p.bad},         {"@field", p.window}};
    for (const auto& [name, colour] : tokens) {
        sheet.replace(QLatin1String(name), colour.name());
    }
    return sheet.replace(QLatin1String("@mode"), QLatin1String(p.dark ? "dark" : "light"));
}

void repolish(QWidget* widget) {
    widget->style()->unpolish(widget);
    widget->style()->polish(widget);
}

} // namespace epochlab::ui
