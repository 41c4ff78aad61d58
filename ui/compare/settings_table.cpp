#include "compare/settings_table.h"

#include "theme/theme.h"

#include <QFont>

namespace epochlab::ui {

void SettingsTable::setSettings(std::vector<core::ConfigurationRow> rows, std::vector<std::string> runNames) {
    beginResetModel();
    m_rows = std::move(rows);
    m_names = std::move(runNames);
    endResetModel();
}

int SettingsTable::rowCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : static_cast<int>(m_rows.size()); }
int SettingsTable::columnCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : 1 + static_cast<int>(m_names.size()); }

QVariant SettingsTable::data(const QModelIndex& index, int role) const {
    if (!index.isValid() || index.row() >= rowCount()) return {};
    const core::ConfigurationRow& row = m_rows[static_cast<std::size_t>(index.row())];
    if (role == Qt::FontRole) {
        QFont font = Theme::instance().bodyFont();
        font.setBold(row.differs);
        return font;
    }
    if (role == Qt::ForegroundRole) return row.differs ? Theme::instance().palette().text : Theme::instance().palette().mutedText;
    if (role != Qt::DisplayRole && role != Qt::ToolTipRole) return {};
    const std::string& text = index.column() == 0 ? row.label : row.values[static_cast<std::size_t>(index.column() - 1)];
    return QString::fromStdString(text);
}

QVariant SettingsTable::headerData(int section, Qt::Orientation orientation, int role) const {
    if (role == Qt::TextAlignmentRole) return QVariant::fromValue(Qt::Alignment(Qt::AlignLeft | Qt::AlignVCenter));
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole) return {};
    return section == 0 ? tr("setting") : QString::fromStdString(m_names[static_cast<std::size_t>(section - 1)]);
}

} // namespace epochlab::ui
