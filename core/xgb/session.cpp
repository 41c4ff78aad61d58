#include "xgb/session.h"

#include "params/model_fields.h"
#include "run/predictions.h"
#include "trees/margins.h"
#include "trees/tree_model.h"
#include "trees/tree_settings.h"
#include "trees/xgboost_json.h"
#include "xgb/booster.h"
#include "xgb/growth.h"
#include "xgb/session_state.h"
#include "xgb/work_thread.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <utility>

namespace epochlab::core {
namespace {

constexpr float softmaxBase = 0.5F; ///< XGBoost's base score, which for several classes is the margin before the first tree

/// Trains with XGBoost and keeps the trees for itself. All that the next round depends on is the margins of the training rows and the
/// round's number: XGBoost's own random state, which its saved models lack, begins anew with each round. So a session that goes on from
/// saved trees, with a new booster on their margins, grows the very same ones.
class XgboostSession final : public TrainingSession {
public:
    XgboostSession(const ParamSet& config, DatasetPointer dataset, std::unique_ptr<FeatureSource> source);
    Result<void> begin();
    /// A picture that cannot be read is said before the first round.
    Result<void> readEvaluated();

    const SessionShape& shape() const override { return m_shape; }
    std::int64_t step() const override { return m_round; }
    void heedStop(std::stop_token stop) override {
        m_source->heed({stop, {}});
        m_stop = std::move(stop);
    }
    Result<AdvanceReport> advance(std::span<const double> learningRates) override;
    std::vector<double> gradients() const override { return {}; }
    Result<Evaluation> evaluate(Split split) override;
    void keepAnswers(Split split) override { m_answers.keep(split); }
    const SplitPredictions* lastPredictions(Split split) const override { return m_answers.find(split); }
    ModelWeights weights() const override { return exportTrees(m_trees); }
    std::vector<std::byte> saveState() const override;
    Result<void> loadState(std::span<const std::byte> state) override;

private:
    const std::vector<std::int32_t>& labelsOf(Split split) const { return m_dataset->rows(split).labels; }
    TreeRows trainingSize() const { return {std::ssize(labelsOf(Split::Training)), m_source->features()}; }
    std::vector<float>& marginsOf(Split split) { return m_margins[static_cast<std::size_t>(split)]; }
    std::vector<BoosterParameter> parameters() const;
    Result<void> addMargins(Split split, std::size_t firstTree);
    Evaluation evaluated(Split split);
    Result<std::shared_ptr<GrowthOrder>> grow(double rate);
    Result<void> take(GrowthOrder& order);
    Result<bool> trainRound(double rate);
    TreeState state() const;

