// SPDX-License-Identifier: Apache-2.0
/// @file
/// evaluateNode(): one stateless node computed on the CPU, outside any session. It is the graph's
/// evaluator of constants.

#include "engine/kernel/evaluate.h"

#include <algorithm>
#include <new>

#include "engine/base/strings.h"
#include "engine/device/host_device.h"
#include "engine/graph/graph.h"
#include "engine/graph/shape_context.h"
#include "engine/kernel/compute_scope.h"
#include "engine/kernel/kernel_registry.h"

namespace weft {
namespace {

/// The input tensors as values for the shape function.
class GivenValues final : public ValueSource {
public:
    explicit GivenValues(const std::vector<Tensor>& inputs) : m_inputs(inputs) {}
    std::optional<Tensor> value(int input) const override {
        return m_inputs[static_cast<std::size_t>(input)];
    }
    std::optional<PartialValue> partialValue(int) const override { return std::nullopt; }

private:
    const std::vector<Tensor>& m_inputs;
};

Status checkEvaluable(const Node& node, std::size_t inputs) {
    if (node.op == nullptr) {
        return notFound(concat("op type ", node.opName, " is not registered"));
    }
    const auto isRef = [](const ArgDef& arg) { return arg.isRef; };
    const auto& op = *node.op;
    if (op.isStateful || std::any_of(op.inputs.begin(), op.inputs.end(), isRef) || !op.shape) {
        return failedPrecondition("the op has state, so it runs in a session only");
    }
    if (inputs != node.inputs.size()) {
        return invalidArgument(
            concat("wrong number of inputs: got ", inputs, ", want ", node.inputs.size()));
    }
    return okStatus();
}

Result<std::vector<PartialShape>> outputShapes(const Node& node,
                                               const std::vector<Tensor>& inputs) {
    std::vector<PartialShape> shapes;
    std::vector<DType> types;
    for (const Tensor& input : inputs) {
        shapes.emplace_back(input.shape());
        types.push_back(input.dtype());
    }
    const GivenValues values(inputs);
    return node.op->shape(ShapeContext(*node.op, node.attrs, shapes, types,
                                       static_cast<int>(node.outputs.size()), values));
}

Result<std::vector<Tensor>> allocateOutputs(const Node& node,
                                            const std::vector<PartialShape>& shapes) {
    std::vector<Tensor> outputs(node.outputs.size());
    for (std::size_t i = 0; i < outputs.size(); ++i) {
        if (node.op->isDynamicOutput(static_cast<int>(i))) { continue; }
        const std::optional<Shape> full = shapes[i].full();
        if (!full && shapes[i].isFull()) {
            return invalidArgument(concat("output ", i, " has too many elements: got shape ",
                                          shapes[i], ", want fewer than 2^63"));
        }
        if (!full) {
            return internalError(
                concat("the shape of output ", i, " is not known: got ", shapes[i]));
        }
        outputs[i] = WEFT_TRY(Tensor::allocate(node.outputs[i].type, *full));
    }
    return outputs;
}

Result<std::vector<Tensor>> evaluate(const Node& node, const std::vector<Tensor>& inputs) {
    WEFT_TRY(checkEvaluable(node, inputs.size()));
    if (node.isOp("Const")) {
        const auto stored = WEFT_TRY(node.attrs.get<StoredTensorPtr>("value"));
        return std::vector<Tensor>{WEFT_TRY(stored->tensor())};
    }
    const std::vector<PartialShape> shapes = WEFT_TRY(outputShapes(node, inputs));
    const KernelDef* kernel = WEFT_TRY(KernelRegistry::global().find(node, "CPU"));
    if (node.op->aliasesInput >= 0) {
        const Tensor& source = inputs[static_cast<std::size_t>(node.op->aliasesInput)];
        const std::optional<Shape> full = shapes.front().full();
        if (!full || full->elements() != source.elements()) {
            return internalError(concat("shape function of a pass-through op: got ", shapes.front(),
                                        " for ", source.shape()));
        }
        return std::vector<Tensor>{source.reshaped(*full)};
    }
    std::vector<Tensor> outputs = WEFT_TRY(allocateOutputs(node, shapes));
    const bool allEmpty = std::all_of(outputs.begin(), outputs.end(), [](const Tensor& output) {
        return output.valid() && output.elements() == 0;
    });
    if (allEmpty && !checksWhenEmpty(*node.op)) { return outputs; }

    std::shared_ptr<const void> parameters;
    if (const ParametersFunction* parse = KernelRegistry::global().parameters(node.opName);
        parse != nullptr && *parse) {
        parameters = WEFT_TRY((*parse)(node));
    }
    std::vector<const Tensor*> pointers;
    for (const Tensor& input : inputs) { pointers.push_back(&input); }
    const std::vector<Variable*> variables(inputs.size(), nullptr);
    ResourceStore resources;
    const Cancellation cancellation;
    KernelContext::State state;
    state.node = &node;
    state.parameters = parameters.get();
    state.inputs = pointers;
    state.outputs = outputs;
    state.variables = variables;
    state.device = &hostDevice();
    state.resources = &resources;
    state.cancellation = &cancellation;
    KernelContext context(state);
    WEFT_TRY(kernel->run(context));
    return outputs;
}

/// Lets graphs fold constants as soon as kernels are there.
struct InstallEvaluator {
    InstallEvaluator() { setConstantEvaluator(&evaluateNode); }
};
const InstallEvaluator installEvaluator;

}  // namespace

bool checksWhenEmpty(const OpDef& op) {
    return std::any_of(op.inputs.begin(), op.inputs.end(), [&op](const ArgDef& arg) {
        const bool isSeen =
            std::find(op.hostInputs.begin(), op.hostInputs.end(), arg.name) != op.hostInputs.end();
        const AttrDef* attr = op.attr(arg.typeAttr);
        const bool isWhole = attr == nullptr ? isInteger(arg.type)
                                             : !attr->allowedTypes.empty() &&
                                                   std::all_of(attr->allowedTypes.begin(),
                                                               attr->allowedTypes.end(), isInteger);
        return isWhole && !isSeen && !arg.isRef;
    });
}

Result<std::vector<Tensor>> evaluateNode(const Node& node, const std::vector<Tensor>& inputs) {
    const ComputeScope compute;
    try {
        return evaluate(node, inputs);
    } catch (const std::bad_alloc&) {
        return resourceExhausted("the machine has no memory left for this value");
    }
}

}  // namespace weft
