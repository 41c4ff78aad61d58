#include "gallery/run_choices.h"

#include "bridge/run_names.h"

#include <algorithm>

namespace epochlab::ui {

RunChoices::RunChoices(QString first, QObject* parent)
    : QAbstractListModel(parent), m_first(std::move(first)), m_firstText(tr("by validation")) {}

void RunChoices::setFirst(const QString& text) {
    if (m_firstText == text) return;
    m_firstText = text;
    emit dataChanged(index(0), index(0));
}

bool RunChoices::setRuns(const std::vector<RunListing::Pointer>& runs) {
    const auto id = [](const RunListing::Pointer& run) -> const core::RunId& { return run->summary.id; };
    if (std::ranges::equal(m_runs, runs, {}, id, id)) {
        m_runs = runs; // names and values may be others
        if (!runs.empty()) emit dataChanged(index(1), index(rowCount() - 1));
        return false;
    }
    beginResetModel();
    m_runs = runs;
    endResetModel();
    return true;
}

int RunChoices::rowOf(const QString& id) const {
    if (id == m_first) return 0;
    const auto found = std::ranges::find(m_runs, id.toStdString(), [](const RunListing::Pointer& run) { return run->summary.id; });
    return found == m_runs.end() ? -1 : static_cast<int>(found - m_runs.begin()) + 1;
}

int RunChoices::rowCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : static_cast<int>(m_runs.size()) + 1; }

QVariant RunChoices::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
    if (index.row() == 0) return role == Qt::DisplayRole ? QVariant(m_firstText) : role == Qt::UserRole ? QVariant(m_first) : QVariant();
    const StoredRun& run = *m_runs[static_cast<std::size_t>(index.row()) - 1];
    if (role == Qt::UserRole) return QString::fromStdString(run.summary.id);
    if (role == Qt::DisplayRole) return run.name + QStringLiteral(" · ") + accuracyText(bestValue(run.summary));
    return {};
}

} // namespace epochlab::ui
