#include "core/mlp/reference.h"

#include <algorithm>
#include <cmath>

namespace epochlab::test {

using core::Activation;
using core::OptimizerMethod;

namespace {
std::size_t at(std::int64_t i) { return static_cast<std::size_t>(i); }
} // namespace

double Reference::bend(double z, double* slope) const {
    double value = std::max(z, 0.0);
    *slope = z > 0 ? 1 : 0;
    if (activation == Activation::LeakyRelu) {
        *slope = z > 0 ? 1 : 0.01;
        value = z * *slope;
    } else if (activation == Activation::Tanh) {
        value = std::tanh(z);
        *slope = 1 - value * value;
    } else if (activation == Activation::Sigmoid) {
        value = 1 / (1 + std::exp(-z));
        *slope = value * (1 - value);
    } else if (activation == Activation::Gelu) {
        const double phi = 0.5 * (1 + std::erf(z / std::sqrt(2.0)));
        value = z * phi;
        *slope = phi + z * std::exp(-z * z / 2) / std::sqrt(2 * M_PI);
    }
    return value;
}

/// y = W x + b
Matrix Reference::linear(const Matrix& x, std::size_t slot) const {
    const auto& weight = architecture.slots[slot];
    const double* w = parameters.data() + weight.offset;
    const double* b = parameters.data() + architecture.slots[slot + 1].offset;
    Matrix y(x.size(), std::vector<double>(at(weight.shape[0])));
    for (std::size_t r = 0; r < x.size(); ++r)
        for (std::size_t o = 0; o < y[r].size(); ++o) {
            y[r][o] = b[o];
            for (std::size_t i = 0; i < x[r].size(); ++i) y[r][o] += w[o * x[r].size() + i] * x[r][i];
        }
    return y;
}

void Reference::normalize(Matrix& y, Layer& layer, std::size_t slot, std::size_t statistics) {
    const double* gamma = parameters.data() + architecture.slots[slot + 2].offset;
    const double* beta = parameters.data() + architecture.slots[slot + 3].offset;
    const auto rows = static_cast<double>(y.size());
    const std::size_t width = y[0].size();
    layer.normalized = y;
    for (std::size_t o = 0; o < width; ++o) {
        double mean = 0;
        double squares = 0;
        for (const auto& row : y) mean += row[o] / rows;
        for (const auto& row : y) squares += (row[o] - mean) * (row[o] - mean);
        layer.inverseDeviation.push_back(1 / std::sqrt(squares / rows + 1e-5));
        running[statistics + o] += 0.1 * (mean - running[statistics + o]);
        running[statistics + width + o] += 0.1 * (squares / (rows - 1) - running[statistics + width + o]);
        for (std::size_t r = 0; r < y.size(); ++r) {
            layer.normalized[r][o] = (y[r][o] - mean) * layer.inverseDeviation[o];
            y[r][o] = gamma[o] * layer.normalized[r][o] + beta[o];
        }
    }
}

Matrix Reference::lossGradient(const Matrix& logits, const std::vector<int>& labels) {
    const std::size_t classes = logits[0].size();
    const auto weightOf = [&](std::size_t c) { return classWeights.empty() ? 1.0 : classWeights[c]; };
    double total = 0;
    for (const int label : labels) total += weightOf(at(label));
    Matrix gradients = logits;
    loss = 0;
    correct = 0;
    for (std::size_t r = 0; r < logits.size(); ++r) {
        const auto& z = logits[r];
        const double peak = *std::max_element(z.begin(), z.end());
        correct += std::max_element(z.begin(), z.end()) - z.begin() == labels[r] ? 1 : 0;
        double sum = 0;
        for (const double value : z) sum += std::exp(value - peak);
        double all = 0;
        std::vector<double> target(classes);
        for (std::size_t c = 0; c < classes; ++c) {
            target[c] = smoothing / static_cast<double>(classes) * weightOf(c) +
                        (static_cast<int>(c) == labels[r] ? (1 - smoothing) * weightOf(c) : 0);
            all += target[c];
            loss += target[c] * (std::log(sum) + peak - z[c]) / total;
        }
        for (std::size_t c = 0; c < classes; ++c) gradients[r][c] = (all * std::exp(z[c] - peak) / sum - target[c]) / total;
    }
    return gradients;
}

/// Gradients of W and b; returns that of x.
Matrix Reference::linearBackward(const Matrix& x, const Matrix& dy, std::size_t slot) {
    const double* w = parameters.data() + architecture.slots[slot].offset;
    double* dw = gradient.data() + architecture.slots[slot].offset;
    double* db = gradient.data() + architecture.slots[slot + 1].offset;
    Matrix dx(x.size(), std::vector<double>(x[0].size(), 0.0));
    for (std::size_t r = 0; r < x.size(); ++r)
        for (std::size_t o = 0; o < dy[r].size(); ++o) {
            db[o] += dy[r][o];
            for (std::size_t i = 0; i < x[r].size(); ++i) {
                dw[o * x[r].size() + i] += dy[r][o] * x[r][i];
                dx[r][i] += w[o * x[r].size() + i] * dy[r][o];
            }
        }
    return dx;
}

void Reference::normalizeBackward(Matrix& dz, const Layer& layer, std::size_t slot) {
    const double* gamma = parameters.data() + architecture.slots[slot + 2].offset;
    double* dGamma = gradient.data() + architecture.slots[slot + 2].offset;
    double* dBeta = gradient.data() + architecture.slots[slot + 3].offset;
    const auto rows = static_cast<double>(dz.size());
    for (std::size_t o = 0; o < dz[0].size(); ++o) {
        for (std::size_t r = 0; r < dz.size(); ++r) {
            dBeta[o] += dz[r][o];
            dGamma[o] += dz[r][o] * layer.normalized[r][o];
        }
        for (std::size_t r = 0; r < dz.size(); ++r)
            dz[r][o] = gamma[o] * layer.inverseDeviation[o] * (dz[r][o] - dBeta[o] / rows - layer.normalized[r][o] * dGamma[o] / rows);
    }
}

void Reference::forwardAndBackward(const Matrix& inputs, const std::vector<int>& labels) {
    const std::size_t hidden = architecture.widths.size();
    std::vector<Layer> layers(hidden);
    Matrix x = inputs;
    std::size_t statistics = 0;
    for (std::size_t l = 0; l < hidden; ++l) {
        layers[l].input = x;
        Matrix y = linear(x, l * slotsOfHidden());
        if (architecture.batchNorm) normalize(y, layers[l], l * slotsOfHidden(), statistics);
        statistics += 2 * y[0].size();
        layers[l].slope = y;
        for (std::size_t r = 0; r < y.size(); ++r)
            for (std::size_t o = 0; o < y[r].size(); ++o) {
                const double mask = masks.empty() ? 1 : masks[l][r][o];
                y[r][o] = mask * bend(y[r][o], &layers[l].slope[r][o]);
                layers[l].slope[r][o] *= mask;
                if (architecture.skipConnections && x[r].size() == y[r].size()) y[r][o] += x[r][o];
            }
        x = y;
    }
    gradient.assign(parameters.size(), 0.0);
    Matrix upstream = linearBackward(x, lossGradient(linear(x, hidden * slotsOfHidden()), labels), hidden * slotsOfHidden());
    for (std::size_t l = hidden; l-- > 0;) {
        Matrix dz = upstream;
        for (std::size_t r = 0; r < dz.size(); ++r)
            for (std::size_t o = 0; o < dz[r].size(); ++o) dz[r][o] *= layers[l].slope[r][o];
        if (architecture.batchNorm) normalizeBackward(dz, layers[l], l * slotsOfHidden());
        Matrix dx = linearBackward(layers[l].input, dz, l * slotsOfHidden());
        if (architecture.skipConnections && dx[0].size() == upstream[0].size())
            for (std::size_t r = 0; r < dx.size(); ++r)
                for (std::size_t i = 0; i < dx[r].size(); ++i) dx[r][i] += upstream[r][i];
        upstream = std::move(dx);
    }
}

void Reference::update(double learningRate, long step) {
    double norm = 0;
    for (const double g : gradient) norm += g * g;
    norm = std::sqrt(norm);
    const double clip = rule.clip > 0 && norm > rule.clip ? rule.clip / (norm + 1e-6) : 1;
    for (std::size_t i = 0; i < parameters.size(); ++i) {
        double& w = parameters[i];
        double g = gradient[i] * clip + rule.l1 * ((w > 0) - (w < 0));
        if (rule.method == OptimizerMethod::AdamW)
            w *= 1 - learningRate * rule.weightDecay;
        else
            g += rule.weightDecay * w;
        if (rule.method == OptimizerMethod::Sgd) w -= learningRate * g;
        if (rule.method == OptimizerMethod::Momentum) w -= learningRate * (moment1[i] = rule.momentum * moment1[i] + g);
        if (rule.method != OptimizerMethod::Adam && rule.method != OptimizerMethod::AdamW) continue;
        moment1[i] += (1 - rule.beta1) * (g - moment1[i]);
        moment2[i] = rule.beta2 * moment2[i] + (1 - rule.beta2) * g * g;
        const double mean = moment1[i] / (1 - std::pow(rule.beta1, step));
        w -= learningRate * mean / (std::sqrt(moment2[i] / (1 - std::pow(rule.beta2, step))) + rule.epsilon);
    }
}

Matrix Reference::probabilities(const Matrix& inputs) const {
    Matrix x = inputs;
    std::size_t statistics = 0;
    for (std::size_t l = 0; l <= architecture.widths.size(); ++l) {
        const std::size_t slot = l * slotsOfHidden();
        Matrix y = linear(x, slot);
        const std::size_t width = y[0].size();
        for (std::size_t r = 0; r < y.size() && l < architecture.widths.size(); ++r)
            for (std::size_t o = 0; o < width; ++o) {
                if (architecture.batchNorm) {
                    const double gamma = parameters[at(architecture.slots[slot + 2].offset) + o];
                    const double beta = parameters[at(architecture.slots[slot + 3].offset) + o];
                    y[r][o] = gamma * (y[r][o] - running[statistics + o]) / std::sqrt(running[statistics + width + o] + 1e-5) + beta;
                }
                double slope = 0;
                y[r][o] = bend(y[r][o], &slope) + (architecture.skipConnections && x[r].size() == width ? x[r][o] : 0);
            }
        statistics += 2 * width;
        x = std::move(y);
    }
    for (auto& row : x) {
        const double peak = *std::max_element(row.begin(), row.end());
        double sum = 0;
        for (double& z : row) sum += z = std::exp(z - peak);
        for (double& z : row) z /= sum;
    }
    return x;
}

} // namespace epochlab::test
