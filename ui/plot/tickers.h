#pragma once

#include <qcustomplot.h>

namespace epochlab::ui {

/// Linear ticks that never fall between whole numbers where the data has only these, labelled with equal decimals.
class PlainTicker : public QCPAxisTicker {
public:
    void setWhole(bool whole) { m_whole = whole; }

protected:
    double getTickStep(const QCPRange& range) override;
    QString getTickLabel(double tick, const QLocale& locale, QChar format, int precision) override;

private:
    bool m_whole = false;
    double m_step = 1;
};

/// Logarithmic ticks at 1, 2, 5 within few decades, at powers of ten beyond.
class DecadeTicker : public QCPAxisTicker {
protected:
    QVector<double> createTickVector(double step, const QCPRange& range) override;
    QVector<double> createSubTickVector(int, const QVector<double>&) override { return {}; }
    QString getTickLabel(double tick, const QLocale& locale, QChar format, int precision) override;
};

} // namespace epochlab::ui
