#pragma once

#include "pictures/prediction.h"
#include "run/events.h"

#include <QDialog>

#include <string>
#include <vector>

class QComboBox;
class QLabel;

namespace epochlab::ui {

class ClassBars;
class PictureTile;

/// A run that may be asked about a picture.
struct PredictingRun {
    core::RunId id;
    QString name;
    ModelSource model;
};

/// What a run says of a picture: the picture as in the file and as the network sees it, and the five most probable classes. Pictures are
/// dropped on it or chosen. Everything slow happens on a pool thread. GUI thread.
class PredictDialog : public QDialog {
    Q_OBJECT
public:
    /// chosen: the run that is asked first, where it is one of them.
    PredictDialog(std::vector<PredictingRun> runs, const core::RunId& chosen, core::TrainerProvider findTrainer,
                  core::PictureDecoderProvider decoder, QWidget* parent = nullptr);

    void predict(const QString& path);
    bool predicting() const { return m_busy; }
    ClassBars* bars() const { return m_bars; }
    QComboBox* runs() const { return m_runs; }
    PictureTile* seen() const { return m_seen; }
    /// The line that epochlab-cli prints, or empty.
    QString errorText() const;

protected:
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    void build(const core::RunId& chosen);
    void ask();
    void take(const core::Result<Prediction>& outcome);
    void choosePicture();

    std::vector<PredictingRun> m_choices;
    core::TrainerProvider m_findTrainer;
    core::PictureDecoderProvider m_decoder;
    QString m_path;
    QComboBox* m_runs = nullptr;
    PictureTile* m_file = nullptr;
    PictureTile* m_seen = nullptr;
    QLabel* m_title = nullptr;
    ClassBars* m_bars = nullptr;
    QLabel* m_error = nullptr;
    bool m_busy = false;
    bool m_again = false; ///< something else was asked meanwhile
};

} // namespace epochlab::ui
