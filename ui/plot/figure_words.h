#pragma once

#include <QString>

class QWidget;

namespace epochlab::ui {

/// A window with what a plot shows in words, to be read and copied. GUI thread.
void showWords(const QString& title, const QString& words, QWidget* parent);

} // namespace epochlab::ui
