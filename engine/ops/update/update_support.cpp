// SPDX-License-Identifier: Apache-2.0
#include "engine/ops/update/update_support.h"

#include <algorithm>

namespace weft::update {
namespace {

Status differ(const std::string& a, const std::string& aShape, const std::string& b,
              const std::string& bShape) {
    return invalidArgument(concat(a, " and ", b, " do not have the same shape: got ", aShape,
                                  " and ", bShape, ", want equal shapes"));
}

}  // namespace

Result<PartialShape> updateShape(const ShapeContext& context,
                                 std::initializer_list<int> sameShapeInputs) {
    const std::vector<ArgDef>& args = context.op().inputs;
    PartialShape shape;
    for (const int i : sameShapeInputs) {
        const Result<PartialShape> merged = shape.merge(context.input(i));
        if (!merged.ok()) {
            const int first = *sameShapeInputs.begin();
            return differ(args[static_cast<std::size_t>(first)].name, shape.toString(),
                          args[static_cast<std::size_t>(i)].name, context.input(i).toString());
        }
        shape = *merged;
    }
    for (int i = 0; i < context.inputs(); ++i) {
        const bool isScalar =
            std::find(sameShapeInputs.begin(), sameShapeInputs.end(), i) == sameShapeInputs.end();
        if (isScalar && !context.input(i).withRank(0).ok()) {
            return invalidArgument(concat(args[static_cast<std::size_t>(i)].name,
                                          " is not a scalar: got ", context.input(i), ", want []"));
        }
    }
    return shape;
}

Status checkUpdate(const KernelContext& context, std::initializer_list<int> variables,
                   int gradientInput) {
    const std::vector<ArgDef>& args = context.node().op->inputs;
    const Shape& gradient = context.input(gradientInput).shape();
    for (const int i : variables) {
        const Variable& variable = context.variable(i);
        if (!variable.initialized()) {
            return failedPrecondition(concat("Attempting to use uninitialized value ",
                                             variable.name(),
                                             "; run its initializer or restore a checkpoint"));
        }
        if (!(variable.value().shape() == gradient)) {
            return differ(args[static_cast<std::size_t>(i)].name,
                          variable.value().shape().toString(),
                          args[static_cast<std::size_t>(gradientInput)].name, gradient.toString());
        }
    }
    for (int i = 0; i < context.inputs(); ++i) {
        const bool isVariable = std::find(variables.begin(), variables.end(), i) != variables.end();
        if (isVariable || i == gradientInput) { continue; }
        if (context.input(i).rank() != 0) {
            return invalidArgument(concat(args[static_cast<std::size_t>(i)].name,
                                          " is not a scalar: got ", context.input(i).shape(),
                                          ", want []"));
        }
    }
    return okStatus();
}

}  // namespace weft::update
