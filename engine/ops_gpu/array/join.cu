// SPDX-License-Identifier: Apache-2.0
/// @file
/// GPU kernels that cut and join tensors: Concat, Split, Pack, Unpack, StridedSlice with its gradient.
/// Contracts: engine/ops/array/layout, engine/ops/array/index.

#include "engine/ops_gpu/array/move.h"
#include "engine/ops_gpu/math/gemm.h"

namespace weft::gpu {
namespace {

/// Elements of `part`, whose place in `whole` begins so many elements in, along an axis of `whole`.
/// @param inserted whether `part` lacks that axis.
Places<2> partPlaces(const View& part, const View& whole, std::int32_t axis, std::int64_t offset,
                     bool inserted) {
    std::int64_t inPart[kMostDims];
    std::int64_t inWhole[kMostDims];
    stridesOf(part, inPart);
    stridesOf(whole, inWhole);
    Places<2> places;
    places.start[1] = offset * inWhole[axis];
    for (std::int32_t d = 0; d < part.rank; ++d) {
        const std::int32_t there = inserted && d >= axis ? d + 1 : d;
        const std::int64_t step[2] = {inPart[d], inWhole[there]};
        places.add(part.dims[d], step);
    }
    return places;
}

std::int32_t putPart(const Call& call, const View& part, const View& whole, std::int32_t axis,
                     std::int64_t offset, bool inserted) {
    return moveBetween(call, part.data, whole.data, bytesOfType(part.type), elementsOf(part),
                       partPlaces(part, whole, axis, offset, inserted));
}

std::int32_t takePart(const Call& call, const View& part, const View& whole, std::int32_t axis,
                      std::int64_t offset, bool inserted) {
    Places<2> places = partPlaces(part, whole, axis, offset, inserted);
    for (std::int32_t d = 0; d < places.rank; ++d) {
        const std::int64_t step = places.strides[0][d];
        places.strides[0][d] = places.strides[1][d];
        places.strides[1][d] = step;
    }
    places.start[0] = places.start[1];
    places.start[1] = 0;
    return moveBetween(call, whole.data, part.data, bytesOfType(part.type), elementsOf(part),
                       places);
}

std::int32_t axisOf(std::int64_t axis, std::int32_t rank) {
    return static_cast<std::int32_t>(axis < 0 ? axis + rank : axis);
}

/// Inputs first .. first + count - 1 along an axis.
std::int32_t join(const Call& call, std::int32_t first, std::int32_t count, std::int64_t wanted) {
    const View& whole = call.outputs[0];
    const std::int32_t axis = axisOf(wanted, whole.rank);
    std::int64_t offset = 0;
    for (std::int32_t i = first; i < first + count; ++i) {
        const View& part = call.inputs[i];
        if (const std::int32_t error = putPart(call, part, whole, axis, offset, false);
            error != kOk) {
            return error;
        }
        offset += part.dims[axis];
    }
    return kOk;
}

std::int32_t runConcat(const Call& call) {
    return join(call, 1, call.inputCount - 1, hostNumber(call.inputs[0], 0));
}
std::int32_t runConcatV2(const Call& call) {
    return join(call, 0, call.inputCount - 1, hostNumber(call.inputs[call.inputCount - 1], 0));
}

std::int32_t cut(const Call& call, const View& whole, std::int64_t wanted) {
    const std::int32_t axis = axisOf(wanted, whole.rank);
    std::int64_t offset = 0;
    for (std::int32_t i = 0; i < call.outputCount; ++i) {
        const View& part = call.outputs[i];
        if (const std::int32_t error = takePart(call, part, whole, axis, offset, false);
            error != kOk) {
            return error;
        }
        offset += part.dims[axis];
    }
    return kOk;
}

std::int32_t runSplit(const Call& call) {
    return cut(call, call.inputs[1], hostNumber(call.inputs[0], 0));
}
std::int32_t runSplitV(const Call& call) {
    return cut(call, call.inputs[0], hostNumber(call.inputs[2], 0));
}

std::int32_t runPack(const Call& call) {
    const View& whole = call.outputs[0];
    const std::int32_t axis = axisOf(numberOr(call, "axis", 0), whole.rank);
    for (std::int32_t i = 0; i < call.inputCount; ++i) {
        const std::int32_t error = putPart(call, call.inputs[i], whole, axis, i, true);
        if (error != kOk) { return error; }
    }
    return kOk;
}

std::int32_t runUnpack(const Call& call) {
    const View& whole = call.inputs[0];
    const std::int32_t axis = axisOf(numberOr(call, "axis", 0), whole.rank);
    for (std::int32_t i = 0; i < call.outputCount; ++i) {
        const std::int32_t error = takePart(call, call.outputs[i], whole, axis, i, true);
        if (error != kOk) { return error; }
    }
    return kOk;
}

/// Places of the sliced elements: [0] in the whole, [1] in the slice.
/// @param spec index of the input `begin`; `strides` is two behind.
Places<2> slicedPlaces(const Call& call, const View& whole, const View& slice, std::int32_t spec) {
    const View& begins = call.inputs[spec];
    const View& steps = call.inputs[spec + 2];
    const std::int64_t entries = elementsOf(begins);
    const auto has = [&](const char* mask, std::int64_t i) {
        return (numberOr(call, mask, 0) >> i & 1) != 0;
    };
    std::int64_t inWhole[kMostDims];
    std::int64_t inSlice[kMostDims];
    stridesOf(whole, inWhole);
    stridesOf(slice, inSlice);
    std::int64_t named = 0;  // axes of the whole that the entries stand for
    for (std::int64_t i = 0; i < entries; ++i) {
        named += has("ellipsis_mask", i) || has("new_axis_mask", i) ? 0 : 1;
    }
    Places<2> places;
    std::int32_t d = 0;
    std::int32_t o = 0;
    const auto keep = [&](std::int64_t stride) {
        const std::int64_t step[2] = {inWhole[d] * stride, inSlice[o]};
        places.add(slice.dims[o], step);
        ++d;
        ++o;
    };
    bool isWritten = false;  // the ellipsis
    for (std::int64_t i = 0; i < entries; ++i) {
        if (has("ellipsis_mask", i)) {
            for (std::int64_t left = whole.rank - named; left > 0; --left) { keep(1); }
            isWritten = true;
            continue;
        }
        if (has("new_axis_mask", i)) {
            ++o;
            continue;
        }
        const std::int64_t size = whole.dims[d];
        const std::int64_t stride = hostNumber(steps, i);
        std::int64_t begin = hostNumber(begins, i);
        if (begin < 0) { begin += size; }
        if (has("shrink_axis_mask", i)) {
            places.start[0] += begin * inWhole[d];
            ++d;
            continue;
        }
        if (has("begin_mask", i)) {
            begin = stride > 0 ? 0 : size - 1;
        } else {
            const std::int64_t least = stride > 0 ? 0 : -1;
            const std::int64_t most = stride > 0 ? size : size - 1;
            begin = begin < least ? least : (begin > most ? most : begin);
        }
        places.start[0] += begin * inWhole[d];
        keep(stride);
    }
    while (!isWritten && d < whole.rank) { keep(1); }
    return places;
}

std::int32_t runStridedSlice(const Call& call) {
    const View& slice = call.outputs[0];
    return moveBetween(call, call.inputs[0].data, slice.data, bytesOfType(slice.type),
                       elementsOf(slice), slicedPlaces(call, call.inputs[0], slice, 1));
}

/// The whole is zero but for the slice.
std::int32_t runStridedSliceGrad(const Call& call) {
    const View& whole = call.outputs[0];
    const View& slice = call.inputs[4];
    const std::int32_t bytes = bytesOfType(whole.type);
    if (const std::int32_t error = clear(call, whole.data, elementsOf(whole) * bytes);
        error != kOk) {
        return error;
    }
    Places<2> places = slicedPlaces(call, whole, slice, 1);
    for (std::int32_t d = 0; d < places.rank; ++d) {
        const std::int64_t step = places.strides[0][d];
        places.strides[0][d] = places.strides[1][d];
        places.strides[1][d] = step;
    }
    places.start[1] = places.start[0];
    places.start[0] = 0;
    return moveBetween(call, slice.data, whole.data, bytes, elementsOf(slice), places);
}

const MoveKernels kConcat("Concat", runConcat);
const MoveKernels kConcatV2("ConcatV2", runConcatV2);
const MoveKernels kSplit("Split", runSplit);
const MoveKernels kSplitV("SplitV", runSplitV);
const MoveKernels kPack("Pack", runPack);
const MoveKernels kUnpack("Unpack", runUnpack);
const MoveKernels kStridedSlice("StridedSlice", runStridedSlice);
const MoveKernels kStridedSliceGrad("StridedSliceGrad", runStridedSliceGrad);

}  // namespace
}  // namespace weft::gpu
