// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "engine/graph/graph.h"
#include "engine/runtime/session.h"
#include "tests/support/op_runner.h"

namespace weft::test {

/// An update node "update" in a session: the first inputs are variables "v0", "v1", ... with these
/// values, the others constants.
class UpdateRun {
public:
    UpdateRun(const std::string& op, const std::vector<std::string>& variables,
              const std::vector<std::string>& constants, const AttrMap& attrs = {}) {
        Graph graph;
        std::vector<Endpoint> inputs;
        for (const std::string& text : variables) {
            const std::string name = concat("v", inputs.size());
            const Tensor value = literal(text);
            const Endpoint ref =
                add(graph, {.name = name,
                            .op = "VariableV2",
                            .attrs = {{"dtype", value.dtype()}, {"shape", PartialShape()}}});
            const Endpoint initial = constant(graph, name + "/initial", value);
            add(graph, {.name = name + "/Assign",
                        .op = "Assign",
                        .inputs = {ref, initial},
                        .attrs = {{"validate_shape", false}}});
            m_initializers.push_back(name + "/Assign");
            inputs.push_back(ref);
        }
        for (const std::string& text : constants) {
            inputs.push_back(constant(graph, concat("c", inputs.size()), literal(text)));
        }
        if (!m_status.ok()) { return; }
        add(graph, {.name = "update", .op = op, .inputs = inputs, .attrs = attrs});
        if (!m_status.ok()) { return; }
        Result<std::unique_ptr<Session>> session = Session::create(std::move(graph));
        m_status = session.status();
        if (m_status.ok()) { m_session = *std::move(session); }
    }

    /// Gives the variables their values.
    std::string initialize() { return run({{}, {}, m_initializers}); }
    /// One update: the new value of v0, or "CODE: message".
    std::string update() { return run({{}, {"update:0"}, {}}); }
    /// The value of a variable.
    std::string value(const std::string& name) { return run({{}, {name + ":0"}, {}}); }

private:
    Endpoint add(Graph& graph, NodeSpec spec) {
        const Result<NodeId> node = graph.add(std::move(spec));
        if (!node.ok()) {
            if (m_status.ok()) { m_status = node.status(); }
            return {};
        }
        return {*node, 0};
    }
    Endpoint constant(Graph& graph, const std::string& name, const Tensor& value) {
        return add(graph, {.name = name,
                           .op = "Const",
                           .attrs = {{"dtype", value.dtype()},
                                     {"value", StoredTensorPtr(StoredTensor::fromTensor(value))}}});
    }
    std::string run(const RunRequest& request) {
        if (!m_status.ok()) { return describe(m_status); }
        const Result<std::vector<Tensor>> outputs = m_session->run(request);
        if (!outputs.ok()) { return describe(outputs.status()); }
        return outputs->empty() ? std::string() : textOf(outputs->front());
    }
    static std::string describe(const Status& status) {
        return concat(codeName(status.code()), ": ", messageOf(status));
    }

    Status m_status;
    std::vector<std::string> m_initializers;
    std::unique_ptr<Session> m_session;
};

/// Fails unless the text begins with the code and holds the words.
#define QVERIFY_TEXT(got, code, words)                                                           \
    do {                                                                                         \
        const std::string got_ = got;                                                            \
        QVERIFY2(got_.starts_with(code) && got_.find(words) != std::string::npos, got_.c_str()); \
    } while (false)

}  // namespace weft::test
