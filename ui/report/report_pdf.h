#pragma once

#include "report/report.h"

#include <QByteArray>

namespace epochlab::ui {

/// The report on pages of A4: text as text, plots as vectors. Equal reports give equal bytes, but for dates and ids. GUI thread.
QByteArray reportPdf(const core::Report& report, const core::ReportAnswers& answers);

} // namespace epochlab::ui
