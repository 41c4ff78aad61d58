#include "window/sweep_dialog.h"

#include "params/model_fields.h"
#include "theme/style_sheet.h"
#include "theme/theme.h"

#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QSignalBlocker>
#include <QVBoxLayout>

#include <algorithm>

namespace epochlab::ui {
namespace {

QString examplesOf(const core::ParamSpec& spec, bool drawn) {
    switch (spec.kind) {
    case core::ParamKind::Boolean: return QStringLiteral("false, true");
    case core::ParamKind::Text: return QObject::tr("values with commas between");
    case core::ParamKind::Choice: {
        QStringList values;
        for (const core::ParamChoice& choice : spec.choices) values << QString::fromStdString(choice.value);
        return values.join(QStringLiteral(", "));
    }
    case core::ParamKind::Integer:
    case core::ParamKind::Real: break;
    }
    const bool sliding = spec.sliderMinimum < spec.sliderMaximum;
    const double low = std::max(sliding ? spec.sliderMinimum : spec.minimum, spec.scale == core::ParamScale::Logarithmic ? 1e-12 : -1e300);
    const QString range = QStringLiteral("%1..%2").arg(low).arg(sliding ? spec.sliderMaximum : spec.maximum);
    return drawn ? range : QObject::tr("a, b, c or %1:5").arg(range);
}

} // namespace

SweepDialog::SweepDialog(Controller& controller, int cores, QWidget* parent) : QDialog(parent), m_draft(controller, cores) {
    setWindowTitle(tr("Sweep"));
    resize(600, 420);
    build();
    connect(&m_draft, &SweepDraft::previewChanged, this, &SweepDialog::showPreview);
    connect(&m_draft, &SweepDraft::textChanged, this, &SweepDialog::showText);
    showText();
    const core::ParamSet& base = controller.config();
    addAxis(
        {core::rateField(base), core::isTreeModel(base) ? QStringLiteral("0.3, 0.1, 0.03") : QStringLiteral("0.1, 0.01, 0.001"), false});
    m_rows.front().values->setFocus();
}

void SweepDialog::build() {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(space::l, space::l, space::l, space::l);
    column->setSpacing(space::s);
    m_introduction = new QLabel(this);
    m_introduction->setWordWrap(true);
    m_introduction->setProperty("muted", true);
    column->addWidget(m_introduction);
    m_listed = new QLabel(this);
    column->addWidget(m_listed);
    auto* inner = new QWidget;
    auto* innerColumn = new QVBoxLayout(inner);
    innerColumn->setContentsMargins(0, 0, 0, 0);
    m_axes = new QVBoxLayout;
    m_axes->setSpacing(space::xs);
    innerColumn->addLayout(m_axes);
    m_more = new QPushButton(tr("Add a field"), inner);
    m_more->setObjectName(QStringLiteral("sweep-add"));
    m_more->setProperty("link", true);
    connect(m_more, &QPushButton::clicked, this, [this] { addRow().field->setFocus(); });
    innerColumn->addWidget(m_more, 0, Qt::AlignLeft);
    innerColumn->addStretch();
    auto* scroll = new QScrollArea(this);
    scroll->setWidgetResizable(true);
    scroll->setFocusPolicy(Qt::NoFocus); // its fields have it
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setWidget(inner);
    column->addWidget(scroll, 1);
    column->addWidget(buildCounts());
    m_preview = new QLabel(this);
    m_preview->setObjectName(QStringLiteral("sweep-preview"));
    m_preview->setTextFormat(Qt::PlainText);
    m_preview->setWordWrap(true);
    m_preview->setMinimumHeight(2 * fontMetrics().height());
    m_preview->setAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    column->addWidget(m_preview);
    column->addWidget(buildButtons());
}

QWidget* SweepDialog::buildCounts() {
    auto* holder = new QWidget(this);
    auto* row = new QHBoxLayout(holder);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(space::s);
    const auto add = [&](const char* id, const QString& title, const QString& tip) {
        auto* label = new QLabel(title, holder);
        auto* field = new QLineEdit(holder);
        label->setBuddy(field);
        field->setObjectName(QLatin1String(id));
        field->setAccessibleName(title);
        field->setToolTip(tip);
        field->setFixedWidth(72);
        row->addWidget(label);
        row->addWidget(field);
        row->addSpacing(space::s);
        connect(field, &QLineEdit::textChanged, this, &SweepDialog::takeText);
        return field;
    };
    m_seeds = add("sweep-seeds", tr("Seeds"), tr("Each run with so many seeds, from the form's seed on"));
    m_draws = add("sweep-draws", tr("Draws"), tr("How often the drawn fields are drawn"));
    m_drawSeed = add("sweep-draw-seed", tr("Draw seed"), tr("Another number gives other draws"));
    row->addStretch();
    return holder;
}

QWidget* SweepDialog::buildButtons() {
    auto* box = new QDialogButtonBox(this);
    m_start = box->addButton(tr("Start"), QDialogButtonBox::AcceptRole);
    box->addButton(QDialogButtonBox::Cancel);
    const auto add = [&](const char* id, const QString& text) {
        QPushButton* made = box->addButton(text, QDialogButtonBox::ActionRole);
        made->setObjectName(QLatin1String(id));
        return made;
    };
    const QString filter = tr("Sweeps (*.toml)");
    connect(add("sweep-open", tr("Open…")), &QPushButton::clicked, this, [this, filter] {
        const QString path = QFileDialog::getOpenFileName(this, tr("Open a sweep"), {}, filter);
        if (path.isEmpty()) return;
        openFile(path);
        m_start->setFocus(); // Return starts what was opened
    });
    connect(add("sweep-save", tr("Save…")), &QPushButton::clicked, this, [this, filter] {
        const QString path = QFileDialog::getSaveFileName(this, tr("Save the sweep"), QStringLiteral("sweep.toml"), filter);
        if (!path.isEmpty()) saveFile(path);
    });
    m_copy = add("sweep-copy", tr("Copy as command"));
    connect(m_copy, &QPushButton::clicked, this, [this] { QApplication::clipboard()->setText(m_draft.commandLine()); });
    m_start->setObjectName(QStringLiteral("sweep-start"));
    m_start->setDefault(true);
    connect(box, &QDialogButtonBox::accepted, this, [this] {
        if (m_draft.ready()) accept();
    });
    connect(box, &QDialogButtonBox::rejected, this, &QDialog::reject);
    return box;
}

SweepDialog::Row& SweepDialog::addRow() {
    auto* holder = new QWidget(this);
    auto* layout = new QHBoxLayout(holder);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(space::s);
    Row row{holder, new QComboBox(holder), new QComboBox(holder), new QLineEdit(holder), new QPushButton(tr("Remove"), holder)};
    for (const core::ParamSpec& spec : core::mlpParams().specs())
        row.field->addItem(QString::fromStdString(spec.label), QString::fromStdString(spec.id));
    row.field->setAccessibleName(tr("Field"));
    row.field->setMaxVisibleItems(16);
    row.way->addItems({tr("each of"), tr("drawn from")});
    row.way->setAccessibleName(tr("Each value, or random draws"));
    row.values->setAccessibleName(tr("Values"));
    row.field->setFixedWidth(160);
    row.way->setFixedWidth(112);
    for (QWidget* widget : std::initializer_list<QWidget*>{row.field, row.way}) layout->addWidget(widget);
    layout->addWidget(row.values, 1);
    layout->addWidget(row.remove);
    m_axes->addWidget(holder);
    m_rows.push_back(row);
    chainFocus();
    hint(row);
    const auto changed = [this, holder] {
        const auto found = std::ranges::find(m_rows, holder, &Row::holder);
        if (found != m_rows.end()) hint(*found);
        takeText();
    };
    connect(row.field, &QComboBox::currentIndexChanged, this, changed);
    connect(row.way, &QComboBox::currentIndexChanged, this, changed);
    connect(row.values, &QLineEdit::textChanged, this, &SweepDialog::takeText);
    // Queued: the row must not go while it handles the click that removes it.
    connect(
        row.remove, &QPushButton::clicked, this, [this, holder] { removeRow(holder); }, Qt::QueuedConnection);
    return m_rows.back();
}

void SweepDialog::chainFocus() {
    QWidget* before = m_listed;
    for (const Row& row : m_rows) {
        for (QWidget* widget : std::initializer_list<QWidget*>{row.field, row.way, row.values, row.remove}) {
            setTabOrder(before, widget);
            before = widget;
        }
    }
    setTabOrder(before, m_more);
    setTabOrder(m_more, m_seeds);
}

void SweepDialog::removeRow(QWidget* holder) {
    std::erase_if(m_rows, [holder](const Row& row) { return row.holder == holder; });
    delete holder;
    takeText();
}

void SweepDialog::hint(const Row& row) {
    const core::ParamSpec* spec = core::mlpParams().find(row.field->currentData().toString().toStdString());
    if (!spec) return;
    row.values->setPlaceholderText(examplesOf(*spec, row.way->currentIndex() == 1));
    row.values->setToolTip(QString::fromStdString(spec->help).toHtmlEscaped());
}

void SweepDialog::addAxis(const SweepDraft::Axis& axis) {
    const Row& row = !m_rows.empty() && m_rows.back().values->text().isEmpty() ? m_rows.back() : addRow();
    row.field->setCurrentIndex(row.field->findData(QString::fromStdString(axis.id)));
    row.way->setCurrentIndex(axis.drawn ? 1 : 0);
    row.values->setText(axis.values);
}

void SweepDialog::takeText() {
    SweepDraft::Text text;
    for (const Row& row : m_rows)
        if (!row.values->text().trimmed().isEmpty())
            text.axes.push_back({row.field->currentData().toString().toStdString(), row.values->text(), row.way->currentIndex() == 1});
    text.seeds = m_seeds->text();
    text.draws = m_draws->text();
    text.drawSeed = m_drawSeed->text();
    m_draft.setText(text);
}

void SweepDialog::showText() {
    const SweepDraft::Text text = m_draft.text(); // a copy: the fields below write it as they are filled
    for (const Row& row : m_rows) delete row.holder;
    m_rows.clear();
    const std::pair<QLineEdit*, QString> counts[] = {{m_seeds, text.seeds}, {m_draws, text.draws}, {m_drawSeed, text.drawSeed}};
    for (const auto& [field, value] : counts) {
        const QSignalBlocker quiet(field);
        field->setText(value);
    }
    for (const SweepDraft::Axis& axis : text.axes) addAxis(axis);
    takeText();
    showPreview();
}

void SweepDialog::showPreview() {
    const bool drawn = std::ranges::any_of(m_rows, [](const Row& row) { return row.way->currentIndex() == 1; });
    m_draws->setEnabled(drawn);
    m_drawSeed->setEnabled(drawn);
    m_introduction->setText(m_draft.introduction());
    m_listed->setText(m_draft.listedRuns());
    m_listed->setVisible(!m_listed->text().isEmpty());
    m_preview->setText(m_draft.preview());
    m_preview->setProperty("badText", m_draft.runs() && !m_draft.runs()->ok());
    repolish(m_preview);
    m_start->setEnabled(m_draft.ready());
    m_copy->setEnabled(!m_draft.commandLine().isEmpty());
}

QString SweepDialog::previewText() const { return m_preview->text(); }

void SweepDialog::openFile(const QString& path) {
    if (const core::Result<void> done = m_draft.load(path); !done) showError(done.error());
}

void SweepDialog::saveFile(const QString& path) {
    if (const core::Result<void> done = m_draft.save(path); !done) showError(done.error());
}

void SweepDialog::showError(const core::Error& error) {
    m_preview->setText(QString::fromStdString(core::errorLine(error)));
    m_preview->setProperty("badText", true);
    repolish(m_preview);
}

} // namespace epochlab::ui
