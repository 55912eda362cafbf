// SPDX-License-Identifier: Apache-2.0
#include "engine/compose/functions/expand_functions.h"

#include <algorithm>
#include <iterator>
#include <set>

#include "engine/compose/expand/items.h"
#include "engine/compose/expand/lay_out_calls.h"
#include "engine/compose/functions/bars.h"
#include "engine/compose/functions/called_functions.h"
#include "engine/compose/functions/function_def.h"
#include "engine/compose/functions/gradient_function.h"
#include "engine/graph/io/message_io.h"
#include "engine/proto/graph.pb.h"

namespace weft {
namespace {

using tensorflow::FunctionDefLibrary;

/// The op that computes the gradient of a function.
constexpr const char* kGradientCall = "SymbolicGradient";

/// An imported function whose name a drawn one has is not meant any more.
void leaveOut(const std::vector<const Item*>& functions, FunctionDefLibrary& library) {
    std::set<std::string_view> drawn;
    for (const Item* function : functions) { drawn.insert(function->name); }
    auto& all = *library.mutable_function();
    all.erase(std::remove_if(all.begin(), all.end(),
                             [&](const auto& f) { return drawn.contains(f.signature().name()); }),
              all.end());
}

FunctionTypes typesOf(const tensorflow::OpDef& signature) {
    FunctionTypes types;
    for (const auto& arg : signature.input_arg()) {
        types.arguments.push_back(static_cast<DType>(arg.type()));
    }
    for (const auto& arg : signature.output_arg()) {
        types.results.push_back(static_cast<DType>(arg.type()));
    }
    return types;
}

FunctionTypes typesOf(const Document& document, const Item& function, const Expansion& body) {
    return {barTypes(argumentsOf(document, function.id), body),
            barTypes(resultsOf(document, function.id), body)};
}

/// Where in a body's items those begin that differentiate, or follow such.
std::vector<const Item*>::const_iterator firstOfBackward(const std::vector<const Item*>& items) {
    return std::ranges::find_if(items, [](const Item* item) { return differentiates(*item); });
}

/// Functions in an order in which those come first that others call; what calls itself is a
/// finding.
class CallOrder {
public:
    CallOrder(const Document& document, const std::vector<const Item*>& functions,
              const ExpandOrder& order, Expansion& out)
        : m_document(document), m_order(order), m_out(out) {
        for (const Item* function : functions) { m_functions.emplace(function->name, function); }
    }

    void visit(const Item* function) {
        State& state = m_states[function->id];
        if (state == State::Open) {
            m_out.findings.push_back({function->id,
                                      {},
                                      Finding::Kind::Cycle,
                                      Finding::Severity::Error,
                                      concat("function '", function->name, "' calls itself"),
                                      0});
        }
        if (state != State::New) { return; }
        state = State::Open;
        const auto items = m_order.bodies.find(function->id);
        if (items != m_order.bodies.end()) {
            const bool derives = firstOfBackward(items->second) != items->second.end();
            for (const Item* item : items->second) { visitCalled(*item, derives); }
        }
        m_states[function->id] = State::Done;
        m_done.push_back(function);
    }
    std::vector<const Item*> order() && { return std::move(m_done); }

private:
    /// @param derives gradients are built through what is called.
    void visitCalled(const Item& item, bool derives) {
        const auto* op = item.as<OpItem>();
        if (op == nullptr) { return; }
        for (const CalledFunction& called : calledFunctions(*op)) {
            const auto found = m_functions.find(called.name);
            if (found == m_functions.end()) { continue; }
            // What asks for the gradient of a function calls that, where it is one of its own.
            const bool asks = op->op == kGradientCall;
            const Item* gradient =
                asks || derives ? gradientFunctionOf(m_document, found->second->id) : nullptr;
            if (gradient == nullptr || !asks) { visit(found->second); }
            if (gradient != nullptr) { visit(gradient); }
        }
    }

