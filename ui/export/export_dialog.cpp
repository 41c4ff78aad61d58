#include "export/export_dialog.h"

#include "plot/figure_export.h"
#include "theme/theme.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDir>
#include <QDoubleSpinBox>
#include <QFileDialog>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QSettings>
#include <QSpinBox>
#include <QVBoxLayout>

#include <algorithm>
#include <set>
#include <utility>

namespace epochlab::ui {
namespace {

constexpr QSize previewRoom(460, 300);
constexpr int previewDelay = 120; ///< milliseconds

const std::pair<FigureFormat, const char*> formats[] = {{FigureFormat::Pdf, "PDF"},
                                                        {FigureFormat::Svg, "SVG"},
                                                        {FigureFormat::Png, "PNG"},
                                                        {FigureFormat::Csv, "CSV"},
                                                        {FigureFormat::Tex, "LaTeX"}};

QDoubleSpinBox* number(QWidget* parent, double least, double most, const QString& unit, const QString& name) {
    auto* box = new QDoubleSpinBox(parent);
    box->setRange(least, most);
    box->setDecimals(1);
    box->setSingleStep(0.5);
    box->setSuffix(QStringLiteral(" ") + unit);
    box->setAccessibleName(name);
    return box;
}

QLabel* line(QWidget* parent) {
    auto* label = new QLabel(parent);
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    return label;
}

} // namespace

QString suffixOf(FigureFormat format) {
    switch (format) {
    case FigureFormat::Pdf: return QStringLiteral("pdf");
    case FigureFormat::Svg: return QStringLiteral("svg");
    case FigureFormat::Png: return QStringLiteral("png");
    case FigureFormat::Csv: return QStringLiteral("csv");
    case FigureFormat::Tex: return QStringLiteral("tex");
    case FigureFormat::Picture: break;
    }
    return {};
}

QString fileNameOf(const FigureCard& card, FigureFormat format) {
    QString name;
    for (const QChar letter : card.title().toLower()) name += letter.isLetterOrNumber() ? letter : QLatin1Char(' ');
    name = name.simplified().replace(QLatin1Char(' '), QLatin1Char('-'));
    return name + QLatin1Char('.') + suffixOf(format);
}

ExportDialog::ExportDialog(const Cards& cards, const FigureCard* first, std::function<std::unique_ptr<QSettings>()> makeSettings,
                           QWidget* parent)
    : QDialog(parent), m_cards(cards), m_makeSettings(std::move(makeSettings)) {
    setWindowTitle(tr("Export figures"));
    auto* outer = new QVBoxLayout(this);
    outer->setContentsMargins(space::l, space::l, space::l, space::l);
    outer->setSpacing(space::m);
    auto* row = new QHBoxLayout;
    row->setSpacing(space::l);
    row->addWidget(buildList());
    row->addWidget(buildValues(), 1);
    outer->addLayout(row, 1);
    outer->addWidget(buildFolder());
    m_said = line(this);
    m_said->setProperty("muted", true);
    outer->addWidget(m_said);
    m_soon.setSingleShot(true);
    m_soon.setInterval(previewDelay);
    connect(&m_soon, &QTimer::timeout, this, &ExportDialog::drawPreview);
    for (std::size_t i = 0; i < m_cards.size(); ++i) {
        auto* item = new QListWidgetItem(m_cards[i]->title(), m_list);
        item->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsUserCheckable);
        item->setCheckState(first == nullptr || first == m_cards[i] ? Qt::Checked : Qt::Unchecked);
        if (first == nullptr ? i == 0 : first == m_cards[i]) m_list->setCurrentItem(item);
    }
    restore();
    connect(m_list, &QListWidget::itemChanged, this, &ExportDialog::refresh);
    connect(m_list, &QListWidget::currentRowChanged, this, [this] { m_soon.start(); });
    refresh();
}

QWidget* ExportDialog::buildList() {
    auto* side = new QWidget(this);
    auto* column = new QVBoxLayout(side);
    column->setContentsMargins(0, 0, 0, 0);
    m_list = new QListWidget(side);
    m_list->setAccessibleName(tr("Figures"));
    m_list->setMinimumWidth(200);
    column->addWidget(m_list, 1);
    auto* all = new QPushButton(tr("All"), side);
    auto* none = new QPushButton(tr("None"), side);
    auto* row = new QHBoxLayout;
    for (QPushButton* button : {all, none}) {
        button->setAutoDefault(false);
        row->addWidget(button);
    }
    column->addLayout(row);
    const auto tickAll = [this](bool on) {
        for (int i = 0; i < m_list->count(); ++i) tick(i, on);
    };
    connect(all, &QPushButton::clicked, this, [tickAll] { tickAll(true); });
    connect(none, &QPushButton::clicked, this, [tickAll] { tickAll(false); });
    return side;
}

