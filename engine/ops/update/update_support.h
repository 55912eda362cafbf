// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <initializer_list>

#include "engine/kernel/op_builder.h"

/// @file
/// What the optimizer updates of this folder share.

namespace weft::update {

/// Type attribute of all updates.
inline constexpr std::string_view kTypes =
    "T: {float, double, int32, uint8, int16, int8, complex64, int64, qint8, quint8, qint32, "
    "bfloat16, qint16, quint16, uint16, complex128, half, uint32, uint64}";
inline constexpr std::string_view kUseLocking = "use_locking: bool = false";
inline constexpr std::string_view kNoGradient = "an update is a step, not a value";
/// Nanoseconds an element, bound by memory.
inline constexpr double kCheapNs = 0.5;

/// The merged shape of the variables, slots and gradient at these inputs; all others are scalars.
/// Output 0 has it. Errors: InvalidArgument with the names and shapes of two that differ.
Result<PartialShape> updateShape(const ShapeContext& context,
                                 std::initializer_list<int> sameShapeInputs);

/// At run: the values at ref inputs `variables` and the gradient have one shape, and every other
/// input is a scalar. Errors: InvalidArgument with names and shapes; FailedPrecondition for a
/// variable without value.
Status checkUpdate(const KernelContext& context, std::initializer_list<int> variables,
                   int gradientInput);

/// The elements of the variable at ref input i, to be written in place.
/// Errors: FailedPrecondition before initialization; ResourceExhausted.
template <class T>
Result<T*> writable(KernelContext& context, int i) {
    Tensor* value = WEFT_TRY(context.variable(i).writable(context.device().allocator()));
    return value->mutableValues<T>().data();
}

/// Scalar input i.
template <class T>
T scalar(const KernelContext& context, int i) {
    return context.inputValues<T>(i)[0];
}

}  // namespace weft::update
