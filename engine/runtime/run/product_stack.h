// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/device/device.h"
#include "engine/tensor/tensor.h"

namespace weft {

/// Sums products A^T B by stacking their operands and multiplying once: rows of A and of B are
/// copied one below the other. Memory stays bounded and is kept: after kMostRows rows they are
/// multiplied and added up. Sums are taken in the order of the rows, within blocks of them.
/// Threading: one thread.
class ProductStack {
public:
    /// Drops what is there, keeps the memory.
    void clear() {
        m_rows = 0;
        m_hasSum = false;
    }
    bool empty() const { return m_rows == 0 && !m_hasSum; }

    /// Adds A^T B. @param a float [k, m]. @param b float [k, n].
    /// @return false, and nothing is done, where that does not pay (few columns for many rows), or
    /// where m and n are not those of the stack.
    Result<bool> push(const Tensor& a, const Tensor& b, Allocator& allocator);

    /// The sum [m, n] of all; the stack is empty then.
    Result<Tensor> take(Allocator& allocator);

private:
    Status grow(std::int64_t rows, Allocator& allocator);
    Status multiply(Allocator& allocator);

    Tensor m_a;    // [capacity, m]
    Tensor m_b;    // [capacity, n]
    Tensor m_sum;  // [m, n], where m_hasSum
    bool m_hasSum = false;
    std::int64_t m_rows = 0;
    std::int64_t m_capacity = 0;
    std::int64_t m_m = 0;
    std::int64_t m_n = 0;
};

}  // namespace weft
