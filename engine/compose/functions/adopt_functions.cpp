// SPDX-License-Identifier: Apache-2.0
#include "engine/compose/functions/adopt_functions.h"

#include <algorithm>
#include <map>
#include <set>
#include <unordered_map>

#include "engine/compose/adopt.h"
#include "engine/compose/expand/order.h"
#include "engine/compose/functions/bars.h"
#include "engine/compose/functions/body_graph.h"
#include "engine/compose/functions/expand_functions.h"
#include "engine/compose/functions/function_def.h"
#include "engine/compose/functions/gradient_function.h"
#include "engine/graph/io/message_io.h"
#include "engine/proto/graph.pb.h"

namespace weft {
namespace {

using tensorflow::FunctionDef;
using tensorflow::FunctionDefLibrary;

/// More nodes of bodies than anyone looks at: such libraries stay as they are.
constexpr std::int64_t kMostNodes = 200'000;

class LibraryDrawer {
public:
    explicit LibraryDrawer(const FunctionDefLibrary& library) {
        for (const FunctionDef& function : library.function()) {
            m_functions.emplace(function.signature().name(), &function);
        }
    }

    /// Errors: for what cannot be drawn; the edit may then hold a part of it.
    Status draw(const FunctionDef& function, Edit& edit) const {
        const Graph body = WEFT_TRY(bodyGraph(function, [this](const std::string& name) {
            const auto found = m_functions.find(name);
            return found == m_functions.end() ? nullptr : found->second;
        }));
        FunctionDef definition = function;
        definition.clear_node_def();
        definition.clear_ret();
        Item item;
        item.name = function.signature().name();
        item.folded = true;
        item.what = FunctionItem{messageBytes(definition)};
        const ItemId made = edit.put(std::move(item));
        const std::vector<ItemId> items = drawNodes(body, edit, made, fileOrder(function, body));
        const auto itemOf = [&](const std::string& name) {
            const Node* node = body.find(name);
            return node == nullptr ? ItemId{} : items[static_cast<std::size_t>(node->id.value)];
        };
        for (const auto& node : function.node_def()) {
            keepSaid(node, *edit.document().item(itemOf(node.name())), edit);
        }
        for (const auto& result : function.signature().output_arg()) {
            Item named = *edit.document().item(itemOf(resultNodeName(result.name())));
            named.name = result.name();
            edit.put(std::move(named));
        }
        for (const std::string& name : function.signature().control_output()) {
            const auto node = function.control_ret().find(name);
            const ItemId from =
                node == function.control_ret().end() ? ItemId{} : itemOf(node->second);
            if (!from.valid()) { return invalidArgument("a control result without a node"); }
            edit.put(Wire{.id = {}, .from = {from, kControlPort}, .to = {made, kControlPort}});
        }
        return okStatus();
    }

private:
    /// Arguments, nodes as the file lists them, results: their ids keep that order.
    static std::vector<NodeId> fileOrder(const FunctionDef& function, const Graph& body) {
        std::vector<NodeId> order;
        for (const auto& arg : function.signature().input_arg()) {
            order.push_back(body.find(arg.name())->id);
        }
        for (const auto& node : function.node_def()) {
            order.push_back(body.find(node.name())->id);
        }
        for (const auto& result : function.signature().output_arg()) {
            order.push_back(body.find(resultNodeName(result.name()))->id);
        }
        return order;
    }

    /// Attributes that the file did not name stay unnamed.
    static void keepSaid(const tensorflow::NodeDef& node, Item item, Edit& edit) {
        auto* op = std::get_if<OpItem>(&item.what);
        AttrMap said;
        for (const auto& [name, value] : op->attrs) {
            if (node.attr().contains(name)) { said.set(name, value); }
        }
        op->attrs = std::move(said);
        edit.put(std::move(item));
    }

    std::unordered_map<std::string, const FunctionDef*> m_functions;
};

/// Whether a function comes out as it went in.
bool isFaithful(const LibraryDrawer& drawer, const FunctionDef& function,
                const ResultNames& results) {
    const Document empty;
    Edit alone(empty);
    if (!drawer.draw(function, alone).ok() || !checkDocument(alone.document()).ok()) {
        return false;
    }
    const Document& document = alone.document();
    const Item& item = *functionsOf(document).front();
    const Expansion around;  // what a body calls is not looked into
    const Expansion body = expandBody(document, orderOf(document), item.id, around);
    FunctionDef written;
    writeFunctionDef(document, item, body, results, written);
    return messageBytes(written) == messageBytes(function);
}

/// Functions that are there once and small enough, all together, to be drawn.
std::vector<const FunctionDef*> candidates(const FunctionDefLibrary& library) {
    std::map<std::string_view, int> count;
    std::int64_t nodes = 0;
    for (const FunctionDef& function : library.function()) {
        ++count[function.signature().name()];
        nodes += function.node_def_size();
    }
    std::vector<const FunctionDef*> found;
    for (const FunctionDef& function : library.function()) {
        const std::string& name = function.signature().name();
        if (count[name] == 1 && isValidNodeName(name)) { found.push_back(&function); }
    }
    return nodes > kMostNodes ? std::vector<const FunctionDef*>{} : found;
}

/// Takes the gradients between drawn functions out of the library, in their order.
void drawGradients(Edit& edit, FunctionDefLibrary& library) {
    std::map<std::string_view, int> count;
    for (const auto& gradient : library.gradient()) { ++count[gradient.function_name()]; }
    google::protobuf::RepeatedPtrField<tensorflow::GradientDef> left;
    for (const auto& def : library.gradient()) {
        const Item* function = functionNamed(edit.document(), def.function_name());
        const Item* gradient = functionNamed(edit.document(), def.gradient_func());
        if (count[def.function_name()] == 1 && function != nullptr && gradient != nullptr) {
            edit.put(Wire{.id = {},
                          .from = {gradient->id, kGradientPort},
                          .to = {function->id, kGradientPort}});
        } else {
            *left.Add() = def;
        }
    }
    library.mutable_gradient()->Swap(&left);
}

}  // namespace

void adoptFunctions(Edit& edit, std::string& libraryBytes) {
    FunctionDefLibrary library;
    if (libraryBytes.empty() || !library.ParseFromString(libraryBytes)) { return; }
    const LibraryDrawer drawer(library);
    const ResultNames results = resultNames(library);
    std::set<std::string> drawn;
    for (const FunctionDef* function : candidates(library)) {
        if (isFaithful(drawer, *function, results) && drawer.draw(*function, edit).ok()) {
            drawn.insert(function->signature().name());
        }
    }
    drawGradients(edit, library);
    auto& all = *library.mutable_function();
    all.erase(std::remove_if(all.begin(), all.end(),
                             [&](const auto& f) { return drawn.contains(f.signature().name()); }),
              all.end());
    libraryBytes = messageBytes(library);
}

}  // namespace weft
