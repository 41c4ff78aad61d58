#pragma once

#include "params/toml_parts.h"
#include "run/sweep.h"

#include <string>
#include <vector>

namespace epochlab::core {

/// Reads the parts of a sweep from its file, one by one. Private to core/run.
class SweepReader {
public:
    explicit SweepReader(std::string_view origin) : m_origin(origin) {}

    /// "settings", "run", "grid", "random", "draws", "draw-seed", "seeds"
    static const std::vector<std::string>& parts();
    /// Precondition: the key is one of parts().
    Result<void> take(const TomlEntry& entry);
    /// A table of fields: [settings], [quick].
    Result<std::vector<Setting>> settingsOf(const TomlEntry& part) const;
    /// A short line in quotes.
    Result<std::string> textOf(const TomlEntry& entry) const;
    std::string at(const TomlEntry& entry) const { return tomlPlace(m_origin, entry.position); }
    Sweep sweep() && { return std::move(m_sweep); }

private:
    Error wrongType(const TomlEntry& entry, std::string remedy) const;
    Result<Setting> settingOf(const std::string& id, const toml::node& node, const toml::source_position& position) const;
    Result<std::vector<ParamValue>> valuesOf(const TomlEntry& entry, const std::string& example) const;
    Result<void> takeRuns(const TomlEntry& part);
    Result<void> takeRun(const toml::node& node);
    Result<void> takeGrid(const TomlEntry& part);
    Result<void> takeRandom(const TomlEntry& part);
    Result<RandomAxis> rangeOf(const TomlEntry& field) const;
    Result<double> endOf(const TomlEntry& field, const TomlEntry& entry) const;
    Result<void> takeCount(const TomlEntry& entry, std::int64_t least, std::int64_t& count) const;

    std::string m_origin;
    Sweep m_sweep;
};

} // namespace epochlab::core
