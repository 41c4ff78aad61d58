#pragma once

#include <QImage>
#include <QString>
#include <QWidget>

namespace epochlab::ui {

/// One picture in its proportions with a line below it. Small pictures are enlarged without smoothing, so that their pixels can be seen;
/// the theme never changes a pixel. GUI thread.
class PictureTile : public QWidget {
    Q_OBJECT
public:
    /// side: of the square that the picture fits into, device-independent pixels.
    explicit PictureTile(int side, QWidget* parent = nullptr);

    void showPicture(const QImage& image, const QString& line);
    /// Instead of a picture; `line` below it as ever.
    void showWords(const QString& words, const QString& line);
    const QImage& image() const { return m_image; }
    QString words() const { return m_words; }
    QString line() const { return m_line; }

    void setLineShown(bool shown);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    int lineHeight() const;

    int m_side;
    bool m_lineShown = true;
    QImage m_image;
    QString m_words;
    QString m_line;
};

} // namespace epochlab::ui
