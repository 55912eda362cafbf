// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "engine/compose/node_writer.h"
#include "engine/compose/training/optimizers.h"
#include "engine/compose/variables.h"

namespace weft {

/// A variable that an optimizer updates, behind a reference (VariableV2) or a handle (VarHandleOp).
struct OptimizedVariable {
    NodeId node;
    std::string name;
    DType type = DType::Invalid;
    PartialShape shape;
    bool byHandle = false;
    Endpoint endpoint() const { return {node, 0}; }
};
OptimizedVariable optimizedVariable(const Graph& graph, NodeId node);

/// A variable of the optimizer itself, of the kind that the variable beside it has.
struct SlotVariable {
    VariableNodes nodes;
    bool byHandle = false;
    Endpoint endpoint() const { return {nodes.variable, 0}; }
};

/// Writes a slot NAME beside a variable, as TF-1's slot_creator does.
/// @param value the number it starts with. @param outer prefix of constants outside the slot.
/// Errors: InvalidArgument for a variable of unknown shape; as Graph::add().
Result<SlotVariable> addSlot(const NodeWriter& beside, const std::string& name,
                             const SlotRule& rule, double value, const OptimizedVariable& variable,
                             const std::string& outer);
/// Writes a scalar variable NAME, as `tf.Variable(value)` beside a variable is.
Result<SlotVariable> addScalarSlot(const NodeWriter& beside, const std::string& name, float value,
                                   bool byHandle);
/// Writes an op that assigns the value, Assign or AssignVariableOp, under the prefix.
Result<NodeId> addAssign(const NodeWriter& beside, const std::string& prefix,
                         const SlotVariable& slot, Endpoint value, bool useLocking);
/// The value of a slot: NAME/read of a reference; of a handle a new read under the prefix, after
/// these nodes.
Result<Endpoint> readSlot(const NodeWriter& writer, const std::string& prefix,
                          const SlotVariable& slot, const std::vector<NodeId>& after = {});

/// A gradient by some rows of a variable.
struct RowGradient {
    Endpoint values;
    Endpoint indices;
};
/// Adds up the rows that come twice, by Unique and UnsortedSegmentSum under the prefix.
Result<RowGradient> withoutDuplicates(const NodeWriter& writer, const std::string& prefix,
                                      const RowGradient& rows);
/// variable -= rate * gradient, at these rows. Returns the node that does it.
Result<NodeId> addSparseDescent(const NodeWriter& writer, const std::string& prefix,
                                const OptimizedVariable& variable, const RowGradient& rows,
                                Endpoint rate, bool useLocking);

/// What a sparse step of Adam reads.
struct SparseAdam {
    OptimizedVariable variable;
    SlotVariable m;
    SlotVariable v;
    std::vector<SlotVariable> powers;  ///< of beta1, beta2
    Endpoint rate;
    Endpoint beta1;
    Endpoint beta2;
    Endpoint epsilon;
};
/// Adam of a sparse gradient as TF-1 writes it: the moments decay and the variable moves in all
/// rows. Returns a NoOp that waits for everything.
Result<NodeId> addSparseAdam(const NodeWriter& writer, const std::string& prefix,
                             const SparseAdam& adam, const RowGradient& rows, bool useLocking);

}  // namespace weft
