#include "window/rate_dialog.h"

#include "bridge/run_names.h"
#include "plot/curve_plot.h"
#include "theme/style_sheet.h"
#include "theme/theme.h"
#include "window/export_plots.h"

#include <QDialogButtonBox>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

#include <map>

namespace epochlab::ui {
namespace {

const QString kEach = QStringLiteral("each");
const QString kSmoothed = QStringLiteral("smoothed");

} // namespace

RateDialog::RateDialog(core::RunServices services, const core::ParamSet& config, QWidget* parent)
    : QDialog(parent), m_config(config), m_search(std::move(services)) {
    setWindowTitle(tr("Find a learning rate"));
    resize(680, 520);
    build();
    connect(&m_search, &RateSearch::measured, this, &RateDialog::showPoint);
    connect(&m_search, &RateSearch::ended, this, &RateDialog::showTest);
    connect(&m_search, &RateSearch::failed, this, [this](const core::Error& error) {
        m_test->setEnabled(true);
        showSentence(QString::fromStdString(core::errorLine(error)), true);
        Q_EMIT tested();
    });
    start();
}

void RateDialog::build() {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(space::l, space::l, space::l, space::l);
    column->setSpacing(space::s);
    auto* words = new QLabel(tr("A fresh network with the form's settings is trained for a few batches while the learning rate rises. "
                                "No run is touched, and nothing is kept."),
                             this);
    words->setWordWrap(true);
    words->setProperty("muted", true);
    column->addWidget(words);
    auto* fields = new QHBoxLayout;
    fields->setSpacing(space::s);
    const core::RateFinderRequest usual{.config = m_config};
    m_lowest = addField(*fields, "rate-from", tr("From"), shortNumber(usual.lowest));
    m_highest = addField(*fields, "rate-to", tr("to"), shortNumber(usual.highest));
    m_steps = addField(*fields, "rate-steps", tr("Batches"), QString::number(usual.steps));
    m_test = new QPushButton(tr("Test again"), this);
    m_test->setObjectName(QStringLiteral("rate-test"));
    m_test->setAutoDefault(false);
    connect(m_test, &QPushButton::clicked, this, &RateDialog::start);
    fields->addWidget(m_test);
    fields->addStretch();
    column->addLayout(fields);
    m_plot = new CurvePlot(QStringLiteral("rate-finder"), tr("Loss"), tr("learning rate"), tr("loss"), this);
    m_plot->setXLogarithmic(true);
    m_plot->setSubtitle(tr("smoothed ── · each batch faint"));
    connect(m_plot, &FigureCard::enlargeRequested, this, [this] { isMaximized() ? showNormal() : showMaximized(); });
    connect(m_plot, &FigureCard::exportRequested, this, &RateDialog::exportPlot);
    column->addWidget(m_plot, 1);
    m_sentence = new QLabel(this);
    m_sentence->setObjectName(QStringLiteral("rate-sentence"));
    m_sentence->setTextFormat(Qt::PlainText);
    m_sentence->setWordWrap(true);
    m_sentence->setMinimumHeight(2 * fontMetrics().lineSpacing());
    m_sentence->setTextInteractionFlags(Qt::TextSelectableByMouse);
    column->addWidget(m_sentence);
    auto* last = new QHBoxLayout;
    last->setSpacing(space::s);
    m_rate = addField(*last, "rate-use-value", tr("Learning rate"), {});
    connect(m_rate, &QLineEdit::textChanged, this, &RateDialog::refreshUse);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    m_use = buttons->addButton(tr("Use"), QDialogButtonBox::AcceptRole);
    m_use->setObjectName(QStringLiteral("rate-use"));
    m_use->setDefault(true);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    last->addWidget(buttons, 1);
    column->addLayout(last);
    refreshUse();
}

QLineEdit* RateDialog::addField(QHBoxLayout& row, const char* id, const QString& title, const QString& value) {
    auto* label = new QLabel(title, this);
    auto* field = new QLineEdit(value, this);
    label->setBuddy(field);
    field->setObjectName(QLatin1String(id));
    field->setAccessibleName(title);
    field->setFixedWidth(80);
    row.addWidget(label);
    row.addWidget(field);
    row.addSpacing(space::s);
    return field;
}

void RateDialog::start() {
    core::RateFinderRequest request{.config = m_config};
    bool sound[3] = {};
    request.lowest = m_lowest->text().trimmed().toDouble(&sound[0]); // in the C locale, as all fields of the window
    request.highest = m_highest->text().trimmed().toDouble(&sound[1]);
    request.steps = m_steps->text().trimmed().toLongLong(&sound[2]);
    if (!sound[0] || !sound[1] || !sound[2]) {
        showSentence(tr("From, to and batches want a number each, such as 1e-6, 10 and 200"), true);
        return;
    }
    m_plot->clear();
    m_plot->addCurve(kEach, tr("each batch"), {.series = 0, .dash = CurveDash::Solid, .ghost = false, .faint = true});
    m_plot->addCurve(kSmoothed, tr("smoothed"), {.series = 0, .dash = CurveDash::Solid, .ghost = false, .faint = false});
    m_test->setEnabled(false);
    showSentence(tr("Testing…"), false);
    m_search.start(request);
}

void RateDialog::showPoint(const core::RatePoint& point) {
    m_plot->append(kEach, point.rate, point.loss);
    m_plot->append(kSmoothed, point.rate, point.smoothed);
}

void RateDialog::showTest(const core::RateTest& test) {
    m_test->setEnabled(true);
    showSentence(QString::fromStdString(test.verdict), false);
    if (test.suggestion) {
        const QString text = shortNumber(*test.suggestion);
        m_plot->setEventMarkers(kSmoothed, {{*test.suggestion, tr("suggested %1").arg(text)}});
        m_rate->setText(text);
        m_use->setFocus();
    }
    Q_EMIT tested();
}

void RateDialog::exportPlot(FigureFormat format) {
    const std::map<FigureFormat, QString> suffixes{{FigureFormat::Pdf, QStringLiteral("pdf")},
                                                   {FigureFormat::Svg, QStringLiteral("svg")},
                                                   {FigureFormat::Png, QStringLiteral("png")},
                                                   {FigureFormat::Csv, QStringLiteral("csv")}};
    const ExportItem item{m_plot, format, tr("Loss by learning rate"), suffixes.at(format)};
    const QString path = QFileDialog::getSaveFileName(this, tr("Export %1").arg(item.plot), item.fileName(),
                                                      QStringLiteral("%1 (*.%2)").arg(item.suffix.toUpper(), item.suffix));
    if (path.isEmpty()) return;
    const auto outcome = writeExport(item, path);
    showSentence(outcome ? tr("Exported to %1").arg(path) : QString::fromStdString(core::errorLine(outcome.error())), !outcome.ok());
}

void RateDialog::showSentence(const QString& text, bool bad) {
    m_sentence->setText(text);
    m_sentence->setProperty("badText", bad);
    repolish(m_sentence);
}

QString RateDialog::sentence() const { return m_sentence->text(); }

void RateDialog::refreshUse() {
    core::ParamSet tried = m_config;
    const bool sound = tried.setText("learning-rate", m_rate->text().trimmed().toStdString()).ok();
    m_use->setEnabled(sound);
    m_use->setToolTip(sound ? tr("Put this learning rate into the form") : tr("There is no learning rate to use yet"));
}

double RateDialog::rate() const {
    core::ParamSet tried = m_config;
    static_cast<void>(tried.setText("learning-rate", m_rate->text().trimmed().toStdString()));
    return tried.real("learning-rate");
}

} // namespace epochlab::ui
