#include "trees/tree_trainer.h"

#include "base/state_bytes.h"
#include "params/model_fields.h"
#include "trees/tree_model.h"

#include <string_view>
#include <utility>

namespace epochlab::core {
namespace {

constexpr const char* hashTensor = "features.sha256"; ///< [64] characters of the weights' checksum

NamedTensor tensorOfHash(const std::string& hash) { return {hashTensor, {std::ssize(hash)}, {hash.begin(), hash.end()}}; }

Error otherWeights(std::string_view hash, std::string_view there) {
    return {ErrorCode::ConfigConflict,
            "the trees grew on features of weights with SHA-256 " + std::string(hash.substr(0, 12)) + ", and these have " +
                std::string(there.substr(0, 12)),
            "weights", "put the file that they were grown with in its place"};
}

/// The same rows with a column for each feature. Its fingerprint is that of the features, so that a state is never gone on with on others.
DatasetPointer tableOf(const TableDataset& dataset, const FrozenFeatures& features) {
    auto table = std::make_shared<TableDataset>(dataset);
    table->pictures.reset();
    for (std::int64_t i = 0; i < features.width; ++i) table->featureNames.push_back("feature " + std::to_string(i));
    for (const Split split : allSplits)
        table->splits[static_cast<std::size_t>(split)].features = features.values[static_cast<std::size_t>(split)];
    table->fingerprint = fingerprintOf(*table);
    return table;
}

/// Trees that grow on a table of features; what else it knows is whose features they are.
class FeatureTreeSession final : public TrainingSession {
public:
    FeatureTreeSession(std::unique_ptr<TrainingSession> trees, const PictureFeatures& features)
        : m_trees(std::move(trees)), m_hash(features.weightsHash), m_shape(m_trees->shape()) {
        m_shape.notes.insert(m_shape.notes.end(), features.notes.begin(), features.notes.end());
    }

    const SessionShape& shape() const override {
        m_shape.parameterCount = m_trees->shape().parameterCount;
        return m_shape;
    }
    std::int64_t step() const override { return m_trees->step(); }
    void heedStop(std::stop_token stop) override { m_trees->heedStop(std::move(stop)); }
    Result<AdvanceReport> advance(std::span<const double> learningRates) override { return m_trees->advance(learningRates); }
    std::vector<double> gradients() const override { return m_trees->gradients(); }
    Result<Evaluation> evaluate(Split split) override { return m_trees->evaluate(split); }
    void keepAnswers(Split split) override { m_trees->keepAnswers(split); }
    const SplitPredictions* lastPredictions(Split split) const override { return m_trees->lastPredictions(split); }
    ModelWeights weights() const override {
        ModelWeights weights = m_trees->weights();
        weights.tensors.push_back(tensorOfHash(m_hash));
        return weights;
    }
    std::vector<std::byte> saveState() const override {
        StateWriter state;
        state.array(std::span<const char>(m_hash));
        state.array(std::span<const std::byte>(m_trees->saveState()));
        return state.take();
    }
    Result<void> loadState(std::span<const std::byte> bytes) override {
        StateReader reader(bytes);
        std::string hash;
        std::vector<std::byte> trees;
        reader.list(hash);
        reader.list(trees);
        if (!reader.ok() || !reader.atEnd()) return m_trees->loadState({}); // which says so
        if (hash != m_hash) return otherWeights(hash, m_hash);
        return m_trees->loadState(trees);
    }

private:
    std::unique_ptr<TrainingSession> m_trees;
    std::string m_hash;
    mutable SessionShape m_shape; ///< the trees' own, with the features' notes
};

/// Pictures to features to answers.
class FeatureTreePredictor final : public Predictor {
public:
    FeatureTreePredictor(std::unique_ptr<FrozenNetwork> network, std::unique_ptr<Predictor> trees)
        : m_network(std::move(network)), m_trees(std::move(trees)) {}

    Result<std::vector<float>> probabilities(std::span<const float> pictures, std::int64_t rows) override {
        const Result<std::vector<float>> features = m_network->features(pictures, rows);
        if (!features) return features.error();
        return m_trees->probabilities(*features, rows);
    }

private:
    std::unique_ptr<FrozenNetwork> m_network;
    std::unique_ptr<Predictor> m_trees;
};

Result<std::unique_ptr<FrozenNetwork>> openNetwork(FrozenNetworks& networks, const Model& model) {
    ParamSet config = backboneOf(model.config);
    Result<std::unique_ptr<FrozenNetwork>> network = networks.open(config, *model.view);
    const bool gone = !network && network.error().code == ErrorCode::DataNotFound && !config.text("weights").empty();
    if (!gone) return network;
    config.reset("weights"); // no longer where it was; perhaps where such files are kept
    Result<std::unique_ptr<FrozenNetwork>> kept = networks.open(config, *model.view);
    if (kept) return kept;
    Error error = network.error();
    error.remedy = "put the weights that these trees grew with back in their place, or where such files are kept: " + kept.error().remedy;
    return error;
}

class TreeTrainer final : public Trainer {
public:
    explicit TreeTrainer(TreeLibraries libraries) : m_libraries(std::move(libraries)) {}

    Result<std::unique_ptr<TrainingSession>> prepare(const ParamSet& config, DatasetPointer dataset, const WorkWatch& watch) override {
        const Result<std::shared_ptr<Trainer>> xgboost = m_libraries.xgboost();
        if (!xgboost) return xgboost.error();
        if (!growsOnFeatures(config)) return (*xgboost)->prepare(config, std::move(dataset), watch);
        const Result<std::shared_ptr<FrozenNetworks>> networks = m_libraries.networks();
        if (!networks) return networks.error();
        const Result<PictureFeatures> features = (*networks)->featuresOf(backboneOf(config), *dataset, watch);
        if (!features) return features.error();
        Result<std::unique_ptr<TrainingSession>> trees = (*xgboost)->prepare(config, tableOf(*dataset, *features->values), watch);
        if (!trees) return trees.error();
        return std::unique_ptr<TrainingSession>(std::make_unique<FeatureTreeSession>(*std::move(trees), *features));
    }

    Result<std::unique_ptr<Predictor>> predictor(const Model& model) override {
        if (!growsOnFeatures(model.config) || !model.view) return makeTreePredictor(model);
        const NamedTensor* hash = model.weights ? model.weights->find(hashTensor) : nullptr;
        if (hash == nullptr)
            return Error{ErrorCode::DataShape, "the model does not say whose features its trees grew on", "", "train it first"};
        const Result<std::shared_ptr<FrozenNetworks>> networks = m_libraries.networks();
        if (!networks) return networks.error();
        Result<std::unique_ptr<FrozenNetwork>> network = openNetwork(**networks, model);
        if (!network) return network.error();
        const std::string there = (*network)->weightsHash();
        if (tensorOfHash(there).values != hash->values) {
            std::string grownWith;
            for (const float letter : hash->values) grownWith.push_back(letter > 32 && letter < 127 ? static_cast<char>(letter) : '?');
            return otherWeights(grownWith, there);
        }
        Result<std::unique_ptr<Predictor>> trees = makeTreePredictor(model, (*network)->width());
        if (!trees) return trees.error();
        return std::unique_ptr<Predictor>(std::make_unique<FeatureTreePredictor>(*std::move(network), *std::move(trees)));
    }

private:
    TreeLibraries m_libraries;
};

} // namespace

std::shared_ptr<Trainer> makeTreeTrainer(TreeLibraries libraries) { return std::make_shared<TreeTrainer>(std::move(libraries)); }

} // namespace epochlab::core
