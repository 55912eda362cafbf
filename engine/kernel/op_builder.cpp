// SPDX-License-Identifier: Apache-2.0
#include "engine/kernel/op_builder.h"

#include "engine/base/check.h"

namespace weft {

OpBuilder::OpBuilder(std::string_view name) { m_def.name = name; }

OpBuilder& OpBuilder::summary(std::string_view text) {
    m_def.summary = text;
    return *this;
}

OpBuilder& OpBuilder::category(std::string_view name) {
    m_def.category = name;
    return *this;
}

OpBuilder& OpBuilder::attr(std::string_view signature) {
    Result<AttrDef> parsed = parseAttr(signature);
    WEFT_CHECK(parsed.ok(), "attribute of an op declaration");
    m_def.attrs.push_back(*std::move(parsed));
    return *this;
}

OpBuilder& OpBuilder::input(std::string_view signature, std::string_view description) {
    Result<ArgDef> parsed = parseArg(signature, description);
    WEFT_CHECK(parsed.ok(), "input of an op declaration");
    m_def.inputs.push_back(*std::move(parsed));
    return *this;
}

OpBuilder& OpBuilder::output(std::string_view signature, std::string_view description) {
    Result<ArgDef> parsed = parseArg(signature, description);
    WEFT_CHECK(parsed.ok(), "output of an op declaration");
    m_def.outputs.push_back(*std::move(parsed));
    return *this;
}

OpBuilder& OpBuilder::stateful() {
    m_def.isStateful = true;
    return *this;
}

OpBuilder& OpBuilder::commutative() {
    m_def.isCommutative = true;
    return *this;
}

OpBuilder& OpBuilder::aggregate() {
    m_def.isAggregate = true;
    return *this;
}

OpBuilder& OpBuilder::allowsUninitializedInput() {
    m_def.allowsUninitializedInput = true;
    return *this;
}

OpBuilder& OpBuilder::deprecated(int since, std::string_view text) {
    m_def.deprecatedSince = since;
    m_def.deprecation = text;
    return *this;
}

OpBuilder& OpBuilder::shape(Result<PartialShape> (*function)(const ShapeContext&)) {
    m_def.shape = [function](const ShapeContext& context) -> Result<std::vector<PartialShape>> {
        Result<PartialShape> one = function(context);
        if (!one.ok()) { return one.status(); }
        return std::vector<PartialShape>(static_cast<std::size_t>(context.outputs()), *one);
    };
    return *this;
}

OpBuilder& OpBuilder::shape(Result<std::vector<PartialShape>> (*function)(const ShapeContext&)) {
    m_def.shape = function;
    return *this;
}

OpBuilder& OpBuilder::partialValue(PartialValueFunction function) {
    m_def.partialValue = std::move(function);
    return *this;
}

OpBuilder& OpBuilder::hostInput(std::string_view inputName) {
    m_def.hostInputs.emplace_back(inputName);
    return *this;
}

OpBuilder& OpBuilder::dynamicOutput(int i) {
    m_def.dynamicOutputs.push_back(i);
    return *this;
}

OpBuilder& OpBuilder::forwardsRef(int input) {
    m_def.forwardsRef = input;
    return *this;
}

OpBuilder& OpBuilder::aliases(int input) {
    m_def.aliasesInput = input;
    return *this;
}

OpBuilder& OpBuilder::inPlace(int input) {
    m_def.inPlaceInput = input;
    return *this;
}

OpBuilder& OpBuilder::gradient(Result<std::vector<Expr>> (*function)(const GradientContext&)) {
    m_def.gradient = function;
    return *this;
}

OpBuilder& OpBuilder::noGradient(std::string_view reason) {
    m_def.noGradientReason = reason;
    return *this;
}

OpBuilder& OpBuilder::cpuKernel(KernelFunction run, std::string_view label) {
    return kernel({.label = std::string(label), .types = {}, .run = run, .decline = {}});
}

OpBuilder& OpBuilder::cpuKernelFor(std::vector<DType> types, KernelFunction run,
                                   std::string_view label) {
    return addKernel(std::move(types), run, label);
}

OpBuilder& OpBuilder::kernel(KernelDef def) {
    m_kernels.push_back(std::move(def));
    return *this;
}

OpBuilder& OpBuilder::addKernel(std::vector<DType> types, KernelFunction run,
                                std::string_view label) {
    std::string attrName;
    for (const AttrDef& attr : m_def.attrs) {
        if (attr.kind == "type") {
            attrName = attr.name;
            break;
        }
    }
    WEFT_CHECK(!attrName.empty(),
               "a kernel for a dtype needs a type attribute, declared before it");
    return kernel({.label = std::string(label),
                   .types = {{attrName, std::move(types)}},
                   .run = run,
                   .decline = {}});
}

OpBuilder& OpBuilder::setParameters(ParametersFunction parse) {
    m_parameters = std::move(parse);
    return *this;
}

OpRegistration::OpRegistration(const OpBuilder& builder) {
    const std::string name = builder.m_def.name;
    WEFT_CHECK(builder.m_def.shape != nullptr, name.c_str());
    WEFT_CHECK(OpRegistry::global().add(builder.m_def).ok(), name.c_str());
    for (KernelDef def : builder.m_kernels) {
        def.op = name;
        KernelRegistry::global().add(std::move(def));
    }
    if (builder.m_parameters) {
        KernelRegistry::global().setParameters(name, builder.m_parameters);
    }
}

}  // namespace weft
