#pragma once

#include "data/load.h"

#include <mutex>
#include <string>

namespace epochlab::ui {

/// The data set last loaded, shared by the form and the runs, so that a run trains on what the data card shows. Thread-safe.
class DataCache {
public:
    explicit DataCache(core::DatasetLoader loader);
    core::Result<core::DatasetPointer> load(const core::ParamSet& config);
    void forget();

private:
    core::DatasetLoader m_loader;
    std::mutex m_mutex;
    std::string m_key;
    core::DatasetPointer m_dataset;
};

/// How an earlier file was to be read says nothing of another.
void resetCsvOptions(core::ParamSet& config);

} // namespace epochlab::ui
