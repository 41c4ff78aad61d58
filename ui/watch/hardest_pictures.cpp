#include "watch/hardest_pictures.h"

#include "data/picture_source.h"
#include "pictures/picture_image.h"
#include "pictures/picture_tile.h"
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
#include <numeric>

namespace epochlab::ui {
namespace {

constexpr int tileSide = 100;

struct JudgeJob {
    core::DatasetPointer dataset;
    std::shared_ptr<const core::RunPredictions> predictions;
    int side = tileSide;
};

/// The true class, the answer where it is another one, and the answer's probability.
QString lineOf(const core::TableDataset& dataset, const core::SplitPredictions& answers, std::size_t row) {
    const auto label = static_cast<std::size_t>(dataset.rows(core::Split::Validation).labels[row]);
    const auto answer = static_cast<std::size_t>(answers.classes[row]);
    QString line = QString::fromStdString(dataset.classNames[label]);
    if (answer != label) line += QStringLiteral(" → ") + QString::fromStdString(dataset.classNames[answer]);
    return line + QLatin1Char(' ') + QLocale().toString(double{answers.confidences[row]}, 'f', 2);
}

/// The hardest ones, then as many of the surest. Any thread.
std::vector<JudgedPicture> judge(const JudgeJob& job) {
    const core::SplitPredictions& answers = *job.predictions->find(core::Split::Validation);
    std::vector<std::size_t> rows(answers.truthProbabilities.size());
    std::iota(rows.begin(), rows.end(), std::size_t{0});
    std::ranges::stable_sort(rows, {}, [&](std::size_t row) { return answers.truthProbabilities[row]; });
    const std::size_t count = std::min(HardestPictures::mostInRow, rows.size());
    std::vector<std::size_t> chosen(rows.begin(), rows.begin() + static_cast<std::ptrdiff_t>(count));
    chosen.insert(chosen.end(), rows.rbegin(), rows.rbegin() + static_cast<std::ptrdiff_t>(count));
    std::vector<JudgedPicture> pictures;
    for (const std::size_t row : chosen) {
        JudgedPicture picture{{}, lineOf(*job.dataset, answers, row), {}};
        picture.name = QString::fromStdString(job.dataset->rows(core::Split::Validation).names[row]);
        if (const auto read = job.dataset->pictures->picture(core::Split::Validation, static_cast<std::int64_t>(row)))
            picture.image = shownImage(*read, job.side);
        pictures.push_back(std::move(picture));
    }
    return pictures;
}

/// Whether it was trained on pictures; of no run whether it would be.
bool isOfPictures(const RunRecord* record, const core::DatasetPointer& form) {
    if (record == nullptr) return form && form->pictures;
    if (record->started && record->started->dataset) return record->started->dataset->pictures != nullptr;
    if (record->started && record->started->data) return record->fromStore && record->started->data->features.empty();
    return form && form->pictures && !record->fromStore;
}

} // namespace

HardestPictures::HardestPictures(Controller& controller, QWidget* covered)
    : Card(tr("Hardest pictures"), covered), m_controller(controller), m_covered(covered) {
    build();
    covered->installEventFilter(this);
    hide();
}

void HardestPictures::build() {
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

void HardestPictures::setRun(const RunRecord* record) {
    setVisible(isOfPictures(record, m_controller.dataset()));
    if (isHidden()) return;
    const auto predictions = record && record->finished ? record->finished->predictions : nullptr;
    const bool known = predictions && predictions->find(core::Split::Validation) && record->started && record->started->dataset;
    if (known) {
        if (m_shown != predictions.get()) look(*record);
    } else if (record == nullptr) {
        say(tr("Train or tick a run to see its hardest and surest validation pictures."));
    } else if (record->fromStore) {
        say(tr("Here stand those of runs that were trained since the window opened; the Mistakes tab has those of all."));
    } else {
        say(record->live() ? tr("The hardest and the surest validation pictures are known when the run has ended.")
                           : tr("The run ended without an answer for the validation pictures."));
    }
}

void HardestPictures::look(const RunRecord& record) {
    JudgeJob job{record.started->dataset, record.finished->predictions, static_cast<int>(tileSide * devicePixelRatioF())};
    m_shown = job.predictions.get();
    m_looking = true;
    setSubtitle(tr("validation, best epoch %1").arg(job.predictions->epoch));
    QThreadPool::globalInstance()->start([guard = QPointer<HardestPictures>(this), generation = ++m_generation, job = std::move(job)] {
        auto pictures = judge(job);
        QMetaObject::invokeMethod(QCoreApplication::instance(), [guard, generation, pictures = std::move(pictures)] {
            if (guard != nullptr && guard->m_generation == generation) guard->take(pictures);
        });
    });
}

void HardestPictures::take(const std::vector<JudgedPicture>& pictures) {
    m_looking = false;
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
}

void HardestPictures::say(const QString& message) {
    ++m_generation;
    m_looking = false;
    m_shown = nullptr;
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
