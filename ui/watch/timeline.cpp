#include "watch/timeline.h"

#include "theme/glyph.h"
#include "theme/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QSignalBlocker>
#include <QSlider>
#include <QToolButton>

#include <algorithm>

namespace epochlab::ui {
namespace {

constexpr int stepMs = 100;          ///< of an epoch while it plays
constexpr int longestPlayMs = 10000; ///< of all epochs: of many some are left out

} // namespace

Timeline::Timeline(QWidget* parent)
    : QWidget(parent), m_play(glyphButton(this, Glyph::Play, tr("Play the epochs"))), m_slider(new QSlider(Qt::Horizontal, this)),
      m_label(new QLabel(this)), m_now(new QToolButton(this)) {
    setAccessibleName(tr("Timeline"));
    m_play->setCheckable(true);
    m_slider->setAccessibleName(tr("Epoch of all views"));
    m_slider->setToolTip(tr("Moves curves, map, gradients, confusion and pictures to one epoch"));
    m_label->setFont(Theme::instance().labelFont());
    m_label->setProperty("muted", true);
    m_label->setMinimumWidth(QFontMetrics(m_label->font()).horizontalAdvance(tr("epoch %1 of %2").arg(99999).arg(99999)));
    m_now->setText(tr("Now"));
    m_now->setCheckable(true);
    m_now->setFont(Theme::instance().labelFont());
    m_now->setToolTip(tr("Back to the newest epoch, and follow the run"));
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(space::s);
    row->addWidget(m_play);
    row->addWidget(m_slider, 1);
    row->addWidget(m_label);
    row->addWidget(m_now);
    m_playing.setInterval(stepMs);
    connect(m_slider, &QSlider::valueChanged, this, [this](int value) { setEpoch(value); });
    connect(m_slider, &QSlider::sliderPressed, this, [this] { play(false); });
    connect(m_play, &QToolButton::clicked, this, &Timeline::play);
    connect(m_now, &QToolButton::clicked, this, [this] {
        play(false);
        setEpoch(std::nullopt);
    });
    connect(&m_playing, &QTimer::timeout, this, &Timeline::advance);
    refresh();
}

void Timeline::setEpochs(std::int64_t last) {
    if (last == m_last) return;
    m_last = last;
    if (m_epoch && *m_epoch > last) {
        play(false);
        setEpoch(std::nullopt);
    }
    refresh();
}

void Timeline::setEpoch(std::optional<std::int64_t> epoch) {
    if (epoch) epoch = std::clamp<std::int64_t>(*epoch, 1, std::max<std::int64_t>(1, m_last));
    if (m_last == 0) epoch.reset();
    const bool other = epoch != m_epoch;
    m_epoch = epoch;
    refresh();
    if (other) emit moved(m_epoch);
}

void Timeline::step(int by) { setEpoch(m_epoch.value_or(m_last) + by); }

void Timeline::play(bool on) {
    if (on && m_last > 1) {
        if (!m_epoch || *m_epoch >= m_last) setEpoch(1);
        m_playing.start();
    } else {
        m_playing.stop();
    }
    m_play->setChecked(playing());
}

/// Never faster than the views: a slow map is not skipped over.
void Timeline::advance() {
    if (m_shown && !m_shown()) return;
    const std::int64_t by = std::max<std::int64_t>(1, m_last * stepMs / longestPlayMs);
    if (!m_epoch || *m_epoch >= m_last) return play(false);
    setEpoch(*m_epoch + by);
}

void Timeline::refresh() {
    const QSignalBlocker quiet(m_slider);
    const auto last = static_cast<int>(std::max<std::int64_t>(1, m_last));
    m_slider->setRange(1, last);
    m_slider->setPageStep(std::max(1, last / 10));
    m_slider->setValue(static_cast<int>(m_epoch.value_or(last)));
    for (QWidget* each : {static_cast<QWidget*>(m_slider), static_cast<QWidget*>(m_play)}) each->setEnabled(m_last > 1);
    m_now->setEnabled(m_last > 0);
    m_now->setChecked(!m_epoch);
    m_label->setText(m_last == 0 ? tr("no epoch yet") : tr("epoch %1 of %2").arg(m_epoch.value_or(m_last)).arg(m_last));
    m_slider->setAccessibleDescription(m_label->text());
}

} // namespace epochlab::ui
