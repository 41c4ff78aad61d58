#pragma once

#include "bridge/controller.h"
#include "pictures/predict_dialog.h"
#include "vision/decoder.h"

#include <QObject>
#include <QPointer>

#include <vector>

namespace epochlab::ui {

struct Actions;
class MainWindow;
class ReportDialog;
class SightDialog;
class StoredRuns;

/// What the window does with pictures beside training on them: dialogs that stand beside it until they are closed. GUI thread.
class PictureCommands : public QObject {
    Q_OBJECT
public:
    PictureCommands(Controller& controller, const StoredRuns& stored, const Actions& actions, MainWindow* window);

    /// How picture files outside of the data are decoded; without it nothing can be predicted from files.
    void readWith(core::PictureDecoderProvider decoder) { m_decoder = std::move(decoder); }
    /// What the network sees.
    void openSight();
    /// What was found in the files.
    void openReport();
    /// Asks the run that is selected in the list, else the best one, what a picture shows; without a path one is dropped or chosen.
    void openPrediction(const QString& path = {});

private:
    void refresh();
    std::vector<PredictingRun> predictingRuns() const;

    Controller& m_controller;
    const StoredRuns& m_stored;
    const Actions& m_actions;
    MainWindow* m_window;
    core::PictureDecoderProvider m_decoder;
    QPointer<SightDialog> m_sight;
    QPointer<ReportDialog> m_report;
    QPointer<PredictDialog> m_prediction;
};

} // namespace epochlab::ui
