// A figure's numbers as a table beside it.
#include "compare/plain_table.h"
#include "plot/figure_card.h"
#include "plot/figure_values.h"
#include "theme/theme.h"

#include <QHeaderView>
#include <QResizeEvent>
#include <QShortcut>
#include <QSplitter>
#include <QTableView>
#include <QTimer>
#include <QToolButton>

namespace epochlab::ui {
namespace {

constexpr const char* kAlone = "alone"; ///< in the figure's place where there is no room for both, which else shows the figure
constexpr int kBeside = 520;            ///< from this width of the card on figure and table stand beside each other
constexpr int kAllTools = 420;          ///< and from this one on every tool in the title has room
constexpr int kRefreshMs = 500;         ///< a hand reads no faster
constexpr int kWidest = 128;            ///< of a column; the whole name is its tooltip
constexpr double kTableShare = 0.36;

} // namespace

void FigureCard::showValues(bool on) {
    if (on == (m_table != nullptr)) return;
    if (on) {
        m_values = new FigureValues(this);
        m_table = makePlainTable(m_values, title() + tr(", values"), m_splitter, [] {});
        delete m_table->findChild<QShortcut*>(); // the card's own acts: two would be ambiguous
        m_table->setFont(Theme::instance().labelFont());
        m_table->verticalHeader()->setDefaultSectionSize(metric::controlHeight - 6);
        m_table->horizontalHeader()->setDefaultAlignment(Qt::AlignRight | Qt::AlignVCenter);
        m_table->setProperty(kAlone, width() < kBeside);
        m_splitter->addWidget(m_table);
        m_valuesTimer = new QTimer(m_table);
        m_valuesTimer->setSingleShot(true);
        connect(m_valuesTimer, &QTimer::timeout, this, [this] { fillValues(m_values); });
        fillValues(m_values);
        m_table->horizontalHeader()->setFont(Theme::instance().labelFont());
        m_table->horizontalHeader()->setMaximumSectionSize(kWidest);
        m_table->horizontalHeader()->setTextElideMode(Qt::ElideLeft); // the end of a name tells more
        m_table->resizeColumnsToContents();
        const int width = m_splitter->width();
        m_splitter->setSizes({static_cast<int>((1.0 - kTableShare) * width), static_cast<int>(kTableShare * width)});
    } else {
        delete m_table;
        delete m_values;
        m_table = nullptr;
        m_values = nullptr;
    }
    placeValues();
    Q_EMIT valuesShown(on);
}

QTableView* FigureCard::valuesTable() const { return m_table; }

void FigureCard::placeValues() {
    if (m_splitter == nullptr) return;
    const bool beside = width() >= kBeside;
    const bool alone = m_table != nullptr && m_table->property(kAlone).toBool();
    m_splitter->widget(0)->setVisible(beside || !alone);
    if (m_table != nullptr) m_table->setVisible(beside || alone);
    if (m_exportButton != nullptr) m_exportButton->setVisible(width() >= kAllTools);
}

void FigureCard::refreshValues() {
    if (m_table != nullptr && !m_valuesTimer->isActive()) m_valuesTimer->start(kRefreshMs);
}

void FigureCard::copyValues() {
    putOnClipboard([this](core::TableFormat format) { return m_values->text(format); }, core::TableFormat::TabSeparated);
}

void FigureCard::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    placeValues();
}

} // namespace epochlab::ui
