#include "plot/figure_words.h"

#include "theme/theme.h"

#include <QClipboard>
#include <QDialog>
#include <QDialogButtonBox>
#include <QGuiApplication>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace epochlab::ui {

void showWords(const QString& title, const QString& words, QWidget* parent) {
    auto* dialog = new QDialog(parent);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setObjectName(QStringLiteral("figureWords"));
    dialog->setWindowTitle(title);
    dialog->resize(460, 240);
    auto* text = new QPlainTextEdit(words, dialog);
    text->setReadOnly(true);
    text->setTabChangesFocus(true);
    text->setAccessibleName(title);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, dialog);
    QPushButton* copy = buttons->addButton(QObject::tr("Copy"), QDialogButtonBox::ActionRole);
    QObject::connect(copy, &QPushButton::clicked, dialog, [words] { QGuiApplication::clipboard()->setText(words); });
    QObject::connect(buttons, &QDialogButtonBox::rejected, dialog, &QDialog::reject);
    auto* layout = new QVBoxLayout(dialog);
    layout->setContentsMargins(space::m, space::m, space::m, space::m);
    layout->addWidget(text);
    layout->addWidget(buttons);
    dialog->open();
}

} // namespace epochlab::ui
