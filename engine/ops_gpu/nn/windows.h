// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/ops_gpu/base/registration.h"

namespace weft::gpu {

/// A window that slides over the rows and columns of images, under either data format.
struct Windows {
    std::int64_t batch = 0, channels = 0;
    std::int64_t rows = 0, columns = 0;        ///< of the image
    std::int64_t outRows = 0, outColumns = 0;  ///< places of the window
    std::int64_t high = 1, wide = 1;           ///< of the window
    std::int64_t stepDown = 1, stepRight = 1;
    std::int64_t dilateDown = 1, dilateRight = 1;
    std::int64_t above = 0, left = 0;  ///< padding
    std::int64_t below = 0, right = 0;
    bool channelsFirst = false;

    /// Element of an image [batch, rows, columns, channels] or [batch, channels, rows, columns].
    __host__ __device__ std::int64_t pixel(std::int64_t b, std::int64_t r, std::int64_t c,
                                           std::int64_t channel) const {
        return channelsFirst ? ((b * channels + channel) * rows + r) * columns + c
                             : ((b * rows + r) * columns + c) * channels + channel;
    }
    __host__ __device__ std::int64_t place(std::int64_t b, std::int64_t r, std::int64_t c,
                                           std::int64_t channel) const {
        return channelsFirst ? ((b * channels + channel) * outRows + r) * outColumns + c
                             : ((b * outRows + r) * outColumns + c) * channels + channel;
    }
};

/// The windows of a node. Sizes of the window are those of attribute ksize, or the given ones.
/// @param image, places their shapes (places.data is not read).
inline Windows windowsOf(const Call& call, const View& image, const View& places,
                         std::int64_t high = 0, std::int64_t wide = 0) {
    Windows w;
    w.channelsFirst = isText(findAttr(call, "data_format"), "NCHW");
    const std::int32_t r = w.channelsFirst ? 2 : 1;
    w.batch = image.dims[0];
    w.rows = image.dims[r];
    w.columns = image.dims[r + 1];
    w.channels = image.dims[w.channelsFirst ? 1 : 3];
    w.outRows = places.dims[r];
    w.outColumns = places.dims[r + 1];
    const Attr* size = findAttr(call, "ksize");
    w.high = size != nullptr ? size->list[r] : high;
    w.wide = size != nullptr ? size->list[r + 1] : wide;
    if (const Attr* steps = findAttr(call, "strides")) {
        w.stepDown = steps->list[r];
        w.stepRight = steps->list[r + 1];
    }
    const Attr* dilations = findAttr(call, "dilations");
    if (dilations != nullptr && dilations->kind == Attr::kInts && dilations->size == 4) {
        w.dilateDown = dilations->list[r];
        w.dilateRight = dilations->list[r + 1];
    }
    const Attr* padding = findAttr(call, "padding");
    const Attr* pads = findAttr(call, "explicit_paddings");
    if (isText(padding, "SAME")) {
        const auto needed = [](std::int64_t out, std::int64_t step, std::int64_t span,
                               std::int64_t in) {
            const std::int64_t all = (out - 1) * step + span - in;
            return all > 0 ? all : 0;
        };
        const std::int64_t down =
            needed(w.outRows, w.stepDown, (w.high - 1) * w.dilateDown + 1, w.rows);
        const std::int64_t across =
            needed(w.outColumns, w.stepRight, (w.wide - 1) * w.dilateRight + 1, w.columns);
        w.above = down / 2;
        w.below = down - w.above;
        w.left = across / 2;
        w.right = across - w.left;
    } else if (isText(padding, "EXPLICIT") && pads != nullptr && pads->size == 8) {
        w.above = pads->list[2 * r];
        w.below = pads->list[2 * r + 1];
        w.left = pads->list[2 * r + 2];
        w.right = pads->list[2 * r + 3];
    }
    return w;
}

/// Why a node's windows are not those above, or null: they slide over batch or channels.
inline const char* otherWindows(const Attr* attrs, std::int32_t count) {
    const bool channelsFirst = isText(findAttr(attrs, count, "data_format"), "NCHW");
    for (const char* name : {"ksize", "strides", "dilations"}) {
        const Attr* sizes = findAttr(attrs, count, name);
        if (sizes == nullptr || sizes->kind != Attr::kInts || sizes->size == 0) { continue; }
        if (sizes->size != 4) { return "windows over other than two axes"; }
        if (sizes->list[0] != 1 || sizes->list[channelsFirst ? 1 : 3] != 1) {
            return "windows over the batch or over channels";
        }
    }
    return nullptr;
}

}  // namespace weft::gpu
