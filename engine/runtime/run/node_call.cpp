// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/run/node_call.h"

#include "engine/base/strings.h"
#include "engine/graph/shape_context.h"
#include "engine/kernel/gpu/gpu_catalog.h"
#include "engine/kernel/gpu/gpu_node.h"
#include "engine/runtime/run/run_operands.h"
#include "engine/runtime/session_variables.h"
#include "engine/tensor/device_memory.h"

namespace weft {
namespace {

Status unread(const Variable& variable) {
    return failedPrecondition(concat("Could not find variable ", variable.name(),
                                     ": it is uninitialized or has been deleted; run its "
                                     "initializer or restore a checkpoint"));
}

Status missing(const Variable& variable) {
    return notFound(concat("Could not find resource: ", variable.name(),
                           "; run its initializer or restore a checkpoint"));
}

bool takesEmptyVariables(const OpDef& op) {
    return op.allowsUninitializedInput || op.variableAccess == VariableAccess::Assign ||
           op.variableAccess == VariableAccess::Ask;
}

const Shape& shapeOf(const NodeOperands& operands, std::size_t i) {
    static const Shape kNoShape;
    if (operands.inputs[i] != nullptr) { return operands.inputs[i]->shape(); }
    const Variable& variable = *operands.variables[i];
    return variable.initialized() ? variable.value().shape() : kNoShape;
}

/// Whether input i is a variable without value.
bool isOpen(const NodeOperands& operands, std::size_t i) {
    return operands.inputs[i] == nullptr && !operands.variables[i]->initialized();
}

bool holds(const ShapeMemo& memo, const NodeOperands& operands) {
    bool same = memo.valid;
    for (std::size_t i = 0; same && i < operands.inputs.size(); ++i) {
        same = memo.inputs[i] == shapeOf(operands, i);
    }
    for (std::size_t v = 0; same && v < memo.values.size(); ++v) {
        const Tensor& now = *operands.inputs[static_cast<std::size_t>(memo.values[v].first)];
        same = deviceMemoryOf(now) == nullptr && bytesEqual(now, memo.values[v].second);
    }
    return same;
}

/// What an output is to be allocated with; an empty shape where that is not known before the call.
Result<Shape> fullShape(const Node& node, std::size_t output, const PartialShape& found) {
    const std::optional<Shape> full = found.full();
    const bool mayBeOpen =
        node.outputs[output].isRef || node.op->isDynamicOutput(static_cast<int>(output));
    if (!full && found.isFull()) {
        return invalidArgument(concat("output ", output, " has too many elements: got shape ",
                                      found, ", want fewer than 2^63"));
    }
    if (!full && !mayBeOpen) {
        return internalError(
            concat("the shape of output ", output, " is not known at run: got ", found));
    }
    return full.value_or(Shape());
}

/// In the words of the Slice that asked for the columns.
Result<Shape> narrowed(const Shape& product, const Range& columns) {
    if (columns.begin + columns.count > product[1]) {
        return invalidArgument(concat("size[1] leaves the input: got begin ", columns.begin,
                                      " and size ", columns.count, ", want an end of at most ",
                                      product[1]));
    }
    return Shape{product[0], columns.count};
}

/// Inputs that a kernel of the CPU reads and that lie on a GPU, as copies: plans make these beforehand, where they
/// know it.
struct HostInputs {
    bool onlyHandsOn;  ///< the node is on a GPU: floating-point numbers are not looked at

    std::vector<Tensor> copies;
    std::vector<const Tensor*> inputs;

