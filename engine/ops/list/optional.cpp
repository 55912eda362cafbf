// SPDX-License-Identifier: Apache-2.0
/// @file
/// OptionalFromValue, OptionalNone, OptionalHasValue, OptionalGetValue: some tensors, or nothing, as
/// one value. TensorFlow's branches hand such values to their gradients.
///
/// Errors   InvalidArgument for a value where there is none, for other dtypes, shapes or numbers of
///          tensors than it has, for a variant of another kind.
/// Source   Op contracts of TensorFlow of the same names; gradients as its optional_ops.

#include <algorithm>

#include "engine/base/strings.h"
#include "engine/kernel/op_builder.h"
#include "engine/kernel/state/tensor_elements.h"
#include "engine/tensor/variant.h"

namespace weft {
namespace {

class Optional final : public VariantPayload {
public:
    /// Nothing.
    Optional() = default;
    explicit Optional(std::vector<Tensor> tensors)
        : m_hasValue(true), m_tensors(std::move(tensors)) {
        for (const Tensor& tensor : m_tensors) {
            m_depth = std::max(m_depth, 1 + variantDepth(tensor));
            m_count += 1 + variantCount(tensor);
        }
    }

    bool hasValue() const { return m_hasValue; }
    const std::vector<Tensor>& tensors() const { return m_tensors; }

