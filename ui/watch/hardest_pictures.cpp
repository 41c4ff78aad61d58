#include "watch/hardest_pictures.h"

#include "data/picture_source.h"
#include "pictures/picture_image.h"
#include "pictures/picture_tile.h"
#include "run/hardest_rows.h"
#include "run/predictions.h"
#include "theme/theme.h"

#include <QCoreApplication>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QPointer>
#include <QThreadPool>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <chrono>

namespace epochlab::ui {
namespace {

constexpr int tileSide = 88;
constexpr std::chrono::milliseconds shortestStay{400}; ///< of pictures while a run trains: epochs may be shorter than a look

/// The true class, the answer where it is another one, and the answer's probability.
QString lineOf(const core::TableDataset& dataset, const core::JudgedRow& judged) {
    const auto label = dataset.rows(core::Split::Validation).labels[static_cast<std::size_t>(judged.row)];
    QString line = QString::fromStdString(dataset.classNames[static_cast<std::size_t>(label)]);
    if (judged.answer != label)
        line += QStringLiteral(" → ") + QString::fromStdString(dataset.classNames[static_cast<std::size_t>(judged.answer)]);
    return line + QStringLiteral(" · ") + QLocale().toString(double{judged.confidence}, 'f', 2);
}

/// Null where it cannot be read.
QImage readPicture(const core::TableDataset& dataset, std::int64_t row, int side) {
    const auto read = dataset.pictures->picture(core::Split::Validation, row);
    return read ? shownImage(*read, side) : QImage();
}

/// Whether it was trained on pictures; of no run whether it would be.
bool isOfPictures(const RunRecord* record, const core::DatasetPointer& form) {
    if (record == nullptr) return form && form->pictures;
    if (record->started && record->started->dataset) return record->started->dataset->pictures != nullptr;
    if (record->started && record->started->data) return record->fromStore && record->started->data->features.empty();
    return form && form->pictures && !record->fromStore;
}

} // namespace

/// What is to be shown: of a run that trains the rows themselves, of one that has ended its answers.
struct HardestPictures::Job {
    core::RunId run;
    std::int64_t epoch = 0;              ///< 0: of the end
    std::optional<EpochJob> stored = {}; ///< asked for the answers of its epoch
    QString subtitle;
    bool live = false;
    core::DatasetPointer dataset;
    core::HardestRows rows;
    std::shared_ptr<const core::RunPredictions> predictions;
    int side = tileSide;
    ReadPictures read;
    std::vector<JudgedPicture> pictures = {}; ///< the hardest ones, then as many of the surest
    QString problem = {};

