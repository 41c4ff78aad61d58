#include "window/about_dialog.h"

#include "theme/theme.h"

#include <QCoreApplication>
#include <QDialogButtonBox>
#include <QLabel>
#include <QVBoxLayout>

namespace epochlab::ui {

AboutDialog::AboutDialog(QWidget* parent) : QDialog(parent) {
    setWindowTitle(tr("About EpochLab"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(space::xl, space::l, space::xl, space::l);
    column->setSpacing(space::m);
    auto* title = new QLabel(tr("EpochLab %1").arg(QCoreApplication::applicationVersion()), this);
    title->setFont(Theme::instance().figureFont());
    column->addWidget(title);
    auto* body = new QLabel(text(), this);
    body->setTextFormat(Qt::PlainText);
    body->setWordWrap(true);
    body->setMinimumWidth(460);
    body->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    column->addWidget(body);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    column->addWidget(buttons);
}

QString AboutDialog::text() {
    return tr(
        "A laboratory for training neural networks by clicking.\n\n"
        "EpochLab is free software under the GNU General Public License, version 3 or later, because it draws with QCustomPlot, "
        "which is under that licence. It comes with no warranty.\n\n"
        "It is built on Qt 6 (LGPL 3), QCustomPlot (GPL 3), LibTorch (BSD 3-Clause), XGBoost and OpenCV (Apache 2.0), nlohmann JSON and "
        "toml++ (MIT), CLI11 (BSD 3-Clause), SQLite (public domain), libarchive (BSD 2-Clause), libzip (BSD 3-Clause), libjpeg-turbo "
        "(IJG, BSD 3-Clause, zlib), libpng (PNG Reference Library License 2), zlib (zlib License), uchardet (MPL 1.1) and libcsv "
        "(LGPL 2.1).\n\n"
        "The European cities are from GeoNames (geonames.org), under the Creative Commons Attribution 4.0 License (CC BY 4.0); "
        "places were chosen and split into training, validation and test rows. Fashion-MNIST is Zalando's, under the MIT licence.\n\n"
        "Colours by Okabe and Ito, and viridis by Smith, van der Walt and Firing. Nothing leaves this computer.");
}

} // namespace epochlab::ui
