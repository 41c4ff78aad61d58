#pragma once

#include "bridge/controller.h"
#include "data/picture_report.h"

#include <QDialog>

#include <string>
#include <vector>

class QComboBox;
class QLabel;
class QPushButton;
class QTreeWidget;

namespace epochlab::ui {

/// What was found in the picture files when they were read: a finding each, with the files' names below it, to copy and to save; and what
/// pictures that cannot be used do. It follows the data while it stands open. GUI thread.
class ReportDialog : public QDialog {
    Q_OBJECT
public:
    explicit ReportDialog(Controller& controller, QWidget* parent = nullptr);

    bool reading() const { return m_reading; }
    QString headline() const;
    /// The line that epochlab-cli prints where the data cannot be used, or empty.
    QString errorText() const;
    QTreeWidget* findings() const { return m_findings; }
    QComboBox* policy() const { return m_policy; }
    /// All of it as indented lines.
    QString plainText() const;
    /// core::csvOf(). The errors of writing a file.
    core::Result<void> saveTo(const QString& path) const;

signals:
    void readingEnded();

private:
    void build();
    QWidget* makePolicy();
    void read();
    void present(const core::DatasetPointer& dataset, const std::vector<core::PictureFinding>& repeats);
    void addFindings(const std::vector<core::PictureFinding>& findings, const QString& outcome);
    void clear(const QString& headline);
    void askWhereToSave();

    Controller& m_controller;
    QLabel* m_headline = nullptr;
    QLabel* m_error = nullptr;
    QComboBox* m_policy = nullptr;
    QTreeWidget* m_findings = nullptr;
    QPushButton* m_copy = nullptr;
    QPushButton* m_save = nullptr;
    std::string m_csv;
    std::int64_t m_generation = 0;
    bool m_reading = false;
};

} // namespace epochlab::ui
