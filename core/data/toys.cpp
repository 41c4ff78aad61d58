#include "data/toys.h"

#include "base/random.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace epochlab::core {
namespace {

using Point = std::array<double, 2>;
constexpr double pi = std::numbers::pi;

Point moon(RandomStream& random, int label) {
    const double angle = random.uniform(0.0, pi);
    if (label == 0) return {std::cos(angle) - 0.5, std::sin(angle) - 0.25};
    return {0.5 - std::cos(angle), 0.25 - std::sin(angle)};
}

Point circle(RandomStream& random, int label) {
    const double angle = random.uniform(0.0, 2.0 * pi);
    const double radius = label == 0 ? 1.0 : 0.5;
    return {radius * std::cos(angle), radius * std::sin(angle)};
}

Point spiral(RandomStream& random, int label) {
    const double along = random.uniform(0.05, 1.0);
    const double angle = along * 1.5 * pi + label * 2.0 * pi / 3.0;
    return {1.5 * along * std::cos(angle), 1.5 * along * std::sin(angle)};
}

Point blob(RandomStream& random, int label) {
    const double angle = pi / 4.0 + label * pi / 2.0;
    return {1.2 * std::cos(angle) + 0.25 * random.normal(), 1.2 * std::sin(angle) + 0.25 * random.normal()};
}

Point xorPoint(RandomStream& random, int label) {
    const double x = random.uniform(0.05, 1.0);
    const double y = random.uniform(0.05, 1.0);
    const double sign = random.uniform() < 0.5 ? -1.0 : 1.0;
    return {sign * x, label == 0 ? sign * y : -sign * y};
}

struct Shape {
    std::string kind;
    std::vector<std::string> classes;
    Point (*draw)(RandomStream&, int);
};

const std::vector<Shape>& shapes() {
    static const std::vector<Shape> all{
        {"moons", {"upper", "lower"}, moon},
        {"circles", {"outer", "inner"}, circle},
        {"spiral", {"arm 1", "arm 2", "arm 3"}, spiral},
        {"blobs", {"blob 1", "blob 2", "blob 3", "blob 4"}, blob},
        {"xor", {"same sign", "opposite sign"}, xorPoint},
    };
    return all;
}

void addRow(TableRows& rows, const Point& point, int label) {
    rows.features.push_back(static_cast<float>(point[0]));
    rows.features.push_back(static_cast<float>(point[1]));
    rows.labels.push_back(label);
    ++rows.count;
}

} // namespace

const std::vector<std::string>& toyKinds() {
    static const std::vector<std::string> kinds = [] {
        std::vector<std::string> names;
        for (const Shape& shape : shapes()) names.push_back(shape.kind);
        return names;
    }();
    return kinds;
}

Result<TableDataset> makeToy(const ToyOptions& options) {
    const auto shape = std::find_if(shapes().begin(), shapes().end(), [&](const Shape& s) { return s.kind == options.kind; });
    if (shape == shapes().end())
        return Error{ErrorCode::DataNotFound, "there is no toy \"" + options.kind + "\"", "data",
                     "use moons, circles, spiral, blobs or xor"};
    const auto training = static_cast<std::int64_t>(std::llround(static_cast<double>(options.rows) * options.trainShare));
    const std::int64_t validation = (options.rows - training + 1) / 2;
    if (training < 1 || options.rows - training < 2)
        return Error{ErrorCode::DataTooFewRows, "too few rows for three splits", "toy-rows", "ask for more rows"};

    TableDataset dataset;
    dataset.name = options.kind;
    dataset.source = "toy:" + options.kind;
    dataset.featureNames = {"x", "y"};
    dataset.classNames = shape->classes;
    const int classes = static_cast<int>(shape->classes.size());
    // One stream for each row's place and one for its noise: the noise slider moves points, it does not draw new ones.
    RandomStream places({.seed = options.seed, .purpose = RandomPurpose::ToyData, .layer = 0});
    RandomStream noises({.seed = options.seed, .purpose = RandomPurpose::ToyData, .layer = 1});
    for (std::int64_t row = 0; row < options.rows; ++row) {
        const int label = static_cast<int>(row % classes);
        Point point = shape->draw(places, label);
        for (double& coordinate : point) coordinate += options.noise * noises.normal();
        const Split split = row < training ? Split::Training : row < training + validation ? Split::Validation : Split::Test;
        addRow(dataset.splits[static_cast<std::size_t>(split)], point, label);
    }
    dataset.fingerprint = fingerprintOf(dataset);
    return dataset;
}

} // namespace epochlab::core
