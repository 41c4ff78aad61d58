#include "watch/watch_view.h"

#include "bridge/ghost_run.h"
#include "bridge/run_names.h"
#include "nets/frozen_layers.h"
#include "params/model_fields.h"
#include "theme/theme.h"
#include "watch/curve_feed.h"
#include "watch/empty_reason.h"
#include "watch/epoch_views.h"
#include "watch/linked_crosshair.h"
#include "watch/paint_feed.h"
#include "watch/rate_marks.h"
#include "watch/split_chips.h"
#include "watch/watch_banner.h"
#include "watch/watch_captions.h"

#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QShortcut>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <functional>

namespace epochlab::ui {
struct WatchView::Parts {
    Parts(WatchView& owner, Controller& shared, const std::string& store);
    Q_DISABLE_COPY(Parts)

    QLayout* makeTop();
    QLayout* makeGrid();
    void connectController();
    void connectCards();
    void sync();
    void update(const RunRecord& record);
    void chooseChips();
    void feedGradients(const RunRecord* record);
    void explainEmptyCards(const RunRecord* record);
    void showBanner();
    /// The run that gradients and map speak of: the draft, else the current one if ticked, else the newest ticked.
    const RunRecord* shownRun() const;
    /// Chance and majority level, as far as they are known.
    void showReferences();
    std::shared_ptr<const core::DataCard> knownData(const RunRecord* record) const;
    /// Those on the screen.
    std::vector<FigureCard*> cards() const { return {loss, accuracy, gradients, epochs->shown()}; }
    /// With the one that another stands in front of.
    std::vector<FigureCard*> allCards() const;

    WatchView& view;
    Controller& controller;
    WatchBanner* banner; ///< first: Tab visits in the order of making
    std::array<QToolButton*, ChipCount> chips;
    CurvePlot* loss;
    CurvePlot* accuracy;
    GradientPlot* gradients;
    EpochViews* epochs;
    DecisionMap* map;
    CurveChoices* choices; ///< of loss and accuracy
    QGridLayout* grid = nullptr;
    std::array<bool, ChipCount> chosenByHand{};
    ShownSplits shown;
    CurveFeed lossFeed;
    CurveFeed accuracyFeed;
    LinkedCrosshair crosshair;
    core::RunId gradientRun;
    std::size_t gradientsFed = 0;
    bool layersSet = false;
    QWidget* enlarged = nullptr;
    QShortcut* escape;
    DataPainter painter;
    PaintFeed paintFeed;
};

WatchView::Parts::Parts(WatchView& owner, Controller& shared, const std::string& store)
    : view(owner), controller(shared), banner(new WatchBanner(&owner)), chips(makeChips(owner)),
      loss(new CurvePlot(QStringLiteral("loss"), tr("Loss"), tr("epoch"), tr("loss"), &owner)),
      accuracy(new CurvePlot(QStringLiteral("accuracy"), tr("Accuracy"), tr("epoch"), tr("accuracy"), &owner)),
      gradients(new GradientPlot(&owner)), epochs(new EpochViews(shared, store, owner)), map(epochs->map()),
      choices(new CurveChoices(&owner)), lossFeed(shared, *loss, CurveFeed::Quantity::Loss, *choices),
      accuracyFeed(shared, *accuracy, CurveFeed::Quantity::Accuracy, *choices),
      crosshair(*loss, *accuracy, *gradients, *choices, [this] { return shownRun(); }), escape(new QShortcut(Qt::Key_Escape, &owner)),
      painter(shared, DataPainter::defaultDirectory()), paintFeed(painter, *map) {
    loss->setYLogarithmic(true);
    accuracy->setYBounds(0, 1);
    auto* layout = new QVBoxLayout(&owner);
    layout->setContentsMargins(space::m, space::s, space::m, space::s);
    layout->setSpacing(space::s);
    layout->addLayout(makeTop());
    layout->addLayout(makeGrid(), 1);
    layout->addWidget(epochs->timeline());
    escape->setEnabled(false);
    connectController();
    connectCards();
}

QLayout* WatchView::Parts::makeTop() {
    auto* row = new QHBoxLayout;
    row->setSpacing(space::xs);
    row->addStretch();
    for (QToolButton* chip : chips) row->addWidget(chip);
    auto* top = new QVBoxLayout;
    top->setSpacing(space::s);
    top->addWidget(banner); // a line of its own: a sentence beside the chips would be six lines high
    top->addLayout(row);
    return top;
}

QLayout* WatchView::Parts::makeGrid() {
    grid = new QGridLayout;
    grid->setSpacing(space::s);
    grid->addWidget(loss, 0, 0);
    grid->addWidget(accuracy, 0, 1);
    grid->addWidget(gradients, 1, 0);
    for (FigureCard* card : epochs->cards()) grid->addWidget(card, 1, 1);
    for (FigureCard* card : allCards()) {
        card->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Ignored); // four equal cards, whatever their contents
        card->setMinimumSize(160, 120);
    }
    for (int i = 0; i < 2; ++i) {
        grid->setColumnStretch(i, 1);
        grid->setRowStretch(i, 1);
    }
    return grid;
}

