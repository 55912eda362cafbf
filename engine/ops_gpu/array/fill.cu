// SPDX-License-Identifier: Apache-2.0
/// @file
/// GPU kernels that move elements from places that are known beforehand: Fill, Tile, Transpose, Slice,
/// StridedSlice, Pad, BroadcastTo. Contracts: engine/ops/array. Elements are moved by their size, not by
/// their type.

#include "engine/ops_gpu/array/move.h"

namespace weft::gpu {
namespace {

std::int32_t runFill(const Call& call) {
    Places<1> places;
    const std::int64_t step[1] = {0};
    places.add(elementsOf(call.outputs[0]), step);
    return moveFrom(call, call.inputs[1], places);
}

std::int32_t runBroadcast(const Call& call) {
    return moveFrom(call, call.inputs[0], broadcastPlaces<1>(call.outputs[0], {&call.inputs[0]}));
}

/// Each axis of the output is the copies of one of the input, then its elements.
std::int32_t runTile(const Call& call) {
    const View& x = call.inputs[0];
    if (2 * x.rank > kMostDims) {
        return fail(call, kUnimplemented, "a tensor of too many axes for the GPU's Tile");
    }
    std::int64_t strides[kMostDims];
    stridesOf(x, strides);
    Places<1> places;
    for (std::int32_t d = 0; d < x.rank; ++d) {
        const std::int64_t none[1] = {0};
        const std::int64_t step[1] = {strides[d]};
        places.add(hostNumber(call.inputs[1], d), none);
        places.add(x.dims[d], step);
    }
    return moveFrom(call, x, places);
}

std::int32_t runTranspose(const Call& call) {
    const View& x = call.inputs[0];
    std::int64_t strides[kMostDims];
    stridesOf(x, strides);
    Places<1> places;
    bool isUsed[kMostDims] = {};
    for (std::int32_t d = 0; d < x.rank; ++d) {
        std::int64_t axis = hostNumber(call.inputs[1], d);
        if (axis < 0) { axis += x.rank; }
        if (axis < 0 || axis >= x.rank || isUsed[axis]) {
            return fail(call, kInvalidArgument, "perm is no permutation of the axes");
        }
        isUsed[axis] = true;
        const std::int64_t step[1] = {strides[axis]};
        places.add(call.outputs[0].dims[d], step);
    }
    return moveFrom(call, x, places);
}

std::int32_t runSlice(const Call& call) {
    const View& x = call.inputs[0];
    std::int64_t strides[kMostDims];
    stridesOf(x, strides);
    Places<1> places;
    for (std::int32_t d = 0; d < x.rank; ++d) {
        const std::int64_t step[1] = {strides[d]};
        places.add(call.outputs[0].dims[d], step);
        places.start[0] += hostNumber(call.inputs[1], d) * strides[d];
    }
    return moveFrom(call, x, places);
}

const Registration kFill("Fill", kFloat, runFill);
const Registration kFillDouble("Fill", kDouble, runFill);
const Registration kFillHalf("Fill", kHalf, runFill);
const Registration kFillBFloat16("Fill", kBFloat16, runFill);
const MoveKernels kBroadcastTo("BroadcastTo", runBroadcast);
const MoveKernels kTile("Tile", runTile);
const MoveKernels kTranspose("Transpose", runTranspose);
const MoveKernels kSlice("Slice", runSlice);

}  // namespace
}  // namespace weft::gpu
