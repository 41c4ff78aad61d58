#pragma once

#include "params/param_spec.h"

#include "theme/glyph.h"

#include <QSlider>
#include <QWidget>

class QAction;
class QComboBox;
class QLabel;
class QLineEdit;

namespace epochlab::ui {

class Switch;

/// One line of the form, made from its spec: label, the control that suits the kind, and room for an error below. It reports what a
/// person entered as text in the C locale and keeps nothing itself. GUI thread.
class FieldRow : public QWidget {
    Q_OBJECT
public:
    explicit FieldRow(const core::ParamSpec& spec, QWidget* parent = nullptr);

    const core::ParamSpec& spec() const { return m_spec; }
    /// Leaves an edit alone that has the focus and an error, so that nothing typed is lost.
    void showValue(const core::ParamValue& value);
    /// Offers a narrower range or fewer choices, or, where it is not enabled, none. reason: why, empty where it is free.
    void limit(const core::ParamSpec& narrowed, bool enabled, const QString& reason);
    void showError(const QString& sentence);
    QString errorText() const;
    /// What 0 comes to, in place of the number: "automatic (2)". Of a spec that is automatic.
    void setAutomaticText(const QString& text);
    /// A small button between label and control that does the same as the action.
    void addTool(Glyph glyph, QAction* action);
    /// Reports what is typed and not yet entered.
    void enterTyped();

    QLineEdit* edit() const { return m_edit; }   ///< numbers and text, else null
    QSlider* slider() const { return m_slider; } ///< numbers with a usual range, else null
    QComboBox* combo() const { return m_combo; } ///< choices, else null
    Switch* toggle() const { return m_switch; }  ///< booleans, else null

    /// Slider position to value and back, on the spec's scale.
    double valueAt(int position) const;
    int positionOf(double value) const;

signals:
    void edited(const QString& id, const QString& text);
    void attended(const QString& id); ///< focused or hovered

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void enterEvent(QEnterEvent* event) override;

private:
    void makeNumber(QWidget* holder);
    void makeChoice(QWidget* holder);
    void fillChoices();
    void setSliderRange();
    void sliderMoved(int position);
    void name(QWidget* control) const;
    QString description() const; ///< for who hears it: why it is limited, and its help

    core::ParamSpec m_spec;
    QString m_reason;    ///< why it is limited
    QString m_automatic; ///< shown for 0
    QLabel* m_label = nullptr;
    QLabel* m_error = nullptr;
    QLineEdit* m_edit = nullptr;
    QSlider* m_slider = nullptr;
    QComboBox* m_combo = nullptr;
    Switch* m_switch = nullptr;
};

} // namespace epochlab::ui
