// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "engine/graph/graph.h"
#include "engine/runtime/session.h"
#include "tests/support/op_runner.h"

namespace weft::test {

/// A session whose nodes "a" and "b" are the op on constant inputs, with these attributes each.
inline std::unique_ptr<Session> randomSession(const std::string& op,
                                              const std::vector<std::string>& inputs,
                                              const AttrMap& attrs, std::int64_t seed = 0) {
    Graph graph;
    std::vector<Endpoint> endpoints;
    for (std::size_t i = 0; i < inputs.size(); ++i) {
        const Tensor value = literal(inputs[i]);
        const Result<NodeId> node =
            graph.add({.name = concat("in", i),
                       .op = "Const",
                       .attrs = {{"dtype", value.dtype()},
                                 {"value", StoredTensorPtr(StoredTensor::fromTensor(value))}}});
        WEFT_CHECK(node.ok(), "constant");
        endpoints.push_back({*node, 0});
    }
    for (const char* name : {"a", "b"}) {
        const Result<NodeId> node =
            graph.add({.name = name, .op = op, .inputs = endpoints, .attrs = attrs});
        WEFT_CHECK(node.ok(), "random node");
    }
    SessionOptions options;
    options.seed = seed;
    Result<std::unique_ptr<Session>> session = Session::create(std::move(graph), options);
    WEFT_CHECK(session.ok(), "session");
    return *std::move(session);
}

/// One run of a node of it, as text; "CODE: message" when it fails.
inline std::string runOnce(Session& session, const std::string& fetch) {
    const Result<std::vector<Tensor>> outputs = session.run({{}, {fetch}, {}});
    return outputs.ok()
               ? textOf(outputs->front())
               : concat(codeName(outputs.status().code()), ": ", messageOf(outputs.status()));
}

/// Attributes of a seeded node.
inline AttrMap seeded(std::int64_t seed, std::int64_t seed2) {
    return {{"seed", seed}, {"seed2", seed2}};
}
/// The same with the output's dtype.
inline AttrMap seeded(std::int64_t seed, std::int64_t seed2, DType type) {
    return {{"seed", seed}, {"seed2", seed2}, {"dtype", type}};
}

}  // namespace weft::test