void WatchView::Parts::connectController() {
    const auto resync = [this] { sync(); };
    connect(&controller, &Controller::runAdded, &view, resync);
    connect(&controller, &Controller::ticksChanged, &view, resync);
    connect(&controller, &Controller::currentChanged, &view, resync);
    connect(&controller, &Controller::runFinished, &view, resync);
    connect(&controller, &Controller::draftChanged, &view, [this] {
        sync();
        for (CurvePlot* plot : {loss, accuracy}) plot->hastenReplot();
    });
    connect(&controller, &Controller::dataChanged, &view, [this] {
        epochs->setRun(shownRun());
        showReferences();
        showBanner();
    });
    connect(&controller, &Controller::runRemoved, &view, [this](const core::RunId& id) {
        lossFeed.removeRun(id);
        accuracyFeed.removeRun(id);
        sync();
    });
    connect(&controller, &Controller::runUpdated, &view, [this](const core::RunId& id) {
        if (const RunRecord* record = controller.run(id)) update(*record);
    });
    connect(&painter, &DataPainter::pointsChanged, &view, [this] {
        if (painter.available()) epochs->setField(painter.folder(), paintFeed.blank());
    });
    connect(&painter, &DataPainter::failed, &view,
            [this](const core::Error& error) { banner->warn(QString::fromStdString(core::errorLine(error)), {}); });
    connect(banner, &WatchBanner::actionRequested, &controller, &Controller::retryWithSmallerRate);
}

void WatchView::Parts::connectCards() {
    for (std::size_t i = 0; i < ChipCount; ++i) {
        connect(chips[i], &QToolButton::clicked, &view, [this, i] {
            chosenByHand[i] = true;
            sync();
        });
    }
    for (FigureCard* card : allCards())
        connect(card, &FigureCard::enlargeRequested, &view, [this, card] { view.enlarge(enlarged == card ? nullptr : card); });
    connect(epochs, &EpochViews::switched, &view, [this](QWidget* from, QWidget* to) {
        from->hide();
        view.enlarge(enlarged == from ? to : enlarged);
    });
    connect(epochs, &EpochViews::moved, &view, [this] { crosshair.pin(epochs->timeline()->epoch()); });
    for (CurvePlot* plot : {loss, accuracy}) plot->setChoices(choices);
    giveCaptions(*loss, *accuracy, *gradients, *map,
                 {controller, shown, *choices, [this] { return shownRun(); }, [this] { return knownData(shownRun()); },
                  [this] { return epochs->mapEpoch(); }});
    connect(choices, &CurveChoices::changed, &view, [this] { sync(); });
    connect(escape, &QShortcut::activated, &view, [this] { view.enlarge(nullptr); });
}

