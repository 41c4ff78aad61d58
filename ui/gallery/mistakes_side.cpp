#include "gallery/mistakes_side.h"

#include "bridge/run_names.h"
#include "compare/accuracy.h"
#include "compare/titled_box.h"
#include "theme/card.h"
#include "theme/theme.h"

#include <QButtonGroup>
#include <QHBoxLayout>
#include <QLabel>
#include <QRadioButton>
#include <QSignalBlocker>
#include <QToolButton>
#include <QVBoxLayout>

namespace epochlab::ui {
namespace {

constexpr int kNarrow = 216;
constexpr std::size_t kMostClasses = 200; ///< of a matrix on the screen

/// As wide as the matrix has use for; of many classes the numbers find no room anyway.
int widthFor(std::size_t classes) { return classes <= 4 ? kNarrow : classes <= 12 ? 304 : 268; }

enum MatrixOf { OfBest, OfWorst, OfDifference };

QString words(std::string_view text) { return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size())); }

QLabel* heading(const QString& text, QWidget* parent) {
    auto* label = new QLabel(text, parent);
    label->setProperty("heading", true);
    return label;
}

core::ConfusionMatrix matrixOf(const core::PredictionPair& pair, const core::PredictedRows& model) {
    return {pair.labels(), model.predictions.classes, static_cast<std::int32_t>(pair.classNames.size())};
}

} // namespace

MistakesSide::MistakesSide(QWidget* parent) : QWidget(parent), m_card(new Card(tr("Confusion"), this)) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::s);
    m_card->setContent(makeMatrix());
    column->addWidget(m_card);
    column->addWidget(makeShow());
    column->addWidget(makeOrder());
    column->addStretch(1);
    setFixedWidth(kNarrow);
}

TitledBox* MistakesSide::addBox(const QString& name, const QString& title, const QString& purpose, const QStringList& choices) {
    auto* box = new TitledBox(title, purpose, this);
    box->setObjectName(name);
    box->addItems(choices);
    return box;
}

TitledBox* MistakesSide::box(const QString& name) const { return findChild<TitledBox*>(name); }

QWidget* MistakesSide::makeMatrix() {
    auto* content = new QWidget(m_card);
    auto* column = new QVBoxLayout(content);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::xs);
    auto* row = new QHBoxLayout;
    row->setSpacing(space::xs);
    TitledBox* of = addBox(QStringLiteral("of"), {}, tr("Whose confusion"), {tr("best run"), tr("worst run"), tr("best − worst")});
    TitledBox* numbers = addBox(QStringLiteral("numbers"), {}, tr("What a cell says"), {tr("count"), tr("share")});
    row->addWidget(of);
    row->addWidget(numbers);
    row->addStretch(1);
    QToolButton* enlarge = m_card->addTool(Glyph::Enlarge, tr("Show it large"), false);
    m_confusion = new ConfusionView(content);
    m_cellWords = new QLabel(content);
    m_cellWords->setTextFormat(Qt::PlainText);
    m_cellWords->setProperty("muted", true);
    m_cellWords->setWordWrap(true);
    m_cellWords->setFont(Theme::instance().labelFont());
    m_cellWords->setMinimumHeight(3 * m_cellWords->fontMetrics().lineSpacing());
    m_cellWords->setAlignment(Qt::AlignTop);
    column->addLayout(row);
    column->addWidget(m_confusion);
    column->addWidget(m_cellWords);
    for (TitledBox* box : {of, numbers}) connect(box, &QComboBox::activated, this, [this] { showMatrix(); });
    connect(of, &QComboBox::activated, this, [this] { leaveCell(); });
    connect(enlarge, &QToolButton::clicked, this, &MistakesSide::enlargeRequested);
    connect(m_confusion, &ConfusionView::cellChosen, this, &MistakesSide::chooseCell);
    connect(m_confusion, &ConfusionView::cellLeft, this, &MistakesSide::leaveCell);
    connect(m_confusion, &ConfusionView::spokenOfChanged, this, &MistakesSide::speak);
    return content;
}

