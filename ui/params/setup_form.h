#pragma once

#include "handin/preset_limits.h"
#include "params/param_set.h"
#include "params/presets.h"

#include <QWidget>

#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

class QLabel;
class QPushButton;
class QVBoxLayout;

namespace epochlab::ui {

class FieldRow;
class RateSparkline;

/// The form of all hyperparameters, made from the table: basic fields in groups, the others behind "More". It shows a ParamSet that
/// somebody else owns and asks to change one value at a time. GUI thread.
class SetupForm : public QWidget {
    Q_OBJECT
public:
    /// Changes one value of the owner's set; an error is shown at the field.
    using Setter = std::function<core::Result<void>(const std::string& id, core::ParamValue value)>;

    SetupForm(const core::ParamSet& values, Setter setter, QWidget* parent = nullptr);

    void showValues(const core::ParamSet& values);
    /// Hides the fields whose id begins so, whatever their conditions say: those of tables while the data are pictures.
    void hideFields(const std::string& prefix);
    /// Fixed fields are greyed with the reason, hidden ones gone, limited ones narrower; null: none are. Values come by showValues().
    void setLimits(const core::PresetLimits* limits);
    /// Errors over several fields; those of text that a field refused stay until it is corrected.
    void showProblems(const std::vector<core::ParamError>& problems);
    /// Takes what is typed in a field and not yet entered, as Return would.
    void enterTyped();
    /// "Width: …", of the first field whose text was not taken and stands beside its error; empty: none.
    QString refusal() const;

    FieldRow* field(const std::string& id) const; ///< null: not in the form (chips edit it)
    bool fieldShown(const std::string& id) const; ///< by level and visible-when
    int changedAdvanced() const;
    QString moreText() const;
    RateSparkline* sparkline() const { return m_rates; }
    bool unfolded() const { return m_unfolded; }
    void setUnfolded(bool on);
    QString helpText() const;
    QPushButton* presetButton() const { return m_presets; } ///< its menu holds the presets of the model; hidden where there are none

signals:
    void unfoldedChanged(bool on);
    void refusalChanged();

private:
    void addPresets(QVBoxLayout* column);
    void choosePreset(const core::Preset& preset);
    void addGroups(QVBoxLayout* column, bool basic);
    void addField(QVBoxLayout* column, const core::ParamSpec& spec);
    void accept(const QString& id, const QString& text);
    void attend(const QString& id);
    void refresh();
    bool counts(const std::string& id) const;

    core::ParamSet m_values;
    Setter m_setter;
    std::map<std::string, FieldRow*> m_fields;
    std::map<QLabel*, std::vector<std::string>> m_headings;
    std::set<std::string> m_refused; ///< fields whose typed text was not taken
    QPushButton* m_presets = nullptr;
    QPushButton* m_more = nullptr;
    RateSparkline* m_rates = nullptr;
    QLabel* m_help = nullptr;
    bool m_unfolded = false;
    std::string m_hiddenPrefix;
    std::set<std::string> m_hidden; ///< by limits
};

} // namespace epochlab::ui
