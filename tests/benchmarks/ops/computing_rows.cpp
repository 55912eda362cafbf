// SPDX-License-Identifier: Apache-2.0
#include "tests/benchmarks/ops/op_rows.h"

namespace weft::bench {
namespace {

using Ints = std::vector<std::int64_t>;

AttrMap window(Ints ksize, Ints strides) {
    AttrMap attrs{{"strides", std::move(strides)}, {"padding", std::string("SAME")}};
    if (!ksize.empty()) { attrs.set("ksize", std::move(ksize)); }
    return attrs;
}

constexpr const char* kPhilox = "Philox one block at a time: no vector loop";

}  // namespace

std::vector<Row> computingRows() {
    const Source matrix{DType::Float, {1024, 1024}};
    const Source flat{DType::Float, {1 << 20}};
    const Source image{DType::Float, {16, 64, 64, 16}};
    const Source rows{DType::Int32, {1}, {0}};
    const Source columns{DType::Int32, {1}, {1}};
    const Source last{DType::Int32, {}, {1}};
    std::vector<Row> all;
    for (const char* op : {"Sum", "Mean", "Max", "Min", "Prod"}) {
        all.push_back({.op = op, .inputs = {matrix, columns}, .label = "each row"});
        all.push_back({.op = op, .inputs = {matrix, rows}, .label = "each column"});
        all.push_back({.op = op, .inputs = {flat, rows}, .label = "all"});
    }
    all.push_back({.op = "L2Loss", .inputs = {flat}, .operations = 2});
    all.push_back({.op = "ArgMax",
                   .inputs = {matrix, last},
                   .note = "two passes: the best, then where it is",
                   .label = "each row"});
    all.push_back({.op = "ArgMax",
                   .inputs = {matrix, {DType::Int32, {}, {0}}},
                   .note = "a place is kept beside each best",
                   .label = "each column"});
    all.push_back({.op = "Cumsum",
                   .inputs = {matrix, last},
                   .note = "each sum waits for the one before: 4 cycles an element",
                   .label = "each row"});
    all.push_back({.op = "BiasAddGrad", .inputs = {matrix}});
    all.push_back({.op = "Softmax", .inputs = {matrix}, .operations = 30});
    all.push_back({.op = "LogSoftmax", .inputs = {matrix}, .operations = 30});
    all.push_back(
        {.op = "SoftmaxCrossEntropyWithLogits", .inputs = {matrix, matrix}, .operations = 30});
    all.push_back({.op = "SparseSoftmaxCrossEntropyWithLogits",
                   .inputs = {matrix, {DType::Int64, {1024}, {}, 1024}},
                   .operations = 30});
    all.push_back({.op = "TopKV2",
                   .inputs = {matrix, {DType::Int32, {}, {8}}},
                   .operations = 8,
                   .note = "a heap a row: branches that cannot be foreseen"});
    all.push_back({.op = "MatMul", .inputs = {matrix, matrix}, .operations = 2048});
    all.push_back({.op = "BatchMatMulV2",
                   .inputs = {{DType::Float, {16, 256, 256}}, {DType::Float, {16, 256, 256}}},
                   .operations = 512});
    all.push_back({.op = "Conv2D",
                   .inputs = {image, {DType::Float, {3, 3, 16, 16}}},
                   .attrs = window({}, {1, 1, 1, 1}),
                   .operations = 288});
    all.push_back({.op = "DepthwiseConv2dNative",
                   .inputs = {image, {DType::Float, {3, 3, 16, 1}}},
                   .attrs = window({}, {1, 1, 1, 1}),
                   .operations = 18});
    all.push_back(
        {.op = "MaxPool", .inputs = {image}, .attrs = window({1, 2, 2, 1}, {1, 2, 2, 1})});
    all.push_back(
        {.op = "AvgPool", .inputs = {image}, .attrs = window({1, 2, 2, 1}, {1, 2, 2, 1})});
    all.push_back({.op = "FusedBatchNormV3",
                   .inputs = {image,
                              {DType::Float, {16}},
                              {DType::Float, {16}},
                              {DType::Float, {0}},
                              {DType::Float, {0}}},
                   .operations = 6,
                   .note = "three passes: means, variances, results"});
    all.push_back({.op = "LRN",
                   .inputs = {image},
                   .operations = 60,
                   .note = "pow of the C library for each element"});
    all.push_back({.op = "ResizeBilinear",
                   .inputs = {{DType::Float, {4, 64, 64, 16}}, {DType::Int32, {2}, {128, 128}}},
                   .operations = 8,
                   .note = "four reads for each element written"});
    all.push_back({.op = "RandomUniform",
                   .inputs = {{DType::Int32, {1}, {1 << 20}}},
                   .attrs = {{"dtype", DType::Float}},
                   .operations = 40,
                   .note = kPhilox});
    all.push_back({.op = "RandomStandardNormal",
                   .inputs = {{DType::Int32, {1}, {1 << 20}}},
                   .attrs = {{"dtype", DType::Float}},
                   .operations = 120,
                   .note = kPhilox});
    return all;
}

}  // namespace weft::bench
