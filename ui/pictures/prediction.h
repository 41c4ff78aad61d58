#pragma once

#include "run/trainer.h"
#include "vision/decoder.h"

#include <QImage>
#include <QString>

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace epochlab::ui {

/// A trained model, wherever it is kept. Called on a worker.
using ModelSource = std::function<core::Result<std::shared_ptr<const core::Model>>()>;

/// A picture and who is to say what it shows. A plain value: it goes to a worker.
struct PredictionJob {
    std::string path;
    ModelSource model;
    core::TrainerProvider findTrainer;
    core::PictureDecoderProvider decoder; ///< empty: pictures cannot be read here
    int side = 200;                       ///< of the square that each picture is drawn into, in pixels of the screen
};

struct ClassShare {
    QString name;
    double probability = 0.0;
};

struct Prediction {
    QImage file, seen; ///< as in the file, and as the network sees it
    QString fileLine, seenLine;
    std::vector<ClassShare> classes; ///< the most probable first, at most mostClasses
    int classCount = 0;

    static constexpr std::size_t mostClasses = 5;
};

/// Any thread; may take a second, as the engine is opened. The errors of reading a picture, of the model and its trainer; DataShape where
/// the model takes rows of a table.
core::Result<Prediction> predictPicture(const PredictionJob& job);

} // namespace epochlab::ui
