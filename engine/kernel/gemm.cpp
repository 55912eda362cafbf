// SPDX-License-Identifier: Apache-2.0
#include "engine/kernel/gemm.h"

#include <algorithm>

#include "engine/kernel/gemm_dnnl.h"
#include "engine/kernel/parallel.h"
#include "engine/kernel/simd/functors.h"
#include "engine/kernel/simd/gemm_tile.h"

namespace weft {
namespace {

/// Nanoseconds of one multiplication and addition by the own kernel.
template <class T>
constexpr double kProductCost = sizeof(T) == 4 ? 0.02 : 0.04;
/// Rows of C that one task computes, several of them sharing a packed panel of B.
constexpr std::int64_t kRowsOfTask = 96;
/// Panels of columns of one task.
constexpr std::int64_t kPanelsOfTask = 4;

/// One row or one column of C: column vectors become rows, which the kernel reads in place.
Gemm asRow(const Gemm& g) { return {1, g.m, g.k, false, !g.transposeA}; }

template <class T>
void gemmOwn(const Gemm& g, const T* a, const T* b, T* c) {
    if (g.n == 1 && g.m > 1) { return gemmOwn(asRow(g), b, a, c); }
    const std::int64_t taskColumns = kPanelsOfTask * simd::gemmColumns(a);
    const std::int64_t across = (g.n + taskColumns - 1) / taskColumns;
    const std::int64_t down = (g.m + kRowsOfTask - 1) / kRowsOfTask;
    simd::GemmTile<T> whole{a, b, c, g.m, g.n, g.k};
    whole.aRow = g.transposeA ? 1 : g.k;
    whole.aColumn = g.transposeA ? g.m : 1;
    whole.bRow = g.transposeB ? 1 : g.n;
    whole.bColumn = g.transposeB ? g.k : 1;
    whole.cRow = g.n;
    const double taskCost = kProductCost<T> * static_cast<double>(std::min(taskColumns, g.n) *
                                                                  std::min(kRowsOfTask, g.m) * g.k);
    parallelFor(across * down, taskCost, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t task = begin; task < end; ++task) {
            const std::int64_t i = task / across * kRowsOfTask;
            const std::int64_t j = task % across * taskColumns;
            simd::GemmTile<T> tile = whole;
            tile.a += i * whole.aRow;
            tile.b += j * whole.bColumn;
            tile.c += i * whole.cRow + j;
            tile.m = std::min(kRowsOfTask, g.m - i);
            tile.n = std::min(taskColumns, g.n - j);
            simd::gemmTile(tile);
        }
    });
}

template <class T>
T addProduct(T sum, T a, T b) {
    return simd::wrapAdd(sum, simd::wrapMul(a, b));
}
/// Without the library's repair of products that overflow, which costs a call each.
template <class R>
std::complex<R> addProduct(std::complex<R> sum, std::complex<R> a, std::complex<R> b) {
    return {sum.real() + (a.real() * b.real() - a.imag() * b.imag()),
            sum.imag() + (a.real() * b.imag() + a.imag() * b.real())};
}

/// The definition, row by row: for types that vectors are rarely made of.
template <class T>
void gemmPlain(const Gemm& g, const T* a, const T* b, T* c) {
    const std::int64_t aRow = g.transposeA ? 1 : g.k;
    const std::int64_t aColumn = g.transposeA ? g.m : 1;
    const std::int64_t bRow = g.transposeB ? 1 : g.n;
    const std::int64_t bColumn = g.transposeB ? g.k : 1;
    parallelFor(g.m, static_cast<double>(g.n * g.k), [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t i = begin; i < end; ++i) {
            T* row = c + i * g.n;
            std::fill_n(row, g.n, T{0});
            for (std::int64_t p = 0; p < g.k; ++p) {
                const T factor = a[i * aRow + p * aColumn];
                for (std::int64_t j = 0; j < g.n; ++j) {
                    row[j] = addProduct(row[j], factor, b[p * bRow + j * bColumn]);
                }
            }
        }
    });
}

/// True when there is nothing to multiply; C is complete then.
template <class T>
bool isTrivial(const Gemm& g, T* c) {
    if (g.m == 0 || g.n == 0) { return true; }
    if (g.k == 0) { std::fill_n(c, g.m * g.n, T{0}); }
    return g.k == 0;
}

}  // namespace

void gemm(const Gemm& g, const float* a, const float* b, float* c) {
    if (isTrivial(g, c)) { return; }
    const double products =
        static_cast<double>(g.m) * static_cast<double>(g.n) * static_cast<double>(g.k);
    if (products >= static_cast<double>(kInlineProducts) && gemmDnnl(g, a, b, c)) { return; }
    gemmOwn(g, a, b, c);
}
void gemm(const Gemm& g, const double* a, const double* b, double* c) {
    if (!isTrivial(g, c)) { gemmOwn(g, a, b, c); }
}
void gemm(const Gemm& g, const std::int32_t* a, const std::int32_t* b, std::int32_t* c) {
    if (!isTrivial(g, c)) { gemmPlain(g, a, b, c); }
}
void gemm(const Gemm& g, const std::int64_t* a, const std::int64_t* b, std::int64_t* c) {
    if (!isTrivial(g, c)) { gemmPlain(g, a, b, c); }
}
void gemm(const Gemm& g, const std::int16_t* a, const std::int16_t* b, std::int16_t* c) {
    if (!isTrivial(g, c)) { gemmPlain(g, a, b, c); }
}
void gemm(const Gemm& g, const std::complex<float>* a, const std::complex<float>* b,
          std::complex<float>* c) {
    if (!isTrivial(g, c)) { gemmPlain(g, a, b, c); }
}
void gemm(const Gemm& g, const std::complex<double>* a, const std::complex<double>* b,
          std::complex<double>* c) {
    if (!isTrivial(g, c)) { gemmPlain(g, a, b, c); }
}

}  // namespace weft
