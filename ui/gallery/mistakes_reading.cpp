// What the Mistakes tab asks the store, and what it says of the answers.
#include "bridge/run_names.h"
#include "compare/accuracy.h"
#include "gallery/mistakes_view_parts.h"

#include <QLabel>
#include <QSignalBlocker>
#include <QStackedWidget>
#include <QTableView>
#include <QToolButton>

#include <algorithm>

namespace epochlab::ui {

/// A choice by hand stays while its run is there.
void MistakesView::Parts::offerRuns() {
    for (TitledBox* box : {best, worst}) {
        const QSignalBlocker blocker(box);
        RunChoices& choices = box == best ? *bestChoices : *worstChoices;
        const QString chosen = box->currentData().toString();
        const QString& name = box == best ? bestName : worstName;
        const bool known = !name.isEmpty() && model.mistakes() && box->currentIndex() == 0; // else it is the name of one chosen by hand
        choices.setFirst(known ? tr("%1 (by validation)").arg(name) : tr("by validation"));
        if (choices.setRuns(stored.listing().judged)) box->setCurrentIndex(std::max(0, choices.rowOf(chosen)));
        box->setEnabled(choices.rowCount() > 1);
    }
}

void MistakesView::Parts::schedule() {
    wanted = true;
    if (view.isVisible()) timer.start(0); // showEvent comes back to it
}

void MistakesView::Parts::ask() {
    wanted = false;
    offerRuns();
    if (stored.listing().judged.empty()) {
        loader.forget();
        asked.reset();
        model.show(nullptr, {});
        side->setMistakes(nullptr);
        return say(nothingWords());
    }
    const core::DatasetPointer data = controller.dataset();
    std::vector<core::RunId> ticked = stored.tickedIds();
    std::erase_if(ticked, [this](const core::RunId& id) {
        const StoredRun* run = stored.find(id);
        return run == nullptr || !isJudged(run->summary);
    });
    const bool byData = ticked.size() < 2 && data; // else the form's data does not count
    MistakesQuestion question{.listing = stored.sharedListing(),
                              .ticked = std::move(ticked),
                              .fingerprint = byData ? core::fingerprintText(data->fingerprint) : std::string(),
                              .best = best->currentData().toString().toStdString(),
                              .worst = worst->currentData().toString().toStdString()};
    if (splitByHand) question.split = split->currentIndex() == 0 ? core::Split::Test : core::Split::Validation;
    const bool again = asked && question.asksAgain(*asked);
    if (!model.mistakes() && !again) say(tr("The predictions are being read…"));
    asked = question;
    loader.ask(question, data);
}

QString MistakesView::Parts::nothingWords() const {
    if (stored.directory().empty()) return tr("Runs are not kept in a store here, and so their predictions are not either.");
    return tr("Train a network twice with different settings: what the better one gets right and the other one wrong stands here.");
}

void MistakesView::Parts::take(const MistakesPointer& mistakes) {
    maps.reset();
    dataProblem.clear();
    map->hide();
    const auto name = [this](const core::RunSummary& run) {
        const StoredRun* known = stored.find(run.id);
        return known ? known->name : QString::fromStdString(run.id);
    };
    bestName = name(mistakes->runs.best);
    worstName = name(mistakes->runs.worst);
    if (best->currentIndex() == 0) bestChoices->setFirst(tr("%1 (by validation)").arg(bestName));
    if (worst->currentIndex() == 0) worstChoices->setFirst(tr("%1 (by validation)").arg(worstName));
    split->setCurrentIndex(mistakes->pair.split() == core::Split::Test ? 0 : 1);
    const core::DatasetPointer known = model.dataset();
    const bool same = known && core::fingerprintText(known->fingerprint) == mistakes->runs.best.dataFingerprint;
    if (!same) model.setDataset(nullptr);
    model.show(mistakes, {});
    side->setMistakes(mistakes);
    showItems();
}

void MistakesView::Parts::takeData(const core::DatasetPointer& data) {
    model.setDataset(data);
    showItems();
}

void MistakesView::Parts::refuse(const core::Error& error) {
    model.show(nullptr, {});
    side->setMistakes(nullptr);
    QString text = capitalised(QString::fromStdString(error.what));
    if (!error.where.empty()) text += QStringLiteral(" (%1)").arg(QString::fromStdString(error.where));
    say(text + QStringLiteral(".\n") + capitalised(QString::fromStdString(error.remedy)) + QLatin1Char('.'));
}

/// The items on the map of the model that is wrong there.
void MistakesView::Parts::showMap() {
    const core::DatasetPointer& data = model.dataset();
    const MistakesPointer& mistakes = model.mistakes();
    if (!maps || !data || !mistakes || data->pictures) return map->hide();
    const auto& cell = side->question().cell;
    const bool ofBest = mistakes->pair.single ||
                        (cell ? cell->of == core::GalleryCell::Of::Best : side->question().kind == core::GalleryKind::WorstRightBestWrong);
    const MapFrame& frame = ofBest ? maps->best : maps->worst;
    if (!frame.valid()) return map->hide();
    std::vector<MapPoint> points;
    const core::TableRows& rows = data->rows(mistakes->pair.split());
    for (const std::size_t row : model.rows())
        points.push_back({rows.features[2 * row], rows.features[2 * row + 1], static_cast<std::uint16_t>(rows.labels[row]),
                          !(ofBest ? mistakes->pair.bestRight(row) : mistakes->pair.worstRight(row)), mistakes->pair.split()});
    map->setClasses(textList(data->classNames));
    map->setAxes(QString::fromStdString(data->featureNames[0]), QString::fromStdString(data->featureNames[1]), data->geographic);
    map->setFrame(frame);
    map->setPoints(std::move(points));
    map->setSubtitle(mistakes->pair.single ? tr("the run's map") : ofBest ? tr("the best run's map") : tr("the worst run's map"));
    map->show();
    mark();
}

void MistakesView::Parts::say(const QString& text) {
    message->setText(text);
    heading->clear();
    exportButton->setEnabled(false);
    pages->setCurrentIndex(0);
}

/// "23 of 6582 test rows · best right, worst wrong"
QString MistakesView::Parts::headingText() const {
    const core::PredictionPair& pair = model.mistakes()->pair;
    QString text = tr("%1 of %2 %3 rows · %4")
                       .arg(model.rows().size())
                       .arg(pair.rows())
                       .arg(QString::fromUtf8(core::splitName(pair.split()).data()), side->shownWords());
    if (model.mistakes()->runs.passedOver > 0)
        text += tr(" · %1 runs passed over: no predictions are kept of them").arg(model.mistakes()->runs.passedOver);
    return text;
}

} // namespace epochlab::ui
