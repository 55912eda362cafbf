// SPDX-License-Identifier: Apache-2.0
/// @file
/// VariableV2, and Variable of older graphs: a reference to a tensor that lasts as long as the
/// session.
///
/// Shapes   the attribute `shape`, which may be partly known; of Variable a shape without sizes may
///          also stand for one that is not known.
/// Errors   A read before the first write is FailedPrecondition (given by the executor, which holds
///          the value).
/// Threading The plan resolves the reference: no kernel runs, consumers get the session's Variable.
/// Source   Op contracts of TensorFlow "VariableV2", "Variable".

#include "engine/kernel/op_builder.h"

namespace weft {
namespace {

Result<PartialShape> declaredShape(const ShapeContext& context) {
    return context.attr<PartialShape>("shape");
}

/// Older graphs wrote [] where nothing was known of the shape.
Result<PartialShape> oldVariableShape(const ShapeContext& context) {
    PartialShape shape = WEFT_TRY(declaredShape(context));
    return shape.hasRank() && shape.rank() == 0 ? PartialShape::unknown() : shape;
}

OpBuilder declare(std::string_view name, std::string_view summary) {
    OpBuilder op(name);
    op.summary(summary)
        .category("state")
        .attr("shape: shape")
        .attr("dtype: type")
        .attr("container: string = ''")
        .attr("shared_name: string = ''")
        .output("ref: Ref(dtype)", "a reference to the value")
        .stateful()
        .noGradient("it has no inputs")
        .cpuKernel(passThrough);
    return op;
}

const OpRegistration kVariable =
    declare("Variable",
            "A tensor that keeps its value between runs, as graphs before 2016 name it.")
        .shape(oldVariableShape);
const OpRegistration kVariableV2 =
    declare("VariableV2", "A tensor that keeps its value between runs.").shape(declaredShape);

}  // namespace
}  // namespace weft
