#include "ml/support.h"

#include "mlp/architecture.h"

namespace epochlab::core {
namespace {

using namespace test;
using Matrix = std::vector<double>; ///< row by row

/// A plain float64 forward pass in training mode: the loss whose finite differences are the gradient.
class Reference {
public:
    Reference(const ParamSet& config, const TableDataset& data)
        : m_activation(config.text("activation")), m_architecture(makeArchitecture(config, data.featureCount(), data.classCount())),
          m_labels(data.rows(Split::Training).labels) {
        const TableRows& rows = data.rows(Split::Training);
        const std::vector<float> x =
            fitInputTransform(config, rows, data.featureCount()).apply(rows.features.data(), rows.count, data.featureCount());
        m_inputs.assign(x.begin(), x.end());
        for (const float value : initialParameters(m_architecture, config)) m_parameters.push_back(static_cast<double>(value));
    }

    const MlpArchitecture& architecture() const { return m_architecture; }
    const Matrix& parameters() const { return m_parameters; }

    double loss(const Matrix& parameters) const {
        Matrix x = m_inputs;
        std::size_t slot = 0;
        for (const std::int64_t width : m_architecture.widths) {
            Matrix y = linear(x, parameters, slot);
            slot += 2;
            if (m_architecture.batchNorm) {
                normalise(y, static_cast<std::size_t>(width), parameters, slot);
                slot += 2;
            }
            for (double& value : y) value = activate(value);
            if (m_architecture.skipConnections && x.size() == y.size()) {
                for (std::size_t i = 0; i < y.size(); ++i) y[i] += x[i];
            }
            x = std::move(y);
        }
        return crossEntropy(linear(x, parameters, slot));
    }

private:
    double activate(double x) const {
        if (m_activation == "tanh") return std::tanh(x);
        if (m_activation == "sigmoid") return 1.0 / (1.0 + std::exp(-x));
        if (m_activation == "gelu") return 0.5 * x * (1.0 + std::erf(x / std::sqrt(2.0)));
        if (m_activation == "leaky-relu") return x > 0.0 ? x : 0.01 * x;
        return x > 0.0 ? x : 0.0;
    }

    Matrix linear(const Matrix& x, const Matrix& parameters, std::size_t slot) const {
        const ParameterSlot& weight = m_architecture.slots[slot];
        const auto out = static_cast<std::size_t>(weight.shape[0]);
        const auto in = static_cast<std::size_t>(weight.shape[1]);
        const double* w = parameters.data() + weight.offset;
        const double* b = parameters.data() + m_architecture.slots[slot + 1].offset;
        Matrix y(m_labels.size() * out);
        for (std::size_t row = 0; row < m_labels.size(); ++row) {
            for (std::size_t o = 0; o < out; ++o) {
                double sum = b[o];
                for (std::size_t i = 0; i < in; ++i) sum += w[o * in + i] * x[row * in + i];
                y[row * out + o] = sum;
            }
        }
        return y;
    }

    void normalise(Matrix& y, std::size_t width, const Matrix& parameters, std::size_t slot) const {
        const double* scale = parameters.data() + m_architecture.slots[slot].offset;
        const double* shift = parameters.data() + m_architecture.slots[slot + 1].offset;
        const auto rows = static_cast<double>(m_labels.size());
        for (std::size_t column = 0; column < width; ++column) {
            double mean = 0.0;
            double variance = 0.0;
            for (std::size_t i = column; i < y.size(); i += width) mean += y[i] / rows;
            for (std::size_t i = column; i < y.size(); i += width) variance += (y[i] - mean) * (y[i] - mean) / rows;
            const double factor = scale[column] / std::sqrt(variance + 1e-5);
            for (std::size_t i = column; i < y.size(); i += width) y[i] = (y[i] - mean) * factor + shift[column];
        }
    }

    double crossEntropy(const Matrix& logits) const {
        const std::size_t classes = logits.size() / m_labels.size();
        double loss = 0.0;
        for (std::size_t row = 0; row < m_labels.size(); ++row) {
            double sum = 0.0;
            for (std::size_t c = 0; c < classes; ++c) sum += std::exp(logits[row * classes + c]);
            loss += std::log(sum) - logits[row * classes + static_cast<std::size_t>(m_labels[row])];
        }
        return loss / static_cast<double>(m_labels.size());
    }

    std::string m_activation;
    MlpArchitecture m_architecture;
    std::vector<std::int32_t> m_labels;
    Matrix m_inputs;
    Matrix m_parameters;
};

/// With SGD at rate 1, weights before minus weights after one step are the gradient.
std::vector<double> torchGradient(const ParamSet& config, const DatasetPointer& data, const Reference& reference, double& loss) {
    const auto session = prepared(config, data);
    loss = trainTo(*session, 1, 1.0).steps[0].loss;
    const ModelWeights weights = session->weights();
    std::vector<double> gradient;
    for (const ParameterSlot& slot : reference.architecture().slots) {
        for (const NamedTensor& tensor : weights.tensors) {
            if (tensor.name != slot.name) continue;
            for (const float value : tensor.values)
                gradient.push_back(reference.parameters()[gradient.size()] - static_cast<double>(value));
        }
    }
    return gradient;
}

class Gradient : public testing::TestWithParam<std::tuple<std::string, bool, bool>> {};

TEST_P(Gradient, MatchesAFloat64Reference) {
    const auto& [activation, batchNorm, skip] = GetParam();
    const ParamSet config = configOf({{"activation", activation},
                                      {"batch-norm", batchNorm ? "true" : "false"},
                                      {"skip-connections", skip ? "true" : "false"},
                                      {"hidden-layers", "3"},
                                      {"width", "5"},
                                      {"optimizer", "sgd"},
                                      {"batch-size", "24"}});
    const DatasetPointer data = makeData(24);
    const Reference reference(config, *data);
    double loss = 0.0;
    const std::vector<double> gradient = torchGradient(config, data, reference, loss);
    ASSERT_EQ(gradient.size(), reference.parameters().size());
    EXPECT_NEAR(loss, reference.loss(reference.parameters()), 2e-6);
    Matrix moved = reference.parameters();
    for (std::size_t i = 0; i < moved.size(); ++i) {
        const double h = 1e-6;
        const double at = moved[i];
        moved[i] = at + h;
        const double above = reference.loss(moved);
        moved[i] = at - h;
        const double below = reference.loss(moved);
        moved[i] = at;
        EXPECT_NEAR(gradient[i], (above - below) / (2.0 * h), 2e-6) << "parameter " << i;
    }
}

INSTANTIATE_TEST_SUITE_P(All, Gradient,
                         testing::Combine(testing::Values("relu", "leaky-relu", "tanh", "sigmoid", "gelu"), testing::Bool(),
                                          testing::Bool()));

} // namespace
} // namespace epochlab::core