QWidget* ExportDialog::buildValues() {
    auto* page = new QWidget(this);
    auto* column = new QVBoxLayout(page);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::s);
    m_preview = new QLabel(page);
    m_preview->setAlignment(Qt::AlignCenter);
    m_preview->setMinimumSize(previewRoom);
    m_preview->setAccessibleName(tr("Preview"));
    column->addWidget(m_preview, 1);
    auto* kinds = new QHBoxLayout;
    for (const auto& [format, name] : formats) {
        auto* box = new QCheckBox(QString::fromLatin1(name), page);
        box->setObjectName(QStringLiteral("export-") + suffixOf(format));
        kinds->addWidget(box);
        m_formats[format] = box;
        connect(box, &QCheckBox::toggled, this, &ExportDialog::refresh);
    }
    kinds->addStretch(1);
    column->addLayout(kinds);
    auto* sizes = new QHBoxLayout;
    m_width = number(page, 2, 100, tr("cm"), tr("Width"));
    m_height = number(page, 2, 100, tr("cm"), tr("Height"));
    m_font = number(page, 0, 36, tr("pt"), tr("Size of the labels"));
    m_font->setSpecialValueText(tr("as on the screen"));
    m_dpi = new QSpinBox(page);
    m_dpi->setRange(30, 1200);
    m_dpi->setSuffix(tr(" dpi"));
    m_dpi->setAccessibleName(tr("Dots per inch, of PNG and of pictures within a figure"));
    m_theme = new QComboBox(page);
    m_theme->addItems({tr("Light"), tr("Dark")});
    m_theme->setAccessibleName(tr("Ground"));
    sizes->addWidget(m_width);
    sizes->addWidget(new QLabel(QStringLiteral("×"), page));
    for (QWidget* each : std::initializer_list<QWidget*>{m_height, m_font, m_dpi, m_theme}) sizes->addWidget(each);
    sizes->addStretch(1);
    column->addLayout(sizes);
    for (QDoubleSpinBox* box : {m_width, m_height, m_font}) connect(box, &QDoubleSpinBox::valueChanged, this, [this] { m_soon.start(); });
    connect(m_dpi, &QSpinBox::valueChanged, this, [this] { m_soon.start(); });
    connect(m_theme, &QComboBox::currentIndexChanged, this, [this] { m_soon.start(); });
    return page;
}

QWidget* ExportDialog::buildFolder() {
    auto* page = new QWidget(this);
    auto* row = new QHBoxLayout(page);
    row->setContentsMargins(0, 0, 0, 0);
    m_folder = new QLineEdit(page);
    m_folder->setAccessibleName(tr("Folder"));
    m_folder->setPlaceholderText(tr("Folder"));
    auto* browse = new QPushButton(tr("Choose…"), page);
    browse->setAutoDefault(false);
    m_export = new QPushButton(tr("Export"), page);
    m_export->setProperty("primary", true);
    m_export->setDefault(true);
    auto* close = new QPushButton(tr("Close"), page);
    close->setAutoDefault(false);
    row->addWidget(new QLabel(tr("Into"), page));
    row->addWidget(m_folder, 1);
    for (QPushButton* button : {browse, m_export, close}) row->addWidget(button);
    connect(m_folder, &QLineEdit::textChanged, this, &ExportDialog::refresh);
    connect(browse, &QPushButton::clicked, this, [this] {
        const QString folder = QFileDialog::getExistingDirectory(this, tr("Export into a folder"), m_folder->text());
        if (!folder.isEmpty()) m_folder->setText(folder);
    });
    connect(m_export, &QPushButton::clicked, this, &ExportDialog::start);
    connect(close, &QPushButton::clicked, this, &QDialog::close);
    return page;
}

PrintSize ExportDialog::size() const {
    return {m_width->value(), m_height->value(), m_dpi->value(), m_font->value(), m_theme->currentIndex() == 1};
}

void ExportDialog::setSize(const PrintSize& size) {
    m_width->setValue(size.widthCm);
    m_height->setValue(size.heightCm);
    m_dpi->setValue(size.dpi);
    m_font->setValue(size.fontPoints);
    m_theme->setCurrentIndex(size.dark ? 1 : 0);
}

void ExportDialog::choose(FigureFormat format, bool on) { m_formats.at(format)->setChecked(on); }

void ExportDialog::tick(int figure, bool on) { m_list->item(figure)->setCheckState(on ? Qt::Checked : Qt::Unchecked); }

void ExportDialog::setFolder(const QString& folder) { m_folder->setText(folder); }

QString ExportDialog::said() const { return m_said->text(); }

void ExportDialog::restore() {
    const auto stored = m_makeSettings();
    const PrintSize usual;
    const auto value = [&](const char* key, double otherwise) {
        return stored->value(QStringLiteral("export-") + QLatin1String(key), otherwise).toDouble();
    };
    setSize({value("width", usual.widthCm), value("height", usual.heightCm), int(value("dpi", usual.dpi)), value("font", 0.0),
             value("dark", 0.0) != 0.0});
    const QString chosen = stored->value(QStringLiteral("export-formats"), QStringLiteral("pdf")).toString();
    for (const auto& [format, box] : m_formats) box->setChecked(chosen.split(QLatin1Char(' ')).contains(suffixOf(format)));
    m_folder->setText(stored->value(QStringLiteral("export-folder"), QDir::currentPath()).toString());
}

