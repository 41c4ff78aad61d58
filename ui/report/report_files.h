#pragma once

#include "report/report.h"

#include <QByteArray>

namespace epochlab::ui {

// A report as one file. Equal reports give equal bytes, but for dates and ids in PDF. Takes seconds; GUI thread, the offscreen platform is
// enough.

/// Pages of A4: text as text, plots as vectors.
QByteArray reportPdf(const core::Report& report, const core::Answers& answers);
/// One HTML file that opens offline.
QByteArray reportHtml(const core::Report& report, const core::Answers& answers);

} // namespace epochlab::ui
