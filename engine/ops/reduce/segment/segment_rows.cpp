// SPDX-License-Identifier: Apache-2.0
#include "engine/ops/reduce/segment/segment_rows.h"

namespace weft {

std::vector<std::int64_t> idsOf(const Tensor& ids) {
    const auto read = [](auto values) {
        return std::vector<std::int64_t>(values.begin(), values.end());
    };
    switch (ids.dtype()) {
        case DType::Int16:
            return read(ids.values<std::int16_t>());
        case DType::Int32:
            return read(ids.values<std::int32_t>());
        default:
            return read(ids.values<std::int64_t>());
    }
}

Status checkSortedIds(const std::vector<std::int64_t>& ids, std::int64_t segments) {
    for (std::size_t i = 0; i < ids.size(); ++i) {
        if (ids[i] < 0) {
            return invalidArgument(
                concat("segment ids must be >= 0: got segment_ids[", i, "] = ", ids[i]));
        }
        if (i > 0 && ids[i] < ids[i - 1]) {
            return invalidArgument(concat("segment ids are not increasing: got segment_ids[", i,
                                          "] = ", ids[i], " after ", ids[i - 1],
                                          ", want them sorted"));
        }
        if (ids[i] >= segments) {
            return invalidArgument(concat("segment ids must be < num_segments: got segment_ids[", i,
                                          "] = ", ids[i], ", want < ", segments));
        }
    }
    return okStatus();
}

Status checkIndices(std::string_view name, const std::vector<std::int64_t>& indices,
                    std::int64_t limit) {
    for (std::size_t i = 0; i < indices.size(); ++i) {
        if (indices[i] < 0 || indices[i] >= limit) {
            return invalidArgument(
                concat(name, "[", i, "] == ", indices[i], " out of range [0, ", limit, ")"));
        }
    }
    return okStatus();
}

std::int64_t rowElements(const Shape& shape, int axes) {
    std::int64_t elements = 1;
    for (int axis = axes; axis < shape.rank(); ++axis) { elements *= shape[axis]; }
    return elements;
}

Result<Shape> withRows(const Shape& shape, int axes, std::int64_t rows) {
    Dims dims{rows};
    dims.insert(dims.end(), shape.dims().begin() + axes, shape.dims().end());
    return makeShape(dims);
}

Expr gatherRows(const Expr& table, const Expr& rows) {
    return op("GatherV2", {table, rows, intConstant(table, 0)});
}

}  // namespace weft
