// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QList>
#include <QTest>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/graph/expr.h"
#include "engine/graph/graph.h"
#include "engine/graph/scope.h"
#include "engine/runtime/session.h"

namespace weft::test {

/// A float vector.
inline Tensor floats(std::initializer_list<float> values) { return Tensor::vector<float>(values); }

/// The elements of a float tensor; empty for anything else.
inline std::vector<float> floatsOf(const Tensor& tensor) {
    if (tensor.dtype() != DType::Float) { return {}; }
    const auto values = tensor.values<float>();
    return {values.begin(), values.end()};
}

/// A graph under construction, in the words tests use.
struct GraphFixture {
    Graph graph;
    Scope scope{graph};

    Expr constant(std::string_view name, const Tensor& value) const {
        return scope.constant(value, name);
    }
    Expr placeholder(std::string_view name, const PartialShape& shape = PartialShape()) const {
        return scope.op("Placeholder", {}, {{"dtype", DType::Float}, {"shape", shape}}, name);
    }
    /// VariableV2, the reference.
    Expr variable(std::string_view name, const PartialShape& shape) const {
        return scope.op("VariableV2", {}, {{"dtype", DType::Float}, {"shape", shape}}, name);
    }
    /// A variable NAME with a node NAME/Assign that gives it the value.
    Expr initialized(std::string_view name, const Tensor& value) const {
        const Expr ref = variable(name, value.shape());
        const std::string prefix(name);
        scope.op("Assign", {ref, constant(prefix + "/initial", value)}, {}, prefix + "/Assign");
        return ref;
    }
    Expr op(std::string_view type, const std::vector<Expr>& inputs, std::string_view name,
            const std::vector<Expr>& after = {}) const {
        return scope.expr({scope.node(type, inputs, {}, name, nodesOf(after)), 0});
    }
    NodeId noOp(std::string_view name, const std::vector<Expr>& after = {}) const {
        return scope.node("NoOp", {}, {}, name, nodesOf(after));
    }
    /// A session over a copy of the graph; fails when the graph has an error.
    Result<std::unique_ptr<Session>> session(const SessionOptions& options = {}) const {
        WEFT_TRY(scope.status());
        return Session::create(graph, options);
    }

private:
    static std::vector<NodeId> nodesOf(const std::vector<Expr>& exprs) {
        std::vector<NodeId> out;
        for (const Expr& e : exprs) { out.push_back(e.endpoint().node); }
        return out;
    }
};

/// One run with one fetch.
inline Result<Tensor> runFor(Session& session, std::string_view fetch,
                             std::vector<std::pair<std::string, Tensor>> feeds = {},
                             std::vector<std::string> targets = {}) {
    const RunRequest request{std::move(feeds), {std::string(fetch)}, std::move(targets)};
    return WEFT_TRY(session.run(request)).front();
}

/// One run of targets only.
inline Status runTargets(Session& session, std::vector<std::string> targets) {
    return session.run({{}, {}, std::move(targets)}).status();
}

}  // namespace weft::test

/// Fails unless the Result<Tensor> holds exactly these floats: QCOMPARE_FLOATS(result, {1, 2}).
#define QCOMPARE_FLOATS(expression, ...)                                  \
    do {                                                                  \
        const auto& tensor_ = (expression);                               \
        QVERIFY2(tensor_.ok(), tensor_.status().ToString().c_str());      \
        const std::vector<float> got_ = ::weft::test::floatsOf(*tensor_); \
        const std::vector<float> want_ __VA_ARGS__;                       \
        QCOMPARE(QList<float>(got_.begin(), got_.end()),                  \
                 QList<float>(want_.begin(), want_.end()));               \
    } while (false)
