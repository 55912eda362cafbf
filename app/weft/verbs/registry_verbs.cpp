// SPDX-License-Identifier: Apache-2.0
/// @file
/// `weft ops` and `weft devices`: what this build can do, straight from the registries.

#include <array>
#include <cstdio>
#include <set>

#include "app/weft/options.h"
#include "app/weft/output.h"
#include "engine/base/strings.h"
#include "engine/device/gpu/gpu_device.h"
#include "engine/graph/op_registry.h"
#include "engine/kernel/kernel_registry.h"

namespace weft::app {
namespace {

struct OpsFlags {
    CommonOptions common;
    std::string name;
    bool markdown = false;
    bool explain = false;
};

std::string argText(const ArgDef& arg) {
    std::string type = arg.type != DType::Invalid ? std::string(dtypeName(arg.type))
                       : arg.typeListAttr.empty() ? arg.typeAttr
                                                  : arg.typeListAttr;
    if (!arg.numberAttr.empty()) { type = concat(arg.numberAttr, " * ", type); }
    if (arg.isRef) { type = concat("Ref(", type, ")"); }
    return concat(arg.name, ": ", type);
}

std::string attrText(const AttrDef& attr) {
    std::string text = concat(attr.name, ": ");
    if (!attr.allowedTypes.empty()) {
        std::vector<std::string> names;
        for (const DType type : attr.allowedTypes) { names.emplace_back(dtypeName(type)); }
        text += concat("{", join(names, ", "), "}");
    } else if (!attr.allowedStrings.empty()) {
        text += concat("{", join(attr.allowedStrings, ", "), "}");
    } else {
        text += attr.kind;
    }
    if (attr.minimum) { text += concat(" >= ", *attr.minimum); }
    if (attr.defaultValue) { text += concat(" = ", attrToString(*attr.defaultValue)); }
    return text;
}

/// Types a kernel takes, as one line: "T=float32|float64".
std::string kernelText(const KernelDef& kernel) {
    std::vector<std::string> parts;
    for (const auto& [attr, types] : kernel.types) {
        std::vector<std::string> names;
        for (const DType type : types) { names.emplace_back(dtypeName(type)); }
        parts.push_back(concat(attr, "=", join(names, "|")));
    }
    return concat(kernel.deviceType, " ", kernel.label, " ", join(parts, " "));
}

nlohmann::json argJson(const ArgDef& arg) {
    return {{"arg", argText(arg)}, {"description", arg.description}};
}

nlohmann::json opJson(const OpDef& op) {
    nlohmann::json out = {{"name", op.name},
                          {"summary", op.summary},
                          {"category", op.category},
                          {"stateful", op.isStateful},
                          {"differentiable", static_cast<bool>(op.gradient)}};
    for (const char* list : {"inputs", "outputs", "attrs", "kernels"}) {
        out[list] = nlohmann::json::array();
    }
    for (const ArgDef& arg : op.inputs) { out["inputs"].push_back(argJson(arg)); }
    for (const ArgDef& arg : op.outputs) { out["outputs"].push_back(argJson(arg)); }
    for (const AttrDef& attr : op.attrs) { out["attrs"].push_back(attrText(attr)); }
    for (const KernelDef* kernel : KernelRegistry::global().of(op.name)) {
        out["kernels"].push_back(kernelText(*kernel));
    }
    if (!op.gradient) { out["no_gradient"] = op.noGradientReason; }
    return out;
}

/// How a kernel is chosen: the first that has the node's types and does not decline.
std::string choiceText(const KernelDef& kernel, std::size_t place) {
    const char* when = kernel.decline ? ", unless it declines the node" : "";
    return concat(place, ". ", kernelText(kernel), when);
}

void printOp(const OpDef& op, bool markdown, bool explain) {
    const char* bullet = markdown ? "- " : "    ";
    std::printf(markdown ? "## %s\n\n%s\n\n" : "%s\n  %s\n", op.name.c_str(), op.summary.c_str());
    const auto args = [&](const char* title, const std::vector<ArgDef>& list) {
        if (list.empty()) { return; }
        std::printf(markdown ? "**%s**\n\n" : "  %s\n", title);
        for (const ArgDef& arg : list) {
            std::printf("%s`%s` %s\n", bullet, argText(arg).c_str(), arg.description.c_str());
        }
        if (markdown) { std::printf("\n"); }
    };
    args("Inputs", op.inputs);
    args("Outputs", op.outputs);
    const auto lines = [&](const char* title, const std::vector<std::string>& list) {
        if (list.empty()) { return; }
        std::printf(markdown ? "**%s**\n\n" : "  %s\n", title);
        for (const std::string& line : list) { std::printf("%s`%s`\n", bullet, line.c_str()); }
        if (markdown) { std::printf("\n"); }
    };
    std::vector<std::string> attrs;
    for (const AttrDef& attr : op.attrs) { attrs.push_back(attrText(attr)); }
    lines("Attributes", attrs);
    std::vector<std::string> kernels;
    for (const KernelDef* kernel : KernelRegistry::global().of(op.name)) {
        kernels.push_back(explain ? choiceText(*kernel, kernels.size() + 1) : kernelText(*kernel));
    }
    lines(explain ? "Kernels, the first that fits" : "Kernels", kernels);
    const std::string gradient = op.gradient ? "symbolic" : concat("none: ", op.noGradientReason);
    std::printf(markdown ? "**Gradient**: %s\n\n" : "  Gradient: %s\n", gradient.c_str());
}

Result<int> ops(const OpsFlags& flags) {
    WEFT_TRY(flags.common.apply());
    std::vector<const OpDef*> list = OpRegistry::global().all();
    if (!flags.name.empty()) {
        const OpDef* op = OpRegistry::global().find(flags.name);
        if (op == nullptr) {
            std::vector<std::string> names;
            for (const OpDef* known : list) { names.push_back(known->name); }
            return notFound(concat("no such op type: got '", flags.name, "', nearest are ",
                                   join(nearest(flags.name, names), ", ")));
        }
        list = {op};
    }
    if (flags.common.json) {
        nlohmann::json all = nlohmann::json::array();
        for (const OpDef* op : list) { all.push_back(opJson(*op)); }
        printJson({{"ops", all}});
        return 0;
    }
    for (const OpDef* op : list) {
        if (flags.markdown || flags.explain || !flags.name.empty()) {
            printOp(*op, flags.markdown, flags.explain);
        } else {
            std::printf("%-36s %s\n", op->name.c_str(), op->summary.c_str());
        }
    }
    return 0;
}

/// What a card is, as text and as JSON; "" for other devices.
std::string aboutGpu(Device& device, nlohmann::json& entry) {
    const GpuCard* card = cardOf(device);
    if (card == nullptr) { return {}; }
    const gpu::CardInfo& info = card->info();
    constexpr std::int64_t kMebibyte = 1 << 20;
    entry["card"] = info.name;
    entry["capability"] = concat(info.capability / 10, ".", info.capability % 10);
    entry["driver"] = concat(info.driver / 1000, ".", info.driver % 1000 / 10);
    entry["memory_bytes"] = info.totalBytes;
    std::array<char, 160> libraries{};
    card->backend().libraries(libraries.data(), static_cast<std::int32_t>(libraries.size()));
    entry["libraries"] = libraries.data();
    return concat("  ", info.name, ", ", info.totalBytes / kMebibyte, " MiB, capability ",
                  info.capability / 10, ".", info.capability % 10, ", CUDA ", info.driver / 1000,
                  ".", info.driver % 1000 / 10, ", ", libraries.data());
}

Result<int> devices(const CommonOptions& common) {
    WEFT_TRY(common.apply());
    const SessionOptions options = WEFT_TRY(common.session());
    const SessionDevices found = makeDevices(options.cpuDevices, true, gpuOptions());
    const auto& set = found.devices;
    nlohmann::json all = nlohmann::json::array();
    for (std::size_t i = 0; i < set->size(); ++i) {
        Device& device = set->at(static_cast<int>(i));
        nlohmann::json entry = {{"name", device.text()}, {"type", device.type()}};
        const std::string about = aboutGpu(device, entry);
        all.push_back(entry);
        if (common.json) { continue; }
        std::printf("%s  %s%s\n", device.text().c_str(), device.type().c_str(), about.c_str());
    }
    if (common.json) {
        nlohmann::json answer = {{"devices", all}};
        if (!found.noGpu.empty()) { answer["no_gpu"] = found.noGpu; }
        printJson(answer);
    } else if (!found.noGpu.empty()) {
        std::printf("no GPU: %s\n", found.noGpu.c_str());
    }
    return 0;
}

}  // namespace

VerbRunner declareOps(CLI::App& app) {
    const auto flags = std::make_shared<OpsFlags>();
    app.add_option("name", flags->name, "One op type, in full");
    app.add_flag("--markdown", flags->markdown, "The whole reference as Markdown");
    app.add_flag("--explain", flags->explain, "Kernels in the order in which they are tried");
    flags->common.declare(app);
    return [flags] { return ops(*flags); };
}

VerbRunner declareDevices(CLI::App& app) {
    const auto common = std::make_shared<CommonOptions>();
    common->declare(app);
    common->declareUnbuilt(app, "--session", 1);
    return [common] { return devices(*common); };
}

}  // namespace weft::app
