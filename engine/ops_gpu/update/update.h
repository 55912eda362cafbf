// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/ops_gpu/base/fault.h"
#include "engine/ops_gpu/base/launch.h"
#include "engine/ops_gpu/base/registration.h"
#include "engine/ops_gpu/update/number.h"

/// @file
/// From the step of one element to the kernels of TensorFlow's four ops of an optimizer. A step has
///
///     static constexpr int kVariables, kScalars, kGradient;   // of inputs, as in the dense op
///     static __host__ __device__ constexpr int input(int scalar);
///     static constexpr int kCounter;     // optional: the input that is a step's number, an int64; it
///                                        // becomes the last of the scalars
///     template <class N> static prepare(N (&scalars)[kScalars], Mode);  // once a thread
///     template <class N> static apply(N gradient, N (&variables)[kVariables], scalars, Mode);
///
/// Scalars are read on the card: the host never waits for a learning rate.

namespace weft::gpu {

/// What else a step knows.
struct Mode {
    bool flag;  ///< use_nesterov, update_slots, multiply_linear_by_lr
    bool isSparse;
};

template <class T, class Step>
struct UpdateArguments {
    T* variables[Step::kVariables];
    const T* scalars[Step::kScalars];
    const T* gradient;
    const std::int64_t* counter;  // null where the step has none
    Mode mode;
};

/// How many scalars are of the gradient's type.
template <class Step>
__host__ __device__ constexpr int plainScalars() {
    if constexpr (requires { Step::kCounter; }) {
        return Step::kScalars - 1;
    } else {
        return Step::kScalars;
    }
}

template <class T, class Step>
__device__ void readScalars(const UpdateArguments<T, Step>& arguments,
                            typename NumberOf<T>::Type (&scalars)[Step::kScalars]) {
    using N = typename NumberOf<T>::Type;
    for (int s = 0; s < plainScalars<Step>(); ++s) { scalars[s] = N(arguments.scalars[s][0]); }
    if constexpr (requires { Step::kCounter; }) {
        scalars[Step::kScalars - 1] = static_cast<N>(arguments.counter[0]);
    }
    Step::prepare(scalars, arguments.mode);
}

template <class T, class Step>
__device__ void updateOne(const UpdateArguments<T, Step>& arguments,
                          const typename NumberOf<T>::Type (&scalars)[Step::kScalars],
                          std::int64_t at, T gradient) {
    using N = typename NumberOf<T>::Type;
    N now[Step::kVariables];
    for (int v = 0; v < Step::kVariables; ++v) { now[v] = N(arguments.variables[v][at]); }
    Step::apply(N(gradient), now, scalars, arguments.mode);
    for (int v = 0; v < Step::kVariables; ++v) {
        arguments.variables[v][at] = NumberOf<T>::stored(now[v]);
    }
}

/// One variable of those that a launch updates, and the first of its blocks.
template <class T, class Step>
struct UpdatePart {
    UpdateArguments<T, Step> arguments;
    std::int64_t elements;
    std::int64_t firstBlock;
};

/// Variables of one launch: what a kernel's arguments may hold, 4 KB.
inline constexpr int kMostParts = 24;
inline constexpr std::int64_t kBlockElements = 4096;
template <class T, class Step>
struct UpdateParts {
    UpdatePart<T, Step> parts[kMostParts];
    int count;
};

template <class T, class Step>
__global__ void updateKernel(UpdateParts<T, Step> all) {
    int p = 0;
    while (p + 1 < all.count && blockIdx.x >= all.parts[p + 1].firstBlock) { ++p; }
    const UpdatePart<T, Step>& part = all.parts[p];
    typename NumberOf<T>::Type scalars[Step::kScalars];
    readScalars(part.arguments, scalars);
    const std::int64_t begin = (blockIdx.x - part.firstBlock) * kBlockElements;
    const std::int64_t end =
        begin + kBlockElements < part.elements ? begin + kBlockElements : part.elements;
    for (std::int64_t i = begin + threadIdx.x; i < end; i += blockDim.x) {
        updateOne(part.arguments, scalars, i, part.arguments.gradient[i]);
    }
}

/// Rows that come more than once are done by the thread of the first, one after the other, so that the
/// order is that of the indices. Rows that are not there are passed over, and told.
template <class T, class Index, class Step>
__global__ void updateRowsKernel(UpdateArguments<T, Step> arguments, const Index* indices,
                                 std::int64_t count, std::int64_t columns, std::int64_t rows,
                                 Fault* fault) {
    typename NumberOf<T>::Type scalars[Step::kScalars];
    readScalars(arguments, scalars);
    for (std::int64_t i = flatBegin(); i < count * columns; i += flatStride()) {
        const std::int64_t place = i / columns;
        const std::int64_t column = i - place * columns;
        const auto row = static_cast<std::int64_t>(indices[place]);
        bool isFirst = row >= 0 && row < rows;
        if (!isFirst && column == 0) { tellFault(fault, place, row, rows); }
        for (std::int64_t before = 0; isFirst && before < place; ++before) {
            isFirst = static_cast<std::int64_t>(indices[before]) != row;
        }
        for (std::int64_t again = place; isFirst && again < count; ++again) {
            if (static_cast<std::int64_t>(indices[again]) != row) { continue; }
            updateOne(arguments, scalars, row * columns + column,
                      arguments.gradient[again * columns + column]);
        }
    }
}

/// Whether the node's own switch is on: use_nesterov, update_slots or multiply_linear_by_lr.
inline bool updateFlag(const Call& call) {
    return numberOr(call, "use_nesterov", 0) != 0 || numberOr(call, "update_slots", 0) != 0 ||
           numberOr(call, "multiply_linear_by_lr", 0) != 0;
}

template <class Step, bool kSparse>
struct Update {
    template <class T>
    struct For {
        /// Of the variable whose inputs begin at `first`.
        static UpdateArguments<T, Step> argumentsOf(const Call& call, std::int32_t first) {
            UpdateArguments<T, Step> arguments = {};
            for (int v = 0; v < Step::kVariables; ++v) {
                arguments.variables[v] = variable<T>(call, first + v);
            }
            const auto place = [first](int dense) {
                return first + (kSparse && dense > Step::kGradient ? dense + 1 : dense);
            };
            for (int s = 0; s < plainScalars<Step>(); ++s) {
                arguments.scalars[s] = in<T>(call, place(Step::input(s)));
            }
            if constexpr (requires { Step::kCounter; }) {
                arguments.counter = in<std::int64_t>(call, place(Step::kCounter));
            }
            arguments.gradient = in<T>(call, first + Step::kGradient);
            arguments.mode = {updateFlag(call), kSparse};
            return arguments;
        }

