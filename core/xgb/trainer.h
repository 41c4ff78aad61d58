#pragma once

#include "run/trainer.h"

#define EPOCHLAB_XGBOOST_EXPORT __attribute__((visibility("default")))

extern "C" {
/// The trainer of boosted trees; the caller owns it. Never null.
EPOCHLAB_XGBOOST_EXPORT epochlab::core::Trainer* epochlab_make_xgboost_trainer();
/// The version of XGBoost, owned by the library.
EPOCHLAB_XGBOOST_EXPORT const char* epochlab_xgboost_version();
}
