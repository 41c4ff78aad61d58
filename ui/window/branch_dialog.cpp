#include "window/branch_dialog.h"

#include "params/field_row.h"
#include "theme/style_sheet.h"
#include "theme/theme.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

#include <algorithm>

namespace epochlab::ui {

BranchDialog::BranchDialog(std::shared_ptr<BranchDraft> draft, QWidget* parent) : QDialog(parent), m_draft(std::move(draft)) {
    setWindowTitle(tr("Branch of %1").arg(m_draft->name()));
    setObjectName(QStringLiteral("branch-dialog"));
    resize(340, 520);
    build();
    refresh();
    if (FieldRow* rate = m_fields.at("learning-rate"); rate->edit()) rate->edit()->setFocus();
}

void BranchDialog::build() {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(space::l, space::l, space::l, space::l);
    column->setSpacing(space::s);
    auto* words =
        new QLabel(tr("A new run goes on from a checkpoint with these settings. Its curves hold those of the run up to there."), this);
    words->setWordWrap(true);
    words->setProperty("muted", true);
    column->addWidget(words);
    auto* from = new QHBoxLayout;
    from->setSpacing(space::s);
    auto* label = new QLabel(tr("&From"), this);
    m_place = new QComboBox(this);
    m_place->setObjectName(QStringLiteral("branch-place"));
    m_place->setAccessibleName(tr("From"));
    m_place->addItems(m_draft->places());
    m_place->setCurrentIndex(m_draft->place());
    label->setBuddy(m_place);
    connect(m_place, &QComboBox::currentIndexChanged, this, [this](int place) {
        m_draft->setPlace(place);
        refresh();
    });
    from->addWidget(label);
    from->addWidget(m_place, 1);
    column->addLayout(from);
    addFields(*column);
    m_summary = new QLabel(this);
    m_summary->setObjectName(QStringLiteral("branch-summary"));
    m_summary->setTextFormat(Qt::PlainText);
    m_summary->setWordWrap(true);
    m_summary->setMinimumHeight(3 * fontMetrics().lineSpacing());
    m_summary->setAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    column->addWidget(m_summary);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    m_start = buttons->addButton(tr("Start"), QDialogButtonBox::AcceptRole);
    m_start->setObjectName(QStringLiteral("branch-start"));
    m_start->setDefault(true);
    connect(buttons, &QDialogButtonBox::accepted, this, &BranchDialog::start);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    column->addWidget(buttons);
}

void BranchDialog::addFields(QVBoxLayout& column) {
    auto* page = new QWidget;
    auto* rows = new QVBoxLayout(page);
    rows->setContentsMargins(0, 0, space::m, 0);
    rows->setSpacing(0);
    for (const std::string& id : m_draft->fields()) {
        auto* row = new FieldRow(*m_draft->config().table().find(id), page);
        row->setToolTip(QString::fromStdString(row->spec().help));
        connect(row, &FieldRow::edited, this, &BranchDialog::take);
        rows->addWidget(row);
        m_fields.emplace(id, row);
    }
    rows->addStretch(1);
    auto* scroll = new QScrollArea(this);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::NoFocus); // its fields have it
    scroll->setWidget(page);
    column.addWidget(scroll, 1);
}

void BranchDialog::take(const QString& id, const QString& text) {
    FieldRow* row = m_fields.at(id.toStdString());
    const core::Result<void> set = m_draft->setText(id.toStdString(), text.toStdString());
    row->showError(set ? QString() : QString::fromStdString(core::describe(set.error())));
    refresh();
}

void BranchDialog::refresh() {
    for (const auto& [id, row] : m_fields) {
        row->setVisible(m_draft->config().isVisible(id));
        row->showValue(m_draft->config().value(id));
    }
    m_summary->setText(m_draft->summary());
    m_summary->setProperty("badText", !m_draft->possible());
    repolish(m_summary);
    m_start->setEnabled(startable());
}

QString BranchDialog::summaryText() const { return m_summary->text(); }

bool BranchDialog::startable() const {
    const auto isRefused = [this](const auto& field) { return field.second->isVisibleTo(this) && !field.second->errorText().isEmpty(); };
    return m_draft->possible() && std::ranges::none_of(m_fields, isRefused);
}

void BranchDialog::start() {
    for (const auto& [id, row] : m_fields) row->enterTyped(); // Return leaves the focus in the field
    if (startable()) accept();
}

} // namespace epochlab::ui
