#include "window/actions.h"

#include "theme/theme.h"

#include <QMenuBar>

#include <tuple>

namespace epochlab::ui {
namespace {

/// id: the same in every language, for tests and style sheets.
QAction* make(QObject* owner, const char* id, const QString& text, const QKeySequence& shortcut = {}, bool checkable = false) {
    auto* action = new QAction(text, owner);
    action->setObjectName(QLatin1String(id));
    action->setShortcut(shortcut);
    action->setCheckable(checkable);
    return action;
}

} // namespace

Actions::Actions(QObject* owner) {
    const auto tr = [](const char* text) { return QObject::tr(text); };
    cities = make(owner, "cities", tr("European &cities"), QKeySequence(Qt::CTRL | Qt::Key_1));
    fashion = make(owner, "fashion-mnist", tr("&Fashion-MNIST (pictures)"), QKeySequence(Qt::CTRL | Qt::Key_7));
    const std::pair<const char*, const char*> toyNames[] = {
        {"toy:moons", "&Moons"}, {"toy:circles", "C&ircles"}, {"toy:spiral", "&Spiral"}, {"toy:blobs", "&Blobs"}, {"toy:xor", "&XOR"}};
    int key = Qt::Key_2;
    for (const auto& [value, title] : toyNames) {
        toys << make(owner, value, tr(title), QKeySequence(QKeyCombination(Qt::CTRL, static_cast<Qt::Key>(key++))));
        toys.last()->setData(QString::fromLatin1(value));
    }
    openCsv = make(owner, "open-csv", tr("&Open CSV…"), QKeySequence::Open);
    openFolder = make(owner, "open-folder", tr("Open &folder…"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_O));
    openPreset = make(owner, "open-preset", tr("Open pre&set…"), QKeySequence(Qt::CTRL | Qt::ALT | Qt::Key_O));
    seePictures = make(owner, "see-pictures", tr("What the &network sees…"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_N));
    pictureReport = make(owner, "picture-report", tr("What was found in the &pictures…"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_D));
    predict = make(owner, "predict", tr("&Predict a picture…"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_P));
    exportFigures = make(owner, "export-figures", tr("Export &figures…"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_H));
    exportAll = make(owner, "export-all", tr("&Export all plots…"), QKeySequence(Qt::CTRL | Qt::Key_E));
    exportRuns = make(owner, "export-runs", tr("Export &runs…"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_E));
    importRuns = make(owner, "import-runs", tr("&Import runs…"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_I));
    importFolder = make(owner, "import-folder", tr("Import a folder of &logs…"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_G));
    quit = make(owner, "quit", tr("&Quit"), QKeySequence(Qt::CTRL | Qt::Key_Q));
    copyCommand = make(owner, "copy-command", tr("Copy &command line"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_C));
    resetAll = make(owner, "reset-all", tr("&Reset all fields to their defaults"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_R));
    showSetup = make(owner, "show-setup", tr("&Setup"), QKeySequence(Qt::Key_F8), true);
    showRuns = make(owner, "show-runs", tr("&Runs"), QKeySequence(Qt::Key_F9), true);
    showAdvanced = make(owner, "show-advanced", tr("&Advanced fields"), QKeySequence(Qt::CTRL | Qt::Key_M), true);
    morePlots = make(owner, "more-plots", tr("More &plots"));
    epochBack = make(owner, "epoch-back", tr("Epoch &back"), QKeySequence(Qt::ALT | Qt::Key_Left));
    epochForward = make(owner, "epoch-forward", tr("Epoch &forward"), QKeySequence(Qt::ALT | Qt::Key_Right));
    epochNow = make(owner, "epoch-now", tr("&Newest epoch"), QKeySequence(Qt::ALT | Qt::Key_End));
    playEpochs = make(owner, "play-epochs", tr("&Play the epochs"), QKeySequence(Qt::ALT | Qt::Key_Home));
    confusion = make(owner, "confusion", tr("&Confusion matrix for the map"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_M), true);
    themes = new QActionGroup(owner);
    const std::tuple<ThemeChoice, const char*, const char*> choices[] = {{ThemeChoice::System, "theme-system", "&System"},
                                                                         {ThemeChoice::Light, "theme-light", "&Light"},
                                                                         {ThemeChoice::Dark, "theme-dark", "&Dark"}};
    int themeKey = Qt::Key_F5;
    for (const auto& [choice, id, title] : choices) {
        QAction* action = make(owner, id, tr(title), QKeySequence(QKeyCombination(Qt::CTRL, static_cast<Qt::Key>(themeKey++))), true);
        action->setData(static_cast<int>(choice));
        themes->addAction(action);
    }
    train = make(owner, "train", tr("&Train"), QKeySequence(Qt::CTRL | Qt::Key_Return));
    pause = make(owner, "pause", tr("&Pause"), QKeySequence(Qt::CTRL | Qt::Key_P));
    stop = make(owner, "stop", tr("&Stop"), QKeySequence(Qt::CTRL | Qt::Key_Period));
    step = make(owner, "step", tr("St&ep"), QKeySequence(Qt::Key_F10));
    rewind = make(owner, "rewind", tr("Re&wind"), QKeySequence(Qt::CTRL | Qt::Key_R));
    live = make(owner, "live", tr("&Live"), QKeySequence(Qt::CTRL | Qt::Key_L), true);
    keep = make(owner, "keep", tr("&Keep"), QKeySequence(Qt::CTRL | Qt::Key_K));
    trainFurther = make(owner, "train-further", tr("Train f&urther…"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_F));
    rerun = make(owner, "rerun", tr("Rerun e&xactly"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_X));
    luck = make(owner, "luck", tr("Is &it luck?"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_Y));
    branch = make(owner, "branch", tr("&Branch here…"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_B));
    findRate = make(owner, "find-rate", tr("&Find a learning rate…"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_L));
    changeSchedule = make(owner, "change-schedule", tr("Change the s&chedule…"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_S));
    sweep = make(owner, "sweep", tr("S&weep…"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_W));
    recipes = make(owner, "recipes", tr("Recip&es"));
    about = make(owner, "about", tr("&About EpochLab"), QKeySequence(Qt::Key_F1));
    step->setToolTip(tr("Train one batch, then pause (F10)"));
    keep->setToolTip(tr("Make the draft a run: in the list, and on disk (Ctrl+K)"));
    rewind->setToolTip(tr("Go back to the same initial weights (Ctrl+R)"));
}

QList<QAction*> Actions::all() const {
    return QList<QAction*>{seePictures, pictureReport, predict,      exportRuns,    importRuns,   importFolder,   cities,      fashion,
                           openCsv,     openFolder,    openPreset,   exportFigures, exportAll,    quit,           copyCommand, resetAll,
                           showSetup,   showRuns,      showAdvanced, train,         pause,        stop,           step,        rewind,
                           live,        keep,          sweep,        findRate,      trainFurther, changeSchedule, rerun,       luck,
                           branch,      about,         epochBack,    epochForward,  epochNow,     playEpochs,     confusion} +
           toys + themes->actions();
}

void Actions::fillMenus(QMenuBar& bar) const {
    QMenu* file = bar.addMenu(QObject::tr("&File"));
    file->addActions({cities, fashion});
    QMenu* toyMenu = file->addMenu(QObject::tr("&Toys"));
    toyMenu->addActions(toys);
    file->addActions({openCsv, openFolder, openPreset});
    file->addSeparator();
    file->addAction(predict);
    file->addSeparator();
    file->addActions({importRuns, importFolder, exportRuns, exportFigures, exportAll});
    file->addSeparator();
    file->addAction(quit);
    QMenu* edit = bar.addMenu(QObject::tr("&Edit"));
    edit->addActions({copyCommand, resetAll});
    QMenu* view = bar.addMenu(QObject::tr("&View"));
    view->addActions({showSetup, showRuns, showAdvanced});
    view->addSeparator();
    view->addActions({epochBack, epochForward, epochNow, playEpochs, confusion});
    view->addSeparator();
    view->addActions({seePictures, pictureReport, morePlots});
    view->addMenu(QObject::tr("&Theme"))->addActions(themes->actions());
    QMenu* training = bar.addMenu(QObject::tr("&Train"));
    training->setToolTipsVisible(true); // they say why something cannot be done
    training->addActions({train, pause, stop, step, rewind, changeSchedule, trainFurther});
    training->addSeparator();
    training->addActions({rerun, luck, branch});
    training->addSeparator();
    training->addActions({live, keep});
    training->addSeparator();
    training->addActions({findRate, sweep, recipes});
    bar.addMenu(QObject::tr("&Help"))->addAction(about);
}

} // namespace epochlab::ui
