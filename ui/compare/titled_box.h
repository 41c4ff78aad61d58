#pragma once

#include <QComboBox>

namespace epochlab::ui {

/// A choice that says what it is for, "Group: each run", as wide as what it says; where there is less room the end is cut with dots, and
/// the tooltip says all. GUI thread.
class TitledBox : public QComboBox {
    Q_OBJECT
public:
    /// title: may be empty; purpose: tooltip and accessible name.
    TitledBox(const QString& title, const QString& purpose, QWidget* parent);

    QString shownText() const;
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;
    void showPopup() override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QString m_title;
};

} // namespace epochlab::ui