std::vector<FigureCard*> WatchView::Parts::allCards() const {
    std::vector<FigureCard*> all{loss, accuracy, gradients};
    std::ranges::copy(epochs->cards(), std::back_inserter(all));
    return all;
}

void WatchView::Parts::showReferences() {
    const auto card = knownData(shownRun());
    const auto line = [&](const QString& name, bool known, double level) {
        accuracy->setReferenceLine(name, known ? std::optional(level) : std::nullopt, name + QLatin1Char(' ') + accuracyText(level));
    };
    line(tr("chance"), card && !card->classes.empty(), card ? card->chance : 0.0);
    line(tr("majority"), card && card->rows[1] > 0, card ? card->majority : 0.0);
}

/// The form's data stand in where nothing is shown, or where a stored run says that it was trained on the same.
std::shared_ptr<const core::DataCard> WatchView::Parts::knownData(const RunRecord* record) const {
    const auto form = controller.dataCard();
    if (!record) return form;
    const bool same = form && !record->fingerprint.empty() && record->fingerprint == core::fingerprintText(form->fingerprint);
    if (same && record->fromStore) return form;
    return record->started ? record->started->data : record->fromStore ? nullptr : form;
}

const RunRecord* WatchView::Parts::shownRun() const {
    if (const RunRecord* draft = controller.draft()) return draft;
    const RunRecord* now = controller.current();
    if (now && now->ticked) return now;
    const auto& runs = controller.runs();
    const auto newest = std::find_if(runs.rbegin(), runs.rend(), [](const RunRecord& record) { return record.ticked; });
    return newest == runs.rend() ? nullptr : &*newest;
}

void WatchView::Parts::chooseChips() {
    // One run ticked: training and validation; more: validation alone, so that hue tells the run.
    const auto drafts = controller.draft() ? 1 : 0;
    const bool single = std::ranges::count_if(controller.runs(), &RunRecord::ticked) + drafts <= 1;
    const std::array<bool, ChipCount> automatic{single, true, false, false};
    for (std::size_t i = 0; i < ChipCount; ++i) {
        if (!chosenByHand[i]) chips[i]->setChecked(automatic[i]);
    }
    for (std::size_t i = 0; i < shown.split.size(); ++i) shown.split[i] = chips[i]->isChecked();
    shown.batchLoss = chips[BatchChip]->isChecked();
}

void WatchView::Parts::sync() {
    chooseChips();
    lossFeed.sync(shown);
    accuracyFeed.sync(shown);
    const RunRecord* record = shownRun();
    feedGradients(record);
    epochs->setRun(record);
    explainEmptyCards(record);
    showReferences();
    showBanner();
}

void WatchView::Parts::update(const RunRecord& record) {
    lossFeed.append(record);
    accuracyFeed.append(record);
    if (&record == shownRun()) {
        feedGradients(&record);
        epochs->update(record);
        explainEmptyCards(&record);
    }
    if (&record == controller.current() || &record == controller.draft()) showBanner();
}

void WatchView::Parts::feedGradients(const RunRecord* record) {
    const core::RunId id = record ? record->id : core::RunId();
    if (id != gradientRun || (record && record->gradients.size() < gradientsFed)) {
        gradients->clear();
        gradientRun = id;
        gradientsFed = 0;
        layersSet = false;
    }
    if (!record || !record->started) return;
    if (!layersSet) {
        gradients->setLayers(textList(record->started->shape.layerNames), textList(core::frozenLayersOf(record->config)));
        layersSet = true;
        showReferences();
    }
    PlotEvents marks = rateMarks(*record);
    for (PlotEvent& mark : marks) mark.x += 0.5; // the first epoch's column is around 1
    gradients->setEventMarkers(marks);
    if (gradientsFed == record->gradients.size()) return;
    for (; gradientsFed < record->gradients.size(); ++gradientsFed) {
        const core::GradientRow& row = record->gradients[gradientsFed];
        if (!row.squaredNorms.empty()) gradients->appendEpoch(row.squaredNorms, row.updateRatios); // trees have none: the card says so
    }
    gradients->scheduleReplot();
}

