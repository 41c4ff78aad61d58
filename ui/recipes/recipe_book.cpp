#include "recipes/recipe_book.h"

#include "bridge/run_names.h"
#include "bridge/run_queue.h"
#include "bridge/stored_runs.h"
#include "handin/planned_work.h"
#include "params/model_fields.h"
#include "report/recipe_figures.h"

#include <algorithm>

namespace epochlab::ui {
namespace {

constexpr int pauseMs = 300; ///< between two reckonings while runs train

/// What the form says of the data, as the recipe's own files do not: it trains on what is chosen.
DataSettings chosenData(const core::ParamSet& form, const core::Recipe& recipe) {
    DataSettings chosen = dataSettings(form);
    std::erase_if(chosen, [&recipe](const auto& setting) { return !recipe.sweep.base.isDefault(setting.first) && !recipe.needsPictures; });
    return chosen;
}

} // namespace

DataSettings dataSettings(const core::ParamSet& form) {
    DataSettings settings;
    for (const core::ParamSpec& spec : form.table().specs()) {
        const bool ofData = spec.group == core::ParamGroup::Data && spec.id != "model" && spec.id != "method";
        if ((ofData || spec.id == "weights") && !form.isDefault(spec.id)) settings.emplace_back(spec.id, form.textOf(spec.id));
    }
    return settings;
}

struct RecipeBook::Request {
    core::RecipeFolders folders;
    bool read = false;
    std::vector<std::shared_ptr<const core::KnownRecipes::Entry>> entries;
    core::ParamSet form;
    bool pictures = false, quick = false;
    std::string store;
    core::DataSizes sizes;
    std::shared_ptr<const core::SpeedMemory> speed;
    std::shared_ptr<const core::PresetLimits> limits;
    int cores = 1;

    /// finished: of the store, or why it cannot be read; null: there is none.
    RecipeState stateOf(const core::Recipe& recipe, const core::Result<core::FinishedRuns>* finished) const;
};

struct RecipeBook::Answer {
    std::vector<RecipeRow> rows;
    bool read = false;
    std::vector<core::Error> errors;
};

std::size_t RecipeState::done() const {
    return static_cast<std::size_t>(std::ranges::count_if(finished, [](const auto& run) { return run.has_value(); }));
}

QString RecipeRow::stateText() const {
    if (!state) return RecipeBook::tr("looking into the store …");
    if (state->error) return QString::fromStdString(core::describe(*state->error));
    if (!entry->recipe.trains) return RecipeBook::tr("looks at what the store has");
    const std::size_t all = state->planned.size(), done = state->done();
    if (done == all) return RecipeBook::tr("done");
    const QString time = aboutText(state->seconds);
    if (done > 0 || queued > 0) {
        const QString share = RecipeBook::tr("%1 of %2 done").arg(done).arg(all);
        return queued > 0 ? RecipeBook::tr("%1, %2 in the queue").arg(share).arg(queued)
                          : RecipeBook::tr("%1, the rest %2").arg(share, time);
    }
    return all == 1 ? RecipeBook::tr("1 run, %1").arg(time) : RecipeBook::tr("%1 runs, %2").arg(all).arg(time);
}

bool RecipeRow::canRun() const {
    return state && !state->error && entry->recipe.trains && state->done() + static_cast<std::size_t>(queued) < state->planned.size();
}

RecipeBook::RecipeBook(Controller& controller, StoredRuns& stored, RunQueue& queue, QObject* parent)
    : QObject(parent), m_controller(controller), m_stored(stored), m_queue(queue),
      m_sizes(core::rememberedDataSizes(controller.services().loadData)) {
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &RecipeBook::reckon);
    for (const auto signal : {&Controller::dataChanged, &Controller::problemsChanged, &Controller::liveChanged})
        connect(&controller, signal, this, [this] { schedule(pauseMs); });
    connect(&controller, &Controller::configChanged, this, [this] { schedule(pauseMs); });
    connect(&stored, &StoredRuns::changed, this, [this] { schedule(pauseMs); });
    connect(&queue, &RunQueue::changed, this, &RecipeBook::countQueued); // what has ended is the store's to say
}

void RecipeBook::setFolders(core::RecipeFolders folders) {
    m_folders = std::move(folders);
    reload();
}

void RecipeBook::reload() {
    m_unread = true;
    schedule(0);
}

const RecipeRow* RecipeBook::row(const std::string& path) const {
    const auto found = std::ranges::find(m_rows, path, &RecipeRow::path);
    return found == m_rows.end() ? nullptr : &*found;
}

void RecipeBook::setQuick(bool quick) {
    if (quick == m_quick) return;
    m_quick = quick;
    schedule(0);
}

void RecipeBook::train(const std::string& path) {
    m_toTrain.insert(path);
    schedule(0);
}

void RecipeBook::watch(int more) {
    m_watchers += more;
    if (m_watchers > 0 && m_wanted) schedule(0);
}

void RecipeBook::schedule(int milliseconds) {
    m_wanted = true;
    if (m_watchers == 0 && !m_unread && m_toTrain.empty()) return;
    if (!m_timer.isActive() || m_timer.remainingTime() > milliseconds) m_timer.start(milliseconds);
}

