// SPDX-License-Identifier: Apache-2.0
#include "engine/compose/functions/called_functions.h"

#include <algorithm>
#include <array>

#include "engine/graph/op_registry.h"

namespace weft {
namespace {

/// Attributes that are read in another order than that of their names.
constexpr std::array<std::string_view, 4> kFirst = {"cond", "body", "then_branch", "else_branch"};

std::size_t rankOf(const std::string& part) {
    return static_cast<std::size_t>(std::find(kFirst.begin(), kFirst.end(), part) - kFirst.begin());
}

bool isNamedLikeAnOp(const OpItem& op) { return OpRegistry::global().find(op.op) != nullptr; }

}  // namespace

std::vector<CalledFunction> calledFunctions(const OpItem& op) {
    std::vector<CalledFunction> called;
    const auto add = [&](std::string part, const std::string& name) {
        if (!name.empty()) { called.push_back({std::move(part), name}); }
    };
    for (const auto& [name, value] : op.attrs) {
        if (const auto* function = std::get_if<FunctionAttr>(&value)) { add(name, function->name); }
        if (const auto* list = std::get_if<std::vector<FunctionAttr>>(&value)) {
            for (std::size_t i = 0; i < list->size(); ++i) {
                add(concat(name, ":", i), (*list)[i].name);
            }
        }
    }
    std::stable_sort(called.begin(), called.end(),
                     [](const auto& a, const auto& b) { return rankOf(a.part) < rankOf(b.part); });
    if (!isNamedLikeAnOp(op)) { add({}, op.op); }
    return called;
}

std::vector<const Item*> callersOf(const Document& document, std::string_view name) {
    std::vector<const Item*> callers;
    for (const Item* item : document.all<Item>()) {
        const auto* op = item->as<OpItem>();
        if (op == nullptr) { continue; }
        const std::vector<CalledFunction> called = calledFunctions(*op);
        if (std::any_of(called.begin(), called.end(),
                        [&](const CalledFunction& each) { return each.name == name; })) {
            callers.push_back(item);
        }
    }
    return callers;
}

OpItem withFunctionRenamed(OpItem op, std::string_view from, const std::string& to) {
    const auto rename = [&](FunctionAttr& function) {
        if (function.name == from) { function.name = to; }
    };
    AttrMap attrs;
    for (const auto& [name, value] : op.attrs) {
        AttrValue changed = value;
        if (auto* function = std::get_if<FunctionAttr>(&changed)) { rename(*function); }
        if (auto* list = std::get_if<std::vector<FunctionAttr>>(&changed)) {
            for (FunctionAttr& function : *list) { rename(function); }
        }
        attrs.set(name, std::move(changed));
    }
    op.attrs = std::move(attrs);
    if (op.op == from && !isNamedLikeAnOp(op)) { op.op = to; }
    return op;
}

}  // namespace weft
