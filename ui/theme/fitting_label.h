#pragma once

#include <QLabel>
#include <QStringList>

namespace epochlab::ui {

/// A line of plain text that takes the room it is given and never asks for more: the longest wording that fits is shown, the shortest one
/// elided where none does. The tooltip has what is missing. GUI thread.
class FittingLabel : public QLabel {
    Q_OBJECT
public:
    explicit FittingLabel(QWidget* parent = nullptr);

    /// The same thing said at length first, then shorter and shorter.
    void setWordings(const QStringList& longestFirst);
    QString longest() const { return m_wordings.value(0); }

protected:
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void fit();

    QStringList m_wordings;
};

} // namespace epochlab::ui
