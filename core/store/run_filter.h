#pragma once

#include "base/result.h"

#include <string>
#include <string_view>
#include <vector>

namespace epochlab::core {

/// Which runs a list shows: words with a space between, all of which must hold. FIELD=VALUE, also !=, <, <=, > and >=, of any
/// hyperparameter and of state, done (epochs), seconds, accuracy, loss, name and tag; any other word stands in the run's id, name, tags,
/// note or data. A folder's last part is enough for data.
class RunFilter {
public:
    RunFilter() = default;
    /// Usage where a field is not known.
    static Result<RunFilter> parse(std::string_view text);

    /// A condition on the table runs, with a ? for each of values().
    const std::string& condition() const { return m_condition; }
    const std::vector<std::string>& values() const { return m_values; }

private:
    std::string m_condition = "1";
    std::vector<std::string> m_values;
};

} // namespace epochlab::core
