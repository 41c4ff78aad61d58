#include "pictures/weights_card.h"

#include "params/model_fields.h"
#include "theme/theme.h"
#include "weights/known_weights.h"

#include <QApplication>
#include <QClipboard>
#include <QFileDialog>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace epochlab::ui {
namespace {

/// A path may be broken behind its slashes, or it would widen the window.
QString breakable(QString text) { return text.replace(QLatin1Char('/'), QStringLiteral("/\u200b")); }

/// What is missing, or empty.
QString missingWeights(const core::ParamSet& config) {
    if (!config.isVisible("weights")) return {};
    const std::string& named = config.text("weights");
    if (!named.empty()) {
        const QString path = QString::fromStdString(named);
        return QFileInfo(path).isFile() ? QString() : WeightsCard::tr("There is no file %1.").arg(path);
    }
    if (core::findWeights(core::pretrainedNetworkOf(config))) return {};
    return WeightsCard::tr("This begins with pretrained weights, and there are none.");
}

} // namespace

WeightsCard::WeightsCard(Controller& controller, QWidget* parent) : QFrame(parent), m_controller(controller) {
    setProperty("card", true);
    setObjectName(QStringLiteral("weights-card"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(space::s + 2, space::s, space::s, space::s);
    column->setSpacing(space::xs);
    auto* title = new QLabel(tr("Weights are missing"), this);
    title->setFont(Theme::instance().titleFont());
    column->addWidget(title);
    m_text = new QLabel(this);
    m_text->setTextFormat(Qt::PlainText);
    m_text->setWordWrap(true);
    m_text->setFont(Theme::instance().labelFont());
    column->addWidget(m_text);
    auto* row = new QHBoxLayout;
    auto* choose = new QPushButton(tr("Choose…"), this);
    choose->setAccessibleName(tr("Choose a file of weights"));
    choose->setObjectName(QStringLiteral("choose-weights"));
    connect(choose, &QPushButton::clicked, this, &WeightsCard::chooseFile);
    auto* copy = new QPushButton(tr("Copy address"), this);
    copy->setToolTip(tr("Copies the address that a browser downloads the file from"));
    connect(copy, &QPushButton::clicked, this, [this] { QApplication::clipboard()->setText(m_address); });
    row->addWidget(choose);
    row->addWidget(copy);
    row->addStretch(1);
    column->addLayout(row);
    connect(&controller, &Controller::configChanged, this, &WeightsCard::follow);
    connect(&controller, &Controller::dataChanged, this, &WeightsCard::follow);
    connect(qApp, &QApplication::applicationStateChanged, this, &WeightsCard::follow); // a file may have been put there meanwhile
    follow();
}

void WeightsCard::follow() {
    const core::ParamSet& config = m_controller.config();
    const QString missing = missingWeights(config);
    setVisible(!missing.isEmpty());
    if (missing.isEmpty()) return;
    const core::KnownWeights* known = core::knownWeights(core::pretrainedNetworkOf(config));
    m_address = known != nullptr ? QString::fromStdString(known->address) : QString();
    m_folder = QString::fromStdString(core::weightsFolder());
    QString text = missing;
    if (known != nullptr)
        text += QLatin1Char(' ') + tr("Download %1 (%2 MB, SHA-256 %3…) and put it into %4, or choose a file with torchvision's names.")
                                       .arg(QString::fromStdString(known->file), QString::fromStdString(known->megabytes),
                                            QString::fromStdString(known->sha256), m_folder);
    m_text->setText(breakable(text));
    setAccessibleName(tr("Weights are missing. %1").arg(text));
    setToolTip(QString::fromStdString(core::weightsAdvice(core::pretrainedNetworkOf(config))));
}

void WeightsCard::chooseFile() {
    const QString path =
        QFileDialog::getOpenFileName(this, tr("Pretrained weights"), m_folder, tr("Weights (*.safetensors *.pth *.pt);;All files (*)"));
    if (path.isEmpty()) return;
    if (const auto outcome = m_controller.setParam("weights", path.toStdString()); !outcome)
        m_text->setText(QString::fromStdString(core::errorLine(outcome.error())));
}

QString WeightsCard::text() const { return m_text->text().remove(QChar(0x200b)); }

} // namespace epochlab::ui
