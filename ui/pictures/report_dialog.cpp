#include "pictures/report_dialog.h"

#include "base/file_writer.h"
#include "bridge/run_names.h"
#include "data/picture_source.h"
#include "data/picture_splits.h"
#include "theme/theme.h"

#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QDir>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLocale>
#include <QPointer>
#include <QPushButton>
#include <QSignalBlocker>
#include <QStyledItemDelegate>
#include <QThreadPool>
#include <QTreeWidget>
#include <QVBoxLayout>

namespace epochlab::ui {
namespace {

constexpr const char* policyField = "picture-problems";

QString whole(std::int64_t number) { return QLocale().toString(static_cast<qlonglong>(number)); }

QString headlineOf(const core::TableDataset& dataset) {
    const core::PictureReport& report = dataset.pictures->report();
    const std::int64_t leftOut = report.leftOut();
    return QObject::tr("%1: %2 pictures looked at, %3 taken, %4 left out.\n%5, %6.")
        .arg(QString::fromStdString(dataset.name), whole(report.found), whole(report.found - leftOut), whole(leftOut),
             QString::fromStdString(report.sizes()), report.grey ? QObject::tr("all of them grey") : QObject::tr("in colour"));
}

} // namespace

ReportDialog::ReportDialog(Controller& controller, QWidget* parent) : QDialog(parent), m_controller(controller) {
    setWindowTitle(tr("What was found in the pictures"));
    resize(640, 480);
    build();
    connect(&controller, &Controller::dataChanged, this, &ReportDialog::read);
    read();
}

void ReportDialog::build() {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(space::l, space::l, space::l, space::l);
    column->setSpacing(space::m);
    m_headline = new QLabel(this);
    m_error = new QLabel(this);
    m_error->setProperty("badText", true);
    m_error->setObjectName(QStringLiteral("report-error"));
    for (QLabel* label : {m_headline, m_error}) {
        label->setTextFormat(Qt::PlainText);
        label->setWordWrap(true);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
        column->addWidget(label);
    }
    m_findings = new QTreeWidget(this);
    m_findings->setAccessibleName(tr("Findings, and the files they are of"));
    m_findings->setHeaderLabels({tr("Finding"), tr("Count")});
    m_findings->headerItem()->setTextAlignment(1, Qt::AlignRight | Qt::AlignVCenter);
    m_findings->header()->setStretchLastSection(false);
    m_findings->header()->setSectionResizeMode(0, QHeaderView::Stretch);
    m_findings->header()->setSectionResizeMode(1, QHeaderView::ResizeToContents);
    column->addWidget(m_findings, 1);
    column->addWidget(makePolicy());
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    m_copy = buttons->addButton(tr("Copy"), QDialogButtonBox::ActionRole);
    m_save = buttons->addButton(tr("Save as CSV…"), QDialogButtonBox::ActionRole);
    connect(m_copy, &QPushButton::clicked, this, [this] { QApplication::clipboard()->setText(plainText()); });
    connect(m_save, &QPushButton::clicked, this, &ReportDialog::askWhereToSave);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    column->addWidget(buttons);
}

QWidget* ReportDialog::makePolicy() {
    const core::ParamSpec& spec = *m_controller.config().table().find(policyField);
    auto* holder = new QWidget(this);
    auto* row = new QHBoxLayout(holder);
    row->setContentsMargins(0, 0, 0, 0);
    auto* label = new QLabel(QString::fromStdString(spec.label), holder);
    m_policy = new QComboBox(holder);
    m_policy->setItemDelegate(new QStyledItemDelegate(m_policy)); // the one that follows the style sheet
    m_policy->setAccessibleName(label->text());
    m_policy->setToolTip(QString::fromStdString(spec.help));
    label->setBuddy(m_policy);
    for (const core::ParamChoice& choice : spec.choices)
        m_policy->addItem(QString::fromStdString(choice.label), QString::fromStdString(choice.value));
    connect(m_policy, &QComboBox::currentIndexChanged, this, [this] {
        [[maybe_unused]] const auto set = m_controller.setParam(policyField, m_policy->currentData().toString().toStdString());
    });
    row->addWidget(label);
    row->addWidget(m_policy, 1);
    return holder;
}

void ReportDialog::clear(const QString& headline) {
    m_findings->clear();
    m_csv.clear();
    m_headline->setText(headline);
    m_copy->setEnabled(false);
    m_save->setEnabled(false);
}

void ReportDialog::read() {
    const std::int64_t generation = ++m_generation;
    {
        const QSignalBlocker quiet(m_policy);
        m_policy->setCurrentIndex(m_policy->findData(QString::fromStdString(m_controller.config().text(policyField))));
    }
    const auto error = m_controller.dataError();
    m_error->setText(error ? QString::fromStdString(core::errorLine(*error)) : QString());
    m_error->setVisible(error.has_value());
    const core::DatasetPointer dataset = m_controller.dataset();
    m_reading = m_controller.dataLoading();
    if (m_reading || error || !dataset || !dataset->pictures) {
        clear(m_reading ? tr("The pictures are being looked at.")
              : error   ? tr("%1 cannot be used as it is.").arg(dataTitle(m_controller.config().text("data")))
                        : tr("The data in use are no pictures."));
        return;
    }
    m_reading = true;
    QThreadPool::globalInstance()->start([guard = QPointer<ReportDialog>(this), generation, dataset] {
        const std::vector<core::PictureFinding> repeats = core::findRepeats(*dataset);
        QMetaObject::invokeMethod(QCoreApplication::instance(), [guard, generation, dataset, repeats] {
            if (guard != nullptr && guard->m_generation == generation) guard->present(dataset, repeats);
        });
    });
}

void ReportDialog::present(const core::DatasetPointer& dataset, const std::vector<core::PictureFinding>& repeats) {
    const core::PictureReport& report = dataset->pictures->report();
    clear(headlineOf(*dataset));
    m_csv = core::csvOf(report, repeats);
    addFindings(report.problems, tr("Left out"));
    addFindings(report.remarks, tr("Noted"));
    addFindings(repeats, tr("Noted"));
    const bool found = m_findings->topLevelItemCount() > 0;
    if (!found) m_headline->setText(m_headline->text() + QLatin1Char(' ') + tr("Nothing else was found."));
    m_copy->setEnabled(true);
    m_save->setEnabled(found);
    m_reading = false;
    Q_EMIT readingEnded();
}

void ReportDialog::addFindings(const std::vector<core::PictureFinding>& findings, const QString& outcome) {
    for (const core::PictureFinding& finding : findings) {
        const QString words = QStringLiteral("%1: %2").arg(outcome, QString::fromStdString(finding.words));
        auto* item = new QTreeWidgetItem(m_findings, {words, whole(finding.count)});
        item->setTextAlignment(1, Qt::AlignRight | Qt::AlignVCenter);
        for (const std::string& name : finding.examples) new QTreeWidgetItem(item, {QString::fromStdString(name)});
        const auto rest = finding.count - static_cast<std::int64_t>(finding.examples.size());
        if (rest > 0 && !finding.examples.empty()) new QTreeWidgetItem(item, {tr("and %1 more").arg(whole(rest))});
        item->setExpanded(finding.examples.size() <= core::PictureFinding::mostInWords);
    }
}

QString ReportDialog::plainText() const {
    QString text = m_headline->text() + QLatin1Char('\n');
    for (int i = 0; i < m_findings->topLevelItemCount(); ++i) {
        const QTreeWidgetItem* item = m_findings->topLevelItem(i);
        text += QStringLiteral("%1 (%2)\n").arg(item->text(0), item->text(1));
        for (int child = 0; child < item->childCount(); ++child) text += QStringLiteral("    %1\n").arg(item->child(child)->text(0));
    }
    return text;
}

core::Result<void> ReportDialog::saveTo(const QString& path) const { return core::writeFileDurably(path.toStdString(), m_csv); }

void ReportDialog::askWhereToSave() {
    const QString path = QFileDialog::getSaveFileName(
        this, tr("Save what was found"), QDir::current().filePath(QStringLiteral("pictures.csv")), QStringLiteral("CSV (*.csv)"));
    if (path.isEmpty()) return;
    const auto outcome = saveTo(path);
    m_error->setText(outcome ? QString() : QString::fromStdString(core::errorLine(outcome.error())));
    m_error->setVisible(!outcome);
}

QString ReportDialog::headline() const { return m_headline->text(); }
QString ReportDialog::errorText() const { return m_error->text(); }

} // namespace epochlab::ui