RecipeState RecipeBook::Request::stateOf(const core::Recipe& recipe, const core::Result<core::FinishedRuns>* finished) const {
    RecipeState state;
    if (recipe.needsPictures && !pictures) {
        state.error = core::Error{core::ErrorCode::Usage, "this recipe trains on pictures of your own", "",
                                  "open a folder with a folder for each class (File, Open folder)"};
        return state;
    }
    const auto over = chosenData(form, recipe);
    core::Result<std::vector<core::PlannedRun>> planned = core::planWithin(limits.get(), recipe, quick, over);
    if (!planned) {
        state.error = planned.error();
        return state;
    }
    state.planned = *std::move(planned);
    for (core::PlannedRun& run : state.planned) run.config = core::withThreads(std::move(run.config)); // as the runs will keep them
    state.finished.resize(state.planned.size());
    if (finished != nullptr && *finished)
        state.finished = (*finished)->answering(state.planned);
    else if (finished != nullptr)
        state.error = finished->error();
    std::vector<const core::ParamSet*> missing;
    for (std::size_t i = 0; i < state.planned.size(); ++i)
        if (!state.finished[i]) missing.push_back(&state.planned[i].config);
    if (missing.empty()) return state;
    const core::Result<core::QueuePlan> plan = core::previewRuns(missing, sizes, speed.get(), cores);
    if (plan)
        state.seconds = plan->seconds;
    else
        state.error = plan.error();
    return state;
}

RecipeBook::Answer RecipeBook::read(const Request& request) {
    Answer answer;
    auto entries = request.entries;
    if (request.read) {
        answer.read = true;
        core::Result<core::KnownRecipes> known = core::loadRecipes(request.folders);
        if (!known) {
            answer.errors.push_back(known.error());
            return answer;
        }
        answer.errors = std::move(known->broken);
        entries.clear();
        for (core::KnownRecipes::Entry& entry : known->recipes)
            entries.push_back(std::make_shared<const core::KnownRecipes::Entry>(std::move(entry)));
    }
    std::optional<core::Result<core::FinishedRuns>> finished;
    if (!request.store.empty()) {
        core::RunStore store(request.store);
        finished.emplace(core::FinishedRuns::of(store));
    }
    for (const auto& entry : entries) {
        auto state = std::make_shared<const RecipeState>(request.stateOf(entry->recipe, finished ? &*finished : nullptr));
        answer.rows.push_back({entry, std::move(state)});
    }
    return answer;
}

void RecipeBook::reckon() {
    if (m_pending) return; // its answer asks again
    m_pending = true;
    m_wanted = false;
    const core::DatasetPointer dataset = m_controller.dataset();
    auto request = std::make_shared<Request>(Request{.folders = m_folders,
                                                     .read = std::exchange(m_unread, false),
                                                     .entries = {},
                                                     .form = m_controller.config(),
                                                     .pictures = dataset && dataset->pictures,
                                                     .quick = m_quick,
                                                     .store = m_stored.directory(),
                                                     .sizes = m_sizes,
                                                     .speed = m_controller.services().speed,
                                                     .limits = m_controller.preset(),
                                                     .cores = m_queue.cores()});
    for (const RecipeRow& row : m_rows) request->entries.push_back(row.entry);
    m_worker.submit([this, request] {
        auto answer = std::make_shared<const Answer>(read(*request));
        QMetaObject::invokeMethod(
            this,
            [this, answer, request] {
                m_pending = false;
                take(*answer);
                if (request->quick == m_quick && request->form == m_controller.config()) trainAsked(); // else of the next answer
                if (m_wanted) schedule(pauseMs);
            },
            Qt::QueuedConnection);
    });
}

void RecipeBook::take(const Answer& answer) {
    m_rows = answer.rows;
    countQueued();
    if (answer.read) emit loaded();
    emit changed();
    for (const core::Error& error : answer.errors) emit failed(error);
}

void RecipeBook::trainAsked() {
    for (const std::string& path : std::exchange(m_toTrain, {})) {
        const RecipeRow* asked = row(path);
        if (asked == nullptr) continue;
        if (asked->state->error) {
            emit failed(*asked->state->error);
            continue;
        }
        const std::vector<core::PlannedRun> missing = missingOf(*asked->state);
        if (missing.empty()) continue;
        if (m_queue.add(missing).empty()) continue;
        emit queued(static_cast<int>(missing.size()));
    }
}

/// What neither the store nor the queue has.
std::vector<core::PlannedRun> RecipeBook::missingOf(const RecipeState& state) const {
    std::vector<core::PlannedRun> missing;
    for (std::size_t i = 0; i < state.planned.size(); ++i) {
        const auto isIt = [&](const QueueRow& queued) {
            const bool ahead = queued.state != core::QueueState::Done || !queued.ended; // else the store has it
            return ahead && queued.config && *queued.config == state.planned[i].config;
        };
        if (!state.finished[i] && std::ranges::none_of(m_queue.rows(), isIt)) missing.push_back(state.planned[i]);
    }
    return missing;
}

void RecipeBook::countQueued() {
    bool other = false;
    for (RecipeRow& row : m_rows) {
        const std::size_t missing = row.state ? row.state->planned.size() - row.state->done() : 0;
        const int now = missing == 0 ? 0 : static_cast<int>(missing - missingOf(*row.state).size());
        other = other || now != row.queued;
        row.queued = now;
    }
    if (other) emit changed();
}

} // namespace epochlab::ui
