// SPDX-License-Identifier: Apache-2.0
#include "engine/kernel/gemm_dnnl.h"

#include "engine/kernel/dnnl_primitive.h"
#include "engine/kernel/parallel.h"

namespace weft {

#ifdef WEFT_NO_DNNL

bool gemmDnnl(const Gemm& /*g*/, const float* /*a*/, const float* /*b*/, float* /*c*/) {
    return false;
}

struct PackedMatrix::Impl {};
bool PackedMatrix::fits(const Gemm& /*g*/) const { return false; }
bool PackedMatrix::pack(const Gemm& /*g*/, const float* /*b*/) { return false; }
bool PackedMatrix::multiply(const float* /*a*/, float* /*c*/) { return false; }

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

struct PackedMatrix::Impl {
    Impl(const Gemm& gemm, int computeThreads, const dnnl::matmul::primitive_desc& chosen)
        : g(gemm),
          threads(computeThreads),
          packed(chosen.weights_desc(), DnnlPrimitive::engine()),
          reorder(reorderOf(gemm, chosen.weights_desc())),
          product(dnnl::matmul(chosen),
                  {{DNNL_ARG_SRC, chosen.src_desc(), chosen.src_desc(), false},
                   {DNNL_ARG_WEIGHTS, chosen.weights_desc(), chosen.weights_desc(), false},
                   {DNNL_ARG_DST, chosen.dst_desc(), chosen.dst_desc(), true}}) {}

    static DnnlPrimitive reorderOf(const Gemm& g, const dnnl::memory::desc& wanted) {
        const auto plain = matrix(g.k, g.n, g.transposeB);
        const dnnl::reorder::primitive_desc chosen(DnnlPrimitive::engine(), plain,
                                                   DnnlPrimitive::engine(), wanted);
        return DnnlPrimitive(dnnl::reorder(chosen), {{DNNL_ARG_FROM, plain, plain, false},
                                                     {DNNL_ARG_TO, wanted, wanted, true}});
    }

    Gemm g;
    int threads;
    dnnl::memory packed;
    DnnlPrimitive reorder;
    DnnlPrimitive product;
};

bool PackedMatrix::fits(const Gemm& g) const {
    return m != nullptr && m->g == g && m->threads == computeThreads();
}

bool PackedMatrix::pack(const Gemm& g, const float* b) {
    const double products =
        static_cast<double>(g.m) * static_cast<double>(g.n) * static_cast<double>(g.k);
    if (products < static_cast<double>(kInlineProducts)) { return false; }
    if (!fits(g)) {
        m.reset();
        // The third-party fence: oneDNN reports by throwing.
        try {
            const dnnl::memory::desc any({g.k, g.n}, dnnl::memory::data_type::f32,
                                         dnnl::memory::format_tag::any);
            const auto a = matrix(g.m, g.k, g.transposeA);
            const dnnl::matmul::primitive_desc chosen(
                dnnl::matmul::desc(a, any, matrix(g.m, g.n, false)), DnnlPrimitive::engine());
            m = std::make_unique<Impl>(g, computeThreads(), chosen);
        } catch (const dnnl::error&) { return false; }
    }
    const std::array<const void*, 2> buffers{b, m->packed.get_data_handle()};
    return m->reorder.run(buffers).ok();
}

bool PackedMatrix::multiply(const float* a, float* c) {
    const std::array<const void*, 3> buffers{a, m->packed.get_data_handle(), c};
    return m->product.run(buffers).ok();
}

#endif

PackedMatrix::PackedMatrix() = default;
PackedMatrix::~PackedMatrix() = default;
PackedMatrix::PackedMatrix(PackedMatrix&&) noexcept = default;
PackedMatrix& PackedMatrix::operator=(PackedMatrix&&) noexcept = default;

}  // namespace weft
