#include "pictures/predict_dialog.h"

#include "pictures/class_bars.h"
#include "pictures/picture_tile.h"
#include "theme/theme.h"

#include <QComboBox>
#include <QCoreApplication>
#include <QDialogButtonBox>
#include <QDragEnterEvent>
#include <QFileDialog>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLabel>
#include <QMimeData>
#include <QPointer>
#include <QPushButton>
#include <QStyledItemDelegate>
#include <QThreadPool>
#include <QVBoxLayout>

#include <algorithm>

namespace epochlab::ui {
namespace {

constexpr int tileSide = 200;

} // namespace

PredictDialog::PredictDialog(std::vector<PredictingRun> runs, const core::RunId& chosen, core::TrainerProvider findTrainer,
                             core::PictureDecoderProvider decoder, QWidget* parent)
    : QDialog(parent), m_choices(std::move(runs)), m_findTrainer(std::move(findTrainer)), m_decoder(std::move(decoder)) {
    setWindowTitle(tr("Predict a picture"));
    setAcceptDrops(true);
    build(chosen);
}

void PredictDialog::build(const core::RunId& chosen) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(space::l, space::l, space::l, space::l);
    column->setSpacing(space::m);
    auto* top = new QHBoxLayout;
    auto* label = new QLabel(tr("Run"), this);
    m_runs = new QComboBox(this);
    m_runs->setItemDelegate(new QStyledItemDelegate(m_runs)); // the one that follows the style sheet
    m_runs->setAccessibleName(tr("The run that is asked"));
    label->setBuddy(m_runs);
    for (const PredictingRun& run : m_choices) m_runs->addItem(run.name);
    const auto found = std::ranges::find(m_choices, chosen, &PredictingRun::id);
    if (found != m_choices.end()) m_runs->setCurrentIndex(static_cast<int>(found - m_choices.begin()));
    connect(m_runs, &QComboBox::currentIndexChanged, this, &PredictDialog::ask);
    top->addWidget(label);
    top->addWidget(m_runs, 1);
    column->addLayout(top);
    auto* row = new QHBoxLayout;
    row->setSpacing(space::m);
    m_file = new PictureTile(tileSide, this);
    m_seen = new PictureTile(tileSide, this);
    row->addWidget(m_file);
    row->addWidget(m_seen);
    auto* answer = new QVBoxLayout;
    m_title = new QLabel(this);
    m_title->setTextFormat(Qt::PlainText);
    m_title->setWordWrap(true);
    m_bars = new ClassBars(this);
    answer->addWidget(m_title);
    answer->addWidget(m_bars);
    answer->addStretch(1);
    row->addLayout(answer, 1);
    column->addLayout(row);
    m_error = new QLabel(this);
    m_error->setTextFormat(Qt::PlainText);
    m_error->setWordWrap(true);
    m_error->setProperty("badText", true);
    m_error->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    column->addWidget(m_error);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    QPushButton* choose = buttons->addButton(tr("Choose a picture…"), QDialogButtonBox::ActionRole);
    connect(choose, &QPushButton::clicked, this, &PredictDialog::choosePicture);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    column->addWidget(buttons);
    m_title->setText(m_choices.empty() ? tr("No run can be asked yet: train one on pictures first.")
                                       : tr("Drop a picture here, or choose one."));
    m_file->showWords(tr("drop a picture"), {});
    m_seen->showWords({}, {});
    m_error->hide();
}

void PredictDialog::choosePicture() {
    const QString path = QFileDialog::getOpenFileName(
        this, tr("Predict a picture"), {}, tr("Pictures (*.jpg *.jpeg *.png *.bmp *.ppm *.pgm *.tif *.tiff *.webp);;All files (*)"));
    if (!path.isEmpty()) predict(path);
}

void PredictDialog::predict(const QString& path) {
    m_path = path;
    ask();
}

void PredictDialog::ask() {
    if (m_path.isEmpty() || m_choices.empty()) return;
    m_again = m_busy;
    if (m_busy) return;
    m_busy = true;
    m_error->hide();
    m_title->setText(tr("%1 is being looked at.").arg(QFileInfo(m_path).fileName()));
    const auto& run = m_choices[static_cast<std::size_t>(std::max(0, m_runs->currentIndex()))];
    PredictionJob job{m_path.toStdString(), run.model, m_findTrainer, m_decoder, static_cast<int>(tileSide * devicePixelRatioF())};
    QThreadPool::globalInstance()->start([guard = QPointer<PredictDialog>(this), job = std::move(job)] {
        auto outcome = predictPicture(job);
        QMetaObject::invokeMethod(QCoreApplication::instance(), [guard, outcome = std::move(outcome)] {
            if (guard != nullptr) guard->take(outcome);
        });
    });
}

void PredictDialog::take(const core::Result<Prediction>& outcome) {
    m_busy = false;
    if (m_again) {
        ask();
        return;
    }
    const QString name = QFileInfo(m_path).fileName();
    m_error->setVisible(!outcome);
    m_error->setText(outcome ? QString() : QString::fromStdString(core::errorLine(outcome.error())));
    if (!outcome) {
        m_title->setText(name);
        m_bars->showClasses({});
        m_file->showWords(tr("no answer"), {});
        m_seen->showWords({}, {});
        return;
    }
    m_file->showPicture(outcome->file, outcome->fileLine);
    m_seen->showPicture(outcome->seen, outcome->seenLine);
    const auto more = outcome->classCount - static_cast<int>(outcome->classes.size());
    m_title->setText(more > 0 ? tr("%1: the most probable of %2 classes").arg(name).arg(outcome->classCount) : name);
    m_bars->showClasses(outcome->classes);
}

void PredictDialog::dragEnterEvent(QDragEnterEvent* event) {
    const QList<QUrl> urls = event->mimeData()->urls();
    if (urls.size() == 1 && urls.first().isLocalFile()) event->acceptProposedAction();
}

void PredictDialog::dropEvent(QDropEvent* event) {
    event->acceptProposedAction();
    predict(event->mimeData()->urls().first().toLocalFile());
}

QString PredictDialog::errorText() const { return m_error->isHidden() ? QString() : m_error->text(); }

} // namespace epochlab::ui
