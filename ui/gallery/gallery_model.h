#pragma once

#include "gallery/mistakes.h"
#include "gallery/thumbnails.h"

#include <QAbstractTableModel>

namespace epochlab::ui {

/// The items of the gallery, a row each, in the order asked for. A list shows the first column as tiles; a table shows all. GUI thread.
class GalleryModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { Name, TrueClass, BestAnswer, WorstAnswer, FirstFeature };
    enum Role { RowRole = Qt::UserRole, BestRightRole, WorstRightRole, PlaceProblemRole };

    explicit GalleryModel(QObject* parent = nullptr);

    void show(MistakesPointer mistakes, std::vector<std::size_t> rows);
    /// The data of the rows, or null.
    void setDataset(core::DatasetPointer dataset);
    const MistakesPointer& mistakes() const { return m_mistakes; }
    const core::DatasetPointer& dataset() const { return m_dataset; }
    const std::vector<std::size_t>& rows() const { return m_rows; }
    Thumbnails& thumbnails() { return m_thumbnails; }
    bool ofPictures() const { return m_dataset && m_dataset->pictures; }

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    QVariant text(std::size_t row, int column) const;

    MistakesPointer m_mistakes;
    std::vector<std::size_t> m_rows;
    core::DatasetPointer m_dataset;
    mutable Thumbnails m_thumbnails; ///< asking for a tile has it made
};

} // namespace epochlab::ui
