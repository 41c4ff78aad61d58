#include "runs/runs_model.h"

#include "bridge/run_names.h"

#include <algorithm>
#include <ranges>
#include <unordered_set>

namespace epochlab::ui {
namespace {

constexpr std::size_t mostStepwise = 40; ///< more changes than that are a new list

} // namespace

RunsModel::RunsModel(Controller& controller, StoredRuns& stored, QObject* parent)
    : QAbstractListModel(parent), m_controller(controller), m_stored(stored), m_ids(wanted()) {
    connect(&stored, &StoredRuns::changed, this, &RunsModel::sync);
    connect(&controller, &Controller::runAdded, this, &RunsModel::sync);
    connect(&controller, &Controller::runRemoved, this, &RunsModel::sync);
    connect(&controller, &Controller::runUpdated, this, &RunsModel::updateRun);
    connect(&controller, &Controller::runFinished, this, &RunsModel::updateRun);
    connect(&controller, &Controller::ticksChanged, this, &RunsModel::updateAll);
    connect(&controller, &Controller::currentChanged, this, &RunsModel::updateAll);
}

std::vector<core::RunId> RunsModel::wanted() const {
    std::vector<core::RunId> ids;
    for (const RunRecord& record : m_controller.runs() | std::views::reverse)
        if (!m_stored.find(record.id)) ids.push_back(record.id);
    for (const RunListing::Pointer& run : m_stored.listing().shown) ids.push_back(run->summary.id);
    return ids;
}

/// Row by row where little has changed, so that place and selection stay.
void RunsModel::sync() {
    std::vector<core::RunId> next = wanted();
    if (next == m_ids) return updateAll();
    const std::unordered_set<core::RunId> kept(next.begin(), next.end());
    const std::unordered_set<core::RunId> old(m_ids.begin(), m_ids.end());
    const auto goes = [&kept](const core::RunId& id) { return !kept.contains(id); };
    const auto comes = [&old](const core::RunId& id) { return !old.contains(id); };
    std::vector<core::RunId> stay;
    std::ranges::copy_if(m_ids, std::back_inserter(stay), std::not_fn(goes));
    std::vector<core::RunId> stayed;
    std::ranges::copy_if(next, std::back_inserter(stayed), std::not_fn(comes));
    if (stay != stayed || m_ids.size() + next.size() - 2 * stay.size() > mostStepwise) {
        beginResetModel();
        m_ids = std::move(next);
        endResetModel();
        return;
    }
    for (int row = rowCount() - 1; row >= 0; --row) {
        if (!goes(m_ids[static_cast<std::size_t>(row)])) continue;
        beginRemoveRows({}, row, row);
        m_ids.erase(m_ids.begin() + row);
        endRemoveRows();
    }
    for (int row = 0; row < static_cast<int>(next.size()); ++row) {
        const core::RunId& id = next[static_cast<std::size_t>(row)];
        if (!comes(id)) continue;
        beginInsertRows({}, row, row);
        m_ids.insert(m_ids.begin() + row, id);
        endInsertRows();
    }
    updateAll();
}

void RunsModel::updateRun(const core::RunId& id) {
    if (const QModelIndex row = indexOf(id); row.isValid()) emit dataChanged(row, row);
}

void RunsModel::updateAll() {
    if (!m_ids.empty()) emit dataChanged(index(0), index(rowCount() - 1));
}

int RunsModel::rowCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : static_cast<int>(m_ids.size()); }

core::RunId RunsModel::idAt(const QModelIndex& index) const {
    return index.isValid() && index.row() < rowCount() ? m_ids[static_cast<std::size_t>(index.row())] : core::RunId();
}

QModelIndex RunsModel::indexOf(const core::RunId& id) const {
    const auto found = std::ranges::find(m_ids, id);
    return found == m_ids.end() ? QModelIndex() : index(static_cast<int>(found - m_ids.begin()));
}

