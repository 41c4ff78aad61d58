#include "xgb/session.h"

#include "trees/margins.h"
#include "trees/tree_model.h"
#include "trees/tree_settings.h"
#include "trees/xgboost_json.h"
#include "xgb/booster.h"
#include "xgb/session_state.h"

#include <cmath>
#include <optional>

namespace epochlab::core {
namespace {

constexpr float softmaxBase = 0.5F; ///< XGBoost's base score, which for several classes is the margin before the first tree

/// Trains with XGBoost and keeps the trees for itself. All that the next round depends on is the margins of the training rows and the
/// round's number: XGBoost's own random state, which its saved models lack, begins anew with each round. So a session that goes on from
/// saved trees, with a new booster on their margins, grows the very same ones.
class XgboostSession final : public TrainingSession {
public:
    XgboostSession(const ParamSet& config, DatasetPointer dataset, FeatureMatrix matrix, BoosterRows rows);

    const SessionShape& shape() const override { return m_shape; }
    std::int64_t step() const override { return m_round; }
    Result<AdvanceReport> advance(std::span<const double> learningRates) override;
    std::vector<double> gradients() const override { return {}; }
    Result<Evaluation> evaluate(Split split) override;
    ModelWeights weights() const override { return exportTrees(m_trees); }
    std::vector<std::byte> saveState() const override;
    Result<void> loadState(std::span<const std::byte> state) override;

private:
    const FeatureRows& rowsOf(Split split) const { return m_matrix.splits[static_cast<std::size_t>(split)]; }
    std::vector<float>& marginsOf(Split split) { return m_margins[static_cast<std::size_t>(split)]; }
    std::vector<BoosterParameter> parameters() const;
    Result<void> beginBooster();
    Result<void> takeRate(double rate);
    Result<void> takeTrees();
    Result<std::optional<Divergence>> trainRound(double rate);
    TreeState state() const;

