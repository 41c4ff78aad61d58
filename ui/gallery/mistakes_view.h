#pragma once

#include "gallery/mistakes_loader.h"
#include "plot/figure_card.h"

#include <QWidget>

#include <memory>

class QTableView;

namespace epochlab::ui {

class Controller;
class DecisionMap;
class GalleryModel;
class MistakesSide;
class PicturePage;
class StoredRuns;
class TileView;
class TitledBox;

/// The Mistakes tab: what the best run gets right and the worst one wrong. Confusion at the left; pictures as tiles, rows of numbers as a
/// table with a map. Best and worst are chosen by validation among the ticked runs, or by hand. Reads while it is visible. GUI thread.
class MistakesView : public QWidget {
    Q_OBJECT
public:
    MistakesView(Controller& controller, StoredRuns& stored, QWidget* parent = nullptr);
    ~MistakesView() override;

    MistakesSide* side() const;
    GalleryModel* model() const;
    TileView* tiles() const;
    QTableView* table() const;
    DecisionMap* map() const;
    PicturePage* picture() const;
    TitledBox* bestBox() const;
    TitledBox* worstBox() const;
    TitledBox* splitBox() const;
    /// Nothing is being read or waits for it.
    bool upToDate() const;
    /// The sentence that stands instead of items, or empty.
    QString message() const;
    /// What is shown, in a line: "23 of 6582 test rows · best right, worst wrong".
    QString heading() const;
    /// Opens an item large; of a table, chooses its row.
    void open(int item);
    /// Writes the items that are shown; the outcome is told by said().
    void exportTo(FigureFormat format, const QString& path);

signals:
    void said(const QString& text, bool bad);

protected:
    void showEvent(QShowEvent* event) override;

private:
    struct Parts;
    std::unique_ptr<Parts> m_parts;
};

} // namespace epochlab::ui
