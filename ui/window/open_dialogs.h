#pragma once

#include <QPointer>
#include <QWidget>

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

/// In front where it stands already; false: there is none (null).
bool comesForward(QWidget* dialog);

} // namespace epochlab::ui
