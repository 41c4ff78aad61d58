#pragma once

#include "data/load.h"
#include "support/config.h"
#include "support/temporary_folder.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <string>

namespace epochlab::core {

/// A folder of its own for each test, removed at the end.
class DataTest : public testing::Test {
protected:
    std::string path(const std::string& name) const { return m_folder.path(name); }
    std::string write(const std::string& name, const std::string& bytes) const { return m_folder.file(name, bytes); }

    static ParamSet paramsFor(const std::string& data, const test::Fields& fields = {}) {
        ParamSet params = test::configOf(fields);
        EXPECT_TRUE(params.set("data", data).ok());
        return params;
    }

    static Result<DatasetPointer> load(const std::string& data, const test::Fields& fields = {}) {
        return loadDataset(paramsFor(data, fields));
    }

    /// The dataset; on an error a test failure and an empty one.
    static TableDataset loaded(const std::string& data, const test::Fields& fields = {}) {
        const auto dataset = load(data, fields);
        if (dataset) return **dataset;
        ADD_FAILURE() << describe(dataset.error());
        return {};
    }

    test::TemporaryFolder m_folder;
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
