// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "engine/kernel/gemm.h"

namespace weft {

/// The product by oneDNN, as gemm(). False where oneDNN is left out of the build or refuses the
/// shape: nothing is computed then.
bool gemmDnnl(const Gemm& g, const float* a, const float* b, float* c);

/// A right-hand matrix B in the layout that oneDNN multiplies by, for products that use it again:
/// without it each product orders B anew. Threading: one thread at a time. Memory: that of B, and
/// some padding.
class PackedMatrix {
public:
    PackedMatrix();
    ~PackedMatrix();
    PackedMatrix(PackedMatrix&&) noexcept;
    PackedMatrix& operator=(PackedMatrix&&) noexcept;

    /// Whether it was packed for this product, on as many compute threads as now.
    bool fits(const Gemm& g) const;
    /// Takes B. False where oneDNN is left out or refuses, or the product is too small to need it.
    bool pack(const Gemm& g, const float* b);
    /// C = op(A) B for the g of pack(), within float rounding of gemm(). False: not computed.
    bool multiply(const float* a, float* c);

private:
    struct Impl;
    std::unique_ptr<Impl> m;
};

}  // namespace weft
