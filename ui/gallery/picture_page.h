#pragma once

#include "bridge/latest_worker.h"
#include "gallery/mistakes.h"

#include <QImage>
#include <QWidget>

#include <cstdint>

class QLabel;
class QToolButton;

namespace epochlab::ui {

class PictureFrame;

/// One picture large: as the file has it, and as each network sees it, with what the two say. Arrow keys go on, Esc returns. GUI thread.
class PicturePage : public QWidget {
    Q_OBJECT
public:
    explicit PicturePage(QWidget* parent);

    /// words: what the models say, a line each.
    void show(const MistakesPointer& mistakes, const core::DatasetPointer& dataset, std::size_t row, const QString& title,
              const QStringList& words);
    /// Null until it is read.
    QImage filePicture() const;
    QImage seenPicture() const;
    QString text() const;

signals:
    void left();          ///< back to the tiles
    void moved(int step); ///< to the next item (1) or the one before (−1)

protected:
    void keyPressEvent(QKeyEvent* event) override;

private:
    struct Pictures {
        QImage file{};
        QImage seenByBest{};
        QImage seenByWorst{}; ///< null: as the best sees it
        QString fileWords{}, bestWords{}, worstWords{};
        QString problem{};
    };
    static Pictures read(const Mistakes& mistakes, const core::TableDataset& dataset, std::size_t row);
    void take(std::int64_t generation, const Pictures& pictures);

    QLabel* m_title;
    QLabel* m_words;
    PictureFrame* m_file;
    PictureFrame* m_best;
    PictureFrame* m_worst;
    std::int64_t m_generation = 0;
    LatestWorker m_worker; ///< last: joined first
};

} // namespace epochlab::ui
