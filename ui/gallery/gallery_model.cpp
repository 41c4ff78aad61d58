#include "gallery/gallery_model.h"

#include "bridge/run_names.h"

#include <QTextDocument>

#include <algorithm>
#include <utility>

namespace epochlab::ui {
namespace {

constexpr std::size_t thumbnailBytes = std::size_t{64} << 20U;

/// Beside the true class a right answer need not repeat it.
QString shortAnswer(const core::PredictionPair& pair, std::size_t row, bool best) {
    const QString words = answerWords(pair, row, best);
    if (!(best ? pair.bestRight(row) : pair.worstRight(row))) return words;
    return words.section(QLatin1Char(' '), 0, 0) + QLatin1Char(' ') + words.section(QLatin1Char(' '), -1);
}

} // namespace

GalleryModel::GalleryModel(QObject* parent) : QAbstractTableModel(parent), m_thumbnails(thumbnailBytes) {
    connect(&m_thumbnails, &Thumbnails::ready, this, [this](std::size_t row) {
        const auto found = std::ranges::find(m_rows, row);
        if (found == m_rows.end()) return;
        const QModelIndex changed = index(static_cast<int>(found - m_rows.begin()), Name);
        emit dataChanged(changed, changed, {Qt::DecorationRole});
    });
}

void GalleryModel::show(MistakesPointer mistakes, std::vector<std::size_t> rows) {
    beginResetModel();
    m_mistakes = std::move(mistakes);
    m_rows = std::move(rows);
    m_thumbnails.setSource(ofPictures() ? m_dataset : nullptr, m_mistakes ? m_mistakes->pair.split() : core::Split::Test);
    endResetModel();
}

void GalleryModel::setDataset(core::DatasetPointer dataset) {
    if (dataset == m_dataset) return;
    beginResetModel();
    m_dataset = std::move(dataset);
    m_thumbnails.setSource(ofPictures() ? m_dataset : nullptr, m_mistakes ? m_mistakes->pair.split() : core::Split::Test);
    endResetModel();
}

int GalleryModel::rowCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : static_cast<int>(m_rows.size()); }

int GalleryModel::columnCount(const QModelIndex& parent) const {
    if (parent.isValid()) return 0;
    return FirstFeature + (m_dataset && !m_dataset->pictures ? static_cast<int>(m_dataset->featureCount()) : 0);
}

QVariant GalleryModel::text(std::size_t row, int column) const {
    switch (column) {
    case Name: return itemName(m_mistakes->pair, row, ofPictures());
    case TrueClass: return QString::fromStdString(m_mistakes->pair.classNames[static_cast<std::size_t>(m_mistakes->pair.labels()[row])]);
    case BestAnswer: return shortAnswer(m_mistakes->pair, row, true);
    case WorstAnswer: return shortAnswer(m_mistakes->pair, row, false);
    default: break;
    }
    const auto width = static_cast<std::size_t>(m_dataset->featureCount());
    const std::size_t place = row * width + static_cast<std::size_t>(column - FirstFeature);
    return shortNumber(double{m_dataset->rows(m_mistakes->pair.split()).features[place]});
}

QVariant GalleryModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid() || !m_mistakes) return {};
    const std::size_t row = m_rows[static_cast<std::size_t>(index.row())];
    switch (role) {
    case Qt::DisplayRole: return text(row, index.column());
    case Qt::TextAlignmentRole: return index.column() >= FirstFeature ? QVariant(int(Qt::AlignRight | Qt::AlignVCenter)) : QVariant();
    case Qt::DecorationRole: return ofPictures() && index.column() == Name ? QVariant(m_thumbnails.find(row)) : QVariant();
    case Qt::AccessibleTextRole:
        return index.column() == Name ? QVariant(itemSentence(m_mistakes->pair, row, ofPictures())) : text(row, index.column());
    case Qt::ToolTipRole: return Qt::convertFromPlainText(QString::fromStdString(m_mistakes->pair.nameOf(row)));
    case RowRole: return QVariant::fromValue(static_cast<qulonglong>(row));
    case BestRightRole: return m_mistakes->pair.bestRight(row);
    case WorstRightRole: return m_mistakes->pair.worstRight(row);
    case PlaceProblemRole: return m_thumbnails.problem(row);
    default: return {};
    }
}

QVariant GalleryModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal) return {};
    if (role == Qt::TextAlignmentRole) return int((section >= FirstFeature ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole) return {};
    switch (section) {
    case Name: return m_mistakes && m_mistakes->pair.names().empty() ? tr("row") : tr("name");
    case TrueClass: return tr("class");
    case BestAnswer: return m_mistakes && m_mistakes->pair.single ? tr("answer") : tr("best says");
    case WorstAnswer: return tr("worst says");
    default: return QString::fromStdString(m_dataset->featureNames[static_cast<std::size_t>(section - FirstFeature)]);
    }
}

} // namespace epochlab::ui
