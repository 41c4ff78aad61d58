#include "bridge/stored_runs.h"

#include "bridge/earlier_run.h"
#include "bridge/run_names.h"
#include "store/run_tags.h"

#include <algorithm>
#include <utility>

namespace epochlab::ui {

StoredRuns::StoredRuns(Controller& controller, std::string directory, QObject* parent)
    : QObject(parent), m_controller(controller), m_directory(std::move(directory)), m_reader(std::make_unique<ListingReader>(m_directory)) {
    m_pool.setMaxThreadCount(1);
    connect(&m_timer, &QTimer::timeout, this, &StoredRuns::check);
    connect(&controller, &Controller::runFinished, this, &StoredRuns::check);
    connect(&controller, &Controller::checkpointWanted, this, &StoredRuns::resume);
    connect(&controller, &Controller::extensionWanted, this, &StoredRuns::extend);
}

StoredRuns::~StoredRuns() { m_pool.waitForDone(); }

void StoredRuns::background(std::function<void()> work) {
    if (!m_directory.empty()) m_pool.start(std::move(work));
}

void StoredRuns::start() {
    list();
    m_timer.start(interval);
}

void StoredRuns::refresh() {
    background([this] { m_reader->forget(); });
    list();
}

/// Asks the store only where someone has changed it.
void StoredRuns::check() {
    if (m_listings > 0) return;
    background([this] {
        if (m_reader->changed()) QMetaObject::invokeMethod(this, &StoredRuns::list);
    });
}

void StoredRuns::list() {
    if (m_directory.empty()) return;
    ++m_listings;
    background([this, filter = m_filter] {
        auto listing = std::make_shared<core::Result<std::shared_ptr<const RunListing>>>(m_reader->list(filter));
        QMetaObject::invokeMethod(this, [this, listing] {
            --m_listings;
            if (*listing)
                take(**listing);
            else
                emit failed(listing->error());
        });
    });
}

void StoredRuns::take(std::shared_ptr<const RunListing> listing) {
    if (m_listings > 0) return; // a newer one is on its way
    m_listing = std::move(listing);
    for (const RunRecord& record : m_controller.runs()) {
        const StoredRun* stored = find(record.id);
        if (stored && !stored->summary.name.empty()) m_controller.setRunName(record.id, stored->name);
    }
    emit changed();
    follow();
    if (!std::exchange(m_listedOnce, true)) emit loaded(static_cast<int>(m_listing->interrupted));
    if (!m_listing->complete) list();
}

const StoredRun* StoredRuns::find(const core::RunId& id) const {
    const auto found = m_listing->byId.find(id);
    return found == m_listing->byId.end() ? nullptr : found->second.get();
}

core::Result<void> StoredRuns::setFilter(const QString& text) {
    const core::Result<core::RunFilter> filter = core::RunFilter::parse(text.toStdString());
    if (!filter) return filter.error();
    m_filter = *filter;
    list();
    return {};
}

bool StoredRuns::ticked(const core::RunId& id) const {
    const RunRecord* record = m_controller.run(id);
    return record ? record->ticked : m_ticking.contains(id);
}

std::vector<core::RunId> StoredRuns::tickedIds() const {
    std::vector<core::RunId> ids(m_ticking.begin(), m_ticking.end());
    for (const RunRecord& record : m_controller.runs())
        if (record.ticked) ids.push_back(record.id);
    std::ranges::sort(ids);
    return ids;
}

void StoredRuns::setTicked(const core::RunId& id, bool ticked) {
    if (m_controller.run(id)) return m_controller.setTicked(id, ticked);
    if (!ticked) {
        m_ticking.erase(id);
        return;
    }
    m_ticking.insert(id);
    withRecord(id, [this, id] {
        if (m_ticking.erase(id) > 0) m_controller.setTicked(id, true);
    });
}

void StoredRuns::withRecord(const core::RunId& id, std::function<void()> then) {
    if (m_controller.run(id)) return then();
    std::vector<std::function<void()>>& waiting = m_fetching[id];
    waiting.push_back(std::move(then));
    if (waiting.size() == 1) fetch(id);
}

void StoredRuns::fetch(const core::RunId& id) {
    background([this, id] {
        auto run = std::make_shared<core::Result<EarlierRun>>(loadEarlierRun(m_reader->store(), id));
        QMetaObject::invokeMethod(this, [this, id, run] {
            const auto waiting = m_fetching.extract(id);
            if (*run) {
                m_controller.listEarlier(*std::move(*run));
                for (const auto& then : waiting.mapped()) then();
            } else {
                m_ticking.erase(id);
                emit failed(run->error());
            }
            emit changed();
        });
    });
}

/// Ticked runs that another process trains, or trained when they were last read: as far as they have come now.
void StoredRuns::follow() {
    for (const RunRecord& record : m_controller.runs()) {
        const StoredRun* stored = find(record.id);
        const bool trains = record.elsewhere || (stored && stored->summary.underWay());
        if (!record.fromStore || !record.ticked || !trains || !m_following.insert(record.id).second) continue;
        background([this, id = record.id] {
            auto run = std::make_shared<core::Result<EarlierRun>>(loadEarlierRun(m_reader->store(), id));
            QMetaObject::invokeMethod(this, [this, id, run] {
                m_following.erase(id);
                if (*run) m_controller.updateEarlier(*std::move(*run)); // what cannot be read now is read the next time
            });
        });
    }
}

bool StoredRuns::hasSettings(const core::RunId& id) const {
    const StoredRun* stored = find(id);
    return stored ? stored->problem.isEmpty() && stored->summary.state != "imported" : m_controller.run(id) != nullptr;
}

bool StoredRuns::canResume(const core::RunId& id) const {
    const RunRecord* record = m_controller.run(id);
    if (record && !record->fromStore) return m_controller.canResume(id);
    const StoredRun* stored = find(id);
    return stored && stored->problem.isEmpty() && stored->summary.resumable() && !isLive(m_controller.current());
}

bool StoredRuns::canTrainFurther(const core::RunId& id) const {
    const RunRecord* record = m_controller.run(id);
    if (record && !record->fromStore) return m_controller.canTrainFurther(id);
    const StoredRun* stored = find(id);
    const bool ended = stored && (stored->summary.resumable() || stored->summary.state == "finished");
    return ended && stored->problem.isEmpty() && !isLive(m_controller.current());
}

void StoredRuns::resume(const core::RunId& id) {
    const RunRecord* record = m_controller.run(id);
    if (record && record->finished && record->finished->checkpoint) return m_controller.resumeRun(id);
    withRecord(id, [this, id] {
        if (const RunRecord* known = m_controller.run(id))
            if (const auto kept = m_controller.presetGate().keeps(known->config); !kept) return emit failed(kept.error());
        background([this, id] {
            auto run = std::make_shared<core::Result<core::ResumableRun>>(m_reader->store().claimResume(id));
            QMetaObject::invokeMethod(this, [this, run] {
                if (*run)
                    m_controller.goOn(*std::move(*run));
                else
                    emit failed(run->error());
            });
        });
    });
}

void StoredRuns::extend(const core::RunId& id, std::int64_t epochs) {
    background([this, id, epochs] {
        auto run = std::make_shared<core::Result<core::ResumableRun>>(m_reader->store().claimExtension(id, epochs));
        QMetaObject::invokeMethod(this, [this, run] {
            if (*run)
                m_controller.goOn(*std::move(*run));
            else
                emit failed(run->error());
        });
    });
}

void StoredRuns::write(Task task, std::function<void()> then) {
    background([this, task = std::move(task), then = std::move(then)] {
        const core::Result<void> done = task(m_reader->store());
        m_reader->forget(); // its own changes are none of others
        QMetaObject::invokeMethod(this, [this, done, then] {
            if (!done) emit failed(done.error());
            if (done && then) then();
            list();
        });
    });
}

void StoredRuns::rename(const core::RunId& id, const QString& name) {
    const QString given = name.simplified();
    write([id, text = given.toStdString()](core::RunStore& store) { return store.setName(id, text); },
          [this, id, given] {
              const RunRecord* record = m_controller.run(id);
              if (record) m_controller.setRunName(id, given.isEmpty() ? runName(record->config, nullptr) : given);
          });
}

void StoredRuns::annotate(const core::RunId& id, const QString& tags, const QString& note) {
    write(
        [id, tags = tags.simplified().toStdString(), note = note.trimmed().toStdString()](core::RunStore& store) {
            const core::Result<void> tagged = store.setTags(id, tags);
            return tagged ? store.setNote(id, note) : tagged;
        },
        {});
}

void StoredRuns::addTag(const core::RunId& id, const std::string& tag) {
    write([id, tag](core::RunStore& store) { return core::addTag(store, id, tag); }, {});
}

bool StoredRuns::canRemove(const core::RunId& id) const {
    const RunRecord* record = m_controller.run(id);
    if (record && !record->fromStore) return !record->live();
    const StoredRun* stored = find(id);
    return !stored || stored->summary.state != "running";
}

void StoredRuns::remove(const std::vector<core::RunId>& ids) {
    std::vector<Removed> removed;
    for (const core::RunId& id : ids)
        if (canRemove(id)) removed.push_back({id, ticked(id)});
    if (removed.empty()) return;
    const auto forget = [this, removed] {
        for (const Removed& run : removed) {
            m_ticking.erase(run.id);
            m_controller.removeRun(run.id);
        }
    };
    if (m_directory.empty()) return forget();
    write(
        [removed](core::RunStore& store) {
            for (const Removed& run : removed) {
                const core::Result<void> done = store.setDeleted(run.id, true);
                if (!done && done.error().code != core::ErrorCode::RunNotFound) return done; // what was never stored just goes
            }
            return core::Result<void>();
        },
        [this, removed, forget] {
            forget();
            m_removed = removed;
            emit removedChanged();
        });
}

void StoredRuns::undoRemove() {
    const std::vector<Removed> back = std::exchange(m_removed, {});
    if (back.empty()) return;
    emit removedChanged();
    write(
        [back](core::RunStore& store) {
            for (const Removed& run : back)
                if (core::Result<void> done = store.setDeleted(run.id, false); !done) return done;
            return core::Result<void>();
        },
        [this, back] {
            for (const Removed& run : back)
                if (run.ticked) setTicked(run.id, true);
        });
}

} // namespace epochlab::ui

// Its own object, so that a test links only what it names.
#include "moc_stored_runs.cpp"
