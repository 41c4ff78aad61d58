// How the Mistakes tab is put together.
#include "compare/plain_table.h"
#include "gallery/mistakes_view_parts.h"
#include "theme/theme.h"

#include <QDir>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QStackedWidget>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>

namespace epochlab::ui {
namespace {

constexpr int kPickerWidth = 224;

} // namespace

QWidget* MistakesView::Parts::makeTop() {
    auto* bar = new QWidget(&view);
    auto* row = new QHBoxLayout(bar);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(space::s);
    best = new TitledBox(tr("best"), tr("The best run"), bar);
    worst = new TitledBox(tr("worst"), tr("The worst run"), bar);
    split = new TitledBox({}, tr("Of which rows"), bar);
    split->addItems({tr("test rows"), tr("validation rows")});
    bestChoices = new RunChoices(QStringLiteral("@best"), best);
    worstChoices = new RunChoices(QStringLiteral("@worst"), worst);
    for (TitledBox* box : {best, worst}) {
        box->setModel(box == best ? bestChoices : worstChoices);
        box->setMinimumWidth(kPickerWidth);
    }
    row->addWidget(best);
    row->addWidget(worst);
    row->addStretch(1);
    row->addWidget(split);
    exportButton = makeExportButton();
    row->addWidget(exportButton);
    return bar;
}

QToolButton* MistakesView::Parts::makeExportButton() {
    auto* button = new QToolButton(&view);
    button->setText(tr("Export ▾"));
    button->setToolTip(tr("Write the items that are shown, in this order"));
    button->setPopupMode(QToolButton::InstantPopup);
    auto* menu = new QMenu(button);
    const auto add = [&](const QString& text, FigureFormat format, const QString& suffix) {
        return menu->addAction(text, &view, [this, format, suffix] {
            const QString path =
                QFileDialog::getSaveFileName(&view, tr("Export the gallery"), QDir::current().filePath(QStringLiteral("gallery.") + suffix),
                                             QStringLiteral("%1 (*.%2)").arg(suffix.toUpper(), suffix));
            if (!path.isEmpty()) view.exportTo(format, path);
        });
    };
    exportPictures[0] = add(tr("PNG…"), FigureFormat::Png, QStringLiteral("png"));
    exportPictures[1] = add(tr("PDF…"), FigureFormat::Pdf, QStringLiteral("pdf"));
    add(tr("CSV…"), FigureFormat::Csv, QStringLiteral("csv"));
    menu->addSeparator();
    QAction* copyList = menu->addAction(tr("Copy the list"), &view, [this] { copy(); });
    copyList->setShortcut(QKeySequence::Copy);
    copyList->setShortcutContext(Qt::WidgetShortcut); // shown only: the view's own shortcut acts
    button->setMenu(menu);
    return button;
}

QWidget* MistakesView::Parts::makePages() {
    auto* content = new QWidget(&view);
    auto* column = new QVBoxLayout(content);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::xs);
    heading = new QLabel(content);
    heading->setTextFormat(Qt::PlainText);
    heading->setProperty("muted", true);
    heading->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    pages = new QStackedWidget(content);
    message = new QLabel(pages);
    message->setTextFormat(Qt::PlainText);
    message->setAlignment(Qt::AlignCenter);
    message->setWordWrap(true);
    message->setProperty("muted", true);
    message->setMargin(space::xl);
    message->setTextInteractionFlags(Qt::TextSelectableByMouse);
    message->setAccessibleName(tr("Why nothing is shown"));
    tiles = new TileView(model, pages);
    picture = new PicturePage(pages);
    for (QWidget* page :
         {static_cast<QWidget*>(message), static_cast<QWidget*>(tiles), makeTable(), static_cast<QWidget*>(picture), makeLargeMatrix()})
        pages->addWidget(page);
    column->addWidget(heading);
    column->addWidget(pages, 1);
    return content;
}

QWidget* MistakesView::Parts::makeTable() {
    tablePage = new QWidget(pages);
    auto* column = new QVBoxLayout(tablePage);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::s);
    table = makePlainTable(&model, tr("Rows"), tablePage, [this] { copy(); });
    table->setSelectionMode(QAbstractItemView::SingleSelection);
    table->setProperty("plain", false);
    map = new DecisionMap(tablePage);
    map->setMinimumHeight(200);
    map->hide();
    column->addWidget(table, 1);
    column->addWidget(map, 1);
    return tablePage;
}

QWidget* MistakesView::Parts::makeLargeMatrix() {
    matrixPage = new QWidget(pages);
    auto* column = new QVBoxLayout(matrixPage);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::s);
    auto* backButton = new QPushButton(tr("← Gallery"), matrixPage);
    backButton->setToolTip(tr("Back to the items (Esc)"));
    auto* words = new QLabel(matrixPage);
    words->setTextFormat(Qt::PlainText);
    words->setProperty("muted", true);
    matrix = new ConfusionView(matrixPage);
    column->addWidget(backButton, 0, Qt::AlignLeft);
    column->addWidget(matrix, 1);
    column->addWidget(words);
    connect(backButton, &QPushButton::clicked, &view, [this] { back(); });
    connect(matrix, &ConfusionView::cellLeft, &view, [this] { back(); });
    connect(matrix, &ConfusionView::cellChosen, &view, [this](int truth, int predicted) {
        side->chooseCell(truth, predicted);
        back();
    });
    connect(matrix, &ConfusionView::spokenOfChanged, &view, [this, words] {
        const auto cell = matrix->spokenOf();
        words->setText(cell ? matrix->cellText(*cell) : tr("true ↓ predicted →"));
    });
    return matrixPage;
}

} // namespace epochlab::ui