    ParamSet m_config;
    DatasetPointer m_dataset;
    std::unique_ptr<FeatureSource> m_source;
    std::shared_ptr<Growth> m_growth; ///< shared with the thread, which may outlast the session; null after a round that was left
    bool m_anew = false;              ///< the next round begins with a new booster
    WorkThread m_thread;
    std::stop_token m_stop;
    std::string m_method;
    bool m_draws; ///< rows or columns are drawn
    TreeEnsemble m_trees;
    std::array<std::vector<float>, 3> m_margins;            ///< of the splits' rows, all trees added
    std::array<std::optional<Evaluation>, 3> m_evaluations; ///< of these margins
    KeptAnswers m_answers;
    std::int64_t m_round = 0;
    SessionShape m_shape;
};

XgboostSession::XgboostSession(const ParamSet& config, DatasetPointer dataset, std::unique_ptr<FeatureSource> source)
    : m_config(config), m_dataset(std::move(dataset)), m_source(std::move(source)), m_method(treeMethodOf(config, trainingSize())),
      m_draws(config.real("subsample") < 1.0 || config.real("colsample-bytree") < 1.0) {
    const std::int64_t groups = treeGroups(m_dataset->classCount());
    m_trees = TreeEnsemble(m_source->features(), groups, groups == 1 ? 0.0F : softmaxBase);
    for (const Split split : allSplits) marginsOf(split) = m_trees.firstMargins(std::ssize(labelsOf(split)));
    m_shape.stepsPerEpoch = 1;
    m_shape.engine = "xgboost";
    m_shape.device = "cpu";
    m_shape.threads = threadsOf(config);
    m_shape.notes = {"XGBoost " + xgboostVersion() + ", tree method " + m_method + ", " + std::to_string(groups) +
                         (groups == 1 ? " tree a round" : " trees a round"),
                     "growing takes about " + std::to_string((treeWorkBytes(config, trainingSize()) >> 20) + 1) + " MiB of memory"};
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

Result<void> XgboostSession::begin() {
    const Result<FeatureRows> training = m_source->rows(Split::Training);
    if (!training) return training.error();
    Result<BoosterRows> rows = BoosterRows::make(training->values, m_source->features(), labelsOf(Split::Training), m_shape.threads);
    if (!rows) return rows.error();
    m_growth = std::make_shared<Growth>(*std::move(rows), parameters(), m_trees.groupCount());
    return {};
}

Result<void> XgboostSession::readEvaluated() {
    for (const Split split : {Split::Validation, Split::Test})
        if (const Result<void> read = m_source->forEachPart(split, [](auto&&...) {}); !read) return read;
    return {};
}

/// XGBoost's part of a round, which cannot be interrupted. Nothing: a stop came first, and the round is left to itself.
Result<std::shared_ptr<GrowthOrder>> XgboostSession::grow(double rate) {
    if (!m_growth) {
        const Result<void> begun = begin();
        if (!begun && begun.error().code == ErrorCode::Stopped) return std::shared_ptr<GrowthOrder>();
        if (!begun) return begun.error();
    }
    // A booster draws its columns, and with histograms its rows, in a way that depends on the rounds it has grown: it may grow only one.
    const auto order = std::make_shared<GrowthOrder>(GrowthOrder{m_round, rate, m_anew || m_draws, marginsOf(Split::Training), {}});
    const auto grown = std::make_shared<Result<void>>();
    if (!m_thread.run([growth = m_growth, order, grown] { *grown = growth->grow(*order); }, m_stop)) {
        m_growth.reset();
        return std::shared_ptr<GrowthOrder>();
    }
    m_anew = false;
    return *grown ? Result(order) : grown->error();
}

Result<void> XgboostSession::addMargins(Split split, std::size_t firstTree) {
    const std::int64_t groups = m_trees.groupCount();
    return m_source->forEachPart(split, [&](std::span<const float> values, std::int64_t first, std::int64_t count) {
        const auto margins = std::span(marginsOf(split)).subspan(static_cast<std::size_t>(first * groups));
        m_trees.addMargins(values, margins.first(static_cast<std::size_t>(count * groups)), firstTree, m_shape.threads);
    });
}

/// The round's trees, and what they add to the margins of every split.
Result<void> XgboostSession::take(GrowthOrder& order) {
    const Result<XgboostModel> grown = readXgboostJson(order.trees, "XGBoost");
    if (!grown) return grown.error();
    const std::size_t before = m_trees.treeCount();
    for (std::size_t i = 0; i < grown->trees.treeCount(); ++i)
        if (const Result<void> added = m_trees.append(grown->trees.tree(i)); !added) return added;
    m_evaluations = {};
    marginsOf(Split::Training).swap(order.margins);
    for (const Split split : {Split::Validation, Split::Test})
        if (const Result<void> added = addMargins(split, before); !added) return added;
    m_shape.parameterCount = 2 * static_cast<std::int64_t>(m_trees.nodeCount());
    return {};
}

/// False: a stop came first, and nothing has changed.
Result<bool> XgboostSession::trainRound(double rate) {
    const Result<std::shared_ptr<GrowthOrder>> grown = grow(rate);
    if (!grown) return grown.error();
    if (!*grown) return false;
    ++m_round;
    if (const Result<void> taken = take(**grown); !taken) return taken.error();
    return true;
}

Result<AdvanceReport> XgboostSession::advance(std::span<const double> learningRates) {
    AdvanceReport report;
    for (const double rate : learningRates) {
        const Evaluation before = evaluated(Split::Training);
        const Result<bool> trained = trainRound(rate);
        if (!trained) return trained.error();
        if (!*trained) break;
        report.steps.push_back({before.loss, std::llround(before.accuracy * static_cast<double>(before.rows)), before.rows});
        if (std::ranges::all_of(m_margins, [](const auto& margins) { return allFinite(margins); })) continue;
        report.divergence = Divergence{m_round, 0, "the trees", "loss"};
        break;
    }
    return report;
}

/// Once a round, though it is asked for at the end of one and at the beginning of the next.
Evaluation XgboostSession::evaluated(Split split) {
    std::optional<Evaluation>& known = m_evaluations[static_cast<std::size_t>(split)];
    if (!known) known = evaluateMargins(marginsOf(split), labelsOf(split), m_trees.groupCount());
    return *known;
}

Result<Evaluation> XgboostSession::evaluate(Split split) {
    if (SplitPredictions* const answers = m_answers.begin(split))
        addPredictions(*answers, probabilitiesOfMargins(marginsOf(split), m_trees.groupCount()), labelsOf(split), m_dataset->classCount());
    return evaluated(split);
}

TreeState XgboostSession::state() const { return {m_dataset->fingerprint, m_shape.threads, m_round, m_trees}; }

std::vector<std::byte> XgboostSession::saveState() const { return saveTreeState(state()); }

Result<void> XgboostSession::loadState(std::span<const std::byte> bytes) {
    Result<TreeState> loaded = loadTreeState(bytes, state());
    if (!loaded) return loaded.error();
    m_round = loaded->round;
    m_trees = std::move(loaded->trees);
    m_shape.parameterCount = 2 * static_cast<std::int64_t>(m_trees.nodeCount());
    m_evaluations = {};
    m_anew = true;
    for (const Split split : allSplits) {
        marginsOf(split) = m_trees.firstMargins(std::ssize(labelsOf(split)));
        if (const Result<void> added = addMargins(split, 0); !added) return added;
    }
    return {};
}

} // namespace

Result<std::unique_ptr<TrainingSession>> makeXgboostSession(const ParamSet& config, DatasetPointer dataset,
                                                            std::unique_ptr<FeatureSource> source) {
    auto session = std::make_unique<XgboostSession>(config, std::move(dataset), std::move(source));
    if (const Result<void> begun = session->readEvaluated(); !begun) return begun.error();
    if (const Result<void> begun = session->begin(); !begun) return begun.error();
    return std::unique_ptr<TrainingSession>(std::move(session));
}

} // namespace epochlab::core
