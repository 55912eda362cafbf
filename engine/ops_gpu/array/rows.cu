// SPDX-License-Identifier: Apache-2.0
/// @file
/// GPU kernels that index rows: Gather, GatherV2, ScatterAdd and its kin, UnsortedSegmentSum, OneHot; and
/// ArgMax, ArgMin, Cumsum. Contracts: engine/ops/array, engine/ops/state, engine/ops/reduce.
/// An index that is out of range gives zeros or is passed over, and is told (base/fault.h): the host does
/// not wait to complain. Rows that come more than once are added in the order of the indices, by one thread.

#include "engine/ops_gpu/base/broadcast.h"
#include "engine/ops_gpu/base/fault.h"
#include "engine/ops_gpu/math/gemm.h"

namespace weft::gpu {
namespace {

/// Index i of an array of int32 or int64.
struct Indices {
    const void* data;
    bool isLong;
    __host__ __device__ std::int64_t at(std::int64_t i) const {
        return isLong ? static_cast<const std::int64_t*>(data)[i]
                      : static_cast<std::int64_t>(static_cast<const std::int32_t*>(data)[i]);
    }
};
Indices indicesOf(const View& view) { return {view.data, view.type == kInt64}; }

/// y[outer, index, inner] = x[outer, indices[index], inner].
template <class T>
__global__ void gatherKernel(const T* x, Indices indices, T* y, std::int64_t n, std::int64_t count,
                             std::int64_t inner, std::int64_t size, Fault* fault) {
    for (std::int64_t i = flatBegin(); i < n; i += flatStride()) {
        const std::int64_t row = i / inner;
        const std::int64_t index = indices.at(row % count);
        const bool isThere = index >= 0 && index < size;
        if (!isThere) { tellFault(fault, row % count, index, size); }
        y[i] =
            isThere ? x[(row / count * size + index) * inner + i % inner] : narrow<T>(Wide<T>(0));
    }
}

template <class T>
struct Gather {
    static std::int32_t run(const Call& call) {
        const View& x = call.inputs[0];
        std::int64_t axis = call.inputCount > 2 ? hostNumber(call.inputs[2], 0) : 0;
        if (axis < 0) { axis += x.rank; }
        std::int64_t inner = 1;
        for (std::int32_t d = static_cast<std::int32_t>(axis) + 1; d < x.rank; ++d) {
            inner *= x.dims[d];
        }
        const std::int64_t n = elementsOf(call.outputs[0]);
        const std::int64_t count = elementsOf(call.inputs[1]);
        return launchFlat(gatherKernel<T>, n, call.stream, in<T>(call, 0),
                          indicesOf(call.inputs[1]), out<T>(call), n, count, inner, x.dims[axis],
                          call.fault);
    }
};
const char* noBatches(const Attr* attrs, std::int32_t count) {
    const Attr* batches = findAttr(attrs, count, "batch_dims");
    return batches == nullptr || batches->number == 0 ? nullptr : "batch_dims is not 0";
}

struct AddOp {
    template <class W>
    __host__ __device__ static W of(W a, W b) {
        return a + b;
    }
};
struct SubOp {
    template <class W>
    __host__ __device__ static W of(W a, W b) {
        return a - b;
    }
};
struct PutOp {
    template <class W>
    __host__ __device__ static W of(W /*a*/, W b) {
        return b;
    }
};
struct MulOp {
    template <class W>
    __host__ __device__ static W of(W a, W b) {
        return a * b;
    }
};

/// Rows of y that indices name are joined with rows of x. @param isScalar x is one number.
/// @param skipsNegative indices below 0 are meant to be passed over.
template <class T, class Op>
__global__ void scatterKernel(const T* x, Indices indices, T* y, std::int64_t count,
                              std::int64_t columns, std::int64_t rows, bool isScalar,
                              bool skipsNegative, Fault* fault) {
    for (std::int64_t i = flatBegin(); i < count * columns; i += flatStride()) {
        const std::int64_t place = i / columns;
        const std::int64_t column = i - place * columns;
        const std::int64_t row = indices.at(place);
        bool isFirst = row >= 0 && row < rows;
        if (!isFirst && column == 0 && !(skipsNegative && row < 0)) {
            tellFault(fault, place, row, rows);
        }
        for (std::int64_t before = 0; isFirst && before < place; ++before) {
            isFirst = indices.at(before) != row;
        }
        if (!isFirst) { continue; }
        T value = y[row * columns + column];
        for (std::int64_t again = place; again < count; ++again) {
            if (indices.at(again) != row) { continue; }
            value =
                narrow<T>(Op::of(wide(value), wide(x[isScalar ? 0 : again * columns + column])));
        }
        y[row * columns + column] = value;
    }
}

template <class Op>
struct Scatter {
    template <class T>
    struct For {
        static std::int32_t run(const Call& call) {
            const View& y = call.inputs[0];
            const std::int64_t count = elementsOf(call.inputs[1]);
            const std::int64_t rows = y.dims[0];
            const std::int64_t columns = rows > 0 ? elementsOf(y) / rows : 0;
            const bool isScalar = call.inputs[2].rank == 0;
            return launchFlat(scatterKernel<T, Op>, count * columns, call.stream, in<T>(call, 2),
                              indicesOf(call.inputs[1]), variable<T>(call, 0), count, columns, rows,
                              isScalar, /*skipsNegative=*/false, call.fault);
        }
    };
};

template <class T>
struct SegmentSum {
    static std::int32_t run(const Call& call) {
        const View& y = call.outputs[0];
        const std::int32_t error =
            clear(call, y.data, elementsOf(y) * static_cast<std::int64_t>(sizeof(T)));
        const std::int64_t rows = y.dims[0];
        const std::int64_t count = elementsOf(call.inputs[1]);
        if (error != kOk || rows == 0) { return error; }
        const std::int64_t columns = elementsOf(y) / rows;
        return launchFlat(scatterKernel<T, AddOp>, count * columns, call.stream, in<T>(call, 0),
                          indicesOf(call.inputs[1]), out<T>(call), count, columns, rows, false,
                          /*skipsNegative=*/true, call.fault);
    }
};

template <class T>
__global__ void oneHotKernel(Indices indices, const T* on, const T* off, T* y, std::int64_t n,
                             std::int64_t depth, std::int64_t inner) {
    for (std::int64_t i = flatBegin(); i < n; i += flatStride()) {
        const std::int64_t index = indices.at(i / (depth * inner) * inner + i % inner);
        y[i] = index == i / inner % depth ? on[0] : off[0];
    }
}

template <class T>
struct OneHot {
    static std::int32_t run(const Call& call) {
        const View& indices = call.inputs[0];
        std::int64_t axis = numberOr(call, "axis", -1);
        if (axis < 0) { axis = indices.rank; }
        std::int64_t inner = 1;
        for (auto d = static_cast<std::int32_t>(axis); d < indices.rank; ++d) {
            inner *= indices.dims[d];
        }
        const std::int64_t n = elementsOf(call.outputs[0]);
        return launchFlat(oneHotKernel<T>, n, call.stream, indicesOf(indices), in<T>(call, 2),
                          in<T>(call, 3), out<T>(call), n, call.outputs[0].dims[axis], inner);
    }
};
/// Bytes are not worth a type of their own here.
const char* wideIndices(const Attr* attrs, std::int32_t count) {
    const Attr* type = findAttr(attrs, count, "TI");
    return type != nullptr && (type->number == kInt32 || type->number == kInt64)
               ? nullptr
               : "indices are neither int32 nor int64";
}

/// One axis between others.
struct Axis {
    std::int64_t lines;
    std::int64_t size;
    std::int64_t inner;
};
Axis axisOf(const View& x, std::int64_t axis) {
    if (axis < 0) { axis += x.rank; }
    Axis found = {1, x.dims[axis], 1};
    for (std::int32_t d = 0; d < x.rank; ++d) {
        if (d > axis) { found.inner *= x.dims[d]; }
        if (d != axis) { found.lines *= x.dims[d]; }
    }
    return found;
}

/// The first of equal ones; a NaN is never better.
template <class T, class Index, bool kLargest>
__global__ void argKernel(const T* x, Index* y, Axis axis) {
    for (std::int64_t i = flatBegin(); i < axis.lines; i += flatStride()) {
        const T* line = x + (i / axis.inner * axis.size) * axis.inner + i % axis.inner;
        std::int64_t best = 0;
        for (std::int64_t k = 1; k < axis.size; ++k) {
            const Wide<T> now = wide(line[k * axis.inner]);
            const Wide<T> then = wide(line[best * axis.inner]);
            if (kLargest ? now > then : now < then) { best = k; }
        }
        y[i] = static_cast<Index>(best);
    }
}

template <bool kLargest>
struct Arg {
    template <class T>
    struct For {
        static std::int32_t run(const Call& call) {
            const Axis axis = axisOf(call.inputs[0], hostNumber(call.inputs[1], 0));
            if (call.outputs[0].type == kInt32) {
                return launchFlat(argKernel<T, std::int32_t, kLargest>, axis.lines, call.stream,
                                  in<T>(call, 0), out<std::int32_t>(call), axis);
            }
            return launchFlat(argKernel<T, std::int64_t, kLargest>, axis.lines, call.stream,
                              in<T>(call, 0), out<std::int64_t>(call), axis);
        }
    };
};
const char* wideOutput(const Attr* attrs, std::int32_t count) {
    const Attr* type = findAttr(attrs, count, "output_type");
    return type == nullptr || type->number == kInt32 || type->number == kInt64
               ? nullptr
               : "the output is neither int32 nor int64";
}

template <class T>
__global__ void cumsumKernel(const T* x, T* y, Axis axis, bool isExclusive, bool isReverse) {
    for (std::int64_t i = flatBegin(); i < axis.lines; i += flatStride()) {
        const std::int64_t base = (i / axis.inner * axis.size) * axis.inner + i % axis.inner;
        Wide<T> sum = 0;
        for (std::int64_t k = 0; k < axis.size; ++k) {
            const std::int64_t at = base + (isReverse ? axis.size - 1 - k : k) * axis.inner;
            const Wide<T> value = wide(x[at]);
            y[at] = narrow<T>(isExclusive ? sum : sum + value);
            sum = sum + value;
        }
    }
}

template <class T>
struct Cumsum {
    static std::int32_t run(const Call& call) {
        const Axis axis = axisOf(call.inputs[0], hostNumber(call.inputs[1], 0));
        return launchFlat(cumsumKernel<T>, axis.lines, call.stream, in<T>(call, 0), out<T>(call),
                          axis, numberOr(call, "exclusive", 0) != 0,
                          numberOr(call, "reverse", 0) != 0);
    }
};

constexpr Options kChecked{.checked = "indices"};
constexpr Options kCheckedUnlessBatches{.decline = noBatches, .checked = "indices"};
const ForFloats<Gather> kGather("Gather", kChecked);
const ForFloats<Gather> kGatherV2("GatherV2", kCheckedUnlessBatches);
const ForFloats<Gather> kResourceGather("ResourceGather", kCheckedUnlessBatches);
const ForFloats<Scatter<AddOp>::For> kScatterAdd("ScatterAdd", kChecked);
const ForFloats<Scatter<SubOp>::For> kScatterSub("ScatterSub", kChecked);
const ForFloats<Scatter<MulOp>::For> kScatterMul("ScatterMul", kChecked);
const ForFloats<Scatter<PutOp>::For> kScatterUpdate("ScatterUpdate", kChecked);
const ForFloats<Scatter<AddOp>::For> kResourceScatterAdd("ResourceScatterAdd", kChecked);
const ForFloats<Scatter<SubOp>::For> kResourceScatterSub("ResourceScatterSub", kChecked);
const ForFloats<Scatter<MulOp>::For> kResourceScatterMul("ResourceScatterMul", kChecked);
const ForFloats<Scatter<PutOp>::For> kResourceScatterUpdate("ResourceScatterUpdate", kChecked);
const ForFloats<SegmentSum> kSegmentSum("UnsortedSegmentSum", {.checked = "segment_ids"});
const ForFloats<OneHot> kOneHot("OneHot", {.decline = wideIndices});
const ForFloats<Arg<true>::For> kArgMax("ArgMax", {.decline = wideOutput});
const ForFloats<Arg<false>::For> kArgMin("ArgMin", {.decline = wideOutput});
const ForFloats<Cumsum> kCumsum("Cumsum");

}  // namespace
}  // namespace weft::gpu