    /// Finds the pictures. Any thread.
    void judge() {
        if (stored && !takeStored()) return;
        if (predictions) rows = core::hardestRows(*predictions->find(core::Split::Validation), mostInRow);
        ReadPictures now;
        for (const auto* list : {&rows.hardest, &rows.surest}) {
            for (const core::JudgedRow& judged : *list) {
                const std::vector<std::string>& names = dataset->rows(core::Split::Validation).names;
                JudgedPicture picture{{}, lineOf(*dataset, judged), QString::fromStdString(names[static_cast<std::size_t>(judged.row)])};
                const auto known = read.find(judged.row);
                picture.image = known != read.end() ? known->second : readPicture(*dataset, judged.row, side);
                now[judged.row] = picture.image;
                pictures.push_back(std::move(picture));
            }
        }
        read = std::move(now);
    }

private:
    bool takeStored() {
        const core::Result<void> settled = settle(*stored);
        if (settled && stored->answers) {
            rows = core::hardestRows(stored->answers->predictions, mostInRow);
            epoch = stored->epoch;
            subtitle = tr("validation, epoch %1").arg(epoch);
            return true;
        }
        problem = settled ? tr("No answers are kept of that epoch.") : QString::fromStdString(core::describe(settled.error()));
        return false;
    }
};

HardestPictures::HardestPictures(Controller& controller, QWidget* covered)
    : Card(tr("Hardest pictures"), covered), m_controller(controller), m_covered(covered) {
    build();
    covered->installEventFilter(this);
    m_due.setSingleShot(true);
    connect(&m_due, &QTimer::timeout, this, &HardestPictures::look);
    hide();
}

HardestPictures::~HardestPictures() = default;

void HardestPictures::build() {
    connect(addTool(Glyph::Matrix, tr("Confusion matrix in place of the pictures"), false), &QToolButton::clicked, this,
            &HardestPictures::otherViewRequested);
    QToolButton* larger = addTool(Glyph::Enlarge, tr("Enlarge, or back (double click)"), false);
    connect(larger, &QToolButton::clicked, this, &HardestPictures::enlargeRequested);
    auto* content = new QWidget(this);
    auto* column = new QVBoxLayout(content);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(2);
    m_message = new QLabel(content);
    m_message->setTextFormat(Qt::PlainText);
    m_message->setWordWrap(true);
    m_message->setProperty("muted", true);
    m_message->setAlignment(Qt::AlignCenter);
    for (const QString& title : {tr("Hardest: true class → answer"), tr("Surest")}) {
        auto* heading = new QLabel(title, content);
        heading->setProperty("muted", true);
        heading->setFont(Theme::instance().labelFont());
        heading->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
        m_headings.push_back(heading);
        column->addWidget(heading);
        auto* row = new QHBoxLayout;
        row->setSpacing(space::s);
        for (std::size_t i = 0; i < mostInRow; ++i) {
            m_tiles.push_back(new PictureTile(tileSide, content));
            row->addWidget(m_tiles.back());
        }
        row->addStretch(1);
        column->addLayout(row);
    }
    column->addWidget(m_message, 1);
    column->addStretch(0);
    content->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Ignored); // the card it lies on says how large it is
    setContent(content);
}

void HardestPictures::setRun(const RunRecord* record, std::optional<std::int64_t> epoch) {
    setVisible(isOfPictures(record, m_controller.dataset()));
    if (isHidden()) return;
    if (record && epoch) return wantEpoch(*record, *epoch);
    const auto predictions = record && record->finished ? record->finished->predictions : nullptr;
    const bool known = predictions && predictions->find(core::Split::Validation) && record->started && record->started->dataset;
    if (known) {
        const QString best = tr("validation, best epoch %1").arg(predictions->epoch);
        want(
            {.run = record->id, .subtitle = best, .dataset = record->started->dataset, .rows = {}, .predictions = predictions, .read = {}});
    } else if (record && record->hardest) {
        const core::HardestRowsEvent& last = *record->hardest;
        want({.run = record->id,
              .epoch = last.epoch,
              .subtitle = tr("validation, epoch %1").arg(last.epoch),
              .live = record->live(),
              .dataset = last.dataset,
              .rows = last.rows,
              .predictions = {},
              .read = {}});
    } else if (record == nullptr) {
        say(tr("Train or tick a run to see its hardest and surest validation pictures."));
    } else if (record->fromStore) {
        say(tr("Here stand those of runs that were trained since the window opened; the Mistakes tab has those of all."));
    } else {
        say(record->live() ? tr("The hardest and the surest validation pictures come with the first epoch.")
                           : tr("The run ended without an answer for the validation pictures."));
    }
}

/// Those of the timeline's epoch. A stored run's pictures are those of the form's data, where these are the same.
void HardestPictures::wantEpoch(const RunRecord& record, std::int64_t epoch) {
    core::DatasetPointer dataset = record.started ? record.started->dataset : nullptr;
    const auto form = m_controller.dataset();
    if (!dataset && form && core::fingerprintText(form->fingerprint) == record.fingerprint) dataset = form;
    if (!dataset) return say(tr("Choose the run's data to see its pictures."));
    EpochJob job = epochJobOf(m_controller, record, dataset, epoch, m_load);
    want({.run = record.id,
          .epoch = epoch,
          .stored = std::move(job),
          .subtitle = {},
          .dataset = dataset,
          .rows = {},
          .predictions = {},
          .read = {}});
}

