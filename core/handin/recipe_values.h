#pragma once

#include "handin/hand_in.h"
#include "handin/planned_work.h"

#include <map>
#include <string>

namespace epochlab::core {

/// The values of a recipe's figures by file name ("learning-rate-loss.csv"), from the runs of a store that holds what is handed in and
/// nothing else, so that who hands in and who checks come to the same bytes. Curves, heat maps and tables: what is made of stored values
/// alone. Without those where a run of the recipe is missing, or it is not known. limits: null for none. IoRead.
Result<std::map<std::string, std::string>> recipeCsvs(RunStore& store, const HandedInRecipe& named, const RecipeFolders& recipeFolders,
                                                      const PresetLimits* limits);

} // namespace epochlab::core