QString RunsModel::name(const core::RunId& id) const {
    const RunRecord* record = m_controller.run(id);
    const StoredRun* stored = m_stored.find(id);
    return record ? record->name : stored ? stored->name : QString();
}

QString RunsModel::state(const core::RunId& id) const {
    const RunRecord* record = m_controller.run(id);
    const StoredRun* stored = m_stored.find(id);
    if (record && !(record->fromStore && stored)) return stateText(*record);
    return stored ? stateText(*stored) : QString();
}

double RunsModel::value(const core::RunId& id) const {
    const RunRecord* record = m_controller.run(id);
    const StoredRun* stored = m_stored.find(id);
    return stored && (!record || record->fromStore) ? bestValue(stored->summary) : bestValue(*record);
}

QString RunsModel::tip(const core::RunId& id) const {
    QStringList lines{name(id), state(id), QString::fromStdString(id)};
    if (const StoredRun* stored = m_stored.find(id)) {
        const core::RunSummary& run = stored->summary;
        if (!stored->settings.isEmpty()) lines << stored->settings;
        lines << tr("Data: %1").arg(QString::fromStdString(run.dataName)) << tr("Seed: %1").arg(run.seed);
        if (!run.tags.empty()) lines << tr("Tags: %1").arg(QString::fromStdString(run.tags));
        if (!run.note.empty()) lines << tr("Note: %1").arg(QString::fromStdString(run.note));
        if (!run.errorMessage.empty()) lines << QString::fromStdString(run.errorMessage);
    }
    if (const RunRecord* record = m_controller.run(id)) {
        for (const core::NoteEvent& note : record->notes) lines << QString::fromStdString(note.message);
        if (record->finished && record->finished->error) lines << QString::fromStdString(core::describe(*record->finished->error));
    }
    return lines.join(QLatin1Char('\n')).toHtmlEscaped().replace(QLatin1Char('\n'), QStringLiteral("<br>"));
}

QString RunsModel::rowText(const QModelIndex& index) const {
    const core::RunId id = idAt(index);
    return id.empty() ? QString() : QStringList{name(id), state(id), accuracyText(value(id))}.join(QStringLiteral(", "));
}

QVariant RunsModel::data(const QModelIndex& index, int role) const {
    const core::RunId id = idAt(index);
    if (id.empty()) return {};
    const RunRecord* record = m_controller.run(id);
    const StoredRun* stored = m_stored.find(id);
    switch (role) {
    case Qt::DisplayRole:
    case Qt::EditRole: return name(id);
    case Qt::CheckStateRole: return m_stored.ticked(id) ? Qt::Checked : Qt::Unchecked;
    case Qt::ToolTipRole: return tip(id);
    case Qt::AccessibleTextRole: return rowText(index);
    case StateTextRole: return state(id);
    case ValueTextRole: return accuracyText(value(id));
    case ColourRole: return record ? QVariant(record->colour) : QVariant();
    case CurrentRole: return record != nullptr && record == m_controller.current();
    case ResumableRole: return m_stored.canResume(id);
    case ProblemRole: return stored != nullptr && !stored->problem.isEmpty();
    default: return {};
    }
}

bool RunsModel::setData(const QModelIndex& index, const QVariant& value, int role) {
    const core::RunId id = idAt(index);
    if (id.empty()) return false;
    if (role == Qt::EditRole && value.toString() != name(id)) m_stored.rename(id, value.toString());
    if (role == Qt::CheckStateRole) m_stored.setTicked(id, value.toInt() == Qt::Checked);
    emit dataChanged(index, index);
    return true;
}

Qt::ItemFlags RunsModel::flags(const QModelIndex& index) const {
    if (!index.isValid()) return Qt::NoItemFlags;
    return Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsEditable | Qt::ItemIsUserCheckable | Qt::ItemNeverHasChildren;
}

} // namespace epochlab::ui

// Its own object, so that a test links only what it names.
#include "moc_runs_model.cpp"
