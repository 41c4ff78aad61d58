#include "map/paint_tools.h"

#include "theme/glyph.h"
#include "theme/theme.h"

#include <QButtonGroup>
#include <QHBoxLayout>
#include <QIcon>
#include <QPainter>
#include <QPixmap>
#include <QToolButton>

namespace epochlab::ui {
namespace {

constexpr int kEraserId = 1000;
constexpr int kSwatch = 16;

QIcon swatchIcon(const QColor& colour) {
    QPixmap pixmap(3 * kSwatch, 3 * kSwatch);
    pixmap.setDevicePixelRatio(3);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(Theme::instance().palette().text, 1));
    painter.setBrush(colour);
    painter.drawEllipse(QRectF(3, 3, kSwatch - 6, kSwatch - 6));
    return QIcon(pixmap);
}

} // namespace

PaintTools::PaintTools(QWidget* parent)
    : QWidget(parent), m_row(new QHBoxLayout(this)), m_group(new QButtonGroup(this)),
      m_eraser(glyphButton(this, Glyph::Erase, tr("Erase points (or the right mouse button)"))) {
    setAccessibleName(tr("Painting tools"));
    m_row->setContentsMargins(0, 0, 0, 0);
    m_row->setSpacing(2);
    m_eraser->setObjectName(QStringLiteral("paint-erase"));
    m_eraser->setCheckable(true);
    m_group->addButton(m_eraser, kEraserId);
    m_row->addWidget(m_eraser);
    m_row->addStretch(1);
    const auto add = [this](Glyph glyph, const char* id, const QString& name, auto signal) {
        QToolButton* button = glyphButton(this, glyph, name);
        button->setObjectName(QLatin1String(id));
        connect(button, &QToolButton::clicked, this, signal);
        m_row->addWidget(button);
        return button;
    };
    m_undo = add(Glyph::Undo, "paint-undo", tr("Undo (Ctrl+Z)"), &PaintTools::undoRequested);
    m_redo = add(Glyph::Redo, "paint-redo", tr("Redo (Ctrl+Shift+Z)"), &PaintTools::redoRequested);
    add(Glyph::Clear, "paint-clear", tr("Erase all points"), &PaintTools::clearRequested);
    add(Glyph::Save, "paint-save", tr("Save as CSV…"), &PaintTools::saveRequested);
    connect(m_group, &QButtonGroup::idClicked, this, [this](int id) {
        if (id == kEraserId) {
            Q_EMIT eraserChosen();
        } else {
            Q_EMIT classChosen(id);
        }
    });
}

void PaintTools::makeSwatches(int count) {
    qDeleteAll(m_swatches);
    m_swatches.clear();
    for (int label = 0; label < count; ++label) {
        auto* swatch = new QToolButton(this);
        swatch->setObjectName(QStringLiteral("paint-class-%1").arg(label));
        swatch->setCheckable(true);
        swatch->setIconSize(QSize(kSwatch, kSwatch));
        m_group->addButton(swatch, label);
        m_row->insertWidget(label, swatch);
        m_swatches << swatch;
    }
    QWidget* before = nullptr; // Tab goes along the row, though swatches are made anew
    for (QToolButton* swatch : m_swatches) {
        if (before != nullptr) {
            setTabOrder(before, swatch);
        }
        before = swatch;
    }
    if (before != nullptr) {
        setTabOrder(before, m_eraser);
    }
}

void PaintTools::setClasses(const QStringList& names, const QList<QColor>& colours) {
    if (names.size() != m_swatches.size()) {
        makeSwatches(int(names.size()));
    }
    for (int label = 0; label < int(names.size()); ++label) {
        m_swatches[label]->setIcon(swatchIcon(colours[label]));
        m_swatches[label]->setToolTip(tr("Add points of %1").arg(names[label].toHtmlEscaped()));
        m_swatches[label]->setAccessibleName(tr("Add points of %1").arg(names[label]));
    }
}

void PaintTools::setChosen(int chosen, bool erasing) {
    if (QAbstractButton* button = m_group->button(erasing ? kEraserId : chosen)) {
        button->setChecked(true);
    }
}

void PaintTools::setUndoable(bool undo, bool redo) {
    m_undo->setEnabled(undo);
    m_redo->setEnabled(redo);
}

} // namespace epochlab::ui
