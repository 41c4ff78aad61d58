#pragma once

#include <array>

class QToolButton;
class QWidget;

namespace epochlab::ui {

/// What the chips above the plots show or hide.
enum Chip { TrainingChip, ValidationChip, TestChip, BatchChip, ChipCount };

/// The chips, children of `owner`, by Chip; objectName says which: "training", "validation", "test", "batch-loss".
std::array<QToolButton*, ChipCount> makeChips(QWidget& owner);

} // namespace epochlab::ui
