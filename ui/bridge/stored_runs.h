#pragma once

#include "bridge/controller.h"
#include "bridge/run_listing.h"

#include <QObject>
#include <QThreadPool>
#include <QTimer>

#include <functional>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace epochlab::ui {

/// The runs of the store beside those of this session: lists and filters them, notices what other processes do, fetches the curves of one
/// into the controller, and renames, notes, deletes. The store is read and written on a thread of its own. GUI thread.
class StoredRuns : public QObject {
    Q_OBJECT
public:
    /// directory: of the store; empty: there is none, and only the controller's runs are known. The controller outlives it.
    StoredRuns(Controller& controller, std::string directory, QObject* parent = nullptr);
    /// Waits for what is being read.
    ~StoredRuns() override;

    const std::string& directory() const { return m_directory; }
    /// Lists the store, and looks again every `interval` from now on.
    void start();
    void refresh();
    const RunListing& listing() const { return *m_listing; }
    std::shared_ptr<const RunListing> sharedListing() const { return m_listing; } ///< for another thread
    const StoredRun* find(const core::RunId& id) const;                           ///< null: it is not in the store
    /// Usage where a word is none of the filter's language; then the filter before it stays.
    core::Result<void> setFilter(const QString& text);
    bool filtered() const { return !m_filter.values().empty(); }

    /// Also of a run whose curves are being fetched.
    bool ticked(const core::RunId& id) const;
    std::vector<core::RunId> tickedIds() const; ///< ascending; also runs that the store does not have
    void setTicked(const core::RunId& id, bool ticked);
    /// Calls it once the run is one of the controller's; never where it cannot be read.
    void withRecord(const core::RunId& id, std::function<void()> then);
    bool canResume(const core::RunId& id) const;
    void resume(const core::RunId& id);
    bool canTrainFurther(const core::RunId& id) const;
    bool hasSettings(const core::RunId& id) const; ///< false: imported, or they cannot be read

    void rename(const core::RunId& id, const QString& name); ///< empty: the name made of what differs
    void annotate(const core::RunId& id, const QString& tags, const QString& note);
    void addTag(const core::RunId& id, const std::string& tag);
    /// Takes ended runs out of the list.
    void remove(const std::vector<core::RunId>& ids);
    bool canRemove(const core::RunId& id) const;
    int removedLast() const { return static_cast<int>(m_removed.size()); } ///< that undoRemove() brings back
    void undoRemove();

    static constexpr int interval = 2000; ///< milliseconds

signals:
    void changed();                                  ///< the listing is another one
    void loaded(int interrupted);                    ///< once, by the first listing
    void removedChanged();                           ///< there is something else to undo, or nothing
    void failed(const epochlab::core::Error& error); ///< the store, or a run of it, cannot be read or written

private:
    struct Removed {
        core::RunId id;
        bool ticked = false;
    };
    using Task = std::function<core::Result<void>(core::RunStore&)>;

    void check();
    void list();
    void take(std::shared_ptr<const RunListing> listing);
    void fetch(const core::RunId& id);
    void follow();
    void extend(const core::RunId& id, std::int64_t epochs);
    void write(Task task, std::function<void()> then);
    void background(std::function<void()> work);

    Controller& m_controller;
    const std::string m_directory;
    std::shared_ptr<const RunListing> m_listing = std::make_shared<const RunListing>();
    core::RunFilter m_filter;
    std::unique_ptr<ListingReader> m_reader; ///< of the pool's thread
    bool m_listedOnce = false;
    int m_listings = 0;              ///< asked for and not there yet
    std::set<core::RunId> m_ticking; ///< ticked while their curves are fetched
    std::map<core::RunId, std::vector<std::function<void()>>> m_fetching;
    std::set<core::RunId> m_following; ///< being read again
    std::vector<Removed> m_removed;
    QTimer m_timer;
    QThreadPool m_pool; ///< one thread
};

} // namespace epochlab::ui
