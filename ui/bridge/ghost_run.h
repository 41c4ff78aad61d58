#pragma once

#include <QString>

namespace epochlab::ui {

class Controller;
struct RunRecord;

/// The previous comparable run behind the current one; null: none. Valid as long as the controller's runs are. GUI thread.
const RunRecord* ghostOf(const Controller& controller);
/// Its one-line difference: "Only width changed, 16 → 64: validation 0.903 → 0.951"; empty: there is no ghost.
QString ghostDifference(const Controller& controller);

} // namespace epochlab::ui
