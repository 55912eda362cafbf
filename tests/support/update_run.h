// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QTest>
#include <memory>
#include <string>
#include <vector>

#include "engine/graph/graph.h"
#include "engine/runtime/session.h"
#include "tests/support/op_runner.h"

namespace weft::test {

/// An update node "update" in a session: the first inputs are variables "v0", "v1", ... with these
/// values, references or, for ops "Resource...", handles; the others are constants. Shapes are not
/// known to the graph, so that the run must see what is wrong.
class UpdateRun {
public:
    enum class Variables { AsNamed, ByHandle };
    UpdateRun(const std::string& op, const std::vector<std::string>& variables,
              const std::vector<std::string>& constants, const AttrMap& attrs = {},
              Variables how = Variables::AsNamed)
        : m_byHandle(how == Variables::ByHandle || op.starts_with("Resource")) {
        std::vector<Endpoint> inputs;
        for (const std::string& text : variables) {
            inputs.push_back(addVariable(concat("v", inputs.size()), literal(text)));
        }
        for (const std::string& text : constants) {
            const Tensor value = literal(text);
            const std::string name = concat("c", inputs.size());
            inputs.push_back(add({.name = name,
                                  .op = "Placeholder",
                                  .attrs = {{"dtype", value.dtype()}, {"shape", PartialShape()}}}));
            m_feeds.emplace_back(name, value);
        }
        if (!m_status.ok()) { return; }
        add({.name = "update", .op = op, .inputs = inputs, .attrs = attrs});
        if (!m_status.ok()) { return; }
        Result<std::unique_ptr<Session>> session = Session::create(std::move(m_graph));
        m_status = session.status();
        if (m_status.ok()) { m_session = *std::move(session); }
    }

    /// Gives the variables their values.
    std::string initialize() { return run({{}, {}, m_initializers}); }
    /// One update; its output 0, or "CODE: message".
    std::string output() { return run({m_feeds, {"update:0"}, {}}); }
    /// One update: the new value of v0, or "CODE: message".
    std::string update() {
        const std::string failed = target();
        return failed.empty() ? value("v0") : failed;
    }
    /// One update: "", or "CODE: message".
    std::string target() { return run({m_feeds, {}, {"update"}}); }
    /// The value of a variable.
    std::string value(const std::string& name) {
        return run({{}, {name + (m_byHandle ? "/Read" : "") + ":0"}, {}});
    }
    /// The values of all variables, joined by "; ".
    std::string values() {
        std::string all;
        for (std::size_t i = 0; i < m_initializers.size(); ++i) {
            all += concat(i == 0 ? "" : "; ", value(concat("v", i)));
        }
        return all;
    }

private:
    Endpoint addVariable(const std::string& name, const Tensor& value) {
        const AttrMap attrs{{"dtype", value.dtype()}, {"shape", PartialShape()}};
        AttrMap handleAttrs = attrs;
        handleAttrs.set("shared_name", name);
        const Endpoint variable = add({.name = name,
                                       .op = m_byHandle ? "VarHandleOp" : "VariableV2",
                                       .attrs = m_byHandle ? handleAttrs : attrs});
        const Endpoint initial =
            add({.name = name + "/initial",
                 .op = "Const",
                 .attrs = {{"dtype", value.dtype()},
                           {"value", StoredTensorPtr(StoredTensor::fromTensor(value))}}});
        add({.name = name + "/Assign",
             .op = m_byHandle ? "AssignVariableOp" : "Assign",
             .inputs = {variable, initial},
             .attrs = {{"validate_shape", false}}});
        if (m_byHandle) {
            add({.name = name + "/Read",
                 .op = "ReadVariableOp",
                 .inputs = {variable},
                 .attrs = {{"dtype", value.dtype()}}});
        }
        m_initializers.push_back(name + "/Assign");
        return variable;
    }
    Endpoint add(NodeSpec spec) {
        const Result<NodeId> node = m_graph.add(std::move(spec));
        if (!node.ok()) {
            if (m_status.ok()) { m_status = node.status(); }
            return {};
        }
        return {*node, 0};
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

    bool m_byHandle;
    Graph m_graph;
    Status m_status;
    std::vector<std::pair<std::string, Tensor>> m_feeds;
    std::vector<std::string> m_initializers;
    std::unique_ptr<Session> m_session;
};

/// Fails unless the text begins with the code and holds the words.
#define QVERIFY_TEXT(got, code, words)                                                           \
    do {                                                                                         \
        const std::string got_ = got;                                                            \
        QVERIFY2(got_.starts_with(code) && got_.find(words) != std::string::npos, got_.c_str()); \
    } while (false)

/// Fails with the text unless it is empty.
#define QVERIFY_EMPTY(text)                     \
    do {                                        \
        const std::string text_ = text;         \
        QVERIFY2(text_.empty(), text_.c_str()); \
    } while (false)

}  // namespace weft::test
