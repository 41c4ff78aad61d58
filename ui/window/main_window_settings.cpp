// What the window remembers until its next start: small things of its look alone; what matters is in the store.
#include "window/main_window.h"

#include "plot/curve_choices.h"
#include "theme/theme.h"
#include "watch/watch_view.h"
#include "window/preset_commands.h"

#include <QSettings>

namespace epochlab::ui {
namespace {

void restoreCurves(const QSettings& stored, CurveChoices& choices) {
    choices.setAxisWord(stored.value(QStringLiteral("curves-x")).toString());
    const double halfLife = stored.value(QStringLiteral("curves-half-life")).toDouble();
    if (halfLife > 0.0) choices.setHalfLife(halfLife);
}

} // namespace

std::unique_ptr<QSettings> MainWindow::settings() const {
    if (m_settingsPath.isEmpty()) {
        return std::make_unique<QSettings>(QSettings::IniFormat, QSettings::UserScope, QStringLiteral("epochlab"),
                                           QStringLiteral("window"));
    }
    return std::make_unique<QSettings>(m_settingsPath, QSettings::IniFormat);
}

void MainWindow::restore() {
    const auto stored = settings();
    const bool sound = stored->status() == QSettings::NoError;
    // A geometry that is not ours is refused by restoreGeometry, which also keeps the window on a screen.
    if (sound) {
        restoreGeometry(stored->value(QStringLiteral("geometry")).toByteArray());
    }
    const auto flag = [&](const char* key, bool otherwise) {
        return sound ? stored->value(QLatin1String(key), otherwise).toBool() : otherwise;
    };
    m_actions.showSetup->setChecked(flag("setup", true));
    m_actions.showRuns->setChecked(flag("runs", true));
    m_actions.showAdvanced->setChecked(flag("advanced", false));
    m_left->setVisible(m_actions.showSetup->isChecked());
    m_right->setVisible(m_actions.showRuns->isChecked());
    if (sound) m_presets->remember(stored->value(QStringLiteral("student")).toString());
    if (sound) restoreCurves(*stored, *m_watch->curveChoices());
    bool number = false;
    const int theme = sound ? stored->value(QStringLiteral("theme"), 0).toInt(&number) : 0;
    QAction* chosen = m_actions.themes->actions().at(number && theme >= 0 && theme < 3 ? theme : 0);
    chosen->setChecked(true);
    Theme::instance().setChoice(static_cast<ThemeChoice>(chosen->data().toInt()));
}

void MainWindow::save() {
    const auto stored = settings();
    stored->setValue(QStringLiteral("geometry"), saveGeometry());
    stored->setValue(QStringLiteral("setup"), m_actions.showSetup->isChecked());
    stored->setValue(QStringLiteral("runs"), m_actions.showRuns->isChecked());
    stored->setValue(QStringLiteral("advanced"), m_actions.showAdvanced->isChecked());
    stored->setValue(QStringLiteral("curves-x"), m_watch->curveChoices()->axisWord());
    stored->setValue(QStringLiteral("curves-half-life"), m_watch->curveChoices()->halfLife());
    stored->setValue(QStringLiteral("student"), m_presets->student());
    stored->setValue(QStringLiteral("theme"), m_actions.themes->checkedAction()->data().toInt());
}

} // namespace epochlab::ui
