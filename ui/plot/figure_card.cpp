#include "plot/figure_card.h"

#include "plot/figure_export.h"
#include "plot/figure_values.h"
#include "plot/figure_words.h"
#include "report/pgfplots.h"
#include "theme/card.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QRegularExpression>
#include <QShortcut>
#include <QSplitter>
#include <QStackedWidget>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>

namespace epochlab::ui {

FigureCard::FigureCard(const QString& name, const QString& title, QWidget* parent)
    : QWidget(parent), m_card(new Card(title, this)), m_pages(new QStackedWidget(m_card)), m_placeholder(new QLabel),
      m_action(new QPushButton) {
    setObjectName(name);
    setAccessibleName(title);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_card);
    m_placeholder->setTextFormat(Qt::PlainText);
    m_placeholder->setAlignment(Qt::AlignCenter);
    m_placeholder->setWordWrap(true);
    m_placeholder->setProperty("muted", true);
    m_pages->addWidget(makePlaceholder());
    m_card->setContent(m_pages);
    auto* copy = new QShortcut(QKeySequence::Copy, this);
    copy->setContext(Qt::WidgetWithChildrenShortcut);
    connect(copy, &QShortcut::activated, this, [this] { m_table != nullptr && m_table->hasFocus() ? copyValues() : copyToClipboard(); });
}

QWidget* FigureCard::makePlaceholder() {
    auto* page = new QWidget(m_pages);
    auto* column = new QVBoxLayout(page);
    column->addStretch(1);
    column->addWidget(m_placeholder);
    column->addWidget(m_action, 0, Qt::AlignHCenter);
    column->addStretch(1);
    m_action->setAccessibleName(tr("What can be shown instead"));
    m_action->hide();
    connect(m_action, &QPushButton::clicked, this, [this] {
        if (m_act) m_act();
    });
    return page;
}

void FigureCard::setPlaceholderAction(const QString& text, std::function<void()> act) {
    m_action->setText(text);
    m_action->setVisible(!text.isEmpty());
    m_act = std::move(act);
}

QString FigureCard::title() const { return m_card->title(); }
void FigureCard::setSubtitle(const QString& text) { m_card->setSubtitle(text); }
QString FigureCard::subtitle() const { return m_card->subtitle(); }
QString FigureCard::placeholder() const { return m_pages->currentIndex() == 0 ? m_placeholder->text() : QString(); }

void FigureCard::setFigure(QWidget* figure) {
    figure->setFocusPolicy(Qt::StrongFocus); // a click chooses what Ctrl+C copies
    figure->setAccessibleName(title());
    figure->setMinimumSize(120, 90);
    m_splitter = new QSplitter(m_pages);
    m_splitter->setChildrenCollapsible(false);
    m_splitter->addWidget(figure);
    m_pages->addWidget(m_splitter);
    auto* more = m_card->addTool(Glyph::More, tr("More…"), false);
    connect(more, &QToolButton::clicked, this, [this, more] { openMenu(more); });
    m_exportButton = m_card->addTool(Glyph::Export, tr("Export…"), false);
    connect(m_exportButton, &QToolButton::clicked, this, [this] { openExportMenu(m_exportButton); });
    connect(m_card->addTool(Glyph::Enlarge, tr("Enlarge"), false), &QToolButton::clicked, this, &FigureCard::enlargeRequested);
}

void FigureCard::showPlaceholder(const QString& text) {
    m_placeholder->setText(text);
    m_pages->setCurrentIndex(text.isEmpty() ? 1 : 0);
}

void FigureCard::setEmptyReason(const QString& text) {
    const bool shown = placeholder() == emptyText();
    m_emptyReason = text;
    if (shown) showPlaceholder(emptyText());
}

QString FigureCard::emptyText() const {
    return m_emptyReason.isEmpty() ? QStringLiteral("Train or tick a run to see its %1.").arg(title().toLower()) : m_emptyReason;
}

void FigureCard::fillExportMenu(QMenu* menu) {
    menu->addAction(tr("Export…"), this, &FigureCard::exportDialogRequested);
    menu->addSeparator();
    const std::pair<FigureFormat, const char*> formats[] = {
        {FigureFormat::Pdf, "PDF…"}, {FigureFormat::Svg, "SVG…"}, {FigureFormat::Png, "PNG…"}, {FigureFormat::Csv, "CSV…"}};
    for (const auto& [format, label] : formats) {
        menu->addAction(QString::fromUtf8(label), this, [this, chosen = format] { Q_EMIT exportRequested(chosen); });
    }
    addExports(*menu);
    menu->addSeparator();
    QAction* copy = menu->addAction(tr("Copy"), this, &FigureCard::copyToClipboard);
    copy->setShortcut(QKeySequence::Copy);
    copy->setShortcutContext(Qt::WidgetShortcut); // shown only: the card's own shortcut acts
}

void FigureCard::openExportMenu(QWidget* under) {
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    fillExportMenu(menu);
    menu->popup(under->mapToGlobal(QPoint(0, under->height())));
}

void FigureCard::openMenu(QWidget* under) {
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    fillMenu(menu);
    menu->popup(under->mapToGlobal(QPoint(0, under->height())));
}

void FigureCard::fillMenu(QMenu* menu) {
    if (fillValues(nullptr)) {
        QAction* values = menu->addAction(tr("Values as a table"));
        values->setCheckable(true);
        values->setChecked(m_table != nullptr);
        connect(values, &QAction::toggled, this, &FigureCard::showValues);
    }
    menu->addAction(tr("Describe this plot…"), this, [this] { showWords(title(), describe(), this); });
    if (m_caption) menu->addAction(tr("Copy caption"), this, &FigureCard::copyCaption);
    menu->addSeparator();
    fillExportMenu(menu->addMenu(tr("Export")));
}

void FigureCard::copyCaption() {
    const QString text = caption();
    QGuiApplication::clipboard()->setText(text);
    Q_EMIT captionCopied(text);
}

QByteArray FigureCard::bytes(FigureFormat format, const PrintSize& size) const {
    if (format != FigureFormat::Tex) return exportBytes(format, size);
    const std::optional<core::Figure> figure = asFigure();
    return figure ? QByteArray::fromStdString(core::figureTex(*figure, size.widthCm, size.heightCm)) : QByteArray();
}

QString FigureCard::describe() const {
    const QString shown = placeholder();
    if (!shown.isEmpty()) return shown;
    const QString words = m_splitter->widget(0)->accessibleDescription();
    return QStringList{title(), subtitle(), words}.filter(QRegularExpression(QStringLiteral("."))).join(QStringLiteral(". "));
}

void FigureCard::copyToClipboard() {
    QImage image;
    image.loadFromData(exportBytes(FigureFormat::Png, {12, 9}), "PNG");
    putOnClipboard(image, exportBytes(FigureFormat::Svg, {12, 9}));
    Q_EMIT copied();
}

} // namespace epochlab::ui

// Its own object, so that a test links only what it names.
#include "moc_figure_card.cpp"
