#pragma once

#include <QPointer>

namespace epochlab::ui {

class BranchDialog;
class CsvDialog;
class RateDialog;
class ReportDialog;
class ScheduleDialog;
class SightDialog;
class SweepDialog;

/// The dialogs that stand open beside the window; null: none of that kind does. They go when they are closed.
struct OpenDialogs {
    QPointer<BranchDialog> branch{};
    QPointer<CsvDialog> csv{};
    QPointer<RateDialog> rates{};
    QPointer<ReportDialog> report{};
    QPointer<ScheduleDialog> schedule{};
    QPointer<SightDialog> sight{};
    QPointer<SweepDialog> sweep{};
};

} // namespace epochlab::ui
