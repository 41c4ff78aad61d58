#include "theme/theme.h"

#include "theme/style_sheet.h"

#include <QApplication>
#include <QEvent>
#include <QFontDatabase>
#include <QPalette>
#include <QStyle>
#include <QStyleFactory>

#include <algorithm>
#include <cmath>

namespace epochlab::ui {
namespace {

double linear(double channel) { return channel <= 0.04045 ? channel / 12.92 : std::pow((channel + 0.055) / 1.055, 2.4); }

double luminance(const QColor& c) { return 0.2126 * linear(c.redF()) + 0.7152 * linear(c.greenF()) + 0.0722 * linear(c.blueF()); }

QFont sized(double ratio, bool bold) {
    QFont font = QFontDatabase::systemFont(QFontDatabase::GeneralFont);
    const double body = std::clamp(font.pointSizeF() > 0 ? font.pointSizeF() : 9.75, 9.75, 24.0);
    font.setPointSizeF(body * ratio);
    font.setBold(bold);
    return font;
}

QPalette toQPalette(const Palette& p) {
    QPalette q(p.window);
    q.setColor(QPalette::Window, p.window);
    q.setColor(QPalette::Base, p.surface);
    q.setColor(QPalette::AlternateBase, p.window);
    q.setColor(QPalette::Button, p.surface);
    q.setColor(QPalette::ToolTipBase, p.surface);
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText, QPalette::ToolTipText, QPalette::BrightText}) {
        q.setColor(role, p.text);
    }
    q.setColor(QPalette::PlaceholderText, p.mutedText);
    q.setColor(QPalette::Highlight, p.accent);
    q.setColor(QPalette::HighlightedText, p.onAccent);
    q.setColor(QPalette::Link, p.accent);
    q.setColor(QPalette::LinkVisited, p.accent);
    for (const auto role : {QPalette::Mid, QPalette::Midlight, QPalette::Dark}) {
        q.setColor(role, p.border);
    }
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText}) {
        q.setColor(QPalette::Disabled, role, p.mutedText);
    }
    return q;
}

/// The palette without ours: what the platform's theme or the style says.
bool systemIsDark() {
    const QPalette ours = QApplication::palette();
    QApplication::setPalette(QPalette());
    const bool dark = QApplication::palette().color(QPalette::Window).lightness() < 128;
    QApplication::setPalette(ours);
    return dark;
}

} // namespace

Theme& Theme::instance() {
    static Theme theme;
    return theme;
}

Theme::Theme() : m_palette(lightPalette()) {}

Palette Theme::lightPalette() {
    Palette p;
    p.window = "#F4F6F8", p.surface = "#FFFFFF", p.border = "#DCE1E6";
    p.text = "#1B2430", p.mutedText = "#5B6675";
    p.accent = "#0B63BF", p.onAccent = "#FFFFFF", p.tint = "#EAF2FB";
    p.good = "#197A48", p.warning = "#8A5A00", p.bad = "#B3261E";
    p.series = {"#0072B2", "#D55E00", "#009E73", "#CC79A7", "#B59F00", "#56B4E9", "#5B6675"};
    return p;
}

Palette Theme::darkPalette() {
    Palette p;
    p.window = "#15181D", p.surface = "#1D2127", p.border = "#313842";
    p.text = "#E7EBF0", p.mutedText = "#9AA5B1";
    p.accent = "#5AA9F8", p.onAccent = "#0B1116", p.tint = "#232A33";
    p.good = "#4CC38A", p.warning = "#E0B04A", p.bad = "#F2857A";
    p.series = {"#56B4E9", "#E69F00", "#009E73", "#CC79A7", "#F0E442", "#D55E00", "#9AA5B1"};
    p.dark = true;
    return p;
}

void Theme::setChoice(ThemeChoice choice) {
    if (choice == m_choice) return;
    m_choice = choice;
    apply();
}

void Theme::install() {
    if (!m_installed) {
        m_installed = true;
        QApplication::setStyle(QStyleFactory::create(QStringLiteral("Fusion")));
        qApp->installEventFilter(this);
    }
    apply();
}

void Theme::apply() {
    if (m_applying) {
        return;
    }
    m_applying = true;
    const bool dark = m_choice == ThemeChoice::Dark || (m_choice == ThemeChoice::System && m_installed && systemIsDark());
    m_palette = dark ? darkPalette() : lightPalette();
    if (m_installed) {
        QApplication::setPalette(toQPalette(m_palette));
        QApplication::setFont(bodyFont());
        qApp->setStyleSheet(styleSheet(m_palette));
    }
    m_applying = false;
    Q_EMIT changed();
}

bool Theme::eventFilter(QObject* watched, QEvent* event) {
    if (watched == qApp && event->type() == QEvent::ApplicationPaletteChange && m_choice == ThemeChoice::System && !m_applying) {
        m_applying = true;
        const bool dark = systemIsDark();
        m_applying = false;
        if (dark != m_palette.dark) {
            apply();
        }
    }
    return QObject::eventFilter(watched, event);
}

QFont Theme::labelFont() const { return sized(11.0 / 13.0, false); }
QFont Theme::bodyFont() const { return sized(1.0, false); }
QFont Theme::titleFont() const { return sized(1.0, true); }
QFont Theme::figureFont() const { return sized(17.0 / 13.0, false); }

QColor Theme::seriesColour(int index) const {
    const int count = int(m_palette.series.size());
    return m_palette.series.at(((index % count) + count) % count);
}

double Theme::contrast(const QColor& a, const QColor& b) {
    const double first = luminance(a);
    const double second = luminance(b);
    return (std::max(first, second) + 0.05) / (std::min(first, second) + 0.05);
}

QColor Theme::readable(const QColor& hue, const QColor& ground) {
    const QColor target = luminance(ground) > 0.18 ? Qt::black : Qt::white;
    for (int step = 0; step <= 20; ++step) {
        const double t = step / 20.0;
        const QColor mixed =
            QColor::fromRgbF(float(hue.redF() * (1 - t) + target.redF() * t), float(hue.greenF() * (1 - t) + target.greenF() * t),
                             float(hue.blueF() * (1 - t) + target.blueF() * t));
        if (contrast(mixed, ground) >= 4.5) {
            return mixed;
        }
    }
    return target;
}

} // namespace epochlab::ui
