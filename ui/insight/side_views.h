#pragma once

#include "insight/side_answers.h"

#include <QWidget>

#include <memory>
#include <vector>

class QMenu;

namespace epochlab::ui {

class Controller;
class FigureCard;
class ImportanceCard;
class MapsCard;
class NeuronsCard;
class OutlineCard;
class ParallelCard;
class SideChoices;
class SketchCard;
class StoredRuns;

/// "More plots": what stands in the overlay's place when it is asked for. Where a plot does not apply its menu entry is greyed and says
/// why. What is shown is reckoned off the GUI thread while it is visible. GUI thread.
class SideViews : public QWidget {
    Q_OBJECT
public:
    SideViews(Controller& controller, StoredRuns& stored, QWidget* parent = nullptr);
    ~SideViews() override;

    /// An entry for each view, the overlay first.
    QMenu* menu() const;
    /// The choices of the view that is shown, to stand wherever there is room for a row.
    SideChoices* choices() const;
    void show(SideView view);
    SideView shown() const;
    /// Why a view does not apply at present; empty: it does.
    QString obstacle(SideView view) const;
    /// Nothing is being reckoned or waits for it.
    bool upToDate() const;
    std::vector<FigureCard*> figures() const;
    FigureCard* figure() const; ///< of the view that is shown; null: the overlay is

    MapsCard* maps() const;
    OutlineCard* layers() const;
    NeuronsCard* neurons() const;
    CalibrationCard* calibration() const;
    RocCard* roc() const;
    ImportanceCard* importance() const;
    ParallelCard* parallel() const;
    SketchCard* sketch() const;

signals:
    void shownChanged();
    void enlargeRequested();
    void runChosen(const QString& id); ///< by a click in a plot
    void failed(const epochlab::core::Error& error);

protected:
    void showEvent(QShowEvent* event) override;

private:
    struct Parts;
    std::unique_ptr<Parts> m_parts;
};

} // namespace epochlab::ui
