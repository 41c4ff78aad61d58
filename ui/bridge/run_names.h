#pragma once

#include "bridge/run_record.h"

#include <QString>
#include <QStringList>

namespace epochlab::ui {

QStringList textList(const std::vector<std::string>& texts);
/// As a sentence or a title begins.
QString capitalised(const QString& text);
/// "0.001", "1e6": six digits at most, no padding.
QString shortNumber(double value);
/// An accuracy as the window writes it: "0.964"; "–" where there is none.
QString accuracyText(double value);
/// "under 0.1 s", "1.1 s", "3 min 20 s", "2 h 5 min".
QString durationText(double seconds);
/// "about 1.1 s", "under 0.1 s".
QString aboutText(double seconds);
/// A value as people read it: the label of a choice, "on" and "off".
QString valueLabel(const core::ParamSpec& spec, const core::ParamValue& value);

/// What the data is called: "Cities", "Moons", "iris.csv".
QString dataTitle(const std::string& data);
/// "MLP 6 × 16"
QString modelTitle(const core::ParamSet& config);
/// What differs from the defaults ("width 64, lr 0.01"); the data set only where it differs from `before` (may be null).
/// All defaults: "MLP 6 × 16".
QString runName(const core::ParamSet& config, const core::ParamSet* before);

/// These fields' values: "lr 0.01, width 64".
QString settingsName(const core::ParamSet& config, const std::vector<std::string>& ids);

/// Whether two configurations train on the same data.
bool sameData(const core::ParamSet& left, const core::ParamSet& right);
/// The value that ranks a run: best validation accuracy so far, training accuracy where there is no validation split; NaN: none.
double bestValue(const RunRecord& record);
/// "Only width changed, 16 → 64: validation 0.903 → 0.951"; after the same settings it says whether the curves are identical.
QString differenceText(const RunRecord& before, const RunRecord& after);
/// "epochlab-cli train …" of a run, changes of the learning rate included.
QString commandLineOf(const RunRecord& record);
/// "features of 1,200 of 4,000 pictures · 40 s left", before the first batch; empty where nothing of that is under way.
QString preparationText(const RunRecord& record);
/// "Before the first batch: features of …"; empty as above.
QString preparationSentence(const RunRecord& record);
/// "epoch 3 of 50 · 12 s left", "finished · 1.1 s", "diverged at step 2 in layer 5".
QString stateText(const RunRecord& record);

} // namespace epochlab::ui
