// SPDX-License-Identifier: Apache-2.0
#include "engine/graph/op_def.h"

#include <algorithm>
#include <type_traits>

#include "engine/graph/op_registry.h"

namespace weft {
namespace {

/// More inputs or outputs than any real node has; nothing is allocated from a larger count.
constexpr std::int64_t kMostPorts = 100'000;

std::string typeList(const std::vector<DType>& types) {
    std::string out;
    for (const DType type : types) { out += concat(out.empty() ? "" : ", ", protoName(type)); }
    return out;
}

Status checkType(const AttrDef& def, DType type) {
    if (type == DType::Invalid) {
        return invalidArgument(
            concat("attribute '", def.name, "' holds no valid type: got DT_INVALID"));
    }
    const auto& allowed = def.allowedTypes;
    if (!allowed.empty() && std::find(allowed.begin(), allowed.end(), type) == allowed.end()) {
        return invalidArgument(concat("attribute '", def.name, "' does not allow the type: got ",
                                      protoName(type), ", want one of ", typeList(allowed)));
    }
    return okStatus();
}

Status checkString(const AttrDef& def, const std::string& text) {
    const auto& allowed = def.allowedStrings;
    if (!allowed.empty() && std::find(allowed.begin(), allowed.end(), text) == allowed.end()) {
        return invalidArgument(concat("attribute '", def.name, "' does not allow the value: got \"",
                                      escaped(text), "\", want one of ", join(allowed, ", ")));
    }
    return okStatus();
}

Status checkMinimum(const AttrDef& def, std::int64_t number, std::string_view what) {
    if (def.minimum && number < *def.minimum) {
        return invalidArgument(concat("attribute '", def.name, "' ", what, ": got ", number,
                                      ", want at least ", *def.minimum));
    }
    return okStatus();
}

Status checkValue(const AttrDef& def, std::int64_t value) {
    return checkMinimum(def, value, "is below its minimum");
}
Status checkValue(const AttrDef& def, DType value) { return checkType(def, value); }
Status checkValue(const AttrDef& def, const std::string& value) { return checkString(def, value); }
Status checkValue(const AttrDef& def, const StoredTensorPtr& value) {
    return value != nullptr ? okStatus()
                            : invalidArgument(concat("attribute '", def.name, "' holds no tensor"));
}
template <class T>
Status checkValue(const AttrDef& def, const std::vector<T>& items) {
    WEFT_TRY(checkMinimum(def, static_cast<std::int64_t>(items.size()), "has too few items"));
    if constexpr (std::is_same_v<T, DType> || std::is_same_v<T, std::string>) {
        for (const T& item : items) { WEFT_TRY(checkValue(def, item)); }
    }
    return okStatus();
}
template <class T>
Status checkValue(const AttrDef& /*def*/, const T& /*any*/) {
    return okStatus();
}

/// How often an argument repeats; types of a list argument are given out one by one.
Result<std::int64_t> repeats(const ArgDef& arg, const AttrMap& attrs) {
    if (arg.numberAttr.empty()) { return std::int64_t{1}; }
    const std::int64_t count = WEFT_TRY(attrs.get<std::int64_t>(arg.numberAttr));
    if (count < 0 || count > kMostPorts) {
        return invalidArgument(concat("attribute '", arg.numberAttr, "' is no usable count of '",
                                      arg.name, "': got ", count, ", want 0 to ", kMostPorts));
    }
    return count;
}

Result<std::vector<SignatureTypes::Port>> expand(const std::vector<ArgDef>& args,
                                                 const AttrMap& attrs) {
    std::vector<SignatureTypes::Port> ports;
    for (std::size_t a = 0; a < args.size(); ++a) {
        const ArgDef& arg = args[a];
        const int index = static_cast<int>(a);
        if (!arg.typeListAttr.empty()) {
            const AttrValue* value = attrs.find(arg.typeListAttr);
            const auto* types = value == nullptr ? nullptr : std::get_if<std::vector<DType>>(value);
            if (types == nullptr) {
                return invalidArgument(concat("attribute '", arg.typeListAttr, "' is missing"));
            }
            if (std::ssize(*types) > kMostPorts) {
                return invalidArgument(concat("attribute '", arg.typeListAttr,
                                              "' is too long: got ", types->size(),
                                              ", want at most ", kMostPorts));
            }
            for (const DType type : *types) { ports.push_back({type, arg.isRef, index}); }
            continue;
        }
        const DType type =
            arg.typeAttr.empty() ? arg.type : WEFT_TRY(attrs.get<DType>(arg.typeAttr));
        const std::int64_t count = WEFT_TRY(repeats(arg, attrs));
        ports.insert(ports.end(), static_cast<std::size_t>(count), {type, arg.isRef, index});
    }
    return ports;
}

}  // namespace

const AttrDef* OpDef::attr(std::string_view attrName) const {
    for (const AttrDef& def : attrs) {
        if (def.name == attrName) { return &def; }
    }
    return nullptr;
}

Result<SignatureTypes> expandSignature(const OpDef& op, const AttrMap& attrs) {
    SignatureTypes types;
    types.inputs = WEFT_TRY(expand(op.inputs, attrs));
    types.outputs = WEFT_TRY(expand(op.outputs, attrs));
    return types;
}

Status completeAttrs(const OpDef& op, AttrMap& attrs) {
    for (const AttrDef& def : op.attrs) {
        const AttrValue* value = attrs.find(def.name);
        if (value == nullptr) {
            if (!def.defaultValue) {
                return invalidArgument(concat("attribute '", def.name,
                                              "' is missing: want a value of kind ", def.kind));
            }
            attrs.set(def.name, *def.defaultValue);
            continue;
        }
        const std::string_view kind = attrKindName(*value);
        if (kind != def.kind) {
            return invalidArgument(concat("attribute '", def.name, "' has the wrong kind: got ",
                                          kind.empty() ? "nothing readable" : kind, ", want ",
                                          def.kind));
        }
        WEFT_TRY(std::visit([&def](const auto& held) { return checkValue(def, held); }, *value));
    }
    return okStatus();
}

bool OpDef::isDynamicOutput(int i) const {
    return allOutputsDynamic ||
           std::find(dynamicOutputs.begin(), dynamicOutputs.end(), i) != dynamicOutputs.end();
}

}  // namespace weft
