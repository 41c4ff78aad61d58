#pragma once

// What MistakesView is made of; for its sources alone.

#include "bridge/controller.h"
#include "bridge/latest_worker.h"
#include "bridge/stored_runs.h"
#include "compare/titled_box.h"
#include "gallery/gallery_export.h"
#include "gallery/gallery_model.h"
#include "gallery/mistakes_loader.h"
#include "gallery/mistakes_side.h"
#include "gallery/mistakes_view.h"
#include "gallery/picture_page.h"
#include "gallery/run_choices.h"
#include "gallery/tile_view.h"
#include "map/decision_map.h"

#include <QTimer>

#include <optional>

class QLabel;
class QStackedWidget;
class QToolButton;

namespace epochlab::ui {

struct MistakesView::Parts {
    Parts(MistakesView& owner, Controller& shared, StoredRuns& runs);
    Q_DISABLE_COPY(Parts)

    // mistakes_building.cpp
    QWidget* makeTop();
    QWidget* makePages();
    QWidget* makeTable();
    QWidget* makeLargeMatrix();
    QToolButton* makeExportButton();

    // mistakes_view.cpp
    void connectAll();
    void showItems();
    void showItem(int item);
    void showMatrixLarge();
    void back();
    void mark();
    void exportMap(FigureFormat format);
    void copy() const;
    QString itemTitle(std::size_t row) const;
    QStringList itemWords(std::size_t row) const;
    GalleryExport exported() const;

    // mistakes_reading.cpp
    void offerRuns();
    void schedule();
    void ask();
    void take(const MistakesPointer& mistakes);
    void takeData(const core::DatasetPointer& data);
    void refuse(const core::Error& error);
    void showMap();
    void say(const QString& text);
    QString nothingWords() const;
    QString headingText() const;

    MistakesView& view;
    Controller& controller;
    StoredRuns& stored;
    GalleryModel model;
    TitledBox* best = nullptr;
    TitledBox* worst = nullptr;
    RunChoices* bestChoices = nullptr; ///< of the two
    RunChoices* worstChoices = nullptr;
    TitledBox* split = nullptr;
    QToolButton* exportButton = nullptr;
    QAction* exportPictures[2] = {};
    MistakesSide* side = nullptr;
    QLabel* heading = nullptr;
    QStackedWidget* pages = nullptr;
    QLabel* message = nullptr;
    TileView* tiles = nullptr;
    QWidget* tablePage = nullptr;
    QTableView* table = nullptr;
    DecisionMap* map = nullptr;
    PicturePage* picture = nullptr;
    QWidget* matrixPage = nullptr;
    ConfusionView* matrix = nullptr;
    int item = -1;               ///< that the large view shows
    QString bestName, worstName; ///< of the runs that are shown
    QString dataProblem;
    std::optional<MistakesQuestion> asked; ///< the last one
    std::shared_ptr<const MistakesMap> maps;
    bool splitByHand = false;
    bool wanted = true; ///< something has changed since
    int exporting = 0;
    QTimer timer;
    MistakesLoader loader;
    LatestWorker exporter; ///< last: joined first
};

} // namespace epochlab::ui
