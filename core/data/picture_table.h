#pragma once

#include "base/result.h"
#include "base/work_watch.h"
#include "data/dataset.h"
#include "params/param_set.h"

namespace epochlab::core {

/// The data as rows of numbers, for models that know no pictures: a table as it is; of pictures a copy whose features are the values that
/// the model's view gives, [channels × side × side] each. The copy keeps names, labels, fingerprint and `pictures`. Takes a pass over all
/// pictures, on the configuration's threads. The errors of PictureSource::picture(); OutOfMemory, found before it is tried; Stopped.
Result<DatasetPointer> tableOf(const ParamSet& config, const DatasetPointer& dataset, const WorkWatch& watch = {});

} // namespace epochlab::core
