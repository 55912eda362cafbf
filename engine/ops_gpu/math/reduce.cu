// SPDX-License-Identifier: Apache-2.0
/// @file
/// GPU kernels of Sum, Mean, Prod, Max, Min over any axes, of L2Loss and BiasAddGrad.
/// Contracts: engine/ops/reduce, engine/ops/nn/bias_add.cpp.
///
/// Numerics Fixed order, so two runs give the same bits: what is reduced is cut in pieces of one size,
///          each piece taken in order by one thread, the pieces then in order by another.

#include <cmath>

#include "engine/ops_gpu/base/broadcast.h"

namespace weft::gpu {
namespace {

/// Elements of a piece: enough pieces to fill a card, few enough to add up.
constexpr std::int64_t kPiece = 64;
constexpr std::int64_t kMostPieces = 1024;

struct SumOf {
    template <class W>
    __host__ __device__ static W begin() {
        return W(0);
    }
    template <class W>
    __host__ __device__ static W join(W a, W b) {
        return a + b;
    }
    template <class W>
    __host__ __device__ static W take(W x) {
        return x;
    }
    template <class W>
    __host__ __device__ static W end(W a, std::int64_t) {
        return a;
    }
};
struct MeanOf : SumOf {
    template <class W>
    __host__ __device__ static W end(W a, std::int64_t n) {
        return a / static_cast<W>(n);
    }
};
struct HalfSquareOf : SumOf {
    template <class W>
    __host__ __device__ static W take(W x) {
        return x * x;
    }
    template <class W>
    __host__ __device__ static W end(W a, std::int64_t) {
        return a / W(2);
    }
};
struct ProdOf : SumOf {
    template <class W>
    __host__ __device__ static W begin() {
        return W(1);
    }
    template <class W>
    __host__ __device__ static W join(W a, W b) {
        return a * b;
    }
};
// A NaN stays.
struct MaxOf : SumOf {
    template <class W>
    __host__ __device__ static W begin() {
        return static_cast<W>(-INFINITY);
    }
    template <class W>
    __host__ __device__ static W join(W a, W b) {
        return a != a || a > b ? a : b;
    }
};
struct MinOf : SumOf {
    template <class W>
    __host__ __device__ static W begin() {
        return static_cast<W>(INFINITY);
    }
    template <class W>
    __host__ __device__ static W join(W a, W b) {
        return a != a || a < b ? a : b;
    }
};

/// What stays and what is reduced, each as places in the input.
struct Shape {
    Places<1> kept;
    Places<1> reduced;
    std::int64_t keptCount;
    std::int64_t reducedCount;
    std::int64_t pieces;
    std::int64_t pieceSize;
};

/// Piece p of output o; neighbouring threads take neighbouring outputs, or where the reduced axis is the
/// innermost, neighbouring pieces.
template <class T, class Op>
__global__ void pieceKernel(const T* x, Wide<T>* partial, Shape shape) {
    const std::int64_t all = shape.keptCount * shape.pieces;
    for (std::int64_t i = flatBegin(); i < all; i += flatStride()) {
        const std::int64_t o = i % shape.keptCount;
        const std::int64_t p = i / shape.keptCount;
        std::int64_t base[1];
        shape.kept.at(o, base);
        const std::int64_t end = (p + 1) * shape.pieceSize < shape.reducedCount
                                     ? (p + 1) * shape.pieceSize
                                     : shape.reducedCount;
        Wide<T> value = Op::template begin<Wide<T>>();
        for (std::int64_t r = p * shape.pieceSize; r < end; ++r) {
            std::int64_t at[1];
            shape.reduced.at(r, at);
            value = Op::join(value, Op::take(wide(x[base[0] + at[0]])));
        }
        partial[p * shape.keptCount + o] = value;
    }
}

template <class T, class Op>
__global__ void joinKernel(const Wide<T>* partial, T* y, Shape shape) {
    for (std::int64_t o = flatBegin(); o < shape.keptCount; o += flatStride()) {
        Wide<T> value = Op::template begin<Wide<T>>();
        for (std::int64_t p = 0; p < shape.pieces; ++p) {
            value = Op::join(value, partial[p * shape.keptCount + o]);
        }
        y[o] = narrow<T>(Op::end(value, shape.reducedCount));
    }
}

Shape shapeOf(const View& x, const bool (&isReduced)[kMostDims]) {
    Shape shape = {};
    std::int64_t strides[kMostDims];
    stridesOf(x, strides);
    shape.keptCount = 1;
    shape.reducedCount = 1;
    for (std::int32_t d = 0; d < x.rank; ++d) {
        const std::int64_t step[1] = {strides[d]};
        (isReduced[d] ? shape.reduced : shape.kept).add(x.dims[d], step);
        (isReduced[d] ? shape.reducedCount : shape.keptCount) *= x.dims[d];
    }
    shape.pieces = (shape.reducedCount + kPiece - 1) / kPiece;
    shape.pieces = shape.pieces < 1 ? 1 : (shape.pieces > kMostPieces ? kMostPieces : shape.pieces);
    shape.pieceSize = (shape.reducedCount + shape.pieces - 1) / shape.pieces;
    return shape;
}

/// The axes of a call: input 1, or all of them.
Shape shapeOf(const Call& call) {
    bool isReduced[kMostDims] = {};
    const View& x = call.inputs[0];
    if (call.inputCount < 2) {
        for (bool& each : isReduced) { each = true; }
        return shapeOf(x, isReduced);
    }
    const std::int64_t axes = elementsOf(call.inputs[1]);
    for (std::int64_t a = 0; a < axes; ++a) {
        const std::int64_t axis = hostNumber(call.inputs[1], a);
        isReduced[axis < 0 ? axis + x.rank : axis] = true;
    }
    return shapeOf(x, isReduced);
}

template <class T, class Op>
std::int32_t reduce(const Call& call, const Shape& shape) {
    auto* partial = static_cast<Wide<T>*>(call.scratch);
    launchFlat(pieceKernel<T, Op>, shape.keptCount * shape.pieces, call.stream, in<T>(call, 0),
               partial, shape);
    return launchFlat(joinKernel<T, Op>, shape.keptCount, call.stream, partial, out<T>(call),
                      shape);
}

/// Room for the pieces: the largest any choice of axes of this shape asks for.
std::int32_t prepareReduce(const Call& call, Plan& plan) {
    const std::int64_t kept = elementsOf(call.outputs[0]);
    const std::int64_t all = elementsOf(call.inputs[0]);
    const std::int64_t reduced = kept > 0 ? all / kept : 0;
    const std::int64_t pieces = reduced / kPiece + 1;
    plan.scratchBytes = (kept + 1) * (pieces > kMostPieces ? kMostPieces : pieces) *
                        static_cast<std::int64_t>(sizeof(double));
    return kOk;
}

template <class Op>
struct Reduction {
    template <class T>
    struct For {
        static std::int32_t run(const Call& call) { return reduce<T, Op>(call, shapeOf(call)); }
    };
};

template <class T>
struct BiasAddGrad {
    static std::int32_t run(const Call& call) {
        const View& x = call.inputs[0];
        const bool isFirst = isText(findAttr(call, "data_format"), "NCHW");
        bool isReduced[kMostDims] = {};
        for (std::int32_t d = 0; d < x.rank; ++d) {
            isReduced[d] = d != (isFirst ? 1 : x.rank - 1);
        }
        return reduce<T, SumOf>(call, shapeOf(x, isReduced));
    }
};

const Options kOptions{.prepare = prepareReduce};
const ForFloats<Reduction<SumOf>::For> kSum("Sum", kOptions);
const ForFloats<Reduction<MeanOf>::For> kMean("Mean", kOptions);
const ForFloats<Reduction<ProdOf>::For> kProd("Prod", kOptions);
const ForFloats<Reduction<MaxOf>::For> kMax("Max", kOptions);
const ForFloats<Reduction<MinOf>::For> kMin("Min", kOptions);
const ForFloats<Reduction<HalfSquareOf>::For> kL2Loss("L2Loss", kOptions);
const ForFloats<BiasAddGrad> kBiasAddGrad("BiasAddGrad", kOptions);

}  // namespace
}  // namespace weft::gpu
