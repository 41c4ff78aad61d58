#include "support/services.h"

#include "data/load.h"
#include "support/scripted_trainer.h"

namespace epochlab::test {

using namespace core;

DatasetLoader givesData(DatasetPointer data) {
    return [data = std::move(data)](const ParamSet&) -> Result<DatasetPointer> { return data; };
}

RunServices servicesWithoutEngine() {
    return {loadDataset, [](const ParamSet&) -> Result<std::shared_ptr<Trainer>> {
                return Error{ErrorCode::EngineMissing, "no engine in this test", "", "none"};
            }};
}

RunServices scriptedServicesOnRealData() {
    RunServices services = scriptedServices({});
    services.loadData = loadDataset;
    return services;
}

} // namespace epochlab::test
