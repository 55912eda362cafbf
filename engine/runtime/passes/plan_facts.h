// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <unordered_map>
#include <vector>

#include "engine/graph/shape_context.h"
#include "engine/runtime/plan.h"

namespace weft {

/// Shapes that a run will meet, where they are known when its plan is made.
struct KnownShapes {
    std::vector<Shape> feeds;             ///< one a Plan::feeds, or none at all
    std::vector<PartialShape> variables;  ///< one a Plan::variables, or none at all
    bool mayShareLoops = true;            ///< of loops that only known shapes allow to cut by rows
};

/// What is known of a plan's values before it runs: from constants, from the shapes of feeds, and
/// onwards through the ops' shape functions. Of a slot that may be dead: what holds where it is alive.
/// Nothing comes from the graph's own inference, which does not know what is fed. Instructions are
/// told in the order of the plan. What goes round a loop has the shape that it has in all iterations,
/// what comes off a stack that of all that is put there.
class PlanFacts {
public:
    PlanFacts(const Graph& graph, const Plan& plan, const KnownShapes* known = nullptr);

    /// Looks at an instruction whose operands have been looked at.
    void learn(const Instruction& instruction);
    /// A whole value that a pass has found.
    void setValue(std::int32_t slot, const Tensor& value);

    const PartialShape& shape(const Operand& operand) const;
    /// The whole value, or nullptr where it is not known.
    const Tensor* value(const Operand& operand) const;
    /// Known elements of small whole numbers, or nullptr.
    const PartialValue* partialValue(const Operand& operand) const;

private:
    /// A stack that nothing but pushes and pops is done to.
    struct Stack {
        int pushes = 0;  ///< that were not looked at yet
        std::optional<PartialShape> shape;
        std::optional<Tensor> value;  ///< that all of them put there, where it is known
        bool hasOneValue = true;
    };
    void findStacks();
    void findInvariants();
    Stack* stackOf(const Instruction& instruction);
    void learnStack(const Instruction& instruction);
    void setShape(std::int32_t slot, const PartialShape& shape);
    void learnKernel(const Instruction& instruction);
    void copyFacts(const Operand& from, std::int32_t to);
    void learnMerge(const Instruction& instruction);

    const Graph& m_graph;
    const Plan& m_plan;
    std::vector<PartialShape> m_shapes;          // by slot
    std::vector<PartialShape> m_variableShapes;  // by variable
    std::unordered_map<std::int32_t, Tensor> m_values;
    std::unordered_map<std::int32_t, PartialValue> m_partialValues;
    std::unordered_map<std::int32_t, PartialShape> m_invariants;  // by slot of a loop's Merge
    std::unordered_map<std::int32_t, std::int32_t> m_stackOfSlot;
    std::unordered_map<std::int32_t, Stack> m_stacks;  // by slot of the StackV2
};

}  // namespace weft
