// SPDX-License-Identifier: Apache-2.0
/// @file
/// Runs one stateless node outside a session, and lends that to the graph for constant folding.

#include <algorithm>

#include "engine/base/strings.h"
#include "engine/graph/graph.h"
#include "engine/graph/shape_context.h"
#include "engine/kernel/kernel_registry.h"

namespace weft {
namespace {

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

Result<std::vector<Tensor>> allocateOutputs(const Node& node,
                                            const std::vector<PartialShape>& shapes,
                                            Device& device) {
    std::vector<Tensor> outputs(node.outputs.size());
    const auto& dynamic = node.op->dynamicOutputs;
    for (std::size_t i = 0; i < outputs.size(); ++i) {
        if (std::find(dynamic.begin(), dynamic.end(), static_cast<int>(i)) != dynamic.end()) {
            continue;
        }
        const std::optional<Shape> shape = shapes[i].full();
        if (!shape) {
            return internalError(
                concat("the shape of output ", i, " is not known: got ", shapes[i]));
        }
        outputs[i] = WEFT_TRY(Tensor::allocate(node.outputs[i].type, *shape, device.allocator()));
    }
    return outputs;
}

[[maybe_unused]] const bool kInstalled = [] {
    setConstantEvaluator(evaluateNode);
    return true;
}();

}  // namespace

Result<std::vector<Tensor>> evaluateNode(const Node& node, const std::vector<Tensor>& inputs) {
    if (node.op == nullptr || node.op->isStateful) {
        return failedPrecondition("only stateless nodes have constant values");
    }
    std::vector<PartialShape> shapes;
    std::vector<DType> types;
    std::vector<const Tensor*> pointers;
    for (const Tensor& input : inputs) {
        shapes.emplace_back(input.shape());
        types.push_back(input.dtype());
        pointers.push_back(&input);
    }
    const GivenValues values(inputs);
    const ShapeContext shapeContext(*node.op, node.attrs, shapes, types,
                                    static_cast<int>(node.outputs.size()), values);
    const std::vector<PartialShape> found = WEFT_TRY(node.op->shape(shapeContext));
    if (node.op->aliasesInput >= 0) {
        const std::optional<Shape> shape = found.front().full();
        const Tensor& source = inputs[static_cast<std::size_t>(node.op->aliasesInput)];
        if (!shape || shape->elements() != source.elements()) {
            return internalError("shape of a pass-through op");
        }
        return std::vector<Tensor>{source.reshaped(*shape)};
    }
    const KernelDef* kernel = WEFT_TRY(KernelRegistry::global().find(node, "CPU"));
    std::shared_ptr<const void> parameters;
    if (const ParametersFunction* parse = KernelRegistry::global().parameters(node.opName);
        parse != nullptr && *parse) {
        parameters = WEFT_TRY((*parse)(node));
    }
    static const std::unique_ptr<DeviceSet> devices = DeviceSet::cpus(1);
    ResourceStore resources;
    const Cancellation never;
    std::vector<Tensor> outputs = WEFT_TRY(allocateOutputs(node, found, devices->at(0)));
    const std::vector<Variable*> variables(inputs.size(), nullptr);
    KernelContext::State state;
    state.node = &node;
    state.parameters = parameters.get();
    state.inputs = pointers;
    state.outputs = outputs;
    state.variables = variables;
    state.device = &devices->at(0);
    state.resources = &resources;
    state.cancellation = &never;
    KernelContext context(state);
    WEFT_TRY(kernel->run(context));
    return outputs;
}

}  // namespace weft