QWidget* MistakesSide::makeShow() {
    auto* content = new QWidget(this);
    auto* column = new QVBoxLayout(content);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::xs);
    column->addWidget(heading(tr("Show"), content));
    m_group = new QButtonGroup(this);
    for (const auto& [word, name, kind] : core::galleryKinds()) {
        auto* button = new QRadioButton(words(name), content);
        m_kinds[static_cast<std::size_t>(kind)] = button;
        m_group->addButton(button);
        column->addWidget(button);
        connect(button, &QRadioButton::clicked, this, [this, kind = kind] {
            m_question.kind = kind;
            leaveCell();
            emit changed();
        });
    }
    m_kinds.front()->setChecked(true);
    m_cell = new QRadioButton(tr("cell"), content);
    m_group->addButton(m_cell);
    m_cell->hide();
    column->addWidget(m_cell);
    return content;
}

QWidget* MistakesSide::makeOrder() {
    auto* content = new QWidget(this);
    auto* column = new QVBoxLayout(content);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::xs);
    TitledBox* classes = addBox(QStringLiteral("class"), {}, tr("Only items of this class"), {tr("all classes")});
    QStringList orders;
    for (const auto& order : core::gallerySorts()) orders << words(order.words);
    TitledBox* sort = addBox(QStringLiteral("sort"), {}, tr("Order of the items"), orders);
    for (TitledBox* box : {classes, sort}) box->setMinimumWidth(kNarrow);
    column->addWidget(classes);
    column->addSpacing(space::xs);
    column->addWidget(heading(tr("Sort by"), content));
    column->addWidget(sort);
    connect(classes, &QComboBox::activated, this, [this](int index) {
        m_question.trueClass = index - 1;
        m_question.cell.reset();
        m_confusion->setChosen(std::nullopt);
        showCounts();
        emit changed();
    });
    connect(sort, &QComboBox::activated, this, [this](int index) {
        m_question.sort = core::gallerySorts()[static_cast<std::size_t>(index)].value;
        emit changed();
    });
    return content;
}

void MistakesSide::setMistakes(MistakesPointer mistakes) {
    const bool sameClasses = m_mistakes && mistakes && m_mistakes->pair.classNames == mistakes->pair.classNames;
    const bool single = mistakes && mistakes->pair.single;
    const bool becomesSingle = single && !(m_mistakes && m_mistakes->pair.single);
    const bool becomesPair = !single && m_mistakes && m_mistakes->pair.single;
    m_mistakes = std::move(mistakes);
    if (!sameClasses) {
        m_question.trueClass = -1;
        m_question.cell.reset();
        const QSignalBlocker blocker(box(QStringLiteral("class")));
        box(QStringLiteral("class"))->clear();
        box(QStringLiteral("class"))->addItem(tr("all classes"));
        if (m_mistakes) box(QStringLiteral("class"))->addItems(textList(m_mistakes->pair.classNames));
    }
    if (becomesSingle) m_question.kind = core::GalleryKind::BothWrong; // one run's own mistakes
    if (becomesPair) m_question.kind = core::GalleryKind::BestRightWorstWrong;
    if (single) box(QStringLiteral("of"))->setCurrentIndex(OfBest);
    box(QStringLiteral("of"))->setEnabled(!single);
    setEnabled(m_mistakes != nullptr);
    setFixedWidth(widthFor(m_mistakes ? m_mistakes->pair.classNames.size() : 0));
    if (single && m_question.cell) m_question.cell.reset();
    showMatrix();
    showCounts();
}

void MistakesSide::showMatrix() {
    ConfusionView::Content content;
    content.normalised = box(QStringLiteral("numbers"))->currentIndex() == 1;
    QString words;
    const std::size_t classes = m_mistakes ? m_mistakes->pair.classNames.size() : 0;
    if (classes > kMostClasses)
        words = tr("%1 classes are too many to draw; the command line has them: epochlab-cli confusion RUN").arg(classes);
    if (classes > 0 && classes <= kMostClasses) {
        const core::PredictionPair& pair = m_mistakes->pair;
        const int of = box(QStringLiteral("of"))->currentIndex();
        content.matrix = matrixOf(pair, of == OfWorst ? pair.worst : pair.best);
        if (of == OfDifference) content.minus = matrixOf(pair, pair.worst);
        content.classes = textList(pair.classNames);
        const core::Interval interval = core::wilsonInterval(content.matrix.accuracy(), content.matrix.total());
        words = tr("%1, n = %2, 95 %: %3")
                    .arg(accuracyText(content.matrix.accuracy()))
                    .arg(content.matrix.total())
                    .arg(QString::fromStdString(core::intervalText(interval)));
    }
    m_matrixWords = words;
    m_confusion->setContent(std::move(content));
    m_confusion->setChosen(m_question.cell ? std::optional(ConfusionView::Cell{m_question.cell->truth, m_question.cell->predicted})
                                           : std::nullopt);
    speak();
}

