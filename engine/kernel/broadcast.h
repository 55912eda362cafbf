// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>

#include "absl/container/inlined_vector.h"
#include "engine/kernel/parallel.h"
#include "engine/tensor/shape.h"

namespace weft {

/// How N operands are read while a row-major output is written: neighbouring axes along which all
/// of them advance alike are one axis, so that most operations are a single row or a matrix.
template <std::size_t N>
struct Broadcast {
    struct Axis {
        std::int64_t size = 1;
        std::array<std::int64_t, N> stride{};  ///< elements; 0 where the operand repeats
    };
    absl::InlinedVector<Axis, 3> outer;  ///< outermost first
    Axis rows;
    Axis columns;  ///< strides are 0 or 1

    /// @param operands shapes that broadcast to `out`.
    static Broadcast of(const std::array<const Shape*, N>& operands, const Shape& out);
};

extern template struct Broadcast<1>;
extern template struct Broadcast<2>;
extern template struct Broadcast<3>;

/// Calls f(offsets, outOffset, rows, columns) for blocks that together cover the output, on the
/// compute team where size pays. offsets[k] is where operand k starts; its strides are those of
/// plan.rows and plan.columns. In each block columns is the whole row unless rows is 1.
template <std::size_t N, class F>
void forEachBlock(const Broadcast<N>& plan, double costPerItem, const F& f) {
    using Offsets = std::array<std::int64_t, N>;
    const std::int64_t rows = plan.rows.size;
    const std::int64_t columns = plan.columns.size;
    const auto advanced = [](Offsets at, const typename Broadcast<N>::Axis& axis, std::int64_t by) {
        for (std::size_t k = 0; k < N; ++k) { at[k] += by * axis.stride[k]; }
        return at;
    };
    if (plan.outer.empty() && rows == 1) {
        parallelFor(columns, costPerItem, [&](std::int64_t begin, std::int64_t end) {
            f(advanced(Offsets{}, plan.columns, begin), begin, std::int64_t{1}, end - begin);
        });
        return;
    }
    if (plan.outer.empty()) {
        const double rowCost = costPerItem * static_cast<double>(columns);
        parallelFor(rows, rowCost, [&](std::int64_t begin, std::int64_t end) {
            f(advanced(Offsets{}, plan.rows, begin), begin * columns, end - begin, columns);
        });
        return;
    }
    std::int64_t blocks = 1;
    for (const auto& axis : plan.outer) { blocks *= axis.size; }
    const double blockCost = costPerItem * static_cast<double>(rows * columns);
    parallelFor(blocks, blockCost, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t block = begin; block < end; ++block) {
            Offsets at{};
            std::int64_t rest = block;
            for (std::size_t a = plan.outer.size(); a-- > 0;) {
                at = advanced(at, plan.outer[a], rest % plan.outer[a].size);
                rest /= plan.outer[a].size;
            }
            f(at, block * rows * columns, rows, columns);
        }
    });
}

}  // namespace weft
