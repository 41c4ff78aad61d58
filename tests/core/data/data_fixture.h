#pragma once

#include "data/load.h"
#include "params/param_set.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <initializer_list>
#include <string>
#include <unistd.h>
#include <utility>

namespace epochlab::core {

/// A folder of its own for each test, removed at the end.
class DataTest : public testing::Test {
protected:
    DataTest() {
        const auto* info = testing::UnitTest::GetInstance()->current_test_info();
        m_folder = std::filesystem::temp_directory_path() /
                   ("epochlab-data-" + std::to_string(::getpid()) + "-" + info->test_suite_name() + "-" + info->name());
        std::filesystem::remove_all(m_folder);
        std::filesystem::create_directories(m_folder);
    }
    ~DataTest() override { std::filesystem::remove_all(m_folder); }

    std::string path(const std::string& name) const { return (m_folder / name).string(); }

    std::string write(const std::string& name, const std::string& bytes) const {
        std::filesystem::create_directories(std::filesystem::path(path(name)).parent_path());
        std::ofstream(path(name), std::ios::binary) << bytes;
        return path(name);
    }

    using Settings = std::initializer_list<std::pair<const char*, const char*>>;

    static ParamSet paramsFor(const std::string& data, Settings settings = {}) {
        ParamSet params(mlpParams());
        EXPECT_TRUE(params.set("data", data).ok());
        for (const auto& [id, value] : settings) EXPECT_TRUE(params.setText(id, value).ok()) << id << " = " << value;
        return params;
    }

    static Result<DatasetPointer> load(const std::string& data, Settings settings = {}) { return loadDataset(paramsFor(data, settings)); }

    /// The dataset; on an error a test failure and an empty one.
    static TableDataset loaded(const std::string& data, Settings settings = {}) {
        const auto dataset = load(data, settings);
        if (dataset) return **dataset;
        ADD_FAILURE() << describe(dataset.error());
        return {};
    }

    std::filesystem::path m_folder;
};

/// Whether one of the notes contains the text.
inline bool hasNote(const TableDataset& dataset, const std::string& text) {
    return std::any_of(dataset.notes.begin(), dataset.notes.end(),
                       [&](const std::string& note) { return note.find(text) != std::string::npos; });
}

inline std::int64_t totalRows(const TableDataset& dataset) {
    return dataset.splits[0].count + dataset.splits[1].count + dataset.splits[2].count;
}

} // namespace epochlab::core
