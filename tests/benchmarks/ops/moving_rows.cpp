// SPDX-License-Identifier: Apache-2.0
#include "tests/benchmarks/ops/op_rows.h"

namespace weft::bench {
namespace {

Source ints(std::vector<std::int64_t> values) {
    const auto size = static_cast<std::int64_t>(values.size());
    return {DType::Int32, {size}, std::move(values)};
}
Source one(std::int64_t value) { return {DType::Int32, {}, {value}}; }

}  // namespace

std::vector<Row> movingRows() {
    const Source matrix{DType::Float, {1024, 1024}};
    const Source image{DType::Float, {16, 64, 64, 16}};
    const Source ids{DType::Int32, {16384}, {}, 16384};
    const Source table{DType::Float, {16384, 64}};
    return {
        {.op = "Transpose", .inputs = {matrix, ints({1, 0})}},
        {.op = "Transpose", .inputs = {image, ints({0, 3, 1, 2})}, .label = "NHWC to NCHW"},
        {.op = "Transpose", .inputs = {image, ints({3, 2, 1, 0})}, .label = "reversed"},
        {.op = "ConcatV2", .inputs = {matrix, matrix, one(0)}, .label = "rows"},
        {.op = "ConcatV2", .inputs = {matrix, matrix, one(1)}, .label = "columns"},
        {.op = "Split", .inputs = {one(1), matrix}, .attrs = {{"num_split", std::int64_t{4}}}},
        {.op = "Pack", .inputs = {matrix, matrix}, .attrs = {{"axis", std::int64_t{1}}}},
        {.op = "Slice", .inputs = {matrix, ints({0, 8}), ints({1024, 1000})}},
        {.op = "StridedSlice", .inputs = {matrix, ints({0, 0}), ints({1024, 1024}), ints({1, 2})}},
        {.op = "Pad", .inputs = {matrix, {DType::Int32, {2, 2}, {1, 1, 1, 1}}}},
        {.op = "MirrorPad",
         .inputs = {matrix, {DType::Int32, {2, 2}, {1, 1, 1, 1}}},
         .attrs = {{"mode", std::string("REFLECT")}}},
        {.op = "Tile", .inputs = {{DType::Float, {512, 512}}, ints({2, 2})}},
        {.op = "BroadcastTo", .inputs = {{DType::Float, {1024, 1}}, ints({1024, 1024})}},
        {.op = "Fill", .inputs = {ints({1024, 1024}), {DType::Float, {}}}},
        {.op = "ReverseV2", .inputs = {matrix, ints({1})}},
        {.op = "Roll", .inputs = {matrix, ints({3}), ints({1})}},
        {.op = "GatherV2", .inputs = {table, ids, one(0)}},
        {.op = "GatherV2",
         .inputs = {{DType::Float, {1 << 20}}, {DType::Int32, {1 << 20}, {}, 1 << 20}, one(0)},
         .note = "single elements at random places: a cache line each",
         .label = "elements"},
        {.op = "GatherNd", .inputs = {table, {DType::Int32, {16384, 1}, {}, 16384}}},
        {.op = "ScatterNd",
         .inputs = {{DType::Int32, {16384, 1}, {}, 16384}, table, ints({16384, 64})},
         .note = "rows at random places, each checked"},
        {.op = "UnsortedSegmentSum",
         .inputs = {table, ids, one(16384)},
         .note = "rows at random places, each checked"},
        {.op = "DynamicPartition",
         .inputs = {table, {DType::Int32, {16384}, {}, 4}},
         .attrs = {{"num_partitions", std::int64_t{4}}}},
        {.op = "OneHot",
         .inputs =
             {{DType::Int32, {1024}, {}, 1024}, one(1024), {DType::Float, {}}, {DType::Float, {}}}},
        {.op = "SpaceToDepth", .inputs = {image}, .attrs = {{"block_size", std::int64_t{2}}}},
        {.op = "DepthToSpace", .inputs = {image}, .attrs = {{"block_size", std::int64_t{2}}}},
        {.op = "Diag", .inputs = {{DType::Float, {1024}}}},
        {.op = "MatrixBandPart",
         .inputs = {matrix, {DType::Int64, {}, {3}}, {DType::Int64, {}, {3}}}},
        {.op = "Where",
         .inputs = {{DType::Bool, {1 << 20}, {}, 2}},
         .note = "two passes: how many, then where"},
        {.op = "Range",
         .inputs = {one(0), one(1 << 20), one(1)},
         .note = "a multiplication an element, which the baseline has no vectors for"},
    };
}

}  // namespace weft::bench
