#pragma once

#include "bridge/run_record.h"

#include <QFrame>

class QCheckBox;
class QLabel;
class QMenu;
class QPushButton;

namespace epochlab::ui {

/// Line and marker of a run in its colour, as the plots draw it.
class RunSwatch : public QWidget {
    Q_OBJECT
public:
    explicit RunSwatch(int series, QWidget* parent = nullptr);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    int m_series;
};

/// One run of the list; its tick has the focus for all of it. GUI thread.
class RunRow : public QFrame {
    Q_OBJECT
public:
    explicit RunRow(const RunRecord& record, QWidget* parent = nullptr);

    void update(const RunRecord& record, bool current, bool resumable);
    QString text() const;
    QCheckBox* tick() const { return m_tick; }
    QPushButton* resumeButton() const { return m_resume; }

signals:
    void tickToggled(bool ticked);
    void resumeRequested();
    void removeRequested();
    void menuOpening(QMenu* menu); ///< others add what they do with a run

protected:
    void contextMenuEvent(QContextMenuEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;

private:
    QCheckBox* m_tick;
    QLabel* m_name;
    QLabel* m_state;
    QLabel* m_value;
    QPushButton* m_resume; ///< only where the run can go on
    bool m_ended = false;
    bool m_current = false;
};

} // namespace epochlab::ui
