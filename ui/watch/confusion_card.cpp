#include "watch/confusion_card.h"

#include "bridge/run_names.h"
#include "compare/table_text.h"
#include "gallery/confusion_view.h"
#include "params/model_fields.h"
#include "plot/figure_export.h"
#include "plot/figure_values.h"
#include "run/predictions.h"
#include "theme/card.h"
#include "watch/empty_reason.h"

#include <QPainter>
#include <QToolButton>

namespace epochlab::ui {

ConfusionCard::ConfusionCard(const Controller& controller, QWidget* parent)
    : FigureCard(QStringLiteral("confusion"), tr("Confusion"), parent), m_controller(controller), m_view(new ConfusionView) {
    connect(card()->addTool(Glyph::Matrix, tr("Back from the confusion matrix"), false), &QToolButton::clicked, this,
            [this](bool) { emit otherViewRequested(); });
    m_view->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Ignored); // the card says how large it is
    setFigure(m_view);
    connect(&m_worker, &PacedWorker::rested, this, &ConfusionCard::request);
    clear();
}

const core::ConfusionMatrix& ConfusionCard::matrix() const { return m_view->content().matrix; }

void ConfusionCard::clear() {
    m_worker.forget();
    m_askedEpoch = m_shownEpoch = 0;
    m_view->setContent({});
    setSubtitle({});
    showPlaceholder(emptyText());
}

void ConfusionCard::setRun(const RunRecord* record) {
    const core::RunId id = record ? record->id : core::RunId();
    if (id != m_run) {
        m_run = id;
        m_dataset.reset();
        clear();
    }
    if (record && record->started && record->started->dataset) m_dataset = record->started->dataset;
    setEmptyReason(record ? whyEmpty(record, tr("answers for validation rows")) : QString());
    request();
}

void ConfusionCard::setEpoch(std::optional<std::int64_t> epoch) {
    if (epoch == m_epoch) return;
    m_epoch = epoch;
    m_worker.hurry();
    request();
}

void ConfusionCard::showEvent(QShowEvent* event) {
    FigureCard::showEvent(event);
    request();
}

core::Result<ConfusionCard::Answer> ConfusionCard::compute(EpochJob job) {
    if (const core::Result<void> settled = settle(job); !settled) return settled.error();
    Answer answer{.epoch = job.epoch, .dataset = job.dataset};
    if (job.dataset) answer.classes = job.dataset->classNames;
    if (answer.classes.empty() && job.stored) answer.classes = job.stored->classNames;
    if (!job.answers) {
        const auto predictor = predictorOf(job);
        if (!predictor) return predictor.error();
        const auto view = core::makeModel(job.config, *job.dataset, job.weights).view;
        auto all = core::predictSplits(**predictor, *job.dataset, view, core::threadsOf(job.config), job.epoch);
        if (!all) return all.error();
        const core::SplitPredictions* rows = all->find(core::Split::Validation);
        if (rows) job.answers = core::PredictedRows{job.epoch, *rows, job.dataset->rows(core::Split::Validation).labels, {}};
    }
    if (job.answers)
        answer.matrix = {job.answers->labels, job.answers->predictions.classes, static_cast<std::int32_t>(answer.classes.size())};
    return answer;
}

void ConfusionCard::request() {
    const RunRecord* record = m_controller.run(m_run);
    if (!record || !isVisible() || !m_worker.free()) return;
    EpochJob job = epochJobOf(m_controller, *record, m_dataset, m_epoch, m_load);
    if (job.epoch == 0 || job.epoch == m_askedEpoch) return;
    m_askedEpoch = job.epoch;
    m_worker.ask<core::Result<Answer>>([job = std::move(job)] { return compute(job); },
                                       [this](const core::Result<Answer>& answer) { take(answer); });
}

void ConfusionCard::take(const core::Result<Answer>& answer) {
    if (!answer || answer->matrix.total() == 0) {
        setSubtitle({});
        showPlaceholder(answer ? tr("These data have no validation rows.") : QString::fromStdString(core::describe(answer.error())));
    } else {
        if (answer->dataset) m_dataset = answer->dataset;
        m_shownEpoch = answer->epoch;
        m_view->setContent({.matrix = answer->matrix, .classes = textList(answer->classes)});
        setSubtitle(tr("validation, epoch %1 · %2 of %3")
                        .arg(answer->epoch)
                        .arg(accuracyText(answer->matrix.accuracy()))
                        .arg(answer->matrix.total()));
        showPlaceholder({});
        refreshValues();
    }
    if (!m_epoch) return;
    m_worker.hurry(); // the hand may have moved on
    request();
}

core::TextTable ConfusionCard::table() const {
    const ConfusionView::Content& content = m_view->content();
    std::vector<std::string> names;
    for (const QString& name : content.classes) names.push_back(name.toStdString());
    return core::confusionTable(content.matrix, names, content.normalised);
}

bool ConfusionCard::fillValues(FigureValues* values) const {
    if (values != nullptr) values->show(table());
    return true;
}

QByteArray ConfusionCard::exportBytes(FigureFormat format, const PrintSize& size) const {
    const ConfusionView::Content& content = m_view->content();
    if (format == FigureFormat::Csv) return QByteArray::fromStdString(core::write(table(), core::TableFormat::Csv));
    return drawFigure(size, format, title(), [&](QPaintDevice& device, double scale, bool) {
        ConfusionView paper;
        paper.setOnPaper(size);
        paper.resize(size.layout());
        paper.setContent(content);
        QPainter painter(&device);
        painter.scale(scale, scale);
        if (size.dark) painter.fillRect(QRect(QPoint(0, 0), size.layout()), size.palette().surface);
        paper.render(&painter, QPoint(), QRegion(), QWidget::RenderFlags());
    });
}

} // namespace epochlab::ui