    enum class State { New, Open, Done };
    const Document& m_document;
    const ExpandOrder& m_order;
    Expansion& m_out;
    std::map<std::string_view, const Item*> m_functions;
    std::map<ItemId, State> m_states;
    std::vector<const Item*> m_done;
};

std::vector<const Item*> calleesFirst(const Document& document, const ExpandOrder& order,
                                      const std::vector<const Item*>& functions, Expansion& out) {
    CallOrder calls(document, functions, order, out);
    for (const Item* function : functions) { calls.visit(function); }
    return std::move(calls).order();
}

/// Names the gradients that are drawn, behind what an import names besides; those whose functions
/// the library has.
void nameGradients(const Document& document, FunctionDefLibrary& library) {
    std::set<std::string_view> there;
    std::set<std::string_view> drawn;
    for (const auto& function : library.function()) { there.insert(function.signature().name()); }
    std::vector<std::pair<const Item*, const Item*>> links;
    for (const Wire* wire : document.all<Wire>()) {
        if (!isGradientWire(document, *wire)) { continue; }
        links.emplace_back(document.item(wire->to.item), document.item(wire->from.item));
        drawn.insert(links.back().first->name);
    }
    auto& all = *library.mutable_gradient();
    all.erase(std::remove_if(all.begin(), all.end(),
                             [&](const auto& def) { return drawn.contains(def.function_name()); }),
              all.end());
    for (const auto& [function, gradient] : links) {
        if (!there.contains(function->name) || !there.contains(gradient->name)) { continue; }
        tensorflow::GradientDef& def = *library.add_gradient();
        def.set_function_name(function->name);
        def.set_gradient_func(gradient->name);
    }
}

/// What is wrong with gradients that are drawn.
void checkGradients(const Document& document, Expansion& out) {
    for (const Wire* wire : document.all<Wire>()) {
        if (!isGradientWire(document, *wire)) { continue; }
        const Item& function = *document.item(wire->to.item);
        const Status fits =
            checkGradient(out.known, function.name, document.item(wire->from.item)->name);
        if (fits.ok()) { continue; }
        out.findings.push_back({function.id,
                                {},
                                Finding::Kind::Refused,
                                Finding::Severity::Error,
                                std::string(messageOf(fits)),
                                0});
    }
}

}  // namespace

Expansion expandBody(const Document& document, const ExpandOrder& order, ItemId function,
                     const Expansion& around) {
    Expansion body;
    body.leftOut = around.leftOut;
    const auto items = order.bodies.find(function);
    if (items == order.bodies.end()) { return body; }
    const std::vector<const Item*>& all = items->second;
    const auto backward = firstOfBackward(all);
    ItemExpander(document, order, around.known, body).expand({all.begin(), backward});
    if (backward == all.end()) { return body; }
    body.known = around.known;
    body.graph.libraryBytes = around.graph.libraryBytes;
    const std::vector<const Item*> last(backward, all.end());
    layOutCalls(last, order, body);
    body.graph.libraryBytes.clear();  // the drawing's is there for all
    ItemExpander(document, order, around.known, body).expand(last);
    return body;
}

void expandFunctions(const Document& document, const ExpandOrder& order, Expansion& out) {
    FunctionDefLibrary library;
    if (!library.ParseFromString(out.graph.libraryBytes)) { library.Clear(); }
    const std::vector<const Item*> functions = functionsOf(document);
    leaveOut(functions, library);
    for (const auto& function : library.function()) {
        out.known[function.signature().name()] = typesOf(function.signature());
    }
    if (functions.empty()) { return; }
    for (const Item* item : document.all<Item>()) {
        const ItemId function = document.functionOf(item->id);
        if (function.valid()) { out.functions.emplace(item->id, function); }
    }
    ResultNames results = resultNames(library);
    for (const Item* function : functions) {
        for (const Item* result : resultsOf(document, function->id)) {
            results[function->name].push_back(result->name);
        }
    }
    FunctionDefLibrary callees = library;
    std::map<ItemId, int> places;  // in it
    for (const Item* function : calleesFirst(document, order, functions, out)) {
        // Only what differentiates reads what others compute.
        const auto items = order.bodies.find(function->id);
        if (items != order.bodies.end() && firstOfBackward(items->second) != items->second.end()) {
            nameGradients(document, callees);
            out.graph.libraryBytes = messageBytes(callees);
        }
        auto body = std::make_shared<Expansion>(expandBody(document, order, function->id, out));
        places[function->id] = callees.function_size();
        writeFunctionDef(document, *function, *body, results, *callees.add_function());
        out.known[function->name] = typesOf(document, *function, *body);
        std::move(body->findings.begin(), body->findings.end(), std::back_inserter(out.findings));
        body->findings.clear();
        out.bodies.emplace(function->id, std::move(body));
    }
    for (const Item* function : functions) {
        *library.add_function() = callees.function(places.at(function->id));
    }
    nameGradients(document, library);
    checkGradients(document, out);
    out.graph.libraryBytes = messageBytes(library);
}

}  // namespace weft
