// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/graph/graph.h"

namespace weft {

/// Adds the nodes that scopes build in its own way: reads their inputs elsewhere, makes them wait.
class NodeAdder {
public:
    virtual ~NodeAdder() = default;
    /// The node to use where this one was asked for. Errors: those of Graph::add().
    virtual Result<NodeId> add(NodeSpec spec) = 0;
};

/// While it lives, all scopes of this thread add their nodes through an adder, or straight to their
/// graphs again. Gradient functions know nothing of loops: the adder builds what they ask for
/// inside one.
class AddingThrough {
public:
    /// @param adder may be null; must outlive this.
    explicit AddingThrough(NodeAdder* adder);
    ~AddingThrough();
    AddingThrough(const AddingThrough&) = delete;
    AddingThrough& operator=(const AddingThrough&) = delete;
    /// What scopes of this thread add through now, or null.
    static NodeAdder* current();

private:
    NodeAdder* m_before;
};

}  // namespace weft
