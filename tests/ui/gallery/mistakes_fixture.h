#pragma once

#include "bridge/stored_runs.h"
#include "compare/titled_box.h"
#include "data/memory_pictures.h"
#include "gallery/gallery_model.h"
#include "gallery/mistakes_side.h"
#include "gallery/mistakes_view.h"
#include "gallery/picture_page.h"
#include "gallery/tile_view.h"
#include "store/store_writer.h"
#include "support/patience.h"
#include "support/scripted_trainer.h"
#include "support/services.h"
#include "support/temporary_folder.h"

#include <QScrollBar>
#include <QTest>

#include <functional>

namespace epochlab::test {

/// Pictures of 8 × 8 pixels, every third one of the class "cat"; picture i is as grey as i.
inline core::DatasetPointer pictures(std::int64_t testRows) {
    const auto block = [](const char* title, std::int64_t count) {
        core::PictureBlock made{
            .file = {}, .title = title, .count = count, .width = 8, .height = 8, .planes = 1, .pixels = {}, .labels = {}};
        for (std::int64_t i = 0; i < count; ++i) {
            made.pixels.insert(made.pixels.end(), 64, static_cast<std::uint8_t>(i));
            made.labels.push_back(i % 3 == 0 ? 0 : 1);
        }
        return made;
    };
    std::vector<core::PictureBlock> training;
    training.push_back(block("training", 30));
    std::vector<core::PictureBlock> test;
    test.push_back(block("test", testRows));
    const auto data = core::datasetOfBlocks(std::move(training), std::move(test), {"cat", "dog"}, {});
    return data ? std::make_shared<const core::TableDataset>(*data) : nullptr;
}

/// The Mistakes tab over a store of runs whose predictions are written by hand.
class MistakesFixture {
public:
    explicit MistakesFixture(core::DatasetPointer given) : data(std::move(given)) {}

    using Answer = std::function<std::int32_t(std::size_t row, std::int32_t label)>;
    /// A run that answers so for the test rows, surer with each row; without an answer nothing is kept of it.
    void keep(const std::string& id, double accuracy, const Answer& answer) {
        core::StoreWriter writer(folder.path());
        core::StartedEvent started{core::ParamSet(core::mlpParams()), nullptr, data, {}, 1, 0};
        started.shape.stepsPerEpoch = 1;
        writer.onEvent({id, started});
        core::FinishedEvent end;
        end.epochs = 1;
        end.best = core::BestEpoch{1, accuracy, 0.3, 0.9, accuracy};
        if (answer) {
            core::RunPredictions predictions{1, {}};
            core::SplitPredictions& split = predictions.splits.emplace_back();
            split.split = core::Split::Test;
            const std::vector<std::int32_t>& labels = data->rows(core::Split::Test).labels;
            for (std::size_t row = 0; row < labels.size(); ++row) {
                split.classes.push_back(answer(row, labels[row]));
                split.confidences.push_back(0.5F + 0.5F * static_cast<float>(row) / static_cast<float>(labels.size()));
                split.truthProbabilities.push_back(0.5F);
            }
            end.predictions = std::make_shared<const core::RunPredictions>(std::move(predictions));
        }
        writer.onEvent({id, end});
        static_cast<void>(writer.flush());
    }
    /// Shows the tab and waits for what it reads.
    bool open() {
        services = scriptedServices({});
        services.loadData = givesData(data);
        controller = std::make_unique<ui::Controller>(services, nullptr);
        stored = std::make_unique<ui::StoredRuns>(*controller, folder.path());
        view = std::make_unique<ui::MistakesView>(*controller, *stored);
        view->resize(740, 660);
        view->show();
        stored->start();
        return QTest::qWaitForWindowExposed(view.get()) &&
               QTest::qWaitFor([this] { return !stored->listing().byId.empty() || folderIsEmpty; }, patience) && settled();
    }
    bool settled() {
        return QTest::qWaitFor([this] { return view->upToDate(); }, patience);
    }
    std::vector<std::size_t> rows() const { return view->model()->rows(); }
    ui::ConfusionView* confusion() const { return view->side()->confusion(); }
    void choose(const char* box, int index) const {
        ui::TitledBox* chosen = view->side()->box(QLatin1String(box));
        chosen->setCurrentIndex(index);
        emit chosen->activated(index);
    }

    core::DatasetPointer data;
    TemporaryFolder folder;
    bool folderIsEmpty = false;
    core::RunServices services;
    std::unique_ptr<ui::Controller> controller;
    std::unique_ptr<ui::StoredRuns> stored;
    std::unique_ptr<ui::MistakesView> view;
};

} // namespace epochlab::test
