#pragma once

#include "data/csv_preview.h"

#include <QDialog>

#include <map>
#include <optional>
#include <string>

class QComboBox;
class QLabel;
class QPushButton;
class QTableWidget;

namespace epochlab::ui {

/// The preview of a file before it is used: how it is read can be changed, and the first rows show at once what comes out. What is wrong
/// with the file stands in the dialog itself. Reading runs on a pool thread. GUI thread.
class CsvDialog : public QDialog {
    Q_OBJECT
public:
    CsvDialog(const std::string& path, const core::ParamSet& config, QWidget* parent = nullptr);

    /// The configuration with this file and the chosen way to read it.
    core::ParamSet config() const { return m_config; }
    /// The line that epochlab-cli prints for it, or empty.
    QString errorText() const;
    bool reading() const { return m_reading; }
    QComboBox* choice(const std::string& id) const;
    QTableWidget* table() const { return m_table; }

signals:
    void previewed();

private:
    struct Reading {
        std::optional<core::CsvPreview> preview;
        std::optional<core::Error> error;
    };
    void addChoices();
    void read();
    void present(int generation, const Reading& reading);
    void showRows(const core::CsvPreview& preview);
    void showLabels(const core::CsvPreview& preview);

    core::ParamSet m_config;
    std::map<std::string, QComboBox*> m_choices;
    QComboBox* m_label = nullptr;
    QTableWidget* m_table = nullptr;
    QLabel* m_facts = nullptr;
    QLabel* m_error = nullptr;
    QPushButton* m_open = nullptr;
    int m_generation = 0;
    bool m_reading = false;
};

} // namespace epochlab::ui
