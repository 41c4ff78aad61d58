#pragma once

#include "bridge/controller.h"
#include "insight/maps_card.h"

#include <string>
#include <vector>

namespace epochlab::ui {

/// Runs whose decision maps stand side by side: the ticked ones, in their order.
struct MapsQuestion {
    struct Run {
        core::RunId id;
        QString name;
        std::shared_ptr<const core::ModelWeights> weights{}; ///< of its best epoch where they are in memory; null: the store has them
        core::ParamSet config;
        core::DatasetPointer dataset{}; ///< null: it is loaded
        double accuracy = 0;            ///< validation, of the best epoch; NaN: not known
        std::int64_t epoch = 0;
    };
    std::string directory{}; ///< of the store
    core::RunServices services{};
    std::vector<Run> runs{};

    static constexpr std::size_t most = 6;
};

struct MapsAnswer {
    MapsCard::Maps maps;
    QString subtitle;
    QString reason; ///< why there is none; empty: there are
};

/// Of what is ticked; the first `most` of them.
MapsQuestion mapsQuestionOf(const Controller& controller, const std::string& directory);
/// Any thread.
MapsAnswer mapsOf(const MapsQuestion& question);

} // namespace epochlab::ui
