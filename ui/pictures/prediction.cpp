#include "pictures/prediction.h"

#include "data/picture_options.h"
#include "data/read_picture.h"
#include "pictures/picture_image.h"

#include <QObject>

#include <algorithm>
#include <numeric>

namespace epochlab::ui {
namespace {

using core::Error;
using core::ErrorCode;

std::vector<ClassShare> mostProbable(const std::vector<float>& probabilities, const std::vector<std::string>& names) {
    std::vector<std::size_t> order(names.size());
    std::iota(order.begin(), order.end(), 0U);
    std::ranges::stable_sort(order, [&](std::size_t left, std::size_t right) { return probabilities[left] > probabilities[right]; });
    std::vector<ClassShare> shares;
    for (const std::size_t index : order) {
        if (shares.size() == Prediction::mostClasses) break;
        shares.push_back({QString::fromStdString(names[index]), double{probabilities[index]}});
    }
    return shares;
}

core::Result<std::vector<float>> answer(const PredictionJob& job, const core::Model& model, const core::Picture& shaped) {
    const auto trainer = job.findTrainer(model.config);
    if (!trainer) return trainer.error();
    const auto predictor = (*trainer)->predictor(model);
    if (!predictor) return predictor.error();
    std::vector<float> values(model.view->values());
    model.view->normalise(shaped, false, values);
    return (*predictor)->probabilities(values, 1);
}

} // namespace

core::Result<Prediction> predictPicture(const PredictionJob& job) {
    if (!job.decoder) return Error{ErrorCode::EngineMissing, "pictures cannot be decoded here", "", "use the program epochlab"};
    const auto model = job.model();
    if (!model) return model.error();
    if (!(*model)->view)
        return Error{ErrorCode::DataShape, "the run's model takes rows of a table, not pictures", "",
                     "choose a run that was trained on pictures, or train one"};
    const core::PictureView& view = *(*model)->view;
    const auto picture = core::readPicture(job.path, core::pictureOptionsOf((*model)->config).maximumPixels, job.decoder);
    if (!picture) return picture.error();
    const core::Picture shaped = view.shaped(*picture);
    const auto probabilities = answer(job, **model, shaped);
    if (!probabilities) return probabilities.error();
    Prediction prediction;
    prediction.file = shownImage(*picture, job.side);
    prediction.fileLine = QObject::tr("in the file: %1").arg(sizeText(*picture));
    prediction.seen = shownImage(view.seen(shaped, false), job.side);
    prediction.seenLine = QObject::tr("the network sees: %1").arg(sizeText(shaped));
    prediction.classes = mostProbable(*probabilities, (*model)->classNames);
    prediction.classCount = static_cast<int>((*model)->classNames.size());
    return prediction;
}

} // namespace epochlab::ui