/// The cell that is spoken of; else the accuracy, and how to read the matrix.
void MistakesSide::speak() {
    const auto cell = m_confusion->spokenOf();
    if (cell) return m_cellWords->setText(m_confusion->cellText(*cell));
    const bool drawn = !m_confusion->content().classes.isEmpty();
    m_cellWords->setText(drawn ? m_matrixWords + QLatin1Char('\n') + tr("true ↓ predicted →") : m_matrixWords);
}

void MistakesSide::showCounts() {
    const auto counts = m_mistakes ? core::galleryCounts(m_mistakes->pair, m_question.trueClass) : std::array<std::size_t, 4>{};
    const bool single = m_mistakes && m_mistakes->pair.single;
    for (const auto& [word, name, kind] : core::galleryKinds()) {
        QRadioButton* button = kindButton(kind);
        const bool wrong = kind == core::GalleryKind::BothWrong;
        button->setVisible(!single || wrong || kind == core::GalleryKind::BothRight);
        const QString text = single ? (wrong ? tr("wrong") : tr("right")) : words(name);
        button->setText(QStringLiteral("%1  %2").arg(text).arg(counts[static_cast<std::size_t>(kind)]));
        if (!m_question.cell && kind == m_question.kind) button->setChecked(true);
    }
    m_cell->setVisible(m_question.cell.has_value());
    if (!m_question.cell || !m_mistakes) return;
    const auto name = [this](std::int32_t index) {
        return QString::fromStdString(m_mistakes->pair.classNames[static_cast<std::size_t>(index)]);
    };
    const QString text = tr("cell %1 → %2  %3")
                             .arg(name(m_question.cell->truth), name(m_question.cell->predicted))
                             .arg(core::galleryRows(m_mistakes->pair, m_question).size());
    m_cell->setText(fontMetrics().elidedText(text, Qt::ElideMiddle, width() - space::xl).replace(QLatin1Char('&'), QLatin1String("&&")));
    m_cell->setAccessibleName(text);
    m_cell->setChecked(true);
}

void MistakesSide::chooseCell(int truth, int predicted) {
    using Of = core::GalleryCell::Of;
    const int of = box(QStringLiteral("of"))->currentIndex();
    const core::GalleryCell cell{of == OfBest ? Of::Best : of == OfWorst ? Of::Worst : Of::Difference, truth, predicted};
    if (m_question.cell == cell) return leaveCell();
    m_question.cell = cell;
    m_question.trueClass = -1; // the cell's rows are of one class
    box(QStringLiteral("class"))->setCurrentIndex(0);
    m_confusion->setChosen(ConfusionView::Cell{truth, predicted});
    showCounts();
    emit changed();
}

void MistakesSide::leaveCell() {
    if (!m_question.cell) return;
    m_question.cell.reset();
    m_confusion->setChosen(std::nullopt);
    showCounts();
    emit changed();
}

QString MistakesSide::shownWords() const {
    if (m_question.cell) return m_cell->accessibleName();
    const bool single = m_mistakes && m_mistakes->pair.single;
    QString text = single ? (m_question.kind == core::GalleryKind::BothWrong ? tr("wrong") : tr("right"))
                          : words(core::galleryKinds()[static_cast<std::size_t>(m_question.kind)].words);
    if (m_question.trueClass >= 0) text += QStringLiteral(" · ") + box(QStringLiteral("class"))->currentText();
    return text;
}

} // namespace epochlab::ui
