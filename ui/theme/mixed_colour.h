#pragma once

#include <QColor>

namespace epochlab::ui {

/// Between two colours, 0 … 1; opaque.
QColor mixed(const QColor& from, const QColor& to, double share);

} // namespace epochlab::ui