    ParamSet m_config;
    DatasetPointer m_dataset;
    FeatureMatrix m_matrix;
    std::string m_method;
    bool m_draws; ///< rows or columns are drawn
    BoosterRows m_rows;
    TreeEnsemble m_trees;
    std::array<std::vector<float>, 3> m_margins; ///< of the splits' rows, all trees added
    std::int64_t m_round = 0;
    std::optional<Booster> m_booster;
    std::int64_t m_boosterRounds = 0; ///< grown by it
    double m_boosterRate = 0.0;
    SessionShape m_shape;
};

XgboostSession::XgboostSession(const ParamSet& config, DatasetPointer dataset, FeatureMatrix matrix, BoosterRows rows)
    : m_config(config), m_dataset(std::move(dataset)), m_matrix(std::move(matrix)),
      m_method(treeMethodOf(config, {std::ssize(rowsOf(Split::Training).labels), m_matrix.features})),
      m_draws(config.real("subsample") < 1.0 || config.real("colsample-bytree") < 1.0), m_rows(std::move(rows)) {
    const std::int64_t groups = treeGroups(m_dataset->classCount());
    m_trees = TreeEnsemble(m_matrix.features, groups, groups == 1 ? 0.0F : softmaxBase);
    for (const Split split : allSplits) marginsOf(split) = m_trees.firstMargins(std::ssize(rowsOf(split).labels));
    m_shape.stepsPerEpoch = 1;
    m_shape.engine = "xgboost";
    m_shape.device = "cpu";
    m_shape.threads = static_cast<int>(config.integer("threads"));
    m_shape.notes = {"XGBoost " + xgboostVersion() + ", tree method " + m_method + ", " + std::to_string(groups) +
                     (groups == 1 ? " tree a round" : " trees a round")};
}

std::vector<BoosterParameter> XgboostSession::parameters() const {
    const std::int64_t groups = m_trees.groupCount();
    std::vector<BoosterParameter> list{{"objective", groups == 1 ? "binary:logistic" : "multi:softprob"},
                                       {"disable_default_eval_metric", "true"},
                                       {"verbosity", "0"},
                                       {"seed_per_iteration", "true"},
                                       {"tree_method", m_method},
                                       {"nthread", std::to_string(m_shape.threads)},
                                       {"seed", m_config.textOf("seed")},
                                       {"max_depth", m_config.textOf("max-depth")},
                                       {"subsample", m_config.textOf("subsample")},
                                       {"colsample_bytree", m_config.textOf("colsample-bytree")},
                                       {"lambda", m_config.textOf("lambda")},
                                       {"min_child_weight", m_config.textOf("min-child-weight")}};
    if (groups > 1) list.push_back({"num_class", std::to_string(groups)});
    if (m_method != "exact") list.push_back({"max_bin", m_config.textOf("max-bin")});
    return list;
}

Result<void> XgboostSession::beginBooster() {
    m_booster.reset(); // its histograms, before the next one's
    m_boosterRounds = 0;
    m_boosterRate = 0.0;
    if (const Result<void> set = m_rows.setMargins(marginsOf(Split::Training), m_trees.groupCount()); !set) return set;
    Result<Booster> booster = Booster::make(m_rows, parameters());
    if (!booster) return booster.error();
    m_booster = *std::move(booster);
    return {};
}

Result<void> XgboostSession::takeRate(double rate) {
    if (m_boosterRate == rate) return {};
    m_boosterRate = rate;
    return m_booster->set({"eta", valueText(rate)});
}

/// The round's trees, and what they add to the margins of every split.
Result<void> XgboostSession::takeTrees() {
    const Result<std::string> json = m_booster->roundAsJson(m_boosterRounds++);
    if (!json) return json.error();
    const Result<XgboostModel> grown = readXgboostJson(*json, "XGBoost");
    if (!grown) return grown.error();
    const std::size_t before = m_trees.treeCount();
    for (std::size_t i = 0; i < grown->trees.treeCount(); ++i)
        if (const Result<void> added = m_trees.append(grown->trees.tree(i)); !added) return added;
    for (const Split split : {Split::Validation, Split::Test})
        m_trees.addMargins(rowsOf(split).values, marginsOf(split), before, m_shape.threads);
    m_shape.parameterCount = 2 * static_cast<std::int64_t>(m_trees.nodeCount());
    return m_booster->copyMargins(m_rows, marginsOf(Split::Training));
}

Result<std::optional<Divergence>> XgboostSession::trainRound(double rate) {
    // A booster draws its columns, and with histograms its rows, in a way that depends on the rounds it has grown: it may grow only one.
    if (!m_booster || m_draws)
        if (const Result<void> begun = beginBooster(); !begun) return begun.error();
    if (const Result<void> taken = takeRate(rate); !taken) return taken.error();
    if (const Result<void> grown = m_booster->grow(m_rows, m_round); !grown) return grown.error();
    ++m_round;
    if (const Result<void> taken = takeTrees(); !taken) return taken.error();
    for (const Split split : allSplits)
        if (!allFinite(marginsOf(split))) return std::optional(Divergence{m_round, 0, "the trees", "loss"});
    return std::optional<Divergence>();
}

Result<AdvanceReport> XgboostSession::advance(std::span<const double> learningRates) {
    AdvanceReport report;
    for (const double rate : learningRates) {
        const Evaluation before = evaluateMargins(marginsOf(Split::Training), rowsOf(Split::Training).labels, m_trees.groupCount());
        report.steps.push_back({before.loss, std::llround(before.accuracy * static_cast<double>(before.rows)), before.rows});
        Result<std::optional<Divergence>> divergence = trainRound(rate);
        if (!divergence) return divergence.error();
        report.divergence = std::move(*divergence);
        if (report.divergence) break;
    }
    return report;
}

Result<Evaluation> XgboostSession::evaluate(Split split) {
    return evaluateMargins(marginsOf(split), rowsOf(split).labels, m_trees.groupCount());
}

TreeState XgboostSession::state() const { return {m_dataset->fingerprint, m_shape.threads, m_round, m_trees}; }

std::vector<std::byte> XgboostSession::saveState() const { return saveTreeState(state()); }

Result<void> XgboostSession::loadState(std::span<const std::byte> bytes) {
    Result<TreeState> loaded = loadTreeState(bytes, state());
    if (!loaded) return loaded.error();
    m_round = loaded->round;
    m_trees = std::move(loaded->trees);
    m_shape.parameterCount = 2 * static_cast<std::int64_t>(m_trees.nodeCount());
    for (const Split split : allSplits) {
        marginsOf(split) = m_trees.firstMargins(std::ssize(rowsOf(split).labels));
        m_trees.addMargins(rowsOf(split).values, marginsOf(split), 0, m_shape.threads);
    }
    m_booster.reset();
    return {};
}

} // namespace

Result<FeatureMatrix> tableFeatures(const ParamSet&, const DatasetPointer& dataset) {
    FeatureMatrix matrix{dataset->featureCount(), {}, dataset};
    for (const Split split : allSplits) {
        const TableRows& rows = dataset->rows(split);
        matrix.splits[static_cast<std::size_t>(split)] = {rows.features, rows.labels};
    }
    return matrix;
}

Result<std::unique_ptr<TrainingSession>> makeXgboostSession(const ParamSet& config, DatasetPointer dataset, FeatureMatrix matrix) {
    const FeatureRows& training = matrix.splits[0];
    Result<BoosterRows> rows =
        BoosterRows::make(training.values, matrix.features, training.labels, static_cast<int>(config.integer("threads")));
    if (!rows) return rows.error();
    return std::unique_ptr<TrainingSession>(
        std::make_unique<XgboostSession>(config, std::move(dataset), std::move(matrix), *std::move(rows)));
}

} // namespace epochlab::core
