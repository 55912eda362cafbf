// SPDX-License-Identifier: Apache-2.0
#include "engine/kernel/gemm_dnnl.h"

#include "engine/kernel/dnnl_primitive.h"

namespace weft {

#ifdef WEFT_NO_DNNL

bool gemmDnnl(const Gemm& /*g*/, const float* /*a*/, const float* /*b*/, float* /*c*/) {
    return false;
}

#else

namespace {

/// Kind of primitive in a DnnlKey.
constexpr std::int64_t kMatMul = 'M';

/// A matrix as its memory lies; a transposed one is read with swapped strides, not copied.
dnnl::memory::desc matrix(std::int64_t rows, std::int64_t columns, bool transposed) {
    const dnnl::memory::dims strides =
        transposed ? dnnl::memory::dims{1, rows} : dnnl::memory::dims{columns, 1};
    return {{rows, columns}, dnnl::memory::data_type::f32, strides};
}

DnnlPrimitive make(const Gemm& g) {
    const auto a = matrix(g.m, g.k, g.transposeA);
    const auto b = matrix(g.k, g.n, g.transposeB);
    const auto c = matrix(g.m, g.n, false);
    const dnnl::matmul::primitive_desc chosen(dnnl::matmul::desc(a, b, c), DnnlPrimitive::engine());
    return DnnlPrimitive(
        dnnl::matmul(chosen),
        {{DNNL_ARG_SRC, a, a, false}, {DNNL_ARG_WEIGHTS, b, b, false}, {DNNL_ARG_DST, c, c, true}});
}

}  // namespace

bool gemmDnnl(const Gemm& g, const float* a, const float* b, float* c) {
    const DnnlKey key{kMatMul, g.m, g.n, g.k, g.transposeA ? 1 : 0, g.transposeB ? 1 : 0};
    Result<DnnlLease> lease = DnnlLease::acquire(key, [&g] { return make(g); });
    const std::array<const void*, 3> buffers{a, b, c};
    return lease.ok() && (*lease)->run(buffers).ok();
}

#endif

}  // namespace weft
