// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/support/graph_fixture.h"

namespace weft::test {

/// A graph with a list of floats, in the order that flows say.
struct ListFixture : GraphFixture {
    /// Makes a list; its ops are chained by `flow`.
    explicit ListFixture(std::int32_t size, AttrMap attrs = {}) {
        attrs.set("dtype", DType::Float);
        const Expr count = constant("size", Tensor::scalar(size));
        const auto made = scope.opList("TensorArrayV3", {count}, attrs, "list");
        if (made.size() == 2) {
            handle = made[0];
            flow = made[1];
        }
    }
    Expr index(std::int32_t i) const { return constant("i", Tensor::scalar(i)); }
    Expr indices(std::initializer_list<std::int32_t> list) const {
        return constant("indices", Tensor::vector<std::int32_t>(list));
    }
    void write(std::int32_t i, const Expr& value, std::string_view name = "write") {
        flow = scope.op("TensorArrayWriteV3", {handle, index(i), value, flow}, {}, name);
    }
    Expr read(std::int32_t i, std::string_view name = "read") const {
        return scope.op("TensorArrayReadV3", {handle, index(i), flow}, {{"dtype", DType::Float}},
                        name);
    }
    Expr gather(std::initializer_list<std::int32_t> list, std::string_view name = "gather") const {
        return scope.op("TensorArrayGatherV3", {handle, indices(list), flow},
                        {{"dtype", DType::Float}}, name);
    }
    Expr handle;
    Expr flow;
};

}  // namespace weft::test
