// SPDX-License-Identifier: Apache-2.0
/// @file
/// CheckNumerics: passes a tensor on, and fails where it holds NaN or an infinity. CheckNumericsV2:
/// tells infinities by their sign.
///
/// Shapes   output as tensor.
/// Types    half, bfloat16, float, double.
/// Errors   InvalidArgument "MESSAGE : Tensor had NaN values" (Inf; Inf and NaN; V2 -Inf, +Inf).
/// Source   Op contracts of TensorFlow "CheckNumerics", "CheckNumericsV2" (ops.pbtxt); the gradient
///          is checked as well.

#include <atomic>
#include <cmath>

#include "engine/kernel/op_builder.h"

namespace weft {
namespace {

Result<std::vector<Expr>> checkGradient(const GradientContext& context) {
    const std::string message = context.attrs().getOr<std::string>("message", {});
    return std::vector<Expr>{
        op(context.node().opName, {context.outputGradient(0)},
           {{"message",
             "Not a number (NaN) or infinity (Inf) values detected in gradient. " + message}})};
}

/// What was found, as bits.
constexpr unsigned kNegative = 1;
constexpr unsigned kPositive = 2;
constexpr unsigned kNaN = 4;

template <class T>
unsigned findIn(std::span<const T> values) {
    std::atomic<unsigned> found = 0;
    parallelFor(std::ssize(values), 0.5, [&](std::int64_t begin, std::int64_t end) {
        unsigned here = 0;
        for (std::int64_t i = begin; i < end; ++i) {
            if constexpr (std::is_floating_point_v<T>) {
                const T x = values[static_cast<std::size_t>(i)];
                if (x - x == T{0}) { continue; }
                here |= std::isnan(x) ? kNaN : (x > 0 ? kPositive : kNegative);
            } else {
                const auto x = static_cast<float>(values[static_cast<std::size_t>(i)]);
                if (x - x == 0.0F) { continue; }
                here |= std::isnan(x) ? kNaN : (x > 0 ? kPositive : kNegative);
            }
        }
        found.fetch_or(here, std::memory_order_relaxed);
    });
    return found;
}

std::string wordsFor(unsigned found, bool tellsSigns) {
    std::vector<std::string_view> words;
    if (tellsSigns) {
        if ((found & kNegative) != 0) { words.emplace_back("-Inf"); }
        if ((found & kPositive) != 0) { words.emplace_back("+Inf"); }
    } else if ((found & (kNegative | kPositive)) != 0) {
        words.emplace_back("Inf");
    }
    if ((found & kNaN) != 0) { words.emplace_back("NaN"); }
    std::string text(words[0]);
    for (std::size_t i = 1; i < words.size(); ++i) {
        text += i + 1 == words.size() ? (words.size() > 2 ? ", and " : " and ") : ", ";
        text += words[i];
    }
    return text;
}

template <class T>
Status checkCpu(KernelContext& context) {
    const unsigned found = findIn(context.inputValues<T>(0));
    if (found != 0) {
        return invalidArgument(
            concat(context.attrs().getOr<std::string>("message", {}), " : Tensor had ",
                   wordsFor(found, context.node().isOp("CheckNumericsV2")), " values"));
    }
    context.setOutput(0, context.input(0));
    return okStatus();
}

OpBuilder declare(std::string_view name, std::string_view summary) {
    OpBuilder op(name);
    op.summary(summary)
        .category("array")
        .attr("T: {bfloat16, half, float, double}")
        .attr("message: string")
        .input("tensor: T", "any tensor")
        .output("output: T", "the same tensor")
        .stateful()
        .dynamicOutput(0)  // it is the input
        .shape(sameShape)
        .gradient(checkGradient)
        .cpuKernel<float>(checkCpu<float>)
        .cpuKernel<double>(checkCpu<double>)
        .cpuKernel<Half>(checkCpu<Half>)
        .cpuKernel<BFloat16>(checkCpu<BFloat16>);
    return op;
}

const OpRegistration kCheck =
    declare("CheckNumerics", "Passes a tensor on, and fails where it holds NaN or an infinity.");
const OpRegistration kCheckV2 =
    declare("CheckNumericsV2", "As CheckNumerics, telling infinities by their sign.");

}  // namespace
}  // namespace weft
