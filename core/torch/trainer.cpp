#include "torch/trainer.h"

#include "data/picture_table.h"
#include "mlp/weights.h"
#include "params/model_fields.h"
#include "torch/picture_parts.h"
#include "torch/picture_session.h"
#include "torch/runtime.h"
#include "torch/session.h"

namespace epochlab::core {
namespace {

class TorchTrainer final : public Trainer {
public:
    Result<SettledConfig> settle(const ParamSet& config, const DatasetPointer& dataset, const WorkWatch& watch) override {
        const bool open = isPictureModel(config) && config.text("precision") == "auto";
        if (!open || !dataset->pictures) return SettledConfig{config, {}};
        return guardTorch("the trial of both precisions", [&]() -> Result<SettledConfig> {
            if (Result<void> fit = checkTrainingData(config, *dataset); !fit) return fit.error();
            setUpTorchThread(threadsOf(config));
            const Result<TorchDevice> device = chooseTorchDevice(config);
            if (!device) return device.error();
            const Result<PrecisionTrial> trial = tryPrecisionsOf(config, *dataset, device->name, watch);
            if (!trial) return trial.error();
            SettledConfig settled{config, {trialInWords(*trial)}};
            if (const Result<void> set = settled.config.setText("precision", trial->fast ? "fast" : "exact"); !set) return set.error();
            return settled;
        });
    }

    Result<std::unique_ptr<TrainingSession>> prepare(const ParamSet& config, DatasetPointer dataset, const WorkWatch& watch) override {
        return guardTorch("preparing", [&]() -> Result<std::unique_ptr<TrainingSession>> {
            if (Result<void> fit = checkTrainingData(config, *dataset); !fit) return fit.error();
            setUpTorchThread(threadsOf(config));
            const Result<TorchDevice> device = chooseTorchDevice(config);
            if (!device) return device.error();
            if (isPictureModel(config)) return makePictureSession(config, std::move(dataset), device->name, watch);
            Result<DatasetPointer> table = tableOf(config, dataset, watch);
            if (!table) return table.error();
            return makeTorchSession(config, *std::move(table), device->name);
        });
    }

    Result<std::unique_ptr<Predictor>> predictor(const Model& model) override {
        return guardTorch("opening the model", [&]() -> Result<std::unique_ptr<Predictor>> {
            setUpTorchThread(threadsOf(model.config));
            return isPictureModel(model.config) ? makePicturePredictor(model, "cpu") : makeTorchPredictor(model, "cpu");
        });
    }
};

} // namespace
} // namespace epochlab::core

epochlab::core::Trainer* epochlab_make_torch_trainer() { return new epochlab::core::TorchTrainer; }

const char* epochlab_torch_facts() {
    static const std::string facts = [] {
        try {
            return epochlab::core::torchFactsJson();
        } catch (const std::exception&) {
            return std::string("{}");
        }
    }();
    return facts.c_str();
}
