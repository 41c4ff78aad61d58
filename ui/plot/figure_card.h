#pragma once

#include "plot/print_size.h"
#include "report/figure.h"

#include <QByteArray>
#include <QString>
#include <QWidget>

#include <functional>
#include <optional>

class QLabel;
class QMenu;
class QSplitter;
class QPushButton;
class QStackedWidget;
class QTableView;
class QTimer;
class QToolButton;

namespace epochlab::ui {

class Card;
class FigureValues;

/// Picture: what QPicture plays into a page, text as text.
enum class FigureFormat { Pdf, Svg, Png, Csv, Tex, Picture };

/// A card with one figure, what every plot and map has in common: title, export menu, enlarging, Ctrl+C, and one calm line instead of the
/// figure while there is nothing to draw. GUI thread.
class FigureCard : public QWidget {
    Q_OBJECT
public:
    /// name: stable, for tests ("loss"); title: for people and file names.
    FigureCard(const QString& name, const QString& title, QWidget* parent);

    QString title() const;
    void setSubtitle(const QString& text);
    QString subtitle() const;
    /// The line that stands instead of the figure, or empty while the figure is shown.
    QString placeholder() const;
    /// Why there is nothing to draw; empty: nothing was trained or ticked yet.
    void setEmptyReason(const QString& text);

    /// Publication export: same ranges and markers as on the screen, text as text.
    virtual QByteArray exportBytes(FigureFormat format, const PrintSize& size) const = 0;
    /// The figure as data, where it has such a form that others can draw; nothing: it has none.
    virtual std::optional<core::Figure> asFigure() const { return std::nullopt; }
    /// exportBytes(), and Tex of what asFigure() gives. Empty: the figure has no such form.
    QByteArray bytes(FigureFormat format, const PrintSize& size) const;
    /// PNG at 300 dpi and SVG on the clipboard; emits copied().
    void copyToClipboard();
    /// The figure in words, for who cannot see it.
    virtual QString describe() const;
    /// One sentence to stand below the figure in a report: data, what varies, what is the same, seeds. Asked for when it is copied.
    void setCaption(std::function<QString()> caption) { m_caption = std::move(caption); }
    /// Empty: nobody gave one.
    QString caption() const { return m_caption ? m_caption() : QString(); }
    /// The numbers in a table at the figure's side, or in its place where there is no room for both.
    void showValues(bool on);
    /// Null: they are not shown.
    QTableView* valuesTable() const;

signals:
    void enlargeRequested();
    void exportRequested(epochlab::ui::FigureFormat format);
    void exportDialogRequested();
    void copied();
    void captionCopied(const QString& text);
    void valuesShown(bool on);

protected:
    /// What "More" offers; called at each opening.
    virtual void fillMenu(QMenu* menu);
    /// The figure's numbers, for a table beside it; false: it has none. Null asks for that alone.
    virtual bool fillValues(FigureValues*) const { return false; }
    /// They may be others: the table takes them in soon.
    void refreshValues();
    void resizeEvent(QResizeEvent* event) override;
    /// Further commands of its export menu.
    virtual void addExports(QMenu&) {}
    Card* card() const { return m_card; }
    /// Puts the figure's widget into the card; once, after the tools that stand left of the common ones.
    void setFigure(QWidget* figure);
    /// Empty text: the figure.
    void showPlaceholder(const QString& text);
    /// A button below the line that stands instead of the figure; empty text: none.
    void setPlaceholderAction(const QString& text, std::function<void()> act);
    /// The line of a card without data.
    QString emptyText() const;

private:
    void fillExportMenu(QMenu* menu);
    void openExportMenu(QWidget* under);
    void placeValues();
    void copyValues();
    void openMenu(QWidget* under);
    void copyCaption();
    QWidget* makePlaceholder();

    Card* m_card;
    QStackedWidget* m_pages;
    QLabel* m_placeholder;
    QSplitter* m_splitter = nullptr; ///< the figure and its values
    QToolButton* m_exportButton = nullptr;
    FigureValues* m_values = nullptr;
    QTableView* m_table = nullptr;
    QTimer* m_valuesTimer = nullptr;
    QPushButton* m_action;
    std::function<void()> m_act;
    QString m_emptyReason;
    std::function<QString()> m_caption;
};

} // namespace epochlab::ui
