#pragma once

#include <QString>

class QToolButton;
class QWidget;

namespace epochlab::ui {

/// Small drawings that need no icon theme.
enum class Glyph { Logarithm, Robust, Export, Enlarge, Curve, Paint, Erase, Undo, Redo, Clear, Save, More, Play, Matrix };

/// A button with a drawing, in the colours of the theme as it changes. name: accessible name and tooltip.
QToolButton* glyphButton(QWidget* parent, Glyph glyph, const QString& name);

} // namespace epochlab::ui
