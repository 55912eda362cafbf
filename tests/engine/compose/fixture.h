// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>

#include "engine/compose/expansion.h"
#include "engine/compose/recipe.h"
#include "engine/graph/graph.h"

/// @file
/// Documents and graphs that several compose tests start from.

namespace weft::test {

/// A value of a Result that must be ok; stops the test program otherwise.
template <class T>
T must(Result<T> result) {
    if (!result.ok()) { qFatal("%s", result.status().ToString().c_str()); }
    return *std::move(result);
}
inline void must(const Status& status) {
    if (!status.ok()) { qFatal("%s", status.ToString().c_str()); }
}

/// Fills documents in few words.
class Drawing {
public:
    Document document;

    ItemId op(const std::string& name, const std::string& type, AttrMap attrs = {},
              ItemId parent = {}) {
        Item item;
        item.parent = parent;
        item.name = name;
        item.what = OpItem{type, std::move(attrs), {}, {}};
        return add(std::move(item));
    }
    ItemId recipe(const std::string& name, const std::string& type, AttrMap parameters = {},
                  ItemId parent = {}) {
        Item item;
        item.parent = parent;
        item.name = name;
        item.what = RecipeItem{type, std::move(parameters), {}};
        return add(std::move(item));
    }
    ItemId group(const std::string& name, ItemId parent = {}) {
        Item item;
        item.parent = parent;
        item.name = name;
        item.what = GroupItem{};
        return add(std::move(item));
    }
    ItemId add(Item item) {
        Edit edit(document);
        const ItemId id = edit.add(std::move(item));
        must(document.apply(must(edit.finish())));
        return id;
    }
    ItemId wire(ItemId from, const std::string& output, ItemId to, const std::string& input,
                std::vector<Conversion> conversions = {}) {
        Edit edit(document);
        const ItemId id = must(edit.connect({from, output}, {to, input}, std::move(conversions)));
        must(document.apply(must(edit.finish())));
        return id;
    }
    ItemId put(Entity entity) {
        Edit edit(document);
        const ItemId id = edit.put(std::move(entity));
        must(document.apply(must(edit.finish())));
        return id;
    }
    ItemId placeholder(const std::string& name, DType type, const PartialShape& shape) {
        return op(name, "Placeholder", {{"dtype", type}, {"shape", shape}});
    }
    ItemId constant(const std::string& name, const Tensor& value) {
        return op(name, "Const",
                  {{"dtype", value.dtype()}, {"value", StoredTensor::fromTensor(value)}});
    }
};

/// All findings as text, for messages of failed tests.
inline std::string findingsText(const Expansion& expansion) {
    std::string text;
    for (const Finding& finding : expansion.findings) { text += finding.text + "\n"; }
    return text;
}

/// "NAME OP in1,in2,^control" of every node whose name does not begin with a prefix, in node order.
inline QStringList listing(const Graph& graph, const std::string& without = "gradients/") {
    QStringList lines;
    for (const Node& node : graph.nodes()) {
        if (!without.empty() && node.name.starts_with(without)) { continue; }
        std::string line = node.name + " " + node.opName + " ";
        bool first = true;
        const auto add = [&](const std::string& input) {
            line += (first ? "" : ",") + input;
            first = false;
        };
        for (const Endpoint& input : node.inputs) {
            const std::string& name = graph.node(input.node).name;
            add(input.index == 0 ? name : concat(name, ":", input.index));
        }
        std::vector<std::string> controls;
        for (const NodeId control : node.controlInputs) {
            controls.push_back("^" + graph.node(control).name);
        }
        std::sort(controls.begin(), controls.end());
        for (const std::string& control : controls) { add(control); }
        lines << QString::fromStdString(line);
    }
    return lines;
}

}  // namespace weft::test
