#pragma once

#include "nets/frozen_networks.h"
#include "run/trainer.h"

#define EPOCHLAB_TORCH_EXPORT __attribute__((visibility("default")))

extern "C" {
/// The LibTorch trainer; the caller owns it. Never null.
EPOCHLAB_TORCH_EXPORT epochlab::core::Trainer* epochlab_make_torch_trainer();
/// Frozen networks for models without a network of their own; the caller owns it. Never null.
EPOCHLAB_TORCH_EXPORT epochlab::core::FrozenNetworks* epochlab_make_frozen_networks();
/// Facts about LibTorch as JSON text, owned by the library.
EPOCHLAB_TORCH_EXPORT const char* epochlab_torch_facts();
}
