// SPDX-License-Identifier: Apache-2.0
/// @file
/// GPU kernels of Select, SelectV2, ClipByValue, AddN. Contracts: engine/ops/math.

#include "engine/ops_gpu/base/broadcast.h"

namespace weft::gpu {
namespace {

template <class T>
__global__ void selectKernel(const bool* condition, const T* a, const T* b, T* y, std::int64_t n,
                             Places<3> places) {
    for (std::int64_t i = flatBegin(); i < n; i += flatStride()) {
        std::int64_t at[3];
        places.at(i, at);
        y[i] = condition[at[0]] ? a[at[1]] : b[at[2]];
    }
}

template <class T>
std::int32_t startSelect(const Call& call, const Places<3>& places) {
    const std::int64_t n = elementsOf(call.outputs[0]);
    return launchFlat(selectKernel<T>, n, call.stream, in<bool>(call, 0), in<T>(call, 1),
                      in<T>(call, 2), out<T>(call), n, places);
}

template <class T>
struct SelectV2 {
    static std::int32_t run(const Call& call) {
        return startSelect<T>(
            call, broadcastPlaces<3>(call.outputs[0],
                                     {&call.inputs[0], &call.inputs[1], &call.inputs[2]}));
    }
};

/// The condition has the shape of the values, or is a scalar, or has one element a row.
template <class T>
struct Select {
    static std::int32_t run(const Call& call) {
        View condition = call.inputs[0];
        const View& y = call.outputs[0];
        if (condition.rank == 1 && y.rank > 1) {
            for (std::int32_t d = 1; d < y.rank; ++d) { condition.dims[d] = 1; }
            condition.rank = y.rank;
        }
        return startSelect<T>(
            call, broadcastPlaces<3>(y, {&condition, &call.inputs[1], &call.inputs[2]}));
    }
};

template <class T>
__global__ void clipKernel(const T* x, const T* low, const T* high, T* y, std::int64_t n,
                           Places<3> places) {
    for (std::int64_t i = flatBegin(); i < n; i += flatStride()) {
        std::int64_t at[3];
        places.at(i, at);
        const Wide<T> value = wide(x[at[0]]);
        const Wide<T> least = wide(low[at[1]]);
        const Wide<T> most = wide(high[at[2]]);
        const Wide<T> below = value > most ? most : value;
        y[i] = narrow<T>(below < least ? least : below);
    }
}

template <class T>
struct Clip {
    static std::int32_t run(const Call& call) {
        const std::int64_t n = elementsOf(call.outputs[0]);
        const auto places = broadcastPlaces<3>(call.outputs[0],
                                               {&call.inputs[0], &call.inputs[1], &call.inputs[2]});
        return launchFlat(clipKernel<T>, n, call.stream, in<T>(call, 0), in<T>(call, 1),
                          in<T>(call, 2), out<T>(call), n, places);
    }
};

/// Addends that one launch takes; more are added to what is there, in order.
constexpr int kMostAddends = 16;
template <class T>
struct Addends {
    const T* from[kMostAddends];
    int count;
};

template <class T>
__global__ void addKernel(Addends<T> addends, T* y, std::int64_t n) {
    for (std::int64_t i = flatBegin(); i < n; i += flatStride()) {
        Wide<T> sum = wide(addends.from[0][i]);
        for (int a = 1; a < addends.count; ++a) { sum += wide(addends.from[a][i]); }
        y[i] = narrow<T>(sum);
    }
}

template <class T>
struct AddN {
    static std::int32_t run(const Call& call) {
        const std::int64_t n = elementsOf(call.outputs[0]);
        Addends<T> addends = {};
        for (std::int32_t i = 0; i < call.inputCount; ++i) {
            addends.from[addends.count++] = in<T>(call, i);
            if (addends.count < kMostAddends && i + 1 < call.inputCount) { continue; }
            launchFlat(addKernel<T>, n, call.stream, addends, out<T>(call), n);
            addends = {};
            addends.from[addends.count++] = out<T>(call);
        }
        return kOk;
    }
};

const ForTypes<SelectV2, float, double, Half, BFloat16, bool> kSelectV2("SelectV2");
const ForTypes<Select, float, double, Half, BFloat16, bool> kSelect("Select");
const ForFloats<Clip> kClip("ClipByValue");
const ForFloats<AddN> kAddN("AddN", {.element = kAddElement});

}  // namespace
}  // namespace weft::gpu
