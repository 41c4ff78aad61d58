#pragma once

#include "run/trainer.h"

#define EPOCHLAB_TORCH_EXPORT __attribute__((visibility("default")))

extern "C" {
/// The LibTorch trainer; the caller owns it. Never null.
EPOCHLAB_TORCH_EXPORT epochlab::core::Trainer* epochlab_make_torch_trainer();
/// Facts about LibTorch as JSON text, owned by the library.
EPOCHLAB_TORCH_EXPORT const char* epochlab_torch_facts();
}
