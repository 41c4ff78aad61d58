#pragma once

#include "params/param_set.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace epochlab::test {

using Fields = std::vector<std::pair<std::string, std::string>>; ///< id and text

/// The defaults of a multilayer perceptron with these fields set, then `more` over them.
inline core::ParamSet configOf(const Fields& fields, const Fields& more = {}) {
    core::ParamSet config(core::mlpParams());
    for (const Fields* each : {&fields, &more})
        for (const auto& [id, text] : *each) EXPECT_TRUE(config.setText(id, text).ok()) << id << " = " << text;
    return config;
}

} // namespace epochlab::test
