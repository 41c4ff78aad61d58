#pragma once

#include <QByteArray>
#include <QString>

namespace epochlab::ui {

/// Text from outside as a cell: quoted where it must be, and never a formula in a spreadsheet.
QByteArray csvText(QString text);
/// The shortest digits that read back to the same value; NaN: empty; "inf", "-inf".
QByteArray csvNumber(double value);

} // namespace epochlab::ui
