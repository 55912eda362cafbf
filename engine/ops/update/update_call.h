// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <utility>
#include <vector>

#include "engine/kernel/op_builder.h"
#include "engine/ops/update/number.h"

namespace weft::update {

/// Where an update op has its inputs. All have one layout: the variable and its slots (references
/// or handles) first, then scalars and the gradient; sparse updates have `indices`, the rows that
/// the gradient is for, after the gradient.
struct Layout {
    int variables = 0;
    int gradient = 0;
    bool isSparse = false;
};
Layout layoutOf(const OpDef& op);

/// The shape of the variable: its slots have the same, so has the gradient, but for the rows of a
/// sparse one; all other inputs are scalars.
/// Errors: InvalidArgument with names and shapes.
Result<PartialShape> updateShape(const ShapeContext& context);
/// As updateShape(), for ops on handles, which have no output.
Result<std::vector<PartialShape>> checkedUpdate(const ShapeContext& context);

/// One call of an update kernel. A kernel gives the step of one element, a function
/// `step(Number<T> gradient, Number<T>& variable, Number<T>& slot...)`; the call applies it to the
/// whole variable, or to the rows that indices name, one index after the other. A step may have
/// span(gradient, variable, slots..., n) too, which does n elements at once.
/// Threading: use_locking changes nothing, the executor holds the variables' locks.
class Call {
public:
    /// Errors: InvalidArgument as updateShape(), for what is only known at run; "Index 7 at offset
    /// 0 in indices is out of range".
    static Result<Call> begin(KernelContext& context);

    bool isSparse() const { return m_layout.isSparse; }
    /// Some sparse updates take no rows without elements. Errors: InvalidArgument.
    Status refuseEmptyRows() const;
    /// Scalar input; numbered as in the dense op, where nothing stands behind the gradient.
    template <class T>
    Number<T> scalar(int input) const {
        return Number<T>(m_context->inputValues<T>(inputAt(input))[0]);
    }
    /// Errors: ResourceExhausted.
    template <class T, std::size_t kVariables, class Step>
    Status run(const Step& step) const;

private:
    Call(KernelContext& context, Layout layout) : m_context(&context), m_layout(layout) {}
    int inputAt(int dense) const {
        return dense > m_layout.gradient && m_layout.isSparse ? dense + 1 : dense;
    }
    Status readIndices();

    KernelContext* m_context;
    Layout m_layout;
    std::vector<std::int64_t> m_rows;  // of a sparse update, in order
};

/// Does a step for n neighbouring elements.
template <class T, std::size_t kVariables, class Step, std::size_t... kSlot>
void stepSpan(const Step& step, const T* gradient, const std::array<T*, kVariables>& to,
              std::int64_t n, std::index_sequence<kSlot...> /*slots*/) {
    if constexpr (requires { step.span(gradient, to[kSlot]..., n); }) {
        step.span(gradient, to[kSlot]..., n);
    } else {
        for (std::int64_t i = 0; i < n; ++i) {
            std::array<Number<T>, kVariables> now{Number<T>(to[kSlot][i])...};
            step(Number<T>(gradient[i]), now[kSlot]...);
            ((to[kSlot][i] = stored<T>(now[kSlot])), ...);
        }
    }
}

template <class T, std::size_t kVariables, class Step>
Status Call::run(const Step& step) const {
    constexpr double kElementNs = 0.3 * static_cast<double>(kVariables);  // bound by memory
    constexpr auto kSlots = std::make_index_sequence<kVariables>();
    std::array<T*, kVariables> values{};
    for (std::size_t i = 0; i < kVariables; ++i) {
        Variable& variable = m_context->variable(static_cast<int>(i));
        values[i] = WEFT_TRY(variable.writable(m_context->device().allocator()))
                        ->template mutableValues<T>()
                        .data();
    }
    const Tensor& gradient = m_context->input(m_layout.gradient);
    const T* from = gradient.values<T>().data();
    const auto shifted = [&values](std::int64_t by) {
        std::array<T*, kVariables> out = values;
        for (T*& value : out) { value += by; }
        return out;
    };
    if (!m_layout.isSparse) {
        parallelFor(gradient.elements(), kElementNs, [&](std::int64_t begin, std::int64_t end) {
            stepSpan(step, from + begin, shifted(begin), end - begin, kSlots);
        });
        return okStatus();
    }
    const auto count = static_cast<std::int64_t>(m_rows.size());
    const std::int64_t columns = count == 0 ? 0 : gradient.elements() / count;
    // Threads share columns, not rows: an index that comes twice is done twice, in order.
    parallelFor(columns, kElementNs * static_cast<double>(count),
                [&](std::int64_t begin, std::int64_t end) {
                    for (std::int64_t i = 0; i < count; ++i) {
                        const std::int64_t row = m_rows[static_cast<std::size_t>(i)];
                        stepSpan(step, from + i * columns + begin, shifted(row * columns + begin),
                                 end - begin, kSlots);
                    }
                });
    return okStatus();
}

}  // namespace weft::update
