#pragma once

#include <QColor>
#include <QFont>
#include <QList>
#include <QObject>

namespace epochlab::ui {

/// The colour tokens of the design. One set for light, one for dark.
struct Palette {
    QColor window, surface, border;
    QColor text, mutedText;
    QColor accent, onAccent, tint;
    QColor good, warning, bad;
    QList<QColor> series; ///< Okabe–Ito, in order
    bool dark = false;
};

enum class ThemeChoice { System, Light, Dark };

/// Spacing scale, in device-independent pixels.
namespace space {
inline constexpr int xs = 4, s = 8, m = 12, l = 16, xl = 24;
}
namespace metric {
inline constexpr int controlHeight = 28, rowHeight = 32, topBarHeight = 48, radius = 6, cardRadius = 8;
}

/// The one theme of the process. GUI thread.
class Theme : public QObject {
    Q_OBJECT
public:
    static Theme& instance();

    const Palette& palette() const { return m_palette; }
    static Palette lightPalette();
    static Palette darkPalette();

    ThemeChoice choice() const { return m_choice; }
    /// System follows the lightness of the system's palette as it changes.
    void setChoice(ThemeChoice choice);
    /// Installs style, palette, fonts and style sheet on the application and follows the system.
    void install();

    /// Type scale: 11 labels, 13 body, 13 bold titles, 17 figures (points scaled by the system's font).
    QFont labelFont() const;
    QFont bodyFont() const;
    QFont titleFont() const;
    QFont figureFont() const;

    /// Colour of the n-th run (repeats after the series' end; the marker then differs).
    QColor seriesColour(int index) const;

    /// Contrast ratio of WCAG 2.1, 1 … 21.
    static double contrast(const QColor& a, const QColor& b);
    /// The hue, darkened or lightened until it reads as text on the ground (4.5:1).
    static QColor readable(const QColor& hue, const QColor& ground);

signals:
    void changed();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    Theme();
    void apply();

    Palette m_palette;
    ThemeChoice m_choice = ThemeChoice::System;
    bool m_installed = false;
    bool m_applying = false;
};

} // namespace epochlab::ui
