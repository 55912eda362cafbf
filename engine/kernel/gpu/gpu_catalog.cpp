// SPDX-License-Identifier: Apache-2.0
#include "engine/kernel/gpu/gpu_catalog.h"

#include <algorithm>
#include <array>
#include <map>

#include "engine/base/mutex.h"
#include "engine/graph/op_registry.h"

namespace weft {
namespace {

using Kernels = std::multimap<std::string, const gpu::Kernel*, std::less<>>;

/// A backend's kernels by op; made once.
const Kernels& indexOf(const gpu::Backend& backend) {
    struct Known {
        Mutex mutex;
        std::map<const gpu::Backend*, Kernels> all ABSL_GUARDED_BY(mutex);
    };
    static Known* const known = new Known;
    const MutexLock lock(known->mutex);
    const auto [found, isNew] = known->all.try_emplace(&backend);
    if (isNew) {
        for (const gpu::Kernel* kernel : kernelsOf(backend)) {
            found->second.emplace(kernel->op, kernel);
        }
    }
    return found->second;
}

/// Ops on variables whose CPU kernels copy by Tensor::clone() or only ask.
constexpr std::array<std::string_view, 5> kVariableOps = {
    "Assign", "AssignVariableOp", "IsVariableInitialized", "VarIsInitializedOp",
    "DestroyResourceOp"};
constexpr std::array<std::string_view, 14> kFlowOps = {"Switch",        "Merge",
                                                       "Enter",         "Exit",
                                                       "NextIteration", "RefSwitch",
                                                       "RefMerge",      "RefEnter",
                                                       "RefExit",       "RefNextIteration",
                                                       "VariableV2",    "Variable",
                                                       "VarHandleOp",   "TemporaryVariable"};
/// Stacks of a run: they keep what they are given, wherever it lies.
constexpr std::array<std::string_view, 4> kStackOps = {"StackV2", "StackPushV2", "StackPopV2",
                                                       "StackCloseV2"};
/// Lists: their elements stay where they lie, and go together where the list's node runs.
constexpr std::array<std::string_view, 20> kListOps = {
    "TensorArrayV3",       "TensorArrayGradV3",    "TensorArraySizeV3",   "TensorArrayCloseV3",
    "TensorArrayReadV3",   "TensorArrayWriteV3",   "TensorArrayGatherV3", "TensorArrayScatterV3",
    "TensorArrayConcatV3", "TensorArraySplitV3",   "TensorListPushBack",  "TensorListPopBack",
    "TensorListGetItem",   "TensorListSetItem",    "TensorListStack",     "TensorListGather",
    "TensorListScatterV2", "TensorListFromTensor", "TensorListConcatV2",  "TensorListSplit"};
constexpr std::array<std::string_view, 4> kShapeReaders = {"Shape", "ShapeN", "Size", "Rank"};

template <std::size_t n>
bool isAmong(const std::array<std::string_view, n>& names, const Node& node) {
    return std::find(names.begin(), names.end(), node.opName) != names.end();
}

/// The value of the op's first type attribute, or Invalid.
DType firstType(const Node& node) {
    for (const AttrDef& attr : node.op->attrs) {
        if (attr.kind == "type") { return node.attrs.getOr<DType>(attr.name, DType::Invalid); }
    }
    return DType::Invalid;
}

bool handsOn(const Node& node) {
    return node.op->aliasesInput >= 0 || isAmong(kFlowOps, node) || isAmong(kVariableOps, node) ||
           keepsTensors(node);
}

}  // namespace

std::vector<const gpu::Kernel*> kernelsOf(const gpu::Backend& backend) {
    std::vector<const gpu::Kernel*> all;
    for (const gpu::Kernel* k = backend.firstKernel(); k != nullptr; k = k->next) {
        if (*k->op != '_') { all.push_back(k); }
    }
    return all;
}

const gpu::Kernel* ownKernel(const gpu::Backend& backend, std::string_view name,
                             std::int32_t type) {
    const gpu::Kernel* k = backend.firstKernel();
    while (k != nullptr && (name != k->op || k->type != type)) { k = k->next; }
    return k;
}

GpuMatch matchGpu(const Node& node, const gpu::Backend& backend) {
    if (node.op == nullptr) { return {.reason = "the op is unknown"}; }
    if (node.isOp("NoOp") || node.isOp("ControlTrigger") || node.isOp("Const")) {
        return {GpuMatch::Kind::Handing};
    }
    const DType type = firstType(node);
    if (handsOn(node)) {
        // A handle is an address, which branches and loops hand on beside what it leads to.
        const bool isAddress = type == DType::Resource && isAmong(kFlowOps, node);
        if (isFloating(type) || type == DType::Invalid || isAddress) {
            return {GpuMatch::Kind::Handing};
        }
        return {.reason = concat("values of type ", type, " stay in host memory")};
    }
    const auto [begin, end] = indexOf(backend).equal_range(node.opName);
    if (begin == end) { return {.reason = "the op has no GPU kernel"}; }
    GpuMatch match{.reason = concat("no GPU kernel takes ", type)};
    const GpuAttrs attrs(node);
    for (auto k = begin; k != end; ++k) {
        const gpu::Kernel& kernel = *k->second;
        if (kernel.type != gpu::kAnyType && kernel.type != static_cast<std::int32_t>(type)) {
            continue;
        }
        const char* why =
            kernel.decline == nullptr
                ? nullptr
                : kernel.decline(attrs.all().data(), static_cast<std::int32_t>(attrs.all().size()));
        if (why == nullptr) { return {GpuMatch::Kind::Kernel, &kernel}; }
        match.reason = why;
    }
    return match;
}

std::vector<bool> hostInputsOf(const Node& node, const gpu::Kernel* kernel) {
    std::vector<bool> host(node.inputs.size(), false);
    const auto types = expandSignature(*node.op, node.attrs);
    const std::string names = concat(
        ",", kernel != nullptr && kernel->hostArguments != nullptr ? kernel->hostArguments : "",
        ",");
    std::size_t i = 0;
    for (const ArgDef& arg : node.op->inputs) {
        std::size_t count = 1;
        if (!arg.numberAttr.empty()) {
            count = static_cast<std::size_t>(node.attrs.getOr<std::int64_t>(arg.numberAttr, 0));
        } else if (!arg.typeListAttr.empty()) {
            count = node.attrs.getOr<std::vector<DType>>(arg.typeListAttr, {}).size();
        }
        const auto& hosts = node.op->hostInputs;
        const bool isHost = std::find(hosts.begin(), hosts.end(), arg.name) != hosts.end() ||
                            names.find(concat(",", arg.name, ",")) != std::string::npos;
        for (std::size_t n = 0; n < count && i < host.size(); ++n, ++i) {
            // In the place of a handle stands the variable's value, or the variable.
            const DType type = types.ok() ? types->inputs[i].type : DType::Float;
            // What is not handed on is read by the processor: predicates, sizes.
            const bool isAsked = kernel == nullptr && isPlain(type) && !isFloating(type);
            host[i] = isHost || isAsked || (!isPlain(type) && type != DType::Resource);
        }
    }
    return host;
}

bool keepsTensors(const Node& node) { return isAmong(kStackOps, node) || isAmong(kListOps, node); }

bool makesOnHost(const Node& node, std::size_t output) {
    const bool isElement =
        node.op->isDynamicOutput(static_cast<int>(output)) && isFloating(node.outputs[output].type);
    return isAmong(kListOps, node) && !isElement;
}

bool takesFlow(const Node& node, std::size_t input) {
    return isAmong(kListOps, node) && node.op->inputs[input].name == "flow_in";
}

bool makesFlow(const Node& node, std::size_t output) {
    return isAmong(kListOps, node) && node.op->outputs[output].name.starts_with("flow");
}

bool handsOnOneOf(const Node& node) { return isAmong(kFlowOps, node); }

bool readsOnlyShapes(const Node& node) { return isAmong(kShapeReaders, node); }

GpuAttrs::GpuAttrs(const Node& node) {
    for (const auto& [name, value] : node.attrs) {
        gpu::Attr attr{};
        attr.name = name.c_str();
        attr.kind = gpu::Attr::kInt;
        if (const auto* number = std::get_if<std::int64_t>(&value)) {
            attr.number = *number;
        } else if (const auto* isOn = std::get_if<bool>(&value)) {
            attr.number = *isOn ? 1 : 0;
        } else if (const auto* type = std::get_if<DType>(&value)) {
            attr.number = static_cast<std::int64_t>(*type);
        } else if (const auto* real = std::get_if<float>(&value)) {
            attr.kind = gpu::Attr::kReal;
            attr.real = static_cast<double>(*real);
        } else if (const auto* text = std::get_if<std::string>(&value)) {
            attr.kind = gpu::Attr::kText;
            attr.size = static_cast<std::int32_t>(text->size());
            attr.text = text->c_str();
        } else if (const auto* list = std::get_if<std::vector<std::int64_t>>(&value)) {
            attr.kind = gpu::Attr::kInts;
            attr.size = static_cast<std::int32_t>(list->size());
            attr.list = list->data();
        } else {
            continue;
        }
        m_attrs.push_back(attr);
    }
}

}  // namespace weft
