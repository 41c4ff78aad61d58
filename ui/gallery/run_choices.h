#pragma once

#include "bridge/run_listing.h"

#include <QAbstractListModel>

namespace epochlab::ui {

/// The choices of one end of the pair: by validation, then every judged run of the store, newest first. Made for ten thousands of runs: a
/// row's words are made when it is looked at. GUI thread.
class RunChoices : public QAbstractListModel {
    Q_OBJECT
public:
    /// first: what the first row stands for, "@best".
    RunChoices(QString first, QObject* parent);

    void setFirst(const QString& text);
    /// True where they are others than before, so that rows have other places.
    bool setRuns(const std::vector<RunListing::Pointer>& runs);
    /// -1: there is no such run.
    int rowOf(const QString& id) const;

    int rowCount(const QModelIndex& parent = {}) const override;
    /// Its words, and as Qt::UserRole its id.
    QVariant data(const QModelIndex& index, int role) const override;

private:
    QString m_first;
    QString m_firstText;
    std::vector<RunListing::Pointer> m_runs;
};

} // namespace epochlab::ui