    Status bring(const Node& node, KernelContext::State& state) {
        for (std::size_t i = 0; i < state.inputs.size(); ++i) {
            const Tensor* input = state.inputs[i];
            const bool isAway = input != nullptr && deviceMemoryOf(*input) != nullptr;
            if (!isAway || readsOnlyShapes(node)) { continue; }
            if (onlyHandsOn && isFloating(input->dtype())) { continue; }
            if (inputs.empty()) {
                inputs.assign(state.inputs.begin(), state.inputs.end());
                copies.reserve(inputs.size());
            }
            inputs[i] = &copies.emplace_back(WEFT_TRY(input->clone()));
        }
        if (!inputs.empty()) { state.inputs = inputs; }
        if (onlyHandsOn) { return okStatus(); }
        // Another call may have had the variable on a card.
        for (Variable* variable : state.variables) {
            if (variable == nullptr || deviceMemoryOf(variable->value()) == nullptr) { continue; }
            variable->set(WEFT_TRY(variable->value().clone(state.device->allocator())));
        }
        return okStatus();
    }
};

}  // namespace

Status updateShapes(const Instruction& instruction, const NodeOperands& operands, ShapeMemo& memo) {
    if (holds(memo, operands)) { return okStatus(); }
    memo = {};
    std::vector<PartialShape> shapes;
    std::vector<DType> types;
    for (std::size_t i = 0; i < operands.inputs.size(); ++i) {
        const Tensor* input = operands.inputs[i];
        memo.inputs.push_back(shapeOf(operands, i));
        shapes.push_back(isOpen(operands, i) ? operands.variables[i]->shape()
                                             : PartialShape(memo.inputs.back()));
        types.push_back(input != nullptr ? input->dtype() : operands.variables[i]->dtype());
    }
    const Node& node = *instruction.node;
    const RunValues values(operands.inputs);
    const ShapeContext shapeContext(*node.op, node.attrs, shapes, types, instruction.outputs.count,
                                    values);
    const std::vector<PartialShape> found = WEFT_TRY(node.op->shape(shapeContext));
    for (std::size_t i = 0; i < found.size(); ++i) {
        memo.outputs.push_back(WEFT_TRY(fullShape(node, i, found[i])));
    }
    if (instruction.columns.count > 0) {
        memo.outputs[0] = WEFT_TRY(narrowed(memo.outputs[0], instruction.columns));
    }
    for (const int input : values.seen()) {
        const Tensor& seen = *operands.inputs[static_cast<std::size_t>(input)];
        memo.values.emplace_back(input, WEFT_TRY(seen.clone()));
    }
    // An uninitialized variable's shape is not part of the key.
    memo.valid = true;
    for (std::size_t i = 0; i < operands.inputs.size(); ++i) {
        if (isOpen(operands, i)) { memo.valid = false; }
    }
    return okStatus();
}

std::int32_t outputDevice(const DeviceSet& devices, const Instruction& instruction) {
    const bool isOfGpu = asDeviceMemory(devices.at(instruction.device).allocator()) != nullptr;
    return isOfGpu && instruction.run != runGpuNode ? 0 : instruction.device;
}

Result<Tensor> aliasOf(const Tensor& source, const ShapeMemo& memo) {
    if (source.elements() != memo.outputs[0].elements()) {
        return internalError(concat("shape function of a pass-through op: got ", memo.outputs[0],
                                    " for ", source.shape()));
    }
    return source.reshaped(memo.outputs[0]);
}

Status callNode(const RunContext& context, const Instruction& instruction,
                const NodeOperands& operands, const ShapeMemo& memo, std::span<Tensor> outputs) {
    bool allEmpty = true;
    for (const Shape& shape : memo.outputs) { allEmpty = allEmpty && shape.elements() == 0; }
    if (allEmpty && !instruction.runsOnEmpty) { return okStatus(); }
    KernelContext::State state;
    state.node = instruction.node;
    state.parameters = instruction.parameters;
    state.inputs = operands.inputs;
    state.variables = operands.variables;
    state.outputs = outputs;
    state.device = &context.devices->at(instruction.device);
    state.resources = context.resources;
    state.cancellation = context.run;
    state.defaultSeed = context.seed;
    state.defaultSeed2 = instruction.defaultSeed2;
    HostInputs readable{asDeviceMemory(state.device->allocator()) != nullptr, {}, {}};
    if (instruction.run != runGpuNode) { WEFT_TRY(readable.bring(*instruction.node, state)); }
    KernelContext kernelContext(state);
    return instruction.run(kernelContext);
}

Status checkEmpty(const Variable& variable, const Instruction& instruction, bool byReference,
                  bool byHandle) {
    if (byReference && takesEmptyVariables(*instruction.node->op)) { return okStatus(); }
    if (!byHandle) { return uninitialized(variable); }
    // The words of TensorFlow, where the resource comes into being with its first value.
    return instruction.kind == Instruction::Kind::Alias ? unread(variable) : missing(variable);
}

Result<int> wayTaken(const Tensor& predicate) {
    if (deviceMemoryOf(predicate) != nullptr) { return wayTaken(WEFT_TRY(predicate.clone())); }
    if (predicate.shape().rank() != 0) {
        return invalidArgument(
            concat("The second input must be a scalar, but it has shape ", predicate.shape()));
    }
    return predicate.values<bool>()[0] ? 1 : 0;
}

Status handOut(const Tensor& value, Tensor& fetched) {
    if (!isPlain(value.dtype()) || !canReuse(fetched, value.dtype(), value.shape())) {
        fetched = WEFT_TRY(value.clone());
        return okStatus();
    }
    return copyElementBytes(value, fetched);
}

Status described(const RunContext& context, const Instruction& instruction, const Node* node,
                 const Status& status) {
    const std::string& device = context.devices->at(instruction.device).text();
    if (node == nullptr) { return annotated(status, "[Copy] ", concat(" (", device, ")")); }
    const bool copies = instruction.kind == Instruction::Kind::Copy;
    return annotated(status, concat("[", copies ? "Copy" : node->opName, "] "),
                     concat(" (node '", node->name, "', ", device, ")"));
}

}  // namespace weft
