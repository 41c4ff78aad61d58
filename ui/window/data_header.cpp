#include "window/data_header.h"

#include "bridge/run_names.h"
#include "data/picture_source.h"
#include "theme/style_sheet.h"
#include "theme/theme.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLocale>
#include <QTableWidget>
#include <QTimer>
#include <QVBoxLayout>

#include <chrono>

namespace epochlab::ui {
namespace {

constexpr std::chrono::milliseconds loadingInterval(200);
constexpr int mostPopoverHeight = 460;

QString whole(std::int64_t number) { return QLocale().toString(static_cast<qlonglong>(number)); }
QString percent(double share) { return QLocale().toString(100.0 * share, 'f', 1) + QStringLiteral("\u00a0%"); }

QString loadingText(const core::LoadProgress* progress) {
    if (progress == nullptr || progress->done() == progress->total()) return QObject::tr("loading…");
    return QObject::tr("looking at pictures: %1 of %2").arg(whole(progress->done()), whole(progress->total()));
}

QString factsText(const core::DataCard& card) {
    QStringList lines;
    const bool pictures = !card.pictures.empty();
    lines << (pictures ? QObject::tr("Pictures: %1 training, %2 validation, %3 test")
                       : QObject::tr("Rows: %1 training, %2 validation, %3 test"))
                 .arg(whole(card.rows[0]), whole(card.rows[1]), whole(card.rows[2]));
    const QStringList features = textList(card.features);
    lines << (pictures ? QObject::tr("Size: %1").arg(QString::fromStdString(card.pictures))
                       : QObject::tr("%1 features: %2").arg(features.size()).arg(features.join(QStringLiteral(", "))));
    lines << QObject::tr("Chance: %1 (1 of %2 classes)").arg(percent(card.chance)).arg(card.classes.size());
    lines << QObject::tr("Always saying %1: %2").arg(QString::fromStdString(card.majorityClass), percent(card.majority));
    lines << (card.leakingRows == 0 ? (pictures ? QObject::tr("No leak: no validation or test picture stands in another split")
                                                : QObject::tr("No leak: no validation or test row stands in another split"))
                                    : (pictures ? QObject::tr("Leak: %1 validation and test pictures (%2) stand in another split too")
                                                : QObject::tr("Leak: %1 validation and test rows (%2) stand in another split too"))
                                          .arg(whole(card.leakingRows), percent(card.leakShare)));
    for (const std::string& note : card.notes) {
        lines << QString::fromStdString(note);
    }
    if (!card.attribution.empty()) {
        lines << QString::fromStdString(card.attribution);
    }
    return lines.join(QLatin1Char('\n'));
}

/// Of single picture files: the report says what to do about them.
bool isOfPictures(const core::Error& error) {
    using core::ErrorCode;
    return error.code == ErrorCode::DataUnreadablePicture || error.code == ErrorCode::DataTruncatedPicture ||
           error.code == ErrorCode::DataTooLarge;
}

QTableWidget* classTable(const core::DataCard& card, QWidget* parent) {
    auto* table = new QTableWidget(static_cast<int>(card.classes.size()), 4, parent);
    table->setHorizontalHeaderLabels({QObject::tr("Class"), QObject::tr("Training"), QObject::tr("Validation"), QObject::tr("Test")});
    table->setAccessibleName(QObject::tr("Classes and their row counts"));
    for (int column = 0; column < 4; ++column) {
        table->horizontalHeaderItem(column)->setTextAlignment((column == 0 ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    }
    table->verticalHeader()->hide();
    table->verticalHeader()->setDefaultSectionSize(metric::controlHeight - 2);
    table->setShowGrid(false);
    table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    table->setSelectionBehavior(QAbstractItemView::SelectRows);
    for (int row = 0; row < table->rowCount(); ++row) {
        const auto& entry = card.classes[static_cast<std::size_t>(row)];
        table->setItem(row, 0, new QTableWidgetItem(QString::fromStdString(entry.name)));
        for (int split = 0; split < 3; ++split) {
            auto* item = new QTableWidgetItem(whole(entry.counts[static_cast<std::size_t>(split)]));
            item->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
            table->setItem(row, split + 1, item);
        }
    }
    table->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    table->horizontalHeader()->setSectionResizeMode(0, QHeaderView::Stretch);
    table->setSizeAdjustPolicy(QAbstractScrollArea::AdjustToContents);
    return table;
}

} // namespace

DataHeader::DataHeader(Controller& controller, QWidget* parent) : QPushButton(parent), m_controller(controller) {
    setObjectName(QStringLiteral("data-card"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(space::s + 2, space::s, space::s, space::s);
    column->setSpacing(2);
    m_title = new QLabel(this);
    m_lines = new QLabel(this);
    m_lines->setWordWrap(true);
    m_title->setFont(Theme::instance().titleFont());
    m_lines->setFont(Theme::instance().labelFont());
    for (QLabel* label : {m_title, m_lines}) {
        label->setTextFormat(Qt::PlainText);
        label->setAttribute(Qt::WA_TransparentForMouseEvents);
        column->addWidget(label);
    }
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    m_poll = new QTimer(this);
    m_poll->setSingleShot(true);
    m_poll->setInterval(loadingInterval);
    connect(m_poll, &QTimer::timeout, this, &DataHeader::refresh);
    connect(this, &QPushButton::clicked, this, &DataHeader::open);
    connect(&controller, &Controller::dataChanged, this, &DataHeader::refresh);
    refresh();
}

QSize DataHeader::sizeHint() const {
    const int room = width() > 100 ? width() : 256;
    const QMargins margins = layout()->contentsMargins();
    const int inner = room - margins.left() - margins.right() - 2;
    return {256, margins.top() + margins.bottom() + m_title->sizeHint().height() + 2 + m_lines->heightForWidth(inner) + 2};
}

/// Of a table how large the largest class is; of pictures whether all of them could be used.
QString DataHeader::thirdFact(const core::DataCard& card) const {
    const core::DatasetPointer dataset = m_controller.dataset();
    if (card.pictures.empty() || !dataset || !dataset->pictures) return tr("largest %1").arg(percent(card.majority));
    const std::int64_t leftOut = dataset->pictures->report().leftOut();
    return leftOut == 0 ? tr("all usable") : tr("%1 left out").arg(whole(leftOut));
}

void DataHeader::refresh() {
    const auto error = m_controller.dataError();
    const auto card = m_controller.dataCard();
    const std::string& source = m_controller.config().text("data");
    QString text;
    if (error) {
        text = QString::fromStdString(core::errorLine(*error));
    } else if (m_controller.dataLoading() || !card) {
        text = loadingText(m_controller.services().loading.get());
        m_poll->start();
    } else {
        text = tr("%1 train, %2 val, %3 test\nchance %4 · %5 · %6")
                   .arg(whole(card->rows[0]), whole(card->rows[1]), whole(card->rows[2]), percent(card->chance), thirdFact(*card),
                        card->leakingRows == 0 ? tr("no leak") : tr("leak %1").arg(percent(card->leakShare)));
    }
    // Only the cities' own name says more than the title of what was chosen.
    const QString title = !error && card && source == "cities" ? QString::fromStdString(card->name) : dataTitle(source);
    m_title->setText(m_title->fontMetrics().elidedText(title, Qt::ElideMiddle, 230));
    m_lines->setText(text);
    m_lines->setProperty("muted", !error);
    m_lines->setProperty("badText", error.has_value());
    repolish(m_lines);
    setAccessibleName(tr("Data card: %1. %2").arg(title, text));
    setEnabled(error.has_value() || card != nullptr);
    updateGeometry();
}

QString DataHeader::errorText() const { return m_controller.dataError() ? m_lines->text() : QString(); }
QString DataHeader::summary() const { return m_lines->text(); }

void DataHeader::open() {
    if (const auto error = m_controller.dataError(); error && isOfPictures(*error)) Q_EMIT reportRequested();
    openPopover();
}

QLayout* DataHeader::makePictureButtons(QWidget* popover) {
    auto* row = new QHBoxLayout;
    const auto add = [&](const QString& text, const char* id, void (DataHeader::*wish)()) {
        auto* button = new QPushButton(text, popover);
        button->setObjectName(QLatin1String(id));
        connect(button, &QPushButton::clicked, this, [this, popover, wish] {
            popover->close();
            Q_EMIT(this->*wish)();
        });
        row->addWidget(button);
    };
    add(tr("What the network sees…"), "popover-sight", &DataHeader::sightRequested);
    add(tr("What was found…"), "popover-report", &DataHeader::reportRequested);
    row->addStretch(1);
    return row;
}

QWidget* DataHeader::openPopover() {
    const auto card = m_controller.dataCard();
    if (!card || m_controller.dataError()) {
        return nullptr;
    }
    auto* popover = new QFrame(this, Qt::Popup);
    popover->setAttribute(Qt::WA_DeleteOnClose);
    popover->setProperty("card", true);
    popover->setAccessibleName(tr("Data card"));
    auto* column = new QVBoxLayout(popover);
    column->setContentsMargins(space::m, space::m, space::m, space::m);
    auto* facts = new QLabel(factsText(*card), popover);
    facts->setTextFormat(Qt::PlainText);
    facts->setWordWrap(true);
    facts->setTextInteractionFlags(Qt::TextSelectableByMouse);
    column->addWidget(facts);
    if (!card->pictures.empty()) column->addLayout(makePictureButtons(popover));
    column->addWidget(classTable(*card, popover), 1);
    popover->resize(440, std::min(popover->sizeHint().height(), mostPopoverHeight));
    popover->move(mapToGlobal(QPoint(0, height() + space::xs)));
    popover->show();
    return popover;
}

} // namespace epochlab::ui
