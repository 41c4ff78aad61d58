#include "gallery/picture_page.h"

#include "data/picture_source.h"
#include "data/picture_views.h"
#include "pictures/picture_image.h"
#include "theme/theme.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>

#include <cmath>

namespace epochlab::ui {

/// A picture as large as there is room for, enlarged by whole pixels where it is small, with a caption.
class PictureFrame final : public QWidget {
public:
    PictureFrame(const QString& caption, QWidget* parent) : QWidget(parent), m_caption(caption) {
        setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
        setMinimumSize(120, 120);
        setAccessibleName(caption);
    }
    void show(const QImage& picture, const QString& words) {
        m_picture = picture;
        m_words = words;
        setAccessibleDescription(words);
        update();
    }
    const QImage& picture() const { return m_picture; }

protected:
    void paintEvent(QPaintEvent*) override {
        const Theme& theme = Theme::instance();
        QPainter painter(this);
        const QFontMetrics metrics(theme.labelFont());
        const int lines = 2 * metrics.lineSpacing() + space::xs;
        const QRect room = rect().adjusted(0, 0, 0, -lines - space::xs);
        if (!m_picture.isNull()) {
            QSizeF size = QSizeF(m_picture.size()).scaled(room.size(), Qt::KeepAspectRatio);
            const double scale = size.width() / m_picture.width();
            if (scale >= 1.0) size = QSizeF(m_picture.size()) * std::floor(scale);
            painter.setRenderHint(QPainter::SmoothPixmapTransform, scale < 1.0);
            const QRectF target(QPointF(room.left(), room.top()), size);
            painter.drawImage(target, m_picture);
            m_below = int(target.bottom()) + space::xs;
        } else {
            m_below = room.top();
        }
        painter.setFont(theme.labelFont());
        painter.setPen(theme.palette().text);
        painter.drawText(QRect(0, m_below, width(), metrics.lineSpacing()), Qt::AlignLeft, m_caption);
        painter.setPen(theme.palette().mutedText);
        painter.drawText(QRect(0, m_below + metrics.lineSpacing(), width(), metrics.lineSpacing()), Qt::AlignLeft,
                         metrics.elidedText(m_words, Qt::ElideRight, width()));
    }

private:
    QString m_caption;
    QString m_words;
    QImage m_picture;
    int m_below = 0;
};

PicturePage::PicturePage(QWidget* parent)
    : QWidget(parent), m_title(new QLabel(this)), m_words(new QLabel(this)), m_file(new PictureFrame(tr("The file"), this)),
      m_best(new PictureFrame(tr("What the network sees"), this)), m_worst(new PictureFrame(tr("What the worst run sees"), this)) {
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(tr("Large view"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::s);
    auto* top = new QHBoxLayout;
    auto* back = new QPushButton(tr("← Gallery"), this);
    back->setToolTip(tr("Back to the tiles (Esc)"));
    top->addWidget(back);
    for (QLabel* label : {m_title, m_words}) {
        label->setTextFormat(Qt::PlainText);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
        label->setFocusPolicy(Qt::NoFocus);
    }
    m_title->setFont(Theme::instance().titleFont());
    for (QLabel* label : {m_title, m_words}) label->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_words->setWordWrap(true);
    top->addWidget(m_title, 1);
    for (const int step : {-1, 1}) {
        auto* button = new QToolButton(this);
        button->setText(step < 0 ? QStringLiteral("‹") : QStringLiteral("›"));
        button->setToolTip(step < 0 ? tr("The one before (Left)") : tr("The next one (Right)"));
        button->setAccessibleName(button->toolTip());
        connect(button, &QToolButton::clicked, this, [this, step] { emit moved(step); });
        top->addWidget(button);
    }
    column->addLayout(top);
    column->addWidget(m_words);
    auto* pictures = new QHBoxLayout;
    pictures->setSpacing(space::m);
    pictures->addWidget(m_file, 3);
    auto* seen = new QVBoxLayout;
    seen->addWidget(m_best, 1);
    seen->addWidget(m_worst, 1);
    pictures->addLayout(seen, 2);
    column->addLayout(pictures, 1);
    connect(back, &QPushButton::clicked, this, &PicturePage::left);
}

PicturePage::Pictures PicturePage::read(const Mistakes& mistakes, const core::TableDataset& dataset, std::size_t row) {
    Pictures pictures;
    const core::Result<core::Picture> picture = dataset.pictures->picture(mistakes.pair.split(), static_cast<std::int64_t>(row));
    if (!picture) {
        pictures.problem = QString::fromStdString(core::describe(picture.error()));
        return pictures;
    }
    pictures.file = imageOf(*picture);
    pictures.fileWords = sizeText(*picture);
    const core::PictureView best = core::pictureViewOf(mistakes.bestConfig, dataset);
    const core::PictureView worst = core::pictureViewOf(mistakes.worstConfig, dataset);
    const core::Picture seen = best.seen(best.shaped(*picture), false);
    pictures.seenByBest = imageOf(seen);
    pictures.bestWords = sizeText(seen);
    if (best.options() == worst.options()) return pictures;
    const core::Picture other = worst.seen(worst.shaped(*picture), false);
    pictures.seenByWorst = imageOf(other);
    pictures.worstWords = sizeText(other);
    return pictures;
}

void PicturePage::show(const MistakesPointer& mistakes, const core::DatasetPointer& dataset, std::size_t row, const QString& title,
                       const QStringList& words) {
    m_title->setText(title);
    m_title->setToolTip(QString());
    m_words->setText(words.join(QLatin1Char('\n')));
    const std::int64_t generation = ++m_generation;
    m_worker.submit([this, mistakes, dataset, row, generation] {
        const Pictures pictures = read(*mistakes, *dataset, row);
        QMetaObject::invokeMethod(this, [this, generation, pictures] { take(generation, pictures); });
    });
}

void PicturePage::take(std::int64_t generation, const Pictures& pictures) {
    if (generation != m_generation) return;
    m_file->show(pictures.file, pictures.problem.isEmpty() ? pictures.fileWords : pictures.problem);
    m_best->show(pictures.seenByBest, pictures.bestWords);
    m_worst->show(pictures.seenByWorst, pictures.worstWords);
    m_worst->setVisible(!pictures.seenByWorst.isNull());
}

QImage PicturePage::filePicture() const { return m_file->picture(); }
QImage PicturePage::seenPicture() const { return m_best->picture(); }
QString PicturePage::text() const { return m_title->text() + QLatin1Char('\n') + m_words->text(); }

void PicturePage::keyPressEvent(QKeyEvent* event) {
    switch (event->key()) {
    case Qt::Key_Escape: emit left(); break;
    case Qt::Key_Left:
    case Qt::Key_Up: emit moved(-1); break;
    case Qt::Key_Right:
    case Qt::Key_Down: emit moved(1); break;
    default: QWidget::keyPressEvent(event);
    }
}

} // namespace epochlab::ui
