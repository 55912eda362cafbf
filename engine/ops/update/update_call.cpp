// SPDX-License-Identifier: Apache-2.0
#include "engine/ops/update/update_call.h"

#include <algorithm>

#include "engine/base/strings.h"
#include "engine/graph/graph_inference.h"

namespace weft::update {
namespace {

bool isVariable(const ArgDef& arg) { return arg.isRef || arg.type == DType::Resource; }

const std::string& nameOf(const OpDef& op, int input) {
    return op.inputs[static_cast<std::size_t>(input)].name;
}

/// "var and accum do not have the same shape".
Status differ(const OpDef& op, int input, const PartialShape& var, const PartialShape& other) {
    return invalidArgument(concat(nameOf(op, 0), " and ", nameOf(op, input),
                                  " do not have the same shape: got ", var, " and ", other));
}

/// Rows of a gradient against the variable and the indices of the rows.
Status checkRows(const OpDef& op, const Layout& layout, const PartialShape& var,
                 const PartialShape& gradient, const PartialShape& indices) {
    const std::string& name = nameOf(op, layout.gradient);
    if (!var.withRankAtLeast(1).ok()) {
        return leftToRun(invalidArgument(concat("var must be at least 1 dimensional: got ", var)));
    }
    if (!var.hasRank() || !gradient.hasRank()) { return okStatus(); }
    if (gradient.rank() != var.rank()) {
        return invalidArgument(concat(name, " must have the same number of dimensions as var: got ",
                                      gradient, " and ", var));
    }
    if (!gradient.slice(0, 1).compatibleWith(indices)) {
        return invalidArgument(concat(name,
                                      " must be the same size as indices in the first dimension. "
                                      "got ",
                                      gradient, " and ", indices));
    }
    for (int axis = 1; axis < var.rank(); ++axis) {
        if (!mergeDim(var[axis], gradient[axis]).ok()) {
            return invalidArgument(concat("var and ", name, " must match in dimension ", axis,
                                          ": got ", var, " and ", gradient));
        }
    }
    return okStatus();
}

/// All inputs that are neither variables nor gradient nor indices are scalars.
Status checkScalars(const ShapeContext& context, const Layout& layout) {
    const int indices = layout.isSparse ? layout.gradient + 1 : layout.gradient;
    if (layout.isSparse && !context.input(indices).withRank(1).ok()) {
        return invalidArgument(
            concat("indices must be one-dimensional: got ", context.input(indices)));
    }
    for (int i = layout.variables; i < context.inputs(); ++i) {
        const bool isScalar = i < layout.gradient || i > indices;
        if (!isScalar || context.input(i).withRank(0).ok()) { continue; }
        const std::string& name = nameOf(context.op(), i);
        const Status error =
            invalidArgument(concat(name, " is not a scalar: got ", context.input(i)));
        // The one scalar that V2 moved to the end, where TensorFlow's shape function does not look.
        const bool isLeft = name == "lr_power" && context.op().name.ends_with("V2");
        return isLeft ? leftToRun(error) : error;
    }
    return okStatus();
}

/// Adds to the variable's shape what the gradient tells of it.
Status mergeGradient(const ShapeContext& context, const Layout& layout, PartialShape& shape) {
    const OpDef& op = context.op();
    const PartialShape& gradient = context.input(layout.gradient);
    if (layout.isSparse) {
        return checkRows(op, layout, shape, gradient, context.input(layout.gradient + 1));
    }
    const Result<PartialShape> merged = shape.merge(gradient);
    if (!merged.ok()) { return differ(op, layout.gradient, shape, gradient); }
    shape = *merged;
    return okStatus();
}

/// Whether TensorFlow's shape function compares the gradient with the variable. By handle it does
/// so for two ops only.
bool looksAtGradient(const OpDef& op, const Layout& layout) {
    return op.inputs[0].isRef || (!layout.isSparse && (op.name == "ResourceApplyGradientDescent" ||
                                                       op.name == "ResourceApplyProximalAdagrad"));
}

}  // namespace

Layout layoutOf(const OpDef& op) {
    Layout layout;
    while (isVariable(op.inputs[static_cast<std::size_t>(layout.variables)])) {
        ++layout.variables;
    }
    layout.gradient = layout.variables;
    while (nameOf(op, layout.gradient) != "grad" && nameOf(op, layout.gradient) != "delta") {
        ++layout.gradient;
    }
    const auto after = static_cast<std::size_t>(layout.gradient) + 1;
    layout.isSparse = after < op.inputs.size() && op.inputs[after].name == "indices";
    return layout;
}

Result<PartialShape> updateShape(const ShapeContext& context) {
    const OpDef& op = context.op();
    const Layout layout = layoutOf(op);
    PartialShape shape;
    for (int i = 0; i < layout.variables; ++i) {
        const PartialShape own = WEFT_TRY(variableShape(context, i));
        const Result<PartialShape> merged = shape.merge(own);
        if (!merged.ok()) { return differ(op, i, shape, own); }
        shape = *merged;
    }
    WEFT_TRY(checkScalars(context, layout));
    const Status status = mergeGradient(context, layout, shape);
    if (status.ok()) { return shape; }
    return looksAtGradient(op, layout) ? status : leftToRun(status);
}

Result<std::vector<PartialShape>> checkedUpdate(const ShapeContext& context) {
    WEFT_TRY(updateShape(context));
    return std::vector<PartialShape>();
}

Result<Call> Call::begin(KernelContext& context) {
    Call call(context, layoutOf(*context.node().op));
    if (call.m_layout.isSparse) { WEFT_TRY(call.readIndices()); }
    return call;
}

Status Call::refuseEmptyRows() const {
    const PartialShape var = m_context->variable(0).value().shape();
    if (m_layout.isSparse && var.slice(1).elements() == 0) {
        return invalidArgument(
            concat("Inner dimension should be greater than zero: got var of shape ", var));
    }
    return okStatus();
}

Status Call::readIndices() {
    const Tensor& indices = m_context->input(m_layout.gradient + 1);
    const std::int64_t limit = m_context->variable(0).value().shape()[0];
    m_rows.resize(static_cast<std::size_t>(indices.elements()));
    for (std::size_t i = 0; i < m_rows.size(); ++i) {
        m_rows[i] = intAt(indices, static_cast<std::int64_t>(i));
        if (m_rows[i] < 0 || m_rows[i] >= limit) {
            return invalidArgument(concat("Index ", m_rows[i], " at offset ", i,
                                          " in indices is out of range: want a value in [0, ",
                                          limit, ")"));
        }
    }
    return okStatus();
}

}  // namespace weft::update