/// One at a time, the newest next; while a run trains not faster than one can look.
void HardestPictures::want(Job job) {
    const std::pair shown(job.run, job.epoch);
    if (shown == m_shown) return;
    if (job.run != m_shown.first) forget();
    m_shown = shown;
    job.side = static_cast<int>(tileSide * devicePixelRatioF());
    const bool hurried = m_there == 0 || !job.live;
    m_next = std::make_unique<Job>(std::move(job));
    if (m_looking) return;
    const auto stay = shortestStay - std::chrono::milliseconds(m_since.isValid() ? m_since.elapsed() : shortestStay.count());
    if (hurried || stay.count() <= 0)
        look();
    else if (!m_due.isActive())
        m_due.start(stay);
}

void HardestPictures::look() {
    m_due.stop();
    if (!m_next) return;
    m_looking = true;
    const auto job = std::shared_ptr<Job>(std::move(m_next));
    if (m_readOf == job->dataset) job->read = m_read;
    QThreadPool::globalInstance()->start([guard = QPointer<HardestPictures>(this), generation = m_generation, job] {
        job->judge();
        QMetaObject::invokeMethod(QCoreApplication::instance(), [guard, generation, job] {
            if (guard == nullptr || guard->m_generation != generation) return;
            guard->take(*job);
        });
    });
}

void HardestPictures::take(const Job& job) {
    m_looking = false;
    m_since.restart();
    if (!job.problem.isEmpty() && !m_next) return say(job.problem);
    const std::vector<JudgedPicture>& pictures = job.pictures;
    m_readOf = job.dataset;
    m_read = job.read;
    m_shownEpoch = job.predictions ? job.predictions->epoch : job.epoch;
    setSubtitle(job.subtitle);
    m_message->hide();
    m_there = pictures.size() / 2;
    for (std::size_t i = 0; i < pictures.size(); ++i) {
        PictureTile* tile = m_tiles[i < m_there ? i : mostInRow + i - m_there];
        const JudgedPicture& picture = pictures[i];
        if (picture.image.isNull())
            tile->showWords(tr("unreadable"), picture.line);
        else
            tile->showPicture(picture.image, picture.line);
        tile->setToolTip(picture.name + QLatin1Char('\n') + picture.line);
    }
    fit();
    if (m_next && m_next->live)
        m_due.start(shortestStay);
    else
        look();
}

/// Of the run that was shown nothing is on its way any more; its pictures stay until others come.
void HardestPictures::forget() {
    ++m_generation;
    m_looking = false;
    m_next.reset();
    m_due.stop();
    m_shown = {};
    m_shownEpoch = 0;
    m_since.invalidate();
}

void HardestPictures::say(const QString& message) {
    forget();
    m_there = 0;
    setSubtitle({});
    m_message->setText(message);
    m_message->show();
    fit();
}

/// As many as there is room for.
void HardestPictures::fit() {
    const auto room = static_cast<std::size_t>(std::max(1, (width() - space::l) / (tileSide + space::s)));
    for (std::size_t i = 0; i < m_tiles.size(); ++i) m_tiles[i]->setVisible(i % mostInRow < std::min(room, m_there));
    for (QLabel* heading : m_headings) heading->setVisible(m_there > 0);
}

void HardestPictures::resizeEvent(QResizeEvent* event) {
    Card::resizeEvent(event);
    fit();
}

bool HardestPictures::eventFilter(QObject* watched, QEvent* event) {
    if (watched == m_covered && event->type() == QEvent::Resize) resize(m_covered->size());
    return Card::eventFilter(watched, event);
}

QString HardestPictures::message() const { return m_message->isHidden() ? QString() : m_message->text(); }

} // namespace epochlab::ui