void ExportDialog::keep() {
    const auto stored = m_makeSettings();
    const PrintSize now = size();
    const std::pair<const char*, double> values[] = {{"width", now.widthCm},
                                                     {"height", now.heightCm},
                                                     {"dpi", double(now.dpi)},
                                                     {"font", now.fontPoints},
                                                     {"dark", now.dark ? 1.0 : 0.0}};
    for (const auto& [key, value] : values) stored->setValue(QStringLiteral("export-") + QLatin1String(key), value);
    QStringList chosen;
    for (const auto& [format, box] : m_formats)
        if (box->isChecked()) chosen << suffixOf(format);
    stored->setValue(QStringLiteral("export-formats"), chosen.join(QLatin1Char(' ')));
    stored->setValue(QStringLiteral("export-folder"), m_folder->text());
}

std::vector<ExportDialog::File> ExportDialog::files() const {
    std::vector<File> files;
    std::set<QString> names;
    const QDir folder(m_folder->text().trimmed());
    for (int i = 0; i < m_list->count(); ++i) {
        const QPointer<FigureCard>& card = m_cards[std::size_t(i)];
        if (card.isNull() || m_list->item(i)->checkState() != Qt::Checked) continue;
        for (const auto& [format, box] : m_formats) {
            if (!box->isChecked()) continue;
            QString name = fileNameOf(*card, format);
            for (int again = 2; !names.insert(name).second; ++again) // two figures of one title
                name = fileNameOf(*card, format)
                           .insert(-suffixOf(format).size() - 1 + fileNameOf(*card, format).size(), QStringLiteral("-%1").arg(again));
            files.push_back({card, format, folder.filePath(name)});
        }
    }
    return files;
}

void ExportDialog::refresh() {
    const std::size_t count = files().size();
    const bool folder = !m_folder->text().trimmed().isEmpty();
    m_export->setEnabled(count > 0 && folder && m_queue.empty());
    m_export->setText(count > 1 ? tr("Export %1 files").arg(count) : tr("Export"));
    m_said->setText(count == 0 ? tr("Tick a figure and a format.") : !folder ? tr("Name a folder.") : QString());
    m_soon.start();
}

/// At the resolution of the screen, and no larger than its room.
void ExportDialog::drawPreview() {
    const int row = m_list->currentRow();
    if (row < 0 || m_cards[std::size_t(row)].isNull()) return m_preview->clear();
    PrintSize small = size();
    const QSize paper = small.paper();
    const double scale = std::min({1.0, double(previewRoom.width()) / paper.width(), double(previewRoom.height()) / paper.height()});
    small.dpi = std::max(24, int(96 * scale * devicePixelRatioF()));
    QImage image = QImage::fromData(m_cards[std::size_t(row)]->bytes(FigureFormat::Png, small), "PNG");
    image.setDevicePixelRatio(devicePixelRatioF());
    m_preview->setPixmap(QPixmap::fromImage(image));
}

void ExportDialog::start() {
    const QString folder = m_folder->text().trimmed();
    if (!QDir().mkpath(folder))
        return emit failed({core::ErrorCode::IoWrite, "the folder cannot be made", folder.toStdString(), "choose another one"});
    keep();
    m_queue = files();
    std::ranges::reverse(m_queue);
    m_written = 0;
    m_left.clear();
    m_export->setEnabled(false);
    QTimer::singleShot(0, this, &ExportDialog::writeNext);
}

/// One file, and then the window's other work.
void ExportDialog::writeNext() {
    if (m_queue.empty()) {
        refresh();
        QString said = m_written == 1 ? tr("One file written.") : tr("%1 files written.").arg(m_written);
        if (!m_left.isEmpty()) said += QLatin1Char(' ') + tr("As LaTeX there is no form of: %1.").arg(m_left.join(QStringLiteral(", ")));
        m_said->setText(said);
        return emit done(m_written, m_folder->text().trimmed());
    }
    const File file = m_queue.back();
    m_queue.pop_back();
    if (!file.card.isNull()) {
        const QByteArray bytes = file.card->bytes(file.format, size());
        if (bytes.isEmpty()) {
            m_left << file.card->title();
        } else if (const core::Result<void> written = writeBytes(file.path, bytes); !written) {
            m_queue.clear();
            refresh();
            m_said->setText(QString::fromStdString(core::describe(written.error())));
            return emit failed(written.error());
        } else {
            ++m_written;
        }
    }
    m_said->setText(tr("Writing … %1 left").arg(m_queue.size()));
    QTimer::singleShot(0, this, &ExportDialog::writeNext);
}

} // namespace epochlab::ui
