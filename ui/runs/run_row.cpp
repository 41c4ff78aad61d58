#include "runs/run_row.h"

#include "bridge/run_names.h"
#include "plot/run_mark.h"
#include "theme/style_sheet.h"
#include "theme/theme.h"

#include <QCheckBox>
#include <QContextMenuEvent>
#include <QGridLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QMenu>
#include <QPainter>
#include <QPushButton>

namespace epochlab::ui {

namespace {

constexpr QSize swatchSize{20, 12};

QLabel* plainLabel(const QFont& font, QWidget* parent) {
    auto* label = new QLabel(parent);
    label->setTextFormat(Qt::PlainText); // names may come from files
    label->setFont(font);
    return label;
}

QString notesText(const RunRecord& record) {
    QStringList lines{record.name, record.id.c_str()};
    for (const core::NoteEvent& note : record.notes) lines << QString::fromStdString(note.message);
    if (record.finished && record.finished->error) lines << QString::fromStdString(core::describe(*record.finished->error));
    return lines.join(QLatin1Char('\n')).toHtmlEscaped();
}

} // namespace

RunSwatch::RunSwatch(int series, QWidget* parent) : QWidget(parent), m_series(series) {
    setFixedSize(swatchSize);
    connect(&Theme::instance(), &Theme::changed, this, qOverload<>(&QWidget::update));
}

void RunSwatch::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    drawRunSwatch(painter, QRectF(rect()), m_series, Theme::instance().palette());
}

RunRow::RunRow(const RunRecord& record, QWidget* parent)
    : QFrame(parent), m_tick(new QCheckBox(this)), m_name(plainLabel(Theme::instance().bodyFont(), this)),
      m_state(plainLabel(Theme::instance().labelFont(), this)), m_value(plainLabel(Theme::instance().titleFont(), this)),
      m_resume(new QPushButton(tr("Resume"), this)) {
    setObjectName(QStringLiteral("runRow"));
    setAttribute(Qt::WA_StyledBackground);
    setFocusProxy(m_tick); // one stop of Tab for each row; Delete and the menu key reach the row through it
    m_state->setProperty("muted", true);
    m_state->setWordWrap(true);
    m_name->setWordWrap(true);
    m_value->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    m_tick->setObjectName(QStringLiteral("run-tick"));
    m_tick->setToolTip(tr("Show this run's curves"));
    auto* grid = new QGridLayout(this);
    grid->setContentsMargins(space::m, space::s, space::m, space::s);
    grid->setHorizontalSpacing(space::s);
    grid->setVerticalSpacing(1);
    grid->addWidget(m_tick, 0, 0, 2, 1);
    grid->addWidget(new RunSwatch(record.colour, this), 0, 1, 2, 1);
    grid->addWidget(m_name, 0, 2);
    grid->addWidget(m_state, 1, 2, 1, 2);
    grid->addWidget(m_resume, 2, 2, 1, 2, Qt::AlignLeft);
    grid->addWidget(m_value, 0, 3);
    grid->setColumnStretch(2, 1);
    connect(m_tick, &QCheckBox::toggled, this, &RunRow::tickToggled);
    m_resume->setObjectName(QStringLiteral("run-resume"));
    m_resume->setToolTip(tr("Goes on with this run from its last checkpoint, bit for bit"));
    connect(m_resume, &QPushButton::clicked, this, &RunRow::resumeRequested);
    update(record, false, false);
}

void RunRow::update(const RunRecord& record, bool current, bool resumable) {
    m_ended = !record.live();
    m_name->setText(record.name);
    m_state->setText(stateText(record));
    m_value->setText(accuracyText(bestValue(record)));
    m_value->setToolTip(tr("Best validation accuracy so far"));
    setToolTip(notesText(record));
    m_tick->setAccessibleName(text());
    m_resume->setVisible(resumable);
    m_resume->setAccessibleName(tr("Resume %1").arg(record.name));
    {
        const QSignalBlocker quiet(m_tick);
        m_tick->setChecked(record.ticked);
    }
    if (current != m_current) {
        m_current = current;
        setProperty("current", current);
        repolish(this);
    }
}

QString RunRow::text() const { return QStringList{m_name->text(), m_state->text(), m_value->text()}.join(QStringLiteral(", ")); }

void RunRow::contextMenuEvent(QContextMenuEvent* event) {
    QMenu menu(this);
    emit menuOpening(&menu);
    QAction* remove = menu.addAction(tr("Remove from the list"));
    remove->setEnabled(m_ended);
    if (!m_ended) remove->setText(tr("Remove from the list (stop it first)"));
    if (menu.exec(event->globalPos()) == remove) emit removeRequested();
}

void RunRow::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Delete && m_ended)
        emit removeRequested();
    else
        QFrame::keyPressEvent(event);
}

void RunRow::mousePressEvent(QMouseEvent* event) {
    setFocus(Qt::MouseFocusReason);
    QFrame::mousePressEvent(event);
}

} // namespace epochlab::ui

// Its own object, so that a test links only what it names.
#include "moc_run_row.cpp"
