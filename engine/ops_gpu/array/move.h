// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/ops_gpu/base/broadcast.h"

namespace weft::gpu {

/// Moves element `places` of a tensor to element i of output 0, for all i.
std::int32_t moveFrom(const Call& call, const View& from, const Places<1>& places);
/// Moves element p[0] of one buffer to p[1] of another for each of n places; elements of `bytes` bytes.
std::int32_t moveBetween(const Call& call, const void* from, void* to, std::int32_t bytes,
                         std::int64_t n, const Places<2>& places);

/// A kernel that only moves elements, for floating-point types and bool: whole numbers stay on the host.
class MoveKernels {
public:
    MoveKernels(const char* op, std::int32_t (*run)(const Call&), const Options& options = {})
        : m_float(op, kFloat, run, options),
          m_double(op, kDouble, run, options),
          m_half(op, kHalf, run, options),
          m_bfloat16(op, kBFloat16, run, options),
          m_bool(op, kBool, run, options) {}

private:
    Registration m_float;
    Registration m_double;
    Registration m_half;
    Registration m_bfloat16;
    Registration m_bool;
};

}  // namespace weft::gpu
