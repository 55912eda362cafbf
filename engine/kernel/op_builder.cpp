// SPDX-License-Identifier: Apache-2.0
#include "engine/kernel/op_builder.h"

#include <algorithm>

#include "engine/base/strings.h"

namespace weft {
namespace {

/// Stops the process when a declaration is malformed: it names the op, as the line of the check
/// does not.
void require(const OpDef& op, const Status& status) {
    if (status.ok()) { return; }
    std::fprintf(stderr, "op %s: %s\n", op.name.c_str(), std::string(messageOf(status)).c_str());
    WEFT_CHECK(status.ok(), "malformed op declaration");
}

void require(const OpDef& op, bool holds, std::string_view text) {
    require(op, holds ? okStatus() : invalidArgument(text));
}

/// The attribute that a kernel registered for "the op's first type" is chosen by.
std::string firstTypeAttr(const OpDef& op) {
    const auto found = std::find_if(op.attrs.begin(), op.attrs.end(),
                                    [](const AttrDef& attr) { return attr.kind == "type"; });
    require(op, found != op.attrs.end(), "a kernel for a dtype, but no type attribute");
    return found->name;
}

}  // namespace

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
    require(m_def, parsed.status());
    m_def.attrs.push_back(*std::move(parsed));
    return *this;
}

OpBuilder& OpBuilder::input(std::string_view signature, std::string_view description) {
    Result<ArgDef> parsed = parseArg(signature, description);
    require(m_def, parsed.status());
    m_def.inputs.push_back(*std::move(parsed));
    return *this;
}

OpBuilder& OpBuilder::output(std::string_view signature, std::string_view description) {
    Result<ArgDef> parsed = parseArg(signature, description);
    require(m_def, parsed.status());
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
        // Ops with N outputs of one shape use the same function.
        PartialShape one = WEFT_TRY(function(context));
        return std::vector<PartialShape>(static_cast<std::size_t>(context.outputs()), one);
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

OpBuilder& OpBuilder::handle(HandleFunction function) {
    m_def.handle = std::move(function);
    return *this;
}

OpBuilder& OpBuilder::variables(VariableAccess access) {
    m_def.variableAccess = access;
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

OpBuilder& OpBuilder::dynamicOutputs() {
    m_def.allOutputsDynamic = true;
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
    KernelDef def;
    def.label = label;
    def.run = run;
    return kernel(std::move(def));
}

OpBuilder& OpBuilder::cpuKernelFor(std::vector<DType> types, KernelFunction run,
                                   std::string_view label) {
    return addKernel(std::move(types), run, label);
}

OpBuilder& OpBuilder::addKernel(std::vector<DType> types, KernelFunction run,
                                std::string_view label) {
    KernelDef def;
    def.label = label;
    def.run = run;
    def.types.emplace_back(std::string(), std::move(types));  // named when registered
    return kernel(std::move(def));
}

OpBuilder& OpBuilder::kernel(KernelDef def) {
    m_kernels.push_back(std::move(def));
    return *this;
}

OpBuilder& OpBuilder::setParameters(ParametersFunction parse) {
    m_parameters = std::move(parse);
    return *this;
}

OpRegistration::OpRegistration(const OpBuilder& builder) {
    const OpDef& op = builder.m_def;
    const auto inputCount = static_cast<int>(op.inputs.size());
    require(op, !op.summary.empty(), "no summary");
    require(op, static_cast<bool>(op.shape), "no shape function");
    require(op, op.forwardsRef < inputCount && op.aliasesInput < inputCount, "no such input");
    for (const std::string& host : op.hostInputs) {
        const bool found = std::any_of(op.inputs.begin(), op.inputs.end(),
                                       [&](const ArgDef& arg) { return arg.name == host; });
        require(op, found, concat("hostInput: no input '", host, "'"));
    }
    for (KernelDef def : builder.m_kernels) {
        def.op = op.name;
        for (auto& [attr, types] : def.types) {
            if (attr.empty()) { attr = firstTypeAttr(op); }
            require(op, op.attr(attr) != nullptr, concat("kernel: no attribute '", attr, "'"));
        }
        KernelRegistry::global().add(std::move(def));
    }
    if (builder.m_parameters) {
        KernelRegistry::global().setParameters(op.name, builder.m_parameters);
    }
    require(op, OpRegistry::global().add(op));
}

}  // namespace weft
