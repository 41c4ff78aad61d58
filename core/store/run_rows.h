#pragma once

#include "store/database.h"
#include "store/process_identity.h"
#include "store/stored_run.h"

#include <functional>
#include <string>
#include <vector>

namespace epochlab::core {

// The rows of a run in the database. What writes belongs inside a WriteTransaction.

std::int64_t nowMilliseconds();

/// A row for an id that nobody has yet; false where somebody has.
Result<bool> insertRun(Connection& connection, const RunId& id, const std::string& state, const ProcessIdentity& owner,
                       std::int64_t created = nowMilliseconds());
/// The same with an id that nobody has, asked for until one is found. IoWrite where none is.
Result<RunId> insertNewRun(Connection& connection, const std::function<RunId()>& makeId, const std::string& state,
                           const ProcessIdentity& owner, std::int64_t created = nowMilliseconds());
/// What the start of a run tells; makes it running and `owner`'s.
Result<void> updateStarted(Connection& connection, std::int64_t run, const StartedEvent& started, const ProcessIdentity& owner);
/// The fields of a configuration, one by one and as a run file.
Result<void> updateConfig(Connection& connection, std::int64_t run, const ParamSet& config);
Result<void> updateBest(Connection& connection, std::int64_t run, const BestEpoch& best);
Result<void> updateFinished(Connection& connection, std::int64_t run, const FinishedEvent& finished);
/// Once, however often it is told.
Result<void> insertNote(Connection& connection, std::int64_t run, std::int64_t step, const NoteEvent& note);
/// A change to come; one that is known already is not repeated.
Result<void> insertPlannedRate(Connection& connection, std::int64_t run, const RateChange& change);
/// With another schedule the code is the text of the one before, and the message that of the one after; of a plan there is the latter.
Result<void> insertLearningRate(Connection& connection, std::int64_t run, const LearningRateEvent& change);
/// A list of names, as the columns layers, features and classes hold it.
std::vector<std::string> storedNames(const std::string& text);
/// Of such a text; nothing where it is empty: the schedule stayed. UntrustedFile where it is none that this version knows.
Result<std::optional<ScheduleShape>> storedSchedule(const std::string& text, std::int64_t step);

/// Runs of `condition` (over the table runs, a ? for each value), by number.
Result<std::vector<RunSummary>> selectRuns(Connection& connection, const std::string& condition, const std::vector<std::string>& values);
/// Runs whose process is dead become interrupted; those that only waited go. Returns the ids of the former.
Result<std::vector<RunId>> releaseDeadOwners(Connection& connection);

} // namespace epochlab::core
