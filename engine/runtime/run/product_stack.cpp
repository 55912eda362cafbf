// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/run/product_stack.h"

#include <algorithm>
#include <cstring>

#include "engine/kernel/gemm.h"

namespace weft {
namespace {

/// Beyond these rows a product is as fast as it gets.
constexpr std::int64_t kMostRows = 4096;
constexpr std::int64_t kFirstRows = 256;

void copyRows(const Tensor& from, Tensor& to, std::int64_t row) {
    std::memcpy(to.mutableValues<float>().data() + row * from.shape()[1],
                from.values<float>().data(), from.bytes());
}

}  // namespace

Result<bool> ProductStack::push(const Tensor& a, const Tensor& b, Allocator& allocator) {
    const std::int64_t k = a.shape()[0];
    const std::int64_t m = a.shape()[1];
    const std::int64_t n = b.shape()[1];
    // Copying the operands must cost less than writing and adding the product.
    if (k == 0 || m == 0 || n == 0 || k > kMostRows || k * (m + n) > m * n) { return false; }
    if (m != m_m || n != m_n) {
        if (!empty()) { return false; }
        *this = {};
        m_m = m;
        m_n = n;
    }
    if (m_rows + k > kMostRows) { WEFT_TRY(multiply(allocator)); }
    if (m_rows + k > m_capacity) { WEFT_TRY(grow(m_rows + k, allocator)); }
    copyRows(a, m_a, m_rows);
    copyRows(b, m_b, m_rows);
    m_rows += k;
    return true;
}

Status ProductStack::grow(std::int64_t rows, Allocator& allocator) {
    const std::int64_t capacity = std::min(kMostRows, std::max({rows, 2 * m_capacity, kFirstRows}));
    Tensor a = WEFT_TRY(Tensor::allocate(DType::Float, Shape{capacity, m_m}, allocator));
    Tensor b = WEFT_TRY(Tensor::allocate(DType::Float, Shape{capacity, m_n}, allocator));
    if (m_rows > 0) {
        std::copy_n(m_a.values<float>().data(), m_rows * m_m, a.mutableValues<float>().data());
        std::copy_n(m_b.values<float>().data(), m_rows * m_n, b.mutableValues<float>().data());
    }
    m_a = std::move(a);
    m_b = std::move(b);
    m_capacity = capacity;
    return okStatus();
}

/// Multiplies what is stacked and adds it to the sum.
Status ProductStack::multiply(Allocator& allocator) {
    Tensor product = WEFT_TRY(Tensor::allocate(DType::Float, Shape{m_m, m_n}, allocator));
    gemm(Gemm{m_m, m_n, m_rows, true, false}, m_a.values<float>().data(),
         m_b.values<float>().data(), product.mutableValues<float>().data());
    m_rows = 0;
    if (m_hasSum) {
        const auto before = m_sum.values<float>();
        const auto sum = product.mutableValues<float>();
        for (std::size_t i = 0; i < sum.size(); ++i) { sum[i] += before[i]; }
    }
    m_sum = std::move(product);
    m_hasSum = true;
    return okStatus();
}

Result<Tensor> ProductStack::take(Allocator& allocator) {
    if (m_rows > 0) { WEFT_TRY(multiply(allocator)); }
    clear();
    return std::move(m_sum);
}

}  // namespace weft
