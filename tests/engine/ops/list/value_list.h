// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>

#include "engine/autodiff/backprop.h"
#include "tests/support/graph_fixture.h"

namespace weft::test {

/// Graphs with lists of floats that are values.
struct ValueLists : GraphFixture {
    Expr ints(std::initializer_list<std::int32_t> list) const {
        return constant("ints", Tensor::vector<std::int32_t>(list));
    }
    Expr lengths(std::initializer_list<std::int64_t> list) const {
        return constant("lengths", Tensor::vector<std::int64_t>(list));
    }
    Expr number(std::int32_t i) const { return constant("number", Tensor::scalar(i)); }
    Expr row(std::initializer_list<float> values) const { return constant("row", floats(values)); }
    Expr matrix(std::int64_t rows, std::int64_t columns) const {
        std::vector<float> values(static_cast<std::size_t>(rows * columns));
        for (std::size_t i = 0; i < values.size(); ++i) { values[i] = static_cast<float>(i); }
        return constant("matrix", Tensor::ofValues<float>(Shape{rows, columns}, values));
    }
    Expr any() const { return number(-1); }
    static AttrMap typed(DType type = DType::Float) {
        AttrMap attrs;
        attrs.set("element_dtype", type);
        return attrs;
    }
    Expr of(std::string_view type, const std::vector<Expr>& inputs,
            DType element = DType::Float) const {
        return scope.op(type, inputs, typed(element));
    }

    Expr empty(const Expr& shape, std::int32_t most = -1) const {
        return of("EmptyTensorList", {shape, number(most)});
    }
    Expr reserve(const Expr& shape, std::int32_t size) const {
        return of("TensorListReserve", {shape, number(size)});
    }
    Expr push(const Expr& list, const Expr& x) const {
        return of("TensorListPushBack", {list, x}, x.dtype());
    }
    /// [i, i] for i < n.
    Expr pairs(int n) const {
        Expr list = empty(ints({2}));
        for (int i = 0; i < n; ++i) {
            list = push(list, row({static_cast<float>(i), static_cast<float>(i)}));
        }
        return list;
    }
    /// Elements [1,2] and [3,4,5].
    Expr uneven() const { return push(push(empty(any()), row({1, 2})), row({3, 4, 5})); }
    Expr set(const Expr& list, std::int32_t at, const Expr& x) const {
        return of("TensorListSetItem", {list, number(at), x}, x.dtype());
    }
    Expr get(const Expr& list, std::int32_t at) const {
        return of("TensorListGetItem", {list, number(at), any()});
    }
    Expr length(const Expr& list) const { return scope.op("TensorListLength", {list}); }
    Expr stack(const Expr& list) const { return of("TensorListStack", {list, any()}); }

    /// What a graph computes. @param build gives the tensor that is asked for.
    static Result<Tensor> run(const std::function<Expr(const ValueLists&)>& build) {
        const ValueLists g;
        const Expr asked = build(g);
        WEFT_TRY(g.scope.status());
        const auto session = WEFT_TRY(g.session());
        return runFor(*session, g.graph.nameOf(asked.endpoint()));
    }
};

/// The gradient of the sum of y by x, which is a placeholder of this value.
inline Result<Tensor> gradientAt(Graph graph, const Expr& y, const Expr& x, const Tensor& value) {
    const std::string name = graph.nameOf(x.endpoint());
    const auto made = WEFT_TRY(addGradients(graph, {y.endpoint()}, {x.endpoint()}));
    if (!made[0]) { return notFound("there is no gradient"); }
    const std::string asked = graph.nameOf(*made[0]);
    const auto session = WEFT_TRY(Session::create(std::move(graph)));
    return runFor(*session, asked, {{name, value}});
}

/// One whole number.
inline std::int64_t intOf(const Result<Tensor>& tensor) {
    return tensor.ok() && tensor->elements() == 1 ? intAt(*tensor, 0) : -999;
}

}  // namespace weft::test
