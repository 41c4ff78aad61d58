#pragma once

#include "run/events.h"
#include "run/loop_state.h"
#include "store/run_store.h"
#include "store/store_writer.h"
#include "support/temporary_folder.h"

#include <gtest/gtest.h>

#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace epochlab::core {

/// A store in a folder of its own, and the events of small runs: two steps an epoch, two layers.
class StoreTest : public testing::Test {
protected:
    static StartedEvent started(std::int64_t resumedFrom = 0) {
        auto data = std::make_shared<TableDataset>();
        data->name = "toy";
        data->featureNames = {"x", "y"};
        data->classNames = {"a", "b"};
        StartedEvent event{ParamSet(mlpParams()), nullptr, data, {}, 2, resumedFrom};
        event.shape.stepsPerEpoch = 2;
        event.shape.layerNames = {"layer 0", "output"};
        event.shape.engine = "fused";
        return event;
    }

    static std::shared_ptr<const ModelWeights> weightsOf(double value) {
        auto weights = std::make_shared<ModelWeights>();
        weights->tensors.push_back({"w", {1}, {static_cast<float>(value)}});
        return weights;
    }

    static CheckpointEvent checkpointAt(std::int64_t step) {
        auto checkpoint = std::make_shared<RunCheckpoint>();
        checkpoint->config = writeRunFile(started().config, false);
        checkpoint->loop.step = step;
        checkpoint->loop.epoch = step / 2;
        checkpoint->loop.bestWeights = weightsOf(0.5);
        checkpoint->loop.best = BestEpoch{1, 0.5, 1.0, 0.5, 0.5};
        checkpoint->session = {std::byte{1}, std::byte{2}, static_cast<std::byte>(step)};
        return {checkpoint};
    }

    static MetricBlock losses(std::int64_t firstStep, std::vector<double> values) {
        return {"batch_loss", (firstStep - 1) / 2 + 1, firstStep, std::move(values)};
    }

    /// What a killed process leaves: a run that says it is running.
    static void setInterrupted(Connection connection) {
        ASSERT_TRUE(connection.script("UPDATE runs SET state = 'interrupted', owner_pid = 0").ok());
    }

    static FinishedEvent finished(std::optional<double> accuracy, RunEnd end = RunEnd::Finished) {
        FinishedEvent event;
        event.end = end;
        event.epochs = accuracy ? 1 : 0;
        event.seconds = 1.5;
        if (accuracy) {
            event.best = BestEpoch{1, *accuracy, 0.3, 0.9, std::numeric_limits<double>::quiet_NaN()};
            event.bestWeights = weightsOf(*accuracy);
        }
        return event;
    }

    static void run(RunObserver& writer, const std::string& id, std::optional<double> accuracy, const ParamSet* config = nullptr) {
        StartedEvent start = started();
        if (config) start.config = *config;
        writer.onEvent({id, start});
        writer.onEvent({id, MetricBlock{"batch_loss", 1, 1, {0.5, 0.25, 0.125}}});
        writer.onEvent({id, MetricBlock{"validation_accuracy", 1, 2, {0.1}}});
        writer.onEvent({id, GradientRow{1, {1.5, 2.5}, {}, {0.25, 0.125}}});
        writer.onEvent({id, MetricBlock{"validation_accuracy", 2, 4, {0.2}}});
        writer.onEvent({id, finished(accuracy)});
    }

    using Series = std::map<std::string, std::vector<double>>;
    /// All values of a run by series; every series must be without a gap and begin with step 1 or the first epoch.
    static Series valuesOf(RunStore& store, const std::string& id) {
        Series series;
        const auto curves = store.loadCurvesOf(id);
        EXPECT_TRUE(curves.ok()) << (curves.ok() ? "" : describe(curves.error()));
        if (!curves.ok()) return series;
        for (const MetricBlock& block : curves->metrics) {
            EXPECT_FALSE(series.contains(block.series)) << "a gap in " << block.series;
            EXPECT_EQ(block.epoch, 1) << block.series;
            series[block.series] = block.values;
        }
        return series;
    }

    /// A connection to look behind the store's back.
    Connection database() const {
        auto connection = Connection::open(m_directory + "/project.db", Connection::Access::ReadWrite);
        EXPECT_TRUE(connection.ok());
        return *std::move(connection);
    }
    static std::string stateOf(RunStore& store, const std::string& id) {
        const auto found = store.find(id);
        return found.ok() ? found->state : describe(found.error());
    }

    test::TemporaryFolder m_folder;
    const std::string m_directory = m_folder.path();
};

} // namespace epochlab::core
