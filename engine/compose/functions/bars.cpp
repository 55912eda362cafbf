// SPDX-License-Identifier: Apache-2.0
#include "engine/compose/functions/bars.h"

#include <algorithm>

#include "engine/compose/expansion.h"

namespace weft {
namespace {

/// No name of TensorFlow's begins so.
constexpr const char* kResultMark = "._";

bool isOp(const Item& item, std::string_view type) {
    const auto* op = item.as<OpItem>();
    return op != nullptr && op->op == type;
}

std::vector<const Item*> barOf(const Document& document, ItemId function, std::string_view type) {
    std::vector<const Item*> bar;
    for (const Item* item : document.children(function)) {
        if (isOp(*item, type)) { bar.push_back(item); }
    }
    const auto index = [](const Item* item) {
        return item->as<OpItem>()->attrs.getOr<std::int64_t>(kBarIndex, 0);
    };
    std::stable_sort(bar.begin(), bar.end(),
                     [&](const Item* a, const Item* b) { return index(a) < index(b); });
    return bar;
}

}  // namespace

bool isArgument(const Item& item) { return isOp(item, kArgumentOp); }
bool isResult(const Item& item) { return isOp(item, kResultOp); }

std::vector<const Item*> functionsOf(const Document& document) {
    std::vector<const Item*> functions = document.all<Item>();
    std::erase_if(functions, [](const Item* i) { return i->as<FunctionItem>() == nullptr; });
    return functions;
}

const Item* functionNamed(const Document& document, std::string_view name) {
    for (const Item* item : document.all<Item>()) {
        if (item->as<FunctionItem>() != nullptr && item->name == name) { return item; }
    }
    return nullptr;
}

std::vector<const Item*> argumentsOf(const Document& document, ItemId function) {
    return barOf(document, function, kArgumentOp);
}

std::vector<const Item*> resultsOf(const Document& document, ItemId function) {
    return barOf(document, function, kResultOp);
}

std::vector<DType> barTypes(const std::vector<const Item*>& bar, const Expansion& body) {
    std::vector<DType> types;
    for (const Item* item : bar) {
        const auto node = body.operations.find(item->id);
        types.push_back(
            node == body.operations.end()
                ? DType::Invalid
                : body.graph.node(node->second).attrs.getOr<DType>("T", DType::Invalid));
    }
    return types;
}

std::string typesText(const std::vector<DType>& types) {
    std::vector<std::string> names;
    for (const DType type : types) { names.emplace_back(dtypeName(type)); }
    return concat("(", join(names, ", "), ")");
}

std::string nodeNameOf(const Item& item, const std::string& path) {
    return isResult(item) ? resultNodeName(path) : path;
}

std::string resultNodeName(std::string_view result) { return concat(kResultMark, result); }

}  // namespace weft
