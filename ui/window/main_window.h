#pragma once

#include "bridge/controller.h"
#include "run/sweep.h"
#include "window/actions.h"
#include "window/open_dialogs.h"

#include <QMainWindow>

#include <memory>
#include <vector>

class QLabel;
class QMenu;
class QSettings;

namespace epochlab::ui {

class BranchDraft;
class DataHeader;
class ExportCommands;
class NoticeBar;
class QueueKeeper;
class PictureCommands;
class PresetCommands;
class QueuePanel;
class RecipeCommands;
class RunQueue;
class RunMover;
class RunFollowUps;
class RunsPanel;
class SetupForm;
class TabPages;
class CompareView;
class MistakesView;
class StoredRuns;
class TopBar;
class WatchView;

/// The window: top bar, Setup at the left, the plots, Runs at the right, status bar, menus. GUI thread.
class MainWindow : public QMainWindow {
    Q_OBJECT
public:
    /// settingsPath: an ini file; a corrupt one is ignored; empty: the user's own. store: where runs are kept; empty: nowhere.
    explicit MainWindow(Controller& controller, const QString& settingsPath = {}, const std::string& store = {});
    ~MainWindow() override;

    const Actions& actions() const { return m_actions; }
    SetupForm* setup() const { return m_form; }
    DataHeader* dataHeader() const { return m_header; }
    TopBar* topBar() const { return m_top; }
    WatchView* watch() const { return m_watch; }
    RunsPanel* runsPanel() const { return m_runs; }
    QueuePanel* queuePanel() const { return m_queuePanel; }
    PictureCommands* pictures() const { return m_pictures; }
    PresetCommands* presets() const { return m_presets; }
    RecipeCommands* recipes() const { return m_recipes; }
    ExportCommands* exports() const { return m_export; }
    TabPages* side() const { return m_side; }
    TabPages* centre() const { return m_centre; }
    CompareView* compareView() const { return m_compare; }
    MistakesView* mistakes() const { return m_mistakes; }
    /// These open a dialog or come back to it: the learning-rate finder, the schedule of the run that trains, a sweep.
    void openRateFinder();
    void openSchedule();
    void openSweep();
    void askTrainFurther(const core::RunId& id);               ///< for how many epochs
    void queueRuns(const std::vector<core::PlannedRun>& runs); ///< and shows the queue
    /// A folder is taken as it is, a picture is predicted; another file goes through the preview, which replaces one that is open.
    void openPath(const QString& path);
    const OpenDialogs& dialogs() const { return m_dialogs; }
    /// Goes on with what an earlier session has left in the queue; before that is known, as soon as it is.
    void goOnWithQueue();
    /// The store takes nothing (true), or does again: kept runs stand still meanwhile, and the notice says so.
    void pauseForStore(bool pause);
    void showError(const core::Error& error); ///< that no field and no card shows
    QString noticeText() const;

protected:
    void closeEvent(QCloseEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    void build();
    void buildStatus();
    QWidget* buildSetup();
    QWidget* buildRuns();
    void buildRecipes();
    void fillExportMenu();
    void connectActions();
    void connectTraining();
    void connectQueue();
    void connectMover();
    void connectTable();
    void connectFollowUps();
    void refreshFollowUps();
    core::RunId chosenRun() const;
    void showLuck(const std::vector<core::RunId>& runs);
    void openBranch(const std::shared_ptr<BranchDraft>& draft);
    void tellEarlier();
    bool askToClose();
    void askExportRuns();
    void exportTo(const std::vector<core::RunId>& runs, bool tensorBoard);
    void connectController();
    void chooseData(const std::string& source);
    void chooseCsv();
    void chooseFolder();
    void refreshActions();
    void refreshStatus();
    void notice(const QString& text, bool bad);
    void restore();
    void save();
    std::unique_ptr<QSettings> settings() const;
    void steer();
    core::Result<void> setField(const std::string& id, core::ParamValue value);

    Controller& m_controller;
    QString m_settingsPath;
    Actions m_actions;
    ExportCommands* m_export = nullptr;
    TopBar* m_top = nullptr;
    QWidget* m_left = nullptr;
    DataHeader* m_header = nullptr;
    SetupForm* m_form = nullptr;
    TabPages* m_centre = nullptr;
    WatchView* m_watch = nullptr;
    CompareView* m_compare = nullptr;
    MistakesView* m_mistakes = nullptr;
    RunQueue* m_queue = nullptr;
    QueueKeeper* m_keeper = nullptr;
    TabPages* m_side = nullptr;
    StoredRuns* m_stored = nullptr;
    RunMover* m_mover = nullptr;
    RunFollowUps* m_followUps = nullptr;
    RunsPanel* m_runs = nullptr;
    QueuePanel* m_queuePanel = nullptr;
    PictureCommands* m_pictures = nullptr;
    PresetCommands* m_presets = nullptr;
    RecipeCommands* m_recipes = nullptr;
    OpenDialogs m_dialogs;
    QWidget* m_right = nullptr;
    NoticeBar* m_notice = nullptr;
    int m_interrupted = 0; ///< runs of earlier sessions, as the first listing had them
    bool m_goOnWhenFound = false;
    bool m_storeTakesNothing = false;
    QLabel* m_status = nullptr;
};

} // namespace epochlab::ui
