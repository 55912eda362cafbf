// SPDX-License-Identifier: Apache-2.0
/// @file
/// GPU kernels of Softmax, LogSoftmax and the two cross entropies; contracts: engine/ops/nn/softmax.cpp,
/// engine/ops/loss. One block a row: its threads take every kThreads-th column and join what they found
/// in a tree of fixed shape.

#include <cmath>

#include "engine/ops_gpu/base/broadcast.h"
#include "engine/ops_gpu/base/fault.h"

namespace weft::gpu {
namespace {

constexpr int kThreads = kTeamThreads;

struct Larger {
    template <class W>
    __device__ static W of(W a, W b) {
        return a != a || a > b ? a : b;
    }
};
struct Sum {
    template <class W>
    __device__ static W of(W a, W b) {
        return a + b;
    }
};

/// What all threads' values give together, to each of them.
template <class Join, class W>
__device__ W together(W mine, W* shared) {
    const unsigned t = threadIdx.x;
    shared[t] = mine;
    WEFT_BARRIER();
    for (unsigned half = kThreads / 2; half > 0; half /= 2) {
        if (t < half) { shared[t] = Join::of(shared[t], shared[t + half]); }
        WEFT_BARRIER();
    }
    const W all = shared[0];
    WEFT_BARRIER();
    return all;
}

/// Maximum and sum of exp(x - maximum) of a row.
template <class W>
struct RowFacts {
    W largest;
    W sum;
};
template <class T>
__device__ RowFacts<Wide<T>> factsOf(const T* row, std::int64_t columns, Wide<T>* shared) {
    using W = Wide<T>;
    W largest = static_cast<W>(-INFINITY);
    for (std::int64_t c = threadIdx.x; c < columns; c += kThreads) {
        largest = Larger::of(largest, wide(row[c]));
    }
    largest = together<Larger>(largest, shared);
    W sum = 0;
    for (std::int64_t c = threadIdx.x; c < columns; c += kThreads) {
        sum += std::exp(wide(row[c]) - largest);
    }
    return {largest, together<Sum>(sum, shared)};
}

template <class T, bool kLog>
__global__ void softmaxKernel(const T* x, T* y, std::int64_t columns) {
    __shared__ Wide<T> shared[kThreads];
    const T* row = x + blockIdx.x * columns;
    const RowFacts<Wide<T>> facts = factsOf(row, columns, shared);
    for (std::int64_t c = threadIdx.x; c < columns; c += kThreads) {
        const Wide<T> value = wide(row[c]) - facts.largest;
        y[blockIdx.x * columns + c] =
            narrow<T>(kLog ? value - std::log(facts.sum) : std::exp(value) / facts.sum);
    }
}

template <bool kLog>
struct Softmax {
    template <class T>
    struct For {
        static std::int32_t run(const Call& call) {
            const View& x = call.inputs[0];
            const std::int64_t columns = x.dims[x.rank - 1];
            if (columns == 0) { return kOk; }
            return launch(softmaxKernel<T, kLog>, elementsOf(x) / columns, kThreads, call.stream,
                          in<T>(call, 0), out<T>(call), columns);
        }
    };
};

/// A label outside [0, columns) gives NaN, and is told.
template <class T, class Label>
__global__ void sparseLossKernel(const T* logits, const Label* labels, T* loss, T* gradient,
                                 std::int64_t columns, Fault* fault) {
    using W = Wide<T>;
    __shared__ W shared[kThreads];
    const T* row = logits + blockIdx.x * columns;
    const RowFacts<W> facts = factsOf(row, columns, shared);
    const auto label = static_cast<std::int64_t>(labels[blockIdx.x]);
    const bool isValid = label >= 0 && label < columns;
    for (std::int64_t c = threadIdx.x; c < columns; c += kThreads) {
        const W probability = std::exp(wide(row[c]) - facts.largest) / facts.sum;
        gradient[blockIdx.x * columns + c] =
            narrow<T>(isValid ? probability - (c == label ? W(1) : W(0)) : static_cast<W>(NAN));
    }
    if (threadIdx.x == 0) {
        if (!isValid) { tellFault(fault, blockIdx.x, label, columns); }
        loss[blockIdx.x] =
            narrow<T>(isValid ? std::log(facts.sum) - (wide(row[label]) - facts.largest)
                              : static_cast<W>(NAN));
    }
}

template <class T>
struct SparseLoss {
    static std::int32_t run(const Call& call) {
        const std::int64_t rows = call.inputs[0].dims[0];
        const std::int64_t columns = call.inputs[0].dims[1];
        if (call.inputs[1].type == kInt32) {
            return launch(sparseLossKernel<T, std::int32_t>, rows, kThreads, call.stream,
                          in<T>(call, 0), in<std::int32_t>(call, 1), out<T>(call, 0),
                          out<T>(call, 1), columns, call.fault);
        }
        return launch(sparseLossKernel<T, std::int64_t>, rows, kThreads, call.stream,
                      in<T>(call, 0), in<std::int64_t>(call, 1), out<T>(call, 0), out<T>(call, 1),
                      columns, call.fault);
    }
};

template <class T>
__global__ void denseLossKernel(const T* logits, const T* labels, T* loss, T* gradient,
                                std::int64_t columns) {
    using W = Wide<T>;
    __shared__ W shared[kThreads];
    const T* row = logits + blockIdx.x * columns;
    const T* want = labels + blockIdx.x * columns;
    const RowFacts<W> facts = factsOf(row, columns, shared);
    const W logSum = std::log(facts.sum);
    W part = 0;
    for (std::int64_t c = threadIdx.x; c < columns; c += kThreads) {
        const W shifted = wide(row[c]) - facts.largest;
        const W label = wide(want[c]);
        part += label == W(0) ? W(0) : label * (logSum - shifted);
        gradient[blockIdx.x * columns + c] = narrow<T>(std::exp(shifted) / facts.sum - label);
    }
    const W all = together<Sum>(part, shared);
    if (threadIdx.x == 0) { loss[blockIdx.x] = narrow<T>(all); }
}

/// Logits and labels of one shape; one that is broadcast to the other is left to the processor.
std::int32_t prepareDense(const Call& call, Plan& /*plan*/) {
    if (sameShape(call.inputs[0], call.inputs[1])) { return kOk; }
    return fail(call, kUnimplemented, "logits and labels of different shapes");
}

template <class T>
struct DenseLoss {
    static std::int32_t run(const Call& call) {
        return launch(denseLossKernel<T>, call.inputs[0].dims[0], kThreads, call.stream,
                      in<T>(call, 0), in<T>(call, 1), out<T>(call, 0), out<T>(call, 1),
                      call.inputs[0].dims[1]);
    }
};

const ForFloats<Softmax<false>::For> kSoftmax("Softmax", {.inPlace = true});
const ForFloats<Softmax<true>::For> kLogSoftmax("LogSoftmax", {.inPlace = true});
const ForFloats<SparseLoss> kSparse("SparseSoftmaxCrossEntropyWithLogits", {.checked = "labels"});
const ForFloats<DenseLoss> kDense("SoftmaxCrossEntropyWithLogits", {.prepare = prepareDense});

}  // namespace
}  // namespace weft::gpu
