#pragma once

#include "bridge/branch_draft.h"

#include <QDialog>

#include <map>
#include <memory>
#include <string>

class QComboBox;
class QLabel;
class QPushButton;
class QVBoxLayout;

namespace epochlab::ui {

class FieldRow;

/// Where a branch begins, and what changes from there on. Accepted: draft() is to be begun. GUI thread.
class BranchDialog : public QDialog {
    Q_OBJECT
public:
    explicit BranchDialog(std::shared_ptr<BranchDraft> draft, QWidget* parent = nullptr);

    const BranchDraft& draft() const { return *m_draft; }
    FieldRow* field(const std::string& id) const { return m_fields.at(id); }
    QString summaryText() const;
    bool startable() const;

private:
    void build();
    void addFields(QVBoxLayout& column);
    void take(const QString& id, const QString& text);
    void refresh();
    void start();

    std::shared_ptr<BranchDraft> m_draft;
    QComboBox* m_place = nullptr;
    std::map<std::string, FieldRow*> m_fields;
    QLabel* m_summary = nullptr;
    QPushButton* m_start = nullptr;
};

} // namespace epochlab::ui
