// A few steps of picture networks as PyTorch and torchvision make them; see make_picture_golden.py.
#include "mlp/session_state.h"
#include "nets/picture_weights.h"
#include "run/predictions.h"
#include "store/model_file.h"
#include "support/config.h"
#include "support/pictures.h"
#include "support/shared_data.h"
#include "support/temporary_folder.h"
#include "torch/picture_network.h"
#include "torch/tensor_values.h"
#include "torch/trainer.h"

#include <ATen/ATen.h>
#include <nlohmann/json.hpp>

#include <gmock/gmock.h>

#include <cmath>
#include <fstream>

namespace epochlab::core {
namespace {

using namespace test;
using nlohmann::json;

constexpr std::int64_t rows = 4;
constexpr int side = 32;
constexpr double rate = 0.00001;

std::int64_t law(std::int64_t i, std::int64_t start) { return (i * 37 + start) % 251; }

DatasetPointer lawfulPictures(int classes) {
    auto data = std::make_shared<TableDataset>();
    std::array<std::vector<Picture>, 3> pictures;
    for (std::int64_t row = 0; row < rows; ++row) {
        Picture& picture = pictures[0].emplace_back(Picture{side, side, {}});
        for (std::int64_t i = 0; i < side * side * 3; ++i)
            picture.rgb.push_back(static_cast<std::uint8_t>(law(row * side * side * 3 + i, 0)));
        data->splits[0].labels.push_back(static_cast<std::int32_t>(row % classes));
    }
    data->splits[0].count = rows;
    for (int i = 0; i < classes; ++i) data->classNames.push_back(std::to_string(i));
    data->pictures = std::make_shared<const ListedPictures>(std::move(pictures));
    data->fingerprint = 5;
    return data;
}

std::vector<float> lawfulParameters(const PictureArchitecture& net) {
    std::vector<float> values;
    for (std::size_t number = 0; number < net.slots.size(); ++number) {
        const ParameterSlot& slot = net.slots[number];
        const double scale = 2.0 / std::sqrt(static_cast<double>(slot.size / slot.shape[0]));
        for (std::int64_t i = 0; i < slot.size; ++i) {
            const double value = (static_cast<double>(law(i, static_cast<std::int64_t>(number) * 7919)) / 250.0 - 0.5) * scale;
            const double ofNorm = slot.name.ends_with("weight") ? 1.0 : 0.0;
            values.push_back(static_cast<float>(slot.shape.size() == 1 ? ofNorm : value));
        }
    }
    return values;
}

/// A session that begins with the law's weights.
std::unique_ptr<TrainingSession> begunByLaw(const ParamSet& config, const DatasetPointer& data) {
    const std::shared_ptr<Trainer> trainer(epochlab_make_torch_trainer());
    auto session = trainer->prepare(config, data);
    EXPECT_TRUE(session.ok()) << (session.ok() ? "" : describe(session.error()));
    const int channels = 3;
    const PictureShape shape{channels, side, data->classCount()};
    const PictureArchitecture net =
        config.text("model") == "cnn" ? makeSmallConvolutionalNetwork(shape, true) : makeResidualNetwork(config.text("model"), shape);
    const std::size_t frozen = config.integer("unfreeze") == 5 ? 0 : static_cast<std::size_t>(net.firstOfLastStages(1));
    MlpSessionState state;
    state.dataFingerprint = data->fingerprint;
    state.parameters = lawfulParameters(net);
    state.running = initialBuffers(net);
    const auto head = static_cast<std::size_t>(net.headOffset);
    state.moments = {std::vector<float>(head - frozen), std::vector<float>(state.parameters.size() - head)};
    state.gradientSums.assign((*session)->shape().layerNames.size(), 0.0);
    const auto loaded = (*session)->loadState(saveMlpState(state));
    EXPECT_TRUE(loaded.ok()) << (loaded.ok() ? "" : describe(loaded.error()));
    return *std::move(session);
}

TEST(PictureGolden, StepsAreThoseOfPyTorch) {
    const json golden = json::parse(std::ifstream(EPOCHLAB_SOURCE_DIR "/tests/ml/picture_golden.json"));
    const TemporaryFolder folder;
    for (const json& row : golden["rows"]) {
        const std::string model = row["model"];
        const int classes = row["classes"];
        SCOPED_TRACE(model + " " + std::to_string(classes));
        Fields fields{{"data", "law"},
                      {"model", model},
                      {"picture-resize", "32"},
                      {"picture-norm", "unit"},
                      {"picture-colour", "colour"},
                      {"batch-size", "4"},
                      {"threads", "1"},
                      {"batch-norm", "true"},
                      {"optimizer", "momentum"},
                      {"unfreeze", std::to_string(row["unfreeze"].get<int>())}};
        if (row["unfreeze"] != 5) {
            const PictureArchitecture net = makeResidualNetwork(model, {3, side, 5});
            const auto weights = std::make_shared<ModelWeights>(exportWeights(net, initialParameters(net, 1), initialBuffers(net)));
            const std::string path = folder.path("weights.safetensors");
            ASSERT_TRUE(saveModel({configOf({}), {"x"}, {"a"}, false, weights}, path).ok());
            fields.insert(fields.end(), {{"method", "finetune"}, {"weights", path}});
        }
        const DatasetPointer data = lawfulPictures(classes);
        const ParamSet config = configOf(fields);
        const auto session = begunByLaw(config, data);
        for (std::size_t step = 0; step < row["losses"].size(); ++step) {
            const auto report = session->advance(std::span(&rate, 1));
            ASSERT_TRUE(report.ok()) << describe(report.error());
            const double loss = row["losses"][step];
            EXPECT_NEAR(report->steps[0].loss, loss, 1e-3 * loss) << step;
            const double norm = row["head_gradients"][step];
            EXPECT_NEAR(session->gradients().back(), norm, 5e-3 * norm) << step;
        }
        const Model trained = makeModel(config, *data, std::make_shared<ModelWeights>(session->weights()));
        const std::shared_ptr<Trainer> trainer(epochlab_make_torch_trainer());
        const auto predictor = trainer->predictor(trained);
        ASSERT_TRUE(predictor.ok()) << describe(predictor.error());
        ModelRows inputs(*data, trained.view, 1);
        const auto answers = (*predictor)->probabilities(*inputs.part(Split::Training, 0, rows), rows);
        ASSERT_TRUE(answers.ok());
        const std::vector<double> logits = row["logits"];
        const at::Tensor expected = at::tensor(logits).view({rows, classes == 2 ? 1 : classes});
        const at::Tensor shares = classes == 2 ? at::cat({1.0 - expected.sigmoid(), expected.sigmoid()}, 1) : at::softmax(expected, 1);
        EXPECT_TRUE(at::allclose(tensorOf(*answers, "cpu").to(at::kDouble), shares.flatten(), 1e-3, 1e-4));
    }
}

/// The check values that stand beside the shared file.
TEST(SharedResnet18, LogitsAreThoseOfTorchvision) {
    const std::string shared = sharedData("pretrained");
    if (shared.empty()) GTEST_SKIP() << "there is no shared/data/pretrained";
    auto file = readWeights(shared + "/resnet18_imagenet.safetensors");
    ASSERT_TRUE(file.ok()) << describe(file.error());
    const PictureArchitecture net = makeResidualNetwork("resnet18", {3, 224, 1000});
    auto values = importWeights(net, *std::move(file), "shared");
    ASSERT_TRUE(values.ok()) << describe(values.error());
    PictureNetwork network(net, *std::move(values), net.parameterCount, "cpu", false);
    const at::Tensor x =
        at::remainder(at::arange(3 * 224 * 224, at::kLong).mul_(37), 251).to(at::kFloat).div_(250.0).sub_(0.5).view({1, 3, 224, 224});
    const std::vector<float> logits = valuesOf(network.evaluateForward(x));
    constexpr std::array expected{-1.6322F, 0.6381F, -0.2832F, -0.0853F, 0.4559F};
    for (std::size_t i = 0; i < expected.size(); ++i) EXPECT_NEAR(logits[i], expected[i], 1e-4F) << i;
    EXPECT_EQ(std::max_element(logits.begin(), logits.end()) - logits.begin(), 446);
    EXPECT_NEAR(network.features(x).sum().item<double>(), 141.185, 1e-3);
}

} // namespace
} // namespace epochlab::core
