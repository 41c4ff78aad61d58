#pragma once

#include <QActionGroup>
#include <QList>
#include <QObject>

class QMenuBar;

namespace epochlab::ui {

/// Every command of the window, once: menus, buttons and shortcuts share these.
struct Actions {
    explicit Actions(QObject* owner);
    Q_DISABLE_COPY(Actions)
    void fillMenus(QMenuBar& bar) const;
    QList<QAction*> all() const;

    QAction* cities;
    QAction* fashion;
    QList<QAction*> toys; ///< data(): "toy:moons"
    QAction* openCsv;
    QAction* openFolder;
    QAction* openPreset;
    QAction* seePictures; ///< these two: while the data are pictures
    QAction* pictureReport;
    QAction* predict;
    QAction* exportFigures;
    QAction* exportAll;
    QAction* exportRuns;
    QAction* importRuns;
    QAction* importFolder;
    QAction* quit;
    QAction* copyCommand;
    QAction* resetAll;
    QAction* showSetup;
    QAction* showRuns;
    QAction* showAdvanced;
    QAction* morePlots; ///< a menu
    QAction* epochBack; ///< these five: the timeline of Watch
    QAction* epochForward;
    QAction* epochNow;
    QAction* playEpochs;
    QAction* confusion;   ///< in the decision map's place
    QActionGroup* themes; ///< data(): ThemeChoice as int
    QAction* train;
    QAction* pause; ///< "Resume" while paused
    QAction* stop;
    QAction* step;
    QAction* rewind;
    QAction* live; ///< the switch
    QAction* keep; ///< the draft
    QAction* sweep;
    QAction* recipes; ///< a menu
    QAction* findRate;
    QAction* changeSchedule;
    QAction* trainFurther;
    QAction* rerun; ///< these three: of the run selected in the list, else the latest
    QAction* luck;
    QAction* branch;
    QAction* about;
};

} // namespace epochlab::ui
