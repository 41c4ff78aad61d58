#pragma once

#include "run/sweep.h"

#include <string>

namespace epochlab::core {

// What the parts of a sweep's code share. Private to core/run.

/// "Batch norm on", "Optimiser AdamW", "Learning rate 0.01"
std::string settingLabel(const Setting& setting);

/// Rounded to four significant digits, so that a label is short and a last bit of the mathematics library changes nothing.
double fourDigits(double value);

/// A value of an integer field, or of a real one.
ParamValue numberValue(bool whole, double number);

/// Of an integer or a real value.
double numberOf(const ParamValue& value);

/// The range's ends are good for the field, in order, and positive where it is logarithmic. Errors as ParamSet's.
Result<void> checkRange(const RandomAxis& axis);

} // namespace epochlab::core
