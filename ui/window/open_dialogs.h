#pragma once

#include <QPointer>

namespace epochlab::ui {

class BranchDialog;
class CsvDialog;
class RateDialog;
class ScheduleDialog;
class SweepDialog;

/// The dialogs that stand open beside the window; null: none of that kind does. They go when they are closed.
struct OpenDialogs {
    QPointer<BranchDialog> branch{};
    QPointer<CsvDialog> csv{};
    QPointer<RateDialog> rates{};
    QPointer<ScheduleDialog> schedule{};
    QPointer<SweepDialog> sweep{};
};

} // namespace epochlab::ui
