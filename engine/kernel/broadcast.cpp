// SPDX-License-Identifier: Apache-2.0
#include "engine/kernel/broadcast.h"

namespace weft {

template <std::size_t N>
Broadcast<N> Broadcast<N>::of(const std::array<const Shape*, N>& operands, const Shape& out) {
    Broadcast plan;
    plan.columns.size = out.elements();
    bool same = true;
    for (std::size_t k = 0; k < N; ++k) {
        const Shape& shape = *operands[k];
        // Equal element counts mean equal shapes up to axes of size 1: no repetition.
        const bool whole = shape.elements() == out.elements();
        plan.columns.stride[k] = whole && out.elements() != 1 ? 1 : 0;
        same = same && (whole || shape.elements() == 1);
    }
    if (same || out.elements() == 0) { return plan; }

    // From the innermost axis outwards: extend the last axis while all operands agree, else begin
    // a new one.
    absl::InlinedVector<Axis, 6> axes;  // innermost first
    std::array<std::int64_t, N> extent;
    extent.fill(1);
    for (int back = 1; back <= out.rank(); ++back) {
        const std::int64_t size = out[out.rank() - back];
        if (size == 1) { continue; }
        Axis axis{size, {}};
        for (std::size_t k = 0; k < N; ++k) {
            const Shape& shape = *operands[k];
            const std::int64_t own = back <= shape.rank() ? shape[shape.rank() - back] : 1;
            axis.stride[k] = own == 1 ? 0 : extent[k];
            extent[k] *= own;
        }
        bool extends = !axes.empty();
        for (std::size_t k = 0; extends && k < N; ++k) {
            extends = axis.stride[k] == axes.back().stride[k] * axes.back().size;
        }
        if (extends) {
            axes.back().size *= size;
        } else {
            axes.push_back(axis);
        }
    }
    plan.columns = axes[0];
    if (axes.size() > 1) { plan.rows = axes[1]; }
    for (std::size_t a = axes.size(); a-- > 2;) { plan.outer.push_back(axes[a]); }
    return plan;
}

template struct Broadcast<1>;
template struct Broadcast<2>;
template struct Broadcast<3>;

}  // namespace weft
