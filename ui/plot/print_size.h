#pragma once

#include "theme/theme.h"

#include <QFont>
#include <QSize>

namespace epochlab::ui {

/// How a figure is drawn on paper.
struct PrintSize {
    double widthCm = 12.0;
    double heightCm = 8.0;
    int dpi = 300;           ///< of PNG, and of pictures within a vector figure
    double fontPoints = 0.0; ///< of its labels; 0: as large as on the screen
    bool dark = false;       ///< on a dark ground

    /// In 1/96 inch, as a file of its own is.
    QSize paper() const;
    /// In the logical pixels that it is laid out in, of which a label's letters are a whole number.
    QSize layout() const;
    /// A logical pixel in 1/96 inch, near 1.
    double stretch() const;
    QFont font() const; ///< of labels, in logical pixels
    Palette palette() const;
};

} // namespace epochlab::ui
