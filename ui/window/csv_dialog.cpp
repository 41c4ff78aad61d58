#include "window/csv_dialog.h"

#include "bridge/data_cache.h"
#include "bridge/run_names.h"
#include "data/load.h"
#include "theme/theme.h"

#include <QComboBox>
#include <QCoreApplication>
#include <QDialogButtonBox>
#include <QFileInfo>
#include <QGridLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLocale>
#include <QPointer>
#include <QPushButton>
#include <QSignalBlocker>
#include <QStyledItemDelegate>
#include <QTableWidget>
#include <QThreadPool>

namespace epochlab::ui {
namespace {

constexpr const char* kShown[] = {"csv-delimiter", "csv-decimal", "csv-encoding", "csv-header", "csv-bad-rows"};

QString delimiterName(char delimiter) {
    switch (delimiter) {
    case '\t': return QObject::tr("tab");
    case ' ': return QObject::tr("space");
    case ';': return QObject::tr("semicolon");
    case '|': return QObject::tr("vertical bar");
    default: return delimiter == ',' ? QObject::tr("comma") : QString(QLatin1Char(delimiter));
    }
}

QString factsOf(const core::CsvPreview& preview) {
    const QStringList features = textList(preview.features);
    QStringList facts{QObject::tr("%1 rows").arg(QLocale().toString(qlonglong(preview.rowCount))),
                      QObject::tr("delimiter %1").arg(delimiterName(preview.delimiter)),
                      preview.decimalComma ? QObject::tr("decimal comma") : QObject::tr("decimal point"),
                      QString::fromStdString(preview.encoding), preview.header ? QObject::tr("header row") : QObject::tr("no header row")};
    QString text = facts.join(QStringLiteral(" · "));
    text += QObject::tr("\nLabel: %1 · features: %2")
                .arg(preview.label.empty() ? QObject::tr("none found") : QString::fromStdString(preview.label),
                     features.join(QStringLiteral(", ")));
    for (const std::string& note : preview.notes) {
        text += QLatin1Char('\n') + QString::fromStdString(note);
    }
    return text;
}

} // namespace

CsvDialog::CsvDialog(const std::string& path, const core::ParamSet& config, QWidget* parent) : QDialog(parent), m_config(config) {
    if (m_config.text("data") != path) resetCsvOptions(m_config);
    const auto named = m_config.set("data", path);
    setWindowTitle(tr("Open %1").arg(QFileInfo(QString::fromStdString(path)).fileName()));
    resize(820, 560);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(space::l, space::l, space::l, space::l);
    column->setSpacing(space::m);
    addChoices();
    m_facts = new QLabel(this);
    m_facts->setTextFormat(Qt::PlainText);
    m_facts->setWordWrap(true);
    m_facts->setProperty("muted", true);
    column->addWidget(m_facts);
    m_table = new QTableWidget(this);
    m_table->setAccessibleName(tr("First rows of the file"));
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_table->verticalHeader()->setDefaultSectionSize(metric::controlHeight - 2);
    m_table->verticalHeader()->setDefaultAlignment(Qt::AlignRight | Qt::AlignVCenter);
    column->addWidget(m_table, 1);
    m_error = new QLabel(this);
    m_error->setObjectName(QStringLiteral("csv-error"));
    m_error->setTextFormat(Qt::PlainText);
    m_error->setWordWrap(true);
    m_error->setProperty("badText", true);
    m_error->setTextInteractionFlags(Qt::TextSelectableByMouse);
    column->addWidget(m_error);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    m_open = buttons->addButton(tr("Use this file"), QDialogButtonBox::AcceptRole);
    m_open->setObjectName(QStringLiteral("use-file"));
    m_open->setDefault(true);
    column->addWidget(buttons);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    if (!named) {
        m_error->setText(QString::fromStdString(core::errorLine(named.error())));
        m_open->setEnabled(false);
        return;
    }
    read();
}

void CsvDialog::addChoices() {
    auto* grid = new QGridLayout;
    grid->setHorizontalSpacing(space::m);
    grid->setVerticalSpacing(space::xs);
    static_cast<QVBoxLayout*>(layout())->addLayout(grid);
    int place = 0;
    const auto add = [&](const QString& title, const QString& help) {
        auto* label = new QLabel(title, this);
        auto* combo = new QComboBox(this);
        combo->setItemDelegate(new QStyledItemDelegate(combo)); // the one that follows the style sheet
        label->setBuddy(combo);
        combo->setAccessibleName(title);
        combo->setToolTip(help);
        grid->addWidget(label, place / 3 * 2, place % 3);
        grid->addWidget(combo, place / 3 * 2 + 1, place % 3);
        ++place;
        return combo;
    };
    const auto listen = [this](const char* id, QComboBox* combo) { // once it is filled
        connect(combo, &QComboBox::currentIndexChanged, this, [this, combo, key = std::string(id)] {
            if (m_config.set(key, combo->currentData().toString().toStdString())) {
                read();
            }
        });
        m_choices.emplace(id, combo);
    };
    for (const char* id : kShown) {
        const core::ParamSpec* spec = m_config.table().find(id);
        if (spec == nullptr) {
            continue;
        }
        QComboBox* combo = add(QString::fromStdString(spec->label), QString::fromStdString(spec->help));
        for (const core::ParamChoice& choice : spec->choices) {
            combo->addItem(QString::fromStdString(choice.label), QString::fromStdString(choice.value));
        }
        combo->setCurrentIndex(combo->findData(QString::fromStdString(m_config.text(id))));
        listen(id, combo);
    }
    m_label = add(tr("Label column"), tr("The column to predict."));
    m_label->addItem(tr("Detect"), QString());
    listen("csv-label", m_label);
}

void CsvDialog::read() {
    m_reading = true;
    m_open->setEnabled(false);
    const int generation = ++m_generation;
    QThreadPool::globalInstance()->start([guard = QPointer<CsvDialog>(this), generation, config = m_config] {
        Reading reading;
        if (const auto preview = core::previewCsv(config.text("data"), config); preview) {
            reading.preview = *preview;
        }
        // The preview looks at the first rows; only the whole file shows the row that is wrong.
        if (const auto whole = core::loadDataset(config); !whole) {
            reading.error = whole.error();
        }
        QMetaObject::invokeMethod(QCoreApplication::instance(), [guard, generation, reading] {
            if (guard != nullptr) {
                guard->present(generation, reading);
            }
        });
    });
}

void CsvDialog::present(int generation, const Reading& reading) {
    if (generation != m_generation) {
        return;
    }
    m_reading = false;
    m_open->setEnabled(!reading.error.has_value());
    m_error->setText(reading.error ? QString::fromStdString(core::errorLine(*reading.error)) : QString());
    if (reading.preview) {
        m_facts->setText(factsOf(*reading.preview));
        showLabels(*reading.preview);
        showRows(*reading.preview);
    } else {
        m_facts->clear();
        m_table->setRowCount(0);
        m_table->setColumnCount(0);
    }
    Q_EMIT previewed();
}

void CsvDialog::showLabels(const core::CsvPreview& preview) {
    const QSignalBlocker quiet(m_label);
    m_label->clear();
    m_label->addItem(preview.label.empty() ? tr("Detect") : tr("Detect (%1)").arg(QString::fromStdString(preview.label)), QString());
    for (const std::string& name : preview.columns) {
        m_label->addItem(QString::fromStdString(name), QString::fromStdString(name));
    }
    m_label->setCurrentIndex(std::max(0, m_label->findData(QString::fromStdString(m_config.text("csv-label")))));
}

void CsvDialog::showRows(const core::CsvPreview& preview) {
    m_table->setColumnCount(static_cast<int>(preview.columns.size()));
    m_table->setRowCount(static_cast<int>(preview.rows.size()));
    for (int column = 0; column < m_table->columnCount(); ++column) {
        const auto index = static_cast<std::size_t>(column);
        auto* title = new QTableWidgetItem(QString::fromStdString(preview.columns[index]));
        if (preview.columns[index] == preview.label) {
            title->setText(title->text() + tr(" (label)"));
        }
        const bool number = index < preview.numeric.size() && preview.numeric[index];
        const Qt::Alignment side = (number ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter;
        title->setTextAlignment(side);
        m_table->setHorizontalHeaderItem(column, title);
        for (int row = 0; row < m_table->rowCount(); ++row) {
            const auto& cells = preview.rows[static_cast<std::size_t>(row)];
            auto* item = new QTableWidgetItem(index < cells.size() ? QString::fromStdString(cells[index]) : QString());
            item->setTextAlignment(side);
            m_table->setItem(row, column, item);
        }
    }
}

QString CsvDialog::errorText() const { return m_error->text(); }

QComboBox* CsvDialog::choice(const std::string& id) const {
    const auto found = m_choices.find(id);
    return found == m_choices.end() ? nullptr : found->second;
}

} // namespace epochlab::ui
