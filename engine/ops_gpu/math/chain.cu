// SPDX-License-Identifier: Apache-2.0
/// @file
/// A chain of elementwise ops as one kernel: each thread takes an element through all steps, so that results
/// that only the chain reads never reach memory. Each step rounds to the element type, as the ops' own
/// kernels do: the bits are theirs. What the steps are is told by the attribute "program" (GpuChain).

#include "engine/ops_gpu/base/registration.h"
#include "engine/ops_gpu/math/elements.h"

namespace weft::gpu {
namespace {

/// One op on one or two values. A value is the result of an earlier step (>= 0: in a register;
/// kFirstOutput and more: an output) or an input (~input < 0).
struct Step {
    std::int16_t element, a, b, to;
};

template <class T>
struct Chain {
    const T* inputs[kMostChainInputs];
    std::int64_t periods[kMostChainInputs];  // after which an input begins again; 0: never
    T* outputs[kMostChainOutputs];
    Step steps[kMostChainSteps];
    std::int32_t count;
};

template <class T>
__global__ void chainKernel(Chain<T> chain, std::int64_t n) {
    using W = Wide<T>;
    for (std::int64_t i = flatBegin(); i < n; i += flatStride()) {
        W registers[kMostChainRegisters] = {};
        const auto value = [&](std::int32_t from) -> W {
            if (from >= kFirstChainOutput) {
                return wide(chain.outputs[from - kFirstChainOutput][i]);
            }
            if (from >= 0) { return registers[from]; }
            const std::int64_t period = chain.periods[~from];
            return wide(chain.inputs[~from][period == 0 ? i : i % period]);
        };
        for (std::int32_t s = 0; s < chain.count; ++s) {
            const Step step = chain.steps[s];
            const T made = narrow<T>(elementOf(step.element, value(step.a), value(step.b)));
            if (step.to >= kFirstChainOutput) {
                chain.outputs[step.to - kFirstChainOutput][i] = made;
            } else {
                registers[step.to] = wide(made);
            }
        }
    }
}

/// Numbers of a step in the program.
constexpr std::int32_t kStepWords = 4;

template <class T>
struct RunChain {
    static std::int32_t run(const Call& call) {
        const Attr* program = findAttr(call, "program");
        Chain<T> chain = {};
        static_assert(sizeof chain <= 4000);
        const std::int64_t n = elementsOf(call.outputs[0]);
        for (std::int32_t i = 0; i < call.inputCount; ++i) {
            const std::int64_t own = elementsOf(call.inputs[i]);
            chain.inputs[i] = in<T>(call, i);
            chain.periods[i] = own == n ? 0 : own;
        }
        for (std::int32_t o = 0; o < call.outputCount; ++o) { chain.outputs[o] = out<T>(call, o); }
        for (std::int32_t w = 0; w + kStepWords <= program->size; w += kStepWords) {
            const std::int64_t* word = program->list + w;
            chain.steps[chain.count++] = {
                static_cast<std::int16_t>(word[0]), static_cast<std::int16_t>(word[1]),
                static_cast<std::int16_t>(word[2]), static_cast<std::int16_t>(word[3])};
        }
        return launchFlat(chainKernel<T>, n, call.stream, chain, n);
    }
};

const ForFloats<RunChain> kChain(kChainOp);

}  // namespace
}  // namespace weft::gpu