void WatchView::Parts::explainEmptyCards(const RunRecord* record) {
    const bool split = std::ranges::any_of(shown.split, std::identity());
    const QString none = split ? whyOffAxis(record, choices->axis()) : tr("No split is chosen: press training, validation or test above.");
    loss->setEmptyReason(none.isEmpty() ? whyEmpty(record, tr("loss of the chosen splits")) : none);
    accuracy->setEmptyReason(none.isEmpty() ? whyEmpty(record, tr("accuracy of the chosen splits")) : none);
    const bool trees = record && core::isTreeModel(record->config);
    gradients->setEmptyReason(trees ? tr("Boosted trees have no layers, so there are no gradients to show.")
                                    : whyEmpty(record, tr("gradients")));
    if (const QString early = whyEmpty(record, {}); !early.isEmpty()) map->setMessage(early);
}

void WatchView::Parts::showBanner() {
    const RunRecord* draft = controller.draft();
    const RunRecord* now = draft ? draft : controller.current();
    const bool ended = now && now->finished && now->finished->error;
    if (controller.dataError() && !(now && now->live())) {
        banner->warn(QString::fromStdString(core::errorLine(*controller.dataError())), {});
    } else if (ended) {
        const bool diverged = now->finished->end == core::RunEnd::Diverged;
        banner->warn(QString::fromStdString(core::errorLine(*now->finished->error)),
                     diverged && !draft ? tr("Retry with learning rate ÷ 10") : QString());
    } else if (const QString difference = draft ? QString() : ghostDifference(controller); !difference.isEmpty()) {
        banner->inform(difference);
    } else {
        banner->clear();
    }
}

WatchView::WatchView(Controller& controller, const std::string& store, QWidget* parent)
    : QWidget(parent), m_parts(std::make_unique<Parts>(*this, controller, store)) {
    setAccessibleName(tr("Watch"));
    m_parts->sync();
}

WatchView::~WatchView() = default;

CurvePlot* WatchView::lossPlot() const { return m_parts->loss; }
CurvePlot* WatchView::accuracyPlot() const { return m_parts->accuracy; }
GradientPlot* WatchView::gradientPlot() const { return m_parts->gradients; }
DecisionMap* WatchView::decisionMap() const { return m_parts->map; }
CurveChoices* WatchView::curveChoices() const { return m_parts->choices; }
std::vector<FigureCard*> WatchView::figures() const { return m_parts->cards(); }
EpochViews* WatchView::epochViews() const { return m_parts->epochs; }
std::vector<FigureCard*> WatchView::allFigures() const { return m_parts->allCards(); }
QWidget* WatchView::enlarged() const { return m_parts->enlarged; }
QString WatchView::bannerText() const { return m_parts->banner->text(); }
std::int64_t WatchView::mapEpoch() const { return m_parts->epochs->mapEpoch(); }
QAbstractButton* WatchView::chip(const QString& id) const { return findChild<QToolButton*>(id); }

void WatchView::enlarge(QWidget* card) {
    m_parts->enlarged = card;
    for (FigureCard* each : m_parts->cards()) each->setVisible(!card || each == card);
    int row = 0, column = 0, rows = 0, columns = 0;
    if (card) m_parts->grid->getItemPosition(m_parts->grid->indexOf(card), &row, &column, &rows, &columns);
    for (int i = 0; i < 2; ++i) { // an empty row or column would keep its share of the room
        m_parts->grid->setRowStretch(i, !card || i == row);
        m_parts->grid->setColumnStretch(i, !card || i == column);
    }
    m_parts->escape->setEnabled(card != nullptr);
}

} // namespace epochlab::ui

// Its own object, so that a test links only what it names.
#include "moc_watch_view.cpp"
