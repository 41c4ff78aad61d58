#include "watch/split_chips.h"

#include "theme/theme.h"

#include <QObject>
#include <QString>
#include <QToolButton>

#include <utility>

namespace epochlab::ui {

std::array<QToolButton*, ChipCount> makeChips(QWidget& owner) {
    const std::array<std::pair<const char*, QString>, ChipCount> names{{{"training", QObject::tr("training")},
                                                                        {"validation", QObject::tr("validation")},
                                                                        {"test", QObject::tr("test")},
                                                                        {"batch-loss", QObject::tr("batch loss")}}};
    std::array<QToolButton*, ChipCount> chips{};
    for (std::size_t i = 0; i < ChipCount; ++i) {
        auto* chip = new QToolButton(&owner);
        chip->setObjectName(QLatin1String(names[i].first));
        chip->setText(names[i].second);
        chip->setCheckable(true);
        chip->setFont(Theme::instance().labelFont());
        chip->setToolTip(QObject::tr("Show the %1 curves").arg(names[i].second));
        chips[i] = chip;
    }
    return chips;
}

} // namespace epochlab::ui
