// SPDX-License-Identifier: Apache-2.0
/// @file
/// AssignAdd, AssignSub: ref += value, ref -= value, in place.
///
/// Types    all number types.
/// Errors   InvalidArgument when the shapes differ; FailedPrecondition before initialization
/// (executor). Source   Op contracts of TensorFlow "AssignAdd", "AssignSub".

#include <complex>

#include "engine/kernel/op_builder.h"

namespace weft {
namespace {

struct Plus {
    template <class T>
    static T apply(T a, T b) {
        if constexpr (std::is_integral_v<T>) {
            // Wraps as TensorFlow's integers do: unsigned arithmetic has no undefined overflow.
            using U = std::make_unsigned_t<T>;
            return static_cast<T>(static_cast<U>(static_cast<U>(a) + static_cast<U>(b)));
        } else {
            return a + b;
        }
    }
};

struct Minus {
    template <class T>
    static T apply(T a, T b) {
        if constexpr (std::is_integral_v<T>) {
            using U = std::make_unsigned_t<T>;
            return static_cast<T>(static_cast<U>(static_cast<U>(a) - static_cast<U>(b)));
        } else {
            return a - b;
        }
    }
};

Result<PartialShape> updateShape(const ShapeContext& context) {
    return context.input(0).merge(context.input(1));
}

constexpr double kCostNs = 0.5;  // of one element

template <class Update, class T>
Status updateCpu(KernelContext& context) {
    Tensor* target = WEFT_TRY(context.variable(0).writable(context.device().allocator()));
    T* to = target->mutableValues<T>().data();
    const T* by = context.inputValues<T>(1).data();
    parallelFor(target->elements(), kCostNs, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t i = begin; i < end; ++i) {
            if constexpr (std::is_same_v<T, Half> || std::is_same_v<T, BFloat16>) {
                to[i] = T(Update::template apply<float>(static_cast<float>(to[i]),
                                                        static_cast<float>(by[i])));
            } else {
                to[i] = Update::template apply<T>(to[i], by[i]);
            }
        }
    });
    return okStatus();
}

template <class Update>
OpBuilder declare(std::string_view name, std::string_view summary) {
    OpBuilder op(name);
    op.summary(summary)
        .category("state")
        .attr("T: numbertype")
        .attr("use_locking: bool = false")
        .input("ref: Ref(T)", "the variable")
        .input("value: T", "of the variable's shape")
        .output("output_ref: Ref(T)", "the variable, after the update")
        .shape(updateShape)
        .forwardsRef(0)
        .noGradient("it changes state")
        .template cpuKernel<float>(updateCpu<Update, float>)
        .template cpuKernel<double>(updateCpu<Update, double>)
        .template cpuKernel<std::int32_t>(updateCpu<Update, std::int32_t>)
        .template cpuKernel<std::int64_t>(updateCpu<Update, std::int64_t>)
        .template cpuKernel<std::int16_t>(updateCpu<Update, std::int16_t>)
        .template cpuKernel<std::int8_t>(updateCpu<Update, std::int8_t>)
        .template cpuKernel<std::uint8_t>(updateCpu<Update, std::uint8_t>)
        .template cpuKernel<std::uint16_t>(updateCpu<Update, std::uint16_t>)
        .template cpuKernel<Half>(updateCpu<Update, Half>)
        .template cpuKernel<BFloat16>(updateCpu<Update, BFloat16>)
        .template cpuKernel<std::complex<float>>(updateCpu<Update, std::complex<float>>)
        .template cpuKernel<std::complex<double>>(updateCpu<Update, std::complex<double>>);
    return op;
}

const OpRegistration kAssignAdd =
    declare<Plus>("AssignAdd", "Adds to a variable; yields the reference.");
const OpRegistration kAssignSub =
    declare<Minus>("AssignSub", "Subtracts from a variable; yields the reference.");

}  // namespace
}  // namespace weft
