#include "insight/side_choices.h"

#include "compare/titled_box.h"
#include "theme/theme.h"

#include <QHBoxLayout>
#include <QSignalBlocker>
#include <QToolButton>

#include <algorithm>

namespace epochlab::ui {
namespace {

bool isOf(SideView view, std::initializer_list<SideView> views) { return std::ranges::find(views, view) != views.end(); }

} // namespace

SideChoices::SideChoices(QWidget* parent) : QWidget(parent) {
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(space::xs);
    m_model = addBox("model", tr("Model"), tr("Whose network is drawn"), {{QString(), QString()}});
    m_rows = addBox(
        "rows", tr("Rows"), tr("Which rows were answered"),
        {{tr("test, else validation"), QString()}, {tr("validation"), QStringLiteral("validation")}, {tr("test"), QStringLiteral("test")}});
    m_positive = addBox("positive", tr("Class"), tr("Whose probability it is"), {});
    m_bins = addBox("bins", tr("Bins"), tr("How many bins the probabilities are put into"),
                    {{QStringLiteral("10"), 10}, {QStringLiteral("5"), 5}, {QStringLiteral("15"), 15}, {QStringLiteral("20"), 20}});
    m_metric = addBox("metric", {}, tr("Metric"),
                      {{tr("Validation accuracy"), QStringLiteral("validation_accuracy")},
                       {tr("Validation loss"), QStringLiteral("validation_loss")},
                       {tr("Training accuracy"), QStringLiteral("training_accuracy")},
                       {tr("Test accuracy"), QStringLiteral("test_accuracy")}});
    m_clear = new QToolButton(this);
    m_clear->setObjectName(QStringLiteral("clear-sketch"));
    m_clear->setText(tr("Clear"));
    m_clear->setToolTip(tr("Take the sketch away"));
    connect(m_clear, &QToolButton::clicked, this, &SideChoices::clearSketch);
    row->addWidget(m_clear);
    row->addStretch(1);
    showFor(SideView::Overlay);
}

TitledBox* SideChoices::addBox(const char* name, const QString& heading, const QString& purpose, const Items& items) {
    auto* box = new TitledBox(heading, purpose, this);
    box->setObjectName(QLatin1String(name));
    for (const auto& [words, value] : items) box->addItem(words, value);
    connect(box, &QComboBox::currentIndexChanged, this, &SideChoices::changed);
    layout()->addWidget(box);
    return box;
}

void SideChoices::showFor(SideView view) {
    m_shown = view;
    const bool answers = isOf(view, {SideView::Calibration, SideView::Roc});
    m_model->setVisible(isOf(view, {SideView::Layers, SideView::Neurons}));
    m_model->setItemText(0, view == SideView::Neurons ? tr("the newest") : tr("of the form"));
    m_rows->setVisible(answers);
    m_positive->setVisible(answers && m_positive->count() == 2);
    m_bins->setVisible(view == SideView::Calibration);
    m_metric->setVisible(isOf(view, {SideView::Importance, SideView::Parallel, SideView::Sketch}));
    m_clear->setVisible(view == SideView::Sketch);
}

void SideChoices::offerModels(const Items& runs) {
    const QVariant chosen = m_model->currentData();
    const QSignalBlocker quiet(m_model);
    while (m_model->count() > 1) m_model->removeItem(1);
    for (const auto& [name, id] : runs) m_model->addItem(name, id);
    m_model->setCurrentIndex(std::max(0, m_model->findData(chosen)));
    m_model->update();
}

void SideChoices::offerClasses(const QStringList& classes) {
    QStringList offered;
    for (int i = 0; i < m_positive->count(); ++i) offered << m_positive->itemText(i);
    if (offered != classes) {
        const QSignalBlocker quiet(m_positive);
        m_positive->clear();
        for (int i = 0; i < classes.size(); ++i) m_positive->addItem(classes[i], i);
        m_positive->setCurrentIndex(static_cast<int>(classes.size()) - 1);
    }
    showFor(m_shown);
}

core::RunId SideChoices::model() const { return m_model->currentData().toString().toStdString(); }
int SideChoices::positive() const { return m_positive->count() == 2 ? m_positive->currentIndex() : 1; }
int SideChoices::bins() const { return m_bins->currentData().toInt(); }
core::Metric SideChoices::metric() const { return {m_metric->currentData().toString().toStdString()}; }

std::optional<core::Split> SideChoices::split() const {
    for (const core::Split each : {core::Split::Validation, core::Split::Test})
        if (m_rows->currentData().toString().toStdString() == core::splitName(each)) return each;
    return std::nullopt;
}

bool SideChoices::choose(const QString& name, const QVariant& value) {
    auto* box = findChild<TitledBox*>(name);
    const int at = box == nullptr ? -1 : box->findData(value);
    if (at >= 0) box->setCurrentIndex(at);
    return at >= 0;
}

} // namespace epochlab::ui
