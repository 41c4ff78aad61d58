#pragma once

#include "compare/comparison.h"

#include <QAbstractTableModel>

namespace epochlab::ui {

/// The settings of the compared runs beside each other, a field a row; those that differ come first, in bold. GUI thread.
class SettingsTable : public QAbstractTableModel {
    Q_OBJECT
public:
    using QAbstractTableModel::QAbstractTableModel;
    void setSettings(std::vector<core::ConfigurationRow> rows, std::vector<std::string> runNames);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    std::vector<core::ConfigurationRow> m_rows;
    std::vector<std::string> m_names;
};

} // namespace epochlab::ui