    std::string typeName() const override { return "tensorflow::data::Optional"; }
    std::string describe() const override {
        return m_hasValue ? concat("Optional of ", m_tensors.size()) : "Optional without value";
    }
    int depth() const override { return m_depth; }
    std::int64_t count() const override { return m_count; }
    Result<std::shared_ptr<VariantPayload>> zerosLike(Allocator& allocator) const override {
        if (!m_hasValue) { return std::make_shared<Optional>(); }
        std::vector<Tensor> zeros;
        for (const Tensor& tensor : m_tensors) {
            zeros.push_back(WEFT_TRY(weft::zerosLike(tensor, allocator)));
        }
        return std::make_shared<Optional>(std::move(zeros));
    }
    Result<std::shared_ptr<VariantPayload>> sum(const VariantPayload& other,
                                                Allocator& allocator) const override {
        const auto* optional = dynamic_cast<const Optional*>(&other);
        if (optional == nullptr) {
            return internalError(concat("variants that are added are of different types: got '",
                                        typeName(), "' and '", other.typeName(), "'"));
        }
        if (optional->m_hasValue != m_hasValue) {
            return invalidArgument(
                "Cannot add optionals because one has a value and the other doesn't.");
        }
        if (!m_hasValue) { return std::make_shared<Optional>(); }
        if (optional->m_tensors.size() != m_tensors.size()) {
            return invalidArgument(
                concat("Cannot add optionals because they have different numbers of components (",
                       m_tensors.size(), " vs. ", optional->m_tensors.size(), ")."));
        }
        std::vector<Tensor> sums;
        for (std::size_t i = 0; i < m_tensors.size(); ++i) {
            sums.push_back(WEFT_TRY(m_tensors[i].clone(allocator)));
            WEFT_TRY(addElements(sums.back(), optional->m_tensors[i], allocator));
        }
        return std::make_shared<Optional>(std::move(sums));
    }

private:
    bool m_hasValue = false;
    int m_depth = 1;
    std::int64_t m_count = 0;
    std::vector<Tensor> m_tensors;
};

Result<const Optional*> optionalOf(KernelContext& context) {
    const Tensor& input = context.input(0);
    if (input.rank() != 0) {
        return invalidArgument(concat("Input to ", context.node().opName,
                                      " must be a scalar tensor: got shape ", input.shape()));
    }
    if (const auto* optional = input.values<VariantValue>()[0].as<Optional>()) { return optional; }
    return invalidArgument(
        concat("Input to ", context.node().opName, " must be an OptionalVariant object."));
}

Status give(KernelContext& context, std::shared_ptr<Optional> optional) {
    WEFT_TRY(checkVariantSize(optional->depth(), optional->count()));
    context.outputValues<VariantValue>(0)[0].payload = std::move(optional);
    return okStatus();
}

Status fromValueCpu(KernelContext& context) {
    std::vector<Tensor> tensors;
    for (int i = 0; i < context.inputs(); ++i) { tensors.push_back(context.input(i)); }
    return give(context, std::make_shared<Optional>(std::move(tensors)));
}

Status noneCpu(KernelContext& context) { return give(context, std::make_shared<Optional>()); }

Status hasValueCpu(KernelContext& context) {
    context.outputValues<bool>(0)[0] = WEFT_TRY(optionalOf(context))->hasValue();
    return okStatus();
}

Result<std::vector<PartialShape>> promisedShapes(const ShapeContext& context) {
    auto shapes = WEFT_TRY(context.attr<std::vector<PartialShape>>("output_shapes"));
    if (std::ssize(shapes) == context.outputs()) { return shapes; }
    return invalidArgument(
        concat("`output_types` and `output_shapes` must be the same length: got ",
               context.outputs(), " and ", shapes.size()));
}

Status getValueCpu(KernelContext& context) {
    const Optional* optional = WEFT_TRY(optionalOf(context));
    if (!optional->hasValue()) {
        return invalidArgument("The given optional does not have a value.");
    }
    const std::vector<Tensor>& tensors = optional->tensors();
    if (std::ssize(tensors) != context.outputs()) {
        return invalidArgument(concat("The given optional has ", tensors.size(),
                                      " components, expected ", context.outputs()));
    }
    const auto shapes = WEFT_TRY(context.attrs().get<std::vector<PartialShape>>("output_shapes"));
    for (int i = 0; i < context.outputs(); ++i) {
        const Tensor& tensor = tensors[static_cast<std::size_t>(i)];
        const DType type = context.node().outputs[static_cast<std::size_t>(i)].type;
        const PartialShape& shape = shapes[static_cast<std::size_t>(i)];
        if (tensor.dtype() != type) {
            return invalidArgument(
                concat("The given optional does not match the expected type for component ", i,
                       ". Expected: ", signatureName(type),
                       ". Actual: ", signatureName(tensor.dtype()), "."));
        }
        if (!shape.compatibleWith(tensor.shape())) {
            return invalidArgument(
                concat("The given optional does not match the expected shape for component ", i,
                       ". Expected: ", shape, ". Actual: ", tensor.shape(), "."));
        }
        context.setOutput(i, tensor);
    }
    return okStatus();
}

/// What arrives is an optional of the gradients by the tensors.
Result<std::vector<Expr>> fromValueGradient(const GradientContext& context) {
    std::vector<DType> types;
    std::vector<PartialShape> shapes;
    for (int i = 0; i < context.inputs(); ++i) {
        types.push_back(context.input(i).dtype());
        shapes.push_back(context.input(i).shape());
    }
    AttrMap attrs;
    attrs.set("output_types", std::move(types));
    attrs.set("output_shapes", std::move(shapes));
    return opList("OptionalGetValue", {context.outputGradient(0)}, attrs);
}

Result<std::vector<Expr>> getValueGradient(const GradientContext& context) {
    std::vector<Expr> gradients;
    for (std::size_t i = 0; i < context.node().outputs.size(); ++i) {
        gradients.push_back(context.outputGradient(static_cast<int>(i)));
    }
    return std::vector<Expr>{op("OptionalFromValue", gradients)};
}

WEFT_OP("OptionalFromValue")
    .summary("Makes a value of some tensors.")
    .category("data")
    .attr("Toutput_types: list(type) >= 1")
    .input("components: Toutput_types", "the tensors")
    .output("optional: variant", "an optional that holds them")
    .shape(scalarShape)
    .gradient(fromValueGradient)
    .cpuKernel(fromValueCpu);

WEFT_OP("OptionalNone")
    .summary("Makes an optional that holds nothing.")
    .category("data")
    .output("optional: variant", "an optional without value")
    .shape(scalarShape)
    .noGradient("it holds nothing")
    .cpuKernel(noneCpu);

WEFT_OP("OptionalHasValue")
    .summary("Whether an optional holds tensors.")
    .category("data")
    .input("optional: variant", "an optional")
    .output("has_value: bool", "scalar")
    .shape(scalarShape)
    .noGradient("it is a truth value")
    .cpuKernel(hasValueCpu);

WEFT_OP("OptionalGetValue")
    .summary("The tensors that an optional holds.")
    .category("data")
    .attr("output_types: list(type) >= 1")
    .attr("output_shapes: list(shape) >= 1")
    .input("optional: variant", "an optional with a value")
    .output("components: output_types", "the tensors")
    .shape(promisedShapes)
    .dynamicOutputs()
    .gradient(getValueGradient)
    .cpuKernel(getValueCpu);

}  // namespace
}  // namespace weft
