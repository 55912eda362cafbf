// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/document/functions/drawn_as.h"

#include <algorithm>
#include <map>

#include "engine/compose/functions/bars.h"
#include "engine/compose/functions/called_functions.h"
#include "ui/base/to_qt.h"
#include "ui/document/graph_diagram.h"

namespace weft::ui {
namespace {

constexpr qsizetype kMostNames = 10'000;

/// What stands between the name of a call and that of a node of this part.
std::string partPath(const std::string& part) {
    if (part == "cond" || part == "body") { return part + "/"; }
    if (part == "then_branch") { return "then/"; }
    if (part == "else_branch") { return "else/"; }
    if (part.starts_with("branches:")) { return concat("branch_", part.substr(9), "/body/"); }
    return {};
}

std::vector<CalledFunction> calledBy(const Node& node) {
    return calledFunctions({node.opName, node.attrs, {}, {}});
}

/// The function's body, and as what it was expanded; null where it is not drawn.
const Expansion* bodyOf(const EngineDocument& document, const std::string& function) {
    const Item* item = functionNamed(*document.project, function);
    if (item == nullptr) { return nullptr; }
    const auto body = document.expansion.bodies.find(item->id);
    return body == document.expansion.bodies.end() ? nullptr : body->second.get();
}

/// A name in a call goes on behind the call's, or behind `call_K` where that was taken.
std::string_view withoutRoot(std::string_view rest) {
    if (!rest.starts_with("call_")) { return rest; }
    const std::size_t slash = rest.find('/');
    return slash == std::string_view::npos ? rest : rest.substr(slash + 1);
}

/// The node of that name, or the call that it lies in: then `rest` is what comes behind.
DrawnNode longest(const Expansion& around, std::string_view name, std::string_view& rest) {
    std::string_view part = name;
    while (!part.empty()) {
        const Node* node = around.graph.find(part);
        if (node != nullptr && !around.isInCall(node->id)) {
            rest = part.size() == name.size() ? std::string_view() : name.substr(part.size() + 1);
            return {&around, node->id};
        }
        const std::size_t slash = part.rfind('/');
        part = part.substr(0, slash == std::string_view::npos ? 0 : slash);
    }
    return {};
}

/// Paths that lead to a body, `w/body/`, and `f/w/body/` where w lies in the body of f itself.
class Ways {
public:
    explicit Ways(const EngineDocument& document) : m_document(document) {}

    std::vector<std::string> to(ItemId function) {
        // Functions that call each other in a circle lead nowhere.
        const auto [known, isNew] = m_ways.try_emplace(function);
        const Item* item = m_document.project->item(function);
        if (!isNew || item == nullptr) { return known->second; }
        std::vector<std::string> ways;
        addFrom(m_document.expansion, {""}, item->name, ways);
        for (const auto& [caller, body] : m_document.expansion.bodies) {
            if (!calls(*body, item->name)) { continue; }
            addFrom(*body, to(caller), item->name, ways);
        }
        return m_ways[function] = std::move(ways);
    }

private:
    static bool calls(const Expansion& body, const std::string& function) {
        return std::ranges::any_of(body.graph.nodes(), [&](const Node& node) {
            return std::ranges::any_of(
                calledBy(body.drawnNode(node.id)),
                [&](const CalledFunction& called) { return called.name == function; });
        });
    }

    static void addFrom(const Expansion& around, const std::vector<std::string>& before,
                        const std::string& function, std::vector<std::string>& ways) {
        for (const Node& node : around.graph.nodes()) {
            if (around.isInCall(node.id)) { continue; }
            for (const CalledFunction& called : calledBy(around.drawnNode(node.id))) {
                if (called.name != function) { continue; }
                const std::string prefix = node.name + "/";
                const bool taken =
                    std::ranges::any_of(around.graph.nodes(), [&](const Node& other) {
                        return other.name.starts_with(prefix) && !around.isInCall(other.id);
                    });
                for (const std::string& way : before) {
                    if (std::ssize(ways) >= kMostNames) { return; }
                    ways.push_back(
                        concat(way, prefix, taken ? "call_1/" : "", partPath(called.part)));
                }
            }
        }
    }

    const EngineDocument& m_document;
    std::map<ItemId, std::vector<std::string>> m_ways;  // of those that were asked for
};

}  // namespace

DrawnAs drawnAs(const EngineDocument& document, std::string_view name) {
    DrawnAs found;
    const Expansion* around = &document.expansion;
    while (around != nullptr && !name.empty()) {
        std::string_view rest;
        const DrawnNode node = longest(*around, name, rest);
        if (!node.valid()) { break; }
        found.way.push_back(node);
        found.itself = rest.empty();
        found.below = {};
        around = nullptr;
        if (rest.empty() || !document.project) { break; }
        rest = withoutRoot(rest);
        found.below = rest;
        for (const CalledFunction& called : calledBy(node.get())) {
            const std::string part = partPath(called.part);
            const Expansion* body = bodyOf(document, called.name);
            std::string_view left;
            if (body == nullptr || !rest.starts_with(part) ||
                !longest(*body, rest.substr(part.size()), left).valid()) {
                continue;
            }
            around = body;
            name = rest.substr(part.size());
            break;
        }
    }
    return found;
}

std::vector<quint64> idsShowing(const EngineDocument& document, const DrawnNode& node) {
    if (node.around == &document.expansion) { return document.idsShowing(node.node); }
    std::vector<quint64> ids;
    const Item* at = document.project->item(node.around->originOf(node.node).item);
    while (at != nullptr && at->as<FunctionItem>() == nullptr) {
        ids.push_back(at->id.value);
        at = document.project->item(at->parent);
    }
    return ids;
}

std::vector<quint64> idsOfItself(const EngineDocument& document, const DrawnNode& node) {
    if (node.around == &document.expansion) {
        return {nodeIdIn(node.node), document.innerIdOf(node.node)};
    }
    const Origin& origin = node.around->originOf(node.node);
    return origin.role.empty() ? std::vector<quint64>{origin.item.value} : std::vector<quint64>();
}

DrawnNode nodeOf(const EngineDocument& document, ItemId item, const std::string& role) {
    const Expansion& around = document.expansion.around(item);
    const auto node = around.nodeOf(item, role);
    return node ? DrawnNode{&around, *node} : DrawnNode{};
}

QSet<QString> namesRun(const EngineDocument& document, const DrawnNode& node) {
    const std::string& name = node.get().name;
    if (node.around == &document.expansion) { return {toQt(name)}; }
    QSet<QString> names;
    for (const auto& [function, body] : document.expansion.bodies) {
        if (body.get() != node.around) { continue; }
        for (const std::string& way : Ways(document).to(function)) {
            names.insert(toQt(way + name));
        }
    }
    return names;
}

}  // namespace weft::ui
