#pragma once

#include <QDialog>

namespace epochlab::ui {

/// Name, version, licences and data attributions.
class AboutDialog : public QDialog {
    Q_OBJECT
public:
    explicit AboutDialog(QWidget* parent = nullptr);
    static QString text();
};

} // namespace epochlab::ui
