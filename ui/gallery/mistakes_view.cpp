#include "gallery/mistakes_view.h"

#include "compare/plain_table.h"
#include "gallery/mistakes_view_parts.h"
#include "plot/figure_export.h"
#include "theme/theme.h"

#include <QAction>
#include <QDir>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QLabel>
#include <QShortcut>
#include <QStackedWidget>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>

#include <array>

namespace epochlab::ui {
namespace {

enum Page { MessagePage, TilesPage, TablePage, PicturePageIndex, MatrixPage };

constexpr int leastNameWidth = 90;

} // namespace

MistakesView::Parts::Parts(MistakesView& owner, Controller& shared, StoredRuns& runs)
    : view(owner), controller(shared), stored(runs), loader(runs.directory(), shared.services(), &owner) {
    timer.setSingleShot(true);
    auto* column = new QVBoxLayout(&owner);
    column->setContentsMargins(space::m, space::s, space::m, space::s);
    column->setSpacing(space::s);
    column->addWidget(makeTop());
    auto* row = new QHBoxLayout;
    row->setSpacing(space::m);
    side = new MistakesSide(&owner);
    row->addWidget(side);
    row->addWidget(makePages(), 1);
    column->addLayout(row, 1);
    connectAll();
    side->setMistakes(nullptr);
    say(nothingWords());
}

void MistakesView::Parts::connectAll() {
    const auto again = [this] { schedule(); };
    for (TitledBox* box : {best, worst, split}) connect(box, &QComboBox::activated, &view, again);
    connect(split, &QComboBox::activated, &view, [this] { splitByHand = true; });
    connect(&stored, &StoredRuns::changed, &view, again);
    connect(&controller, &Controller::dataChanged, &view, again);
    connect(&controller, &Controller::ticksChanged, &view, again);
    connect(&timer, &QTimer::timeout, &view, [this] { ask(); });
    connect(&loader, &MistakesLoader::loaded, &view, [this](const MistakesPointer& mistakes) { take(mistakes); });
    connect(&loader, &MistakesLoader::failed, &view, [this](const core::Error& error) { refuse(error); });
    connect(&loader, &MistakesLoader::dataLoaded, &view, [this](const core::DatasetPointer& data) { takeData(data); });
    connect(&loader, &MistakesLoader::dataFailed, &view, [this](const core::Error& error) {
        dataProblem = QString::fromStdString(core::describe(error));
        showItems();
    });
    connect(&loader, &MistakesLoader::mapsLoaded, &view, [this](const std::shared_ptr<const MistakesMap>& loaded) {
        maps = loaded;
        showMap();
    });
    connect(side, &MistakesSide::changed, &view, [this] { showItems(); });
    connect(side, &MistakesSide::enlargeRequested, &view, [this] { showMatrixLarge(); });
    connect(tiles, &QAbstractItemView::activated, &view, [this](const QModelIndex& index) { showItem(index.row()); });
    connect(table->selectionModel(), &QItemSelectionModel::selectionChanged, &view, [this] { mark(); });
    connect(map, &FigureCard::enlargeRequested, &view, [this] { table->setVisible(!table->isVisible()); });
    connect(map, &FigureCard::exportRequested, &view, [this](FigureFormat format) { exportMap(format); });
    connect(picture, &PicturePage::left, &view, [this] { back(); });
    connect(picture, &PicturePage::moved, &view, [this](int step) { showItem(item + step); });
    auto* shortcut = new QShortcut(QKeySequence::Copy, tiles);
    shortcut->setContext(Qt::WidgetShortcut);
    connect(shortcut, &QShortcut::activated, &view, [this] { copy(); });
}

/// The rows that the question picks, on the page that suits them.
void MistakesView::Parts::showItems() {
    const MistakesPointer mistakes = model.mistakes();
    if (!mistakes) return;
    model.show(mistakes, core::galleryRows(mistakes->pair, side->question()));
    item = -1;
    if (model.rows().empty()) {
        say(mistakes->pair.single || side->question().cell || side->question().trueClass >= 0
                ? tr("No row is of this kind.")
                : tr("No row is of this kind: the list at the left says how many there are of the others."));
        heading->setText(headingText());
        return;
    }
    if (!model.dataset() && dataProblem.isEmpty()) return say(tr("The data are being read…"));
    heading->setText(headingText());
    heading->setToolTip({});
    if (!dataProblem.isEmpty()) heading->setText(headingText() + QStringLiteral(" · ") + dataProblem);
    exportButton->setEnabled(true);
    for (QAction* action : exportPictures) action->setEnabled(model.ofPictures());
    back();
    table->setColumnHidden(GalleryModel::WorstAnswer, mistakes->pair.single);
    if (!model.ofPictures()) fitColumns(*table, GalleryModel::Name, leastNameWidth);
    showMap();
}

void MistakesView::Parts::showItem(int wantedItem) {
    if (wantedItem < 0 || wantedItem >= model.rowCount()) return;
    item = wantedItem;
    const QModelIndex index = model.index(item, GalleryModel::Name);
    if (!model.ofPictures()) {
        table->selectRow(item);
        return;
    }
    tiles->setCurrentIndex(index);
    const std::size_t row = model.rows()[static_cast<std::size_t>(item)];
    picture->show(model.mistakes(), model.dataset(), row, itemTitle(row), itemWords(row));
    pages->setCurrentIndex(PicturePageIndex);
    picture->setFocus();
}

QString MistakesView::Parts::itemTitle(std::size_t row) const {
    const core::PredictionPair& pair = model.mistakes()->pair;
    return tr("%1 · %2  (%3 of %4)")
        .arg(QString::fromStdString(pair.classNames[static_cast<std::size_t>(pair.labels()[row])]),
             QString::fromStdString(pair.nameOf(row)))
        .arg(item + 1)
        .arg(model.rowCount());
}

/// "best (NAME): ✓ fake 0.93, its own class 0.93"
QStringList MistakesView::Parts::itemWords(std::size_t row) const {
    const core::PredictionPair& pair = model.mistakes()->pair;
    const auto line = [&](const QString& who, const core::PredictedRows& rows, bool ofBest) {
        return tr("%1:  %2  ·  true class %3")
            .arg(who, answerWords(pair, row, ofBest), QString::number(double{rows.predictions.truthProbabilities[row]}, 'f', 3));
    };
    if (pair.single) return {line(bestName, pair.best, true)};
    return {line(tr("best, %1").arg(bestName), pair.best, true), line(tr("worst, %1").arg(worstName), pair.worst, false)};
}

void MistakesView::Parts::showMatrixLarge() {
    if (!model.mistakes()) return;
    matrix->setContent(side->confusion()->content());
    pages->setCurrentIndex(MatrixPage);
    matrix->setFocus();
}

/// To the items.
void MistakesView::Parts::back() {
    const bool none = model.rows().empty() || !model.mistakes();
    const bool hadFocus = picture->hasFocus() || matrix->hasFocus();
    pages->setCurrentIndex(none ? MessagePage : model.ofPictures() ? TilesPage : TablePage);
    if (hadFocus) pages->currentWidget()->setFocus();
}

/// The chosen row of the table, on the map.
void MistakesView::Parts::mark() {
    const QModelIndexList chosen = table->selectionModel()->selectedRows();
    const core::DatasetPointer& data = model.dataset();
    if (chosen.isEmpty() || !data || data->pictures || data->featureCount() != 2) return map->setMarked(std::nullopt);
    const std::size_t row = model.rows()[static_cast<std::size_t>(chosen.front().row())];
    const std::vector<float>& features = data->rows(model.mistakes()->pair.split()).features;
    map->setMarked(MapPoint{.x = features[2 * row], .y = features[2 * row + 1]});
}

void MistakesView::Parts::exportMap(FigureFormat format) {
    constexpr std::array suffixes{"pdf", "svg", "png", "csv"};
    const QString suffix = QLatin1String(suffixes[static_cast<std::size_t>(format)]);
    const QString path =
        QFileDialog::getSaveFileName(&view, tr("Export the map"), QDir::current().filePath(QStringLiteral("mistakes-map.") + suffix),
                                     QStringLiteral("%1 (*.%2)").arg(suffix.toUpper(), suffix));
    if (path.isEmpty()) return;
    const QByteArray bytes = map->exportBytes(format, {});
    const core::Result<void> written = writeBytes(path, bytes);
    emit view.said(written ? tr("Exported to %1").arg(path) : QString::fromStdString(core::errorLine(written.error())), !written);
}

void MistakesView::Parts::copy() const {
    if (!model.mistakes()) return;
    const core::TextTable list = core::galleryTable(model.mistakes()->pair, model.rows(), model.dataset().get(), core::Digits::All);
    putOnClipboard([&list](core::TableFormat format) { return QString::fromStdString(core::write(list, format)); },
                   core::TableFormat::TabSeparated);
    emit view.said(tr("Copied %1 items").arg(model.rowCount()), false);
}

GalleryExport MistakesView::Parts::exported() const {
    return {model.mistakes(), model.dataset(), model.rows(),
            QStringLiteral("%1 · %2: %3 · %4: %5").arg(headingText(), tr("best"), bestName, tr("worst"), worstName)};
}

MistakesView::MistakesView(Controller& controller, StoredRuns& stored, QWidget* parent)
    : QWidget(parent), m_parts(std::make_unique<Parts>(*this, controller, stored)) {}

MistakesView::~MistakesView() = default;

MistakesSide* MistakesView::side() const { return m_parts->side; }
GalleryModel* MistakesView::model() const { return &m_parts->model; }
TileView* MistakesView::tiles() const { return m_parts->tiles; }
QTableView* MistakesView::table() const { return m_parts->table; }
DecisionMap* MistakesView::map() const { return m_parts->map; }
PicturePage* MistakesView::picture() const { return m_parts->picture; }
TitledBox* MistakesView::bestBox() const { return m_parts->best; }
TitledBox* MistakesView::worstBox() const { return m_parts->worst; }
TitledBox* MistakesView::splitBox() const { return m_parts->split; }
QString MistakesView::heading() const { return m_parts->heading->text(); }
void MistakesView::open(int item) { m_parts->showItem(item); }

bool MistakesView::upToDate() const { return !m_parts->wanted && !m_parts->loader.busy() && m_parts->exporting == 0; }

QString MistakesView::message() const { return m_parts->pages->currentWidget() == m_parts->message ? m_parts->message->text() : QString(); }

void MistakesView::exportTo(FigureFormat format, const QString& path) {
    if (!m_parts->model.mistakes()) return;
    if (m_parts->exporting > 0) return emit said(tr("Another export is under way; wait for its end"), true);
    ++m_parts->exporting;
    emit said(tr("%1 is being written…").arg(path), false);
    m_parts->exporter.submit([this, what = m_parts->exported(), format, path] {
        const core::Result<WrittenGallery> written = writeGallery(what, format, path);
        QMetaObject::invokeMethod(this, [this, written] {
            --m_parts->exporting;
            if (!written) return emit said(QString::fromStdString(core::errorLine(written.error())), true);
            const QStringList& files = written->files;
            QString text = files.size() == 1 ? tr("Exported to %1").arg(files.front())
                                             : tr("Exported to %1 and %2 more sheets beside it").arg(files.front()).arg(files.size() - 1);
            if (!written->problem.isEmpty()) text += tr("; some places are empty: %1").arg(written->problem);
            emit said(text, !written->problem.isEmpty());
        });
    });
}

void MistakesView::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    if (m_parts->wanted) m_parts->schedule();
}

} // namespace epochlab::ui
