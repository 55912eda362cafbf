// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/kernel/kernel_context.h"
#include "engine/kernel/kernel_registry.h"

namespace weft {

/// Runs a float kernel for half or bfloat16: 16-bit inputs are widened, 16-bit outputs rounded once
/// at the end, all else is passed on. Not for dynamic outputs or reference inputs.
/// Errors: those of the kernel; ResourceExhausted.
Status runViaFloat(KernelContext& context, KernelFunction kernel);

/// The float kernel K as a kernel for half and bfloat16:
/// `.cpuKernel<Half>(viaFloat<softmaxCpu<float>>)`.
template <KernelFunction K>
Status viaFloat(KernelContext& context) {
    return runViaFloat(context, K);
}

/// Element conversions of the two storage types, exact one way and rounded to nearest even the
/// other.
void widen(const Tensor& narrow, std::span<float> out);
void narrow(std::span<const float> values, Tensor& out);

}  // namespace weft
