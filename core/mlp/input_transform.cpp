#include "mlp/architecture.h"

#include <cmath>

namespace epochlab::core {

std::vector<float> InputTransform::apply(const float* features, std::int64_t rows, std::int64_t featureCount) const {
    const std::int64_t inputs = inputCount(featureCount);
    std::vector<float> result(static_cast<std::size_t>(rows * inputs));
    for (std::int64_t row = 0; row < rows; ++row) {
        float* out = result.data() + row * inputs;
        for (std::int64_t feature = 0; feature < featureCount; ++feature) {
            const float x = features[row * featureCount + feature];
            if (sineCount == 0) {
                out[feature] = x;
                continue;
            }
            for (std::int64_t k = 1; k <= sineCount; ++k) {
                const double alpha = sineMaximum * static_cast<double>(k) / static_cast<double>(sineCount);
                out[feature * sineCount + k - 1] = static_cast<float>(std::sin(alpha * static_cast<double>(x)));
            }
        }
        if (mean.empty()) continue;
        for (std::int64_t i = 0; i < inputs; ++i) {
            const auto at = static_cast<std::size_t>(i);
            out[i] = (out[i] - mean[at]) * scale[at];
        }
    }
    return result;
}

InputTransform fitInputTransform(const ParamSet& config, const TableRows& training, std::int64_t features) {
    InputTransform transform;
    transform.sineCount = config.integer("sine-features");
    transform.sineMaximum = config.real("sine-maximum");
    if (!config.boolean("standardize") || training.count == 0) return transform;

    const std::vector<float> values = transform.apply(training.features.data(), training.count, features);
    const auto inputs = static_cast<std::size_t>(transform.inputCount(features));
    const auto rows = static_cast<double>(training.count);
    std::vector<double> mean(inputs, 0.0);
    std::vector<double> variance(inputs, 0.0);
    for (std::size_t i = 0; i < values.size(); ++i) mean[i % inputs] += static_cast<double>(values[i]);
    for (double& value : mean) value /= rows;
    for (std::size_t i = 0; i < values.size(); ++i) {
        const double deviation = static_cast<double>(values[i]) - mean[i % inputs];
        variance[i % inputs] += deviation * deviation;
    }
    for (std::size_t i = 0; i < inputs; ++i) {
        transform.mean.push_back(static_cast<float>(mean[i]));
        // A constant input becomes 0, not infinity.
        const double deviation = std::sqrt(variance[i] / rows);
        transform.scale.push_back(deviation > 0.0 ? static_cast<float>(1.0 / deviation) : 1.0F);
    }
    return transform;
}

} // namespace epochlab::core