        static std::int32_t run(const Call& call) {
            if constexpr (kSparse) {
                return runRows(call);
            } else {
                return runParts(call);
            }
        }

        static std::int32_t runParts(const Call& call) {
            UpdateParts<T, Step> all = {};
            static_assert(sizeof all <= 4096);
            std::int64_t blocks = 0;
            const std::int32_t width = call.inputCount / call.parts;
            for (std::int32_t p = 0; p < call.parts; ++p) {
                const std::int32_t first = p * width;
                const std::int64_t n = elementsOf(call.inputs[first + Step::kGradient]);
                if (n > 0) {
                    all.parts[all.count++] = {argumentsOf(call, first), n, blocks};
                    blocks += (n + kBlockElements - 1) / kBlockElements;
                }
                if (all.count == 0 || (all.count < kMostParts && p + 1 < call.parts)) { continue; }
                launch(updateKernel<T, Step>, blocks, kSoloThreads, call.stream, all);
                all.count = 0;
                blocks = 0;
            }
            return kOk;
        }

        static std::int32_t runRows(const Call& call) {
            const UpdateArguments<T, Step> arguments = argumentsOf(call, 0);
            const std::int64_t n = elementsOf(call.inputs[Step::kGradient]);
            if (n == 0) { return kOk; }
            const View& indices = call.inputs[Step::kGradient + 1];
            const std::int64_t count = elementsOf(indices);
            const std::int64_t rows = call.inputs[0].dims[0];
            if (indices.type == kInt32) {
                return launchFlat(updateRowsKernel<T, std::int32_t, Step>, n, call.stream,
                                  arguments, static_cast<const std::int32_t*>(indices.data), count,
                                  n / count, rows, call.fault);
            }
            return launchFlat(updateRowsKernel<T, std::int64_t, Step>, n, call.stream, arguments,
                              static_cast<const std::int64_t*>(indices.data), count, n / count,
                              rows, call.fault);
        }
    };
};

inline constexpr Options kJoined{.joins = true};
inline constexpr Options kCheckedRows{.checked = "indices"};

/// ApplyX and ResourceApplyX.
template <class Step>
struct Optimizer {
    Optimizer(const char* reference, const char* resource)
        : byReference(reference, kJoined), byHandle(resource, kJoined) {}
    ForFloats<Update<Step, false>::template For> byReference;
    ForFloats<Update<Step, false>::template For> byHandle;
};
/// SparseApplyX and ResourceSparseApplyX.
template <class Step>
struct SparseOptimizer {
    SparseOptimizer(const char* reference, const char* resource)
        : byReference(reference, kCheckedRows), byHandle(resource, kCheckedRows) {}
    ForFloats<Update<Step, true>::template For> byReference;
    ForFloats<Update<Step, true>::template For> byHandle;
};

}  // namespace weft::gpu
