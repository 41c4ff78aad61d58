#include "torch/trainer.h"

#include "data/picture_table.h"
#include "mlp/weights.h"
#include "params/model_fields.h"
#include "torch/picture_session.h"
#include "torch/runtime.h"
#include "torch/session.h"

namespace epochlab::core {
namespace {

class TorchTrainer final : public Trainer {
public:
    Result<std::unique_ptr<TrainingSession>> prepare(const ParamSet& config, DatasetPointer dataset) override {
        return guardTorch("preparing", [&]() -> Result<std::unique_ptr<TrainingSession>> {
            if (Result<void> fit = checkTrainingData(config, *dataset); !fit) return fit.error();
            setUpTorchThread(static_cast<int>(config.integer("threads")));
            const Result<TorchDevice> device = chooseTorchDevice(config);
            if (!device) return device.error();
            if (isPictureModel(config)) return makePictureSession(config, std::move(dataset), device->name);
            Result<DatasetPointer> table = tableOf(config, dataset);
            if (!table) return table.error();
            return makeTorchSession(config, *std::move(table), device->name);
        });
    }

    Result<std::unique_ptr<Predictor>> predictor(const Model& model) override {
        return guardTorch("opening the model", [&]() -> Result<std::unique_ptr<Predictor>> {
            setUpTorchThread(static_cast<int>(model.config.integer("threads")));
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
