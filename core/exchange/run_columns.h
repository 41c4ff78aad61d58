#pragma once

#include <array>
#include <string_view>

namespace epochlab::core {

enum class ColumnKind { Text, Names, Integer, Real }; ///< Names: a list of texts in JSON

struct RunColumn {
    std::string_view name;
    ColumnKind kind;
};

/// What is taken along of the table runs. The number, the id and the owner belong to one store.
inline constexpr std::array runColumns{
    RunColumn{"name", ColumnKind::Text},
    RunColumn{"state", ColumnKind::Text},
    RunColumn{"created", ColumnKind::Integer},
    RunColumn{"config", ColumnKind::Text},
    RunColumn{"data_name", ColumnKind::Text},
    RunColumn{"data_fingerprint", ColumnKind::Text},
    RunColumn{"features", ColumnKind::Names},
    RunColumn{"classes", ColumnKind::Names},
    RunColumn{"geographic", ColumnKind::Integer},
    RunColumn{"seed", ColumnKind::Integer},
    RunColumn{"version", ColumnKind::Text},
    RunColumn{"engine", ColumnKind::Text},
    RunColumn{"device", ColumnKind::Text},
    RunColumn{"threads", ColumnKind::Integer},
    RunColumn{"instruction_set", ColumnKind::Text},
    RunColumn{"parameters", ColumnKind::Integer},
    RunColumn{"layers", ColumnKind::Names},
    RunColumn{"steps_per_epoch", ColumnKind::Integer},
    RunColumn{"planned_epochs", ColumnKind::Integer},
    RunColumn{"epochs", ColumnKind::Integer},
    RunColumn{"seconds", ColumnKind::Real},
    RunColumn{"best_epoch", ColumnKind::Integer},
    RunColumn{"best_validation_accuracy", ColumnKind::Real},
    RunColumn{"best_validation_loss", ColumnKind::Real},
    RunColumn{"best_training_accuracy", ColumnKind::Real},
    RunColumn{"best_test_accuracy", ColumnKind::Real},
    RunColumn{"error_code", ColumnKind::Text},
    RunColumn{"error_message", ColumnKind::Text},
    RunColumn{"divergence_step", ColumnKind::Integer},
    RunColumn{"divergence_layer", ColumnKind::Text},
    RunColumn{"tags", ColumnKind::Text},
    RunColumn{"note", ColumnKind::Text},
};

} // namespace epochlab::core
