#include "xgb/booster.h"

#include <xgboost/c_api.h>

#include <algorithm>
#include <string_view>

namespace epochlab::core {
namespace {

/// The first line of what XGBoost says, without the time, its source file and the stack.
Error lastError(const char* doing) {
    std::string text = XGBGetLastError();
    if (text.find("bad_alloc") != std::string::npos)
        return {ErrorCode::OutOfMemory, "there is not enough memory for " + std::string(doing), "tree-method",
                "choose the exact tree method, fewer bins, or less depth"};
    text = text.substr(0, text.find('\n'));
    if (const std::size_t failed = text.find("Check failed: "); failed != std::string::npos) text = text.substr(failed + 14);
    return {ErrorCode::Internal, "XGBoost refused " + std::string(doing) + ": " + text, "", "report this with the run's settings"};
}

/// The array interface (https://numpy.org/doc/stable/reference/arrays.interface.html) of values that outlive the call.
std::string arrayText(const void* data, std::string_view type, std::int64_t rows, std::int64_t columns = 0) {
    std::string text = "{\"data\":[" + std::to_string(reinterpret_cast<std::uintptr_t>(data)) + ",true],\"shape\":[" + std::to_string(rows);
    if (columns > 0) text += "," + std::to_string(columns);
    return text + "],\"typestr\":\"" + std::string(type) + "\",\"version\":3}";
}

} // namespace

void BoosterRows::Free::operator()(void* handle) const { XGDMatrixFree(handle); }
void Booster::Free::operator()(void* handle) const { XGBoosterFree(handle); }

Result<BoosterRows> BoosterRows::make(std::span<const float> values, std::int64_t features, std::span<const std::int32_t> labels,
                                      int threads) {
    BoosterRows rows;
    rows.m_rows = std::ssize(labels);
    const std::string config = "{\"missing\":NaN,\"nthread\":" + std::to_string(threads) + "}";
    DMatrixHandle handle = nullptr;
    if (XGDMatrixCreateFromDense(arrayText(values.data(), "<f4", rows.m_rows, features).c_str(), config.c_str(), &handle) != 0)
        return lastError("the rows");
    rows.m_handle.reset(handle);
    if (XGDMatrixSetInfoFromInterface(handle, "label", arrayText(labels.data(), "<i4", rows.m_rows).c_str()) != 0)
        return lastError("the labels");
    return rows;
}

Result<void> BoosterRows::setMargins(std::span<const float> margins, std::int64_t groups) {
    if (XGDMatrixSetInfoFromInterface(handle(), "base_margin", arrayText(margins.data(), "<f4", m_rows, groups).c_str()) != 0)
        return lastError("the margins");
    return {};
}

Result<Booster> Booster::make(const BoosterRows& rows, std::span<const BoosterParameter> parameters) {
    Booster booster;
    const DMatrixHandle known = rows.handle();
    BoosterHandle handle = nullptr;
    if (XGBoosterCreate(&known, 1, &handle) != 0) return lastError("to begin");
    booster.m_handle.reset(handle);
    for (const BoosterParameter& parameter : parameters)
        if (const Result<void> set = booster.set(parameter); !set) return set.error();
    return booster;
}

Result<void> Booster::set(const BoosterParameter& parameter) {
    if (XGBoosterSetParam(m_handle.get(), parameter.name.c_str(), parameter.value.c_str()) != 0) return lastError("a setting");
    return {};
}

Result<void> Booster::grow(const BoosterRows& rows, std::int64_t iteration) {
    if (XGBoosterUpdateOneIter(m_handle.get(), static_cast<int>(iteration), rows.handle()) != 0) return lastError("growing trees");
    return {};
}

Result<std::string> Booster::roundAsJson(std::int64_t round) const {
    const auto first = static_cast<int>(round);
    BoosterHandle slice = nullptr;
    if (XGBoosterSlice(m_handle.get(), first, first + 1, 1, &slice) != 0) return lastError("taking trees");
    const std::unique_ptr<void, Free> owner(slice);
    bst_ulong size = 0;
    const char* text = nullptr;
    if (XGBoosterSaveModelToBuffer(slice, R"({"format":"json"})", &size, &text) != 0) return lastError("taking trees");
    return std::string(text, size);
}

Result<void> Booster::copyMargins(const BoosterRows& rows, std::span<float> margins) const {
    constexpr const char* config =
        R"({"type":1,"training":false,"iteration_begin":0,"iteration_end":0,"strict_shape":true})"; // 1: margins, untransformed
    const bst_ulong* shape = nullptr;
    bst_ulong dimensions = 0;
    const float* values = nullptr;
    if (XGBoosterPredictFromDMatrix(m_handle.get(), rows.handle(), config, &shape, &dimensions, &values) != 0)
        return lastError("predicting");
    std::copy_n(values, margins.size(), margins.begin());
    return {};
}

std::string xgboostVersion() {
    int major = 0, minor = 0, patch = 0;
    XGBoostVersion(&major, &minor, &patch);
    return std::to_string(major) + "." + std::to_string(minor) + "." + std::to_string(patch);
}

} // namespace epochlab::core
