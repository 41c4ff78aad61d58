#pragma once

#include "theme/glyph.h"

#include <QFrame>
#include <QString>

class QHBoxLayout;
class QLabel;
class QToolButton;
class QVBoxLayout;

namespace epochlab::ui {

/// A framed surface: bold title, muted subtitle (elided), small tool buttons, one content widget.
class Card : public QFrame {
    Q_OBJECT
public:
    explicit Card(const QString& title, QWidget* parent = nullptr);

    void setTitle(const QString& text);
    QString title() const;
    void setSubtitle(const QString& text);
    QString subtitle() const { return m_subtitleText; }
    /// name: accessible name and tooltip.
    QToolButton* addTool(Glyph glyph, const QString& name, bool checkable);
    /// Left of the tools; the card's own.
    void addControl(QWidget* control);
    void setContent(QWidget* content);

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void restyle();
    void elide();

    QLabel* m_title;
    QLabel* m_subtitle;
    QHBoxLayout* m_header;
    QVBoxLayout* m_body;
    QString m_subtitleText;
    int m_controls = 0; ///< beside the title
};

} // namespace epochlab::ui
