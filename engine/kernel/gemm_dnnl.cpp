// SPDX-License-Identifier: Apache-2.0
#include "engine/kernel/gemm_dnnl.h"

#include <algorithm>
#include <vector>

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

/// Whether C^T = B A^T is sooner there: B read by rows, a few rows of A in place of all of B laid out
/// anew for it. With 50 rows of A, 1,024 and 3,136 it takes 1.4 ms in place of 2.0 on two threads; on
/// one thread it gains nothing.
bool isSoonerTurned(const Gemm& g) {
    constexpr std::int64_t kManyWeights = 1 << 20;
    return g.transposeB && !g.transposeA && g.m >= 8 && 8 * g.m <= g.n &&
           g.n * g.k >= kManyWeights && computeThreads() > 1;
}

bool multiplyPlain(const Gemm& g, const float* a, const float* b, float* c);

bool multiplyTurned(const Gemm& g, const float* a, const float* b, float* c) {
    constexpr std::int64_t kTile = 16;
    // Kept, so that a run in the steady state asks for none.
    thread_local std::vector<float> turned;
    turned.resize(std::max(turned.size(), static_cast<std::size_t>(g.m * g.n)));
    float* const from = turned.data();
    if (!multiplyPlain({g.n, g.m, g.k, false, true}, b, a, from)) { return false; }
    const std::int64_t tiles = (g.n + kTile - 1) / kTile;
    parallelFor(tiles, 1.0 * static_cast<double>(g.m * kTile),
                [&](std::int64_t i, std::int64_t end) {
                    for (; i < end; ++i) {
                        const std::int64_t last = std::min(g.n, (i + 1) * kTile);
                        for (std::int64_t row = 0; row < g.m; ++row) {
                            for (std::int64_t j = i * kTile; j < last; ++j) {
                                c[row * g.n + j] = from[j * g.m + row];
                            }
                        }
                    }
                });
    return true;
}

bool multiplyPlain(const Gemm& g, const float* a, const float* b, float* c) {
    const DnnlKey key{kMatMul, g.m, g.n, g.k, g.transposeA ? 1 : 0, g.transposeB ? 1 : 0};
    Result<DnnlLease> lease = DnnlLease::acquire(key, [&g] { return make(g); });
    const std::array<const void*, 3> buffers{a, b, c};
    return lease.ok() && (*lease)->run(buffers).ok();
}

}  // namespace

bool gemmDnnl(const Gemm& g, const float* a, const float* b, float* c) {
    return isSoonerTurned(g) ? multiplyTurned(g, a, b, c) : multiplyPlain(g, a, b, c);
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
