// SPDX-License-Identifier: Apache-2.0
#include "app/weft/conformance/drawn_case.h"

#include <algorithm>

#include "engine/base/strings.h"
#include "engine/compose/adopt.h"
#include "engine/compose/expansion.h"
#include "engine/compose/ports.h"
#include "engine/graph/graph_io.h"

namespace weft::app {
namespace {

class CaseDrawer {
public:
    CaseDrawer(const conformance::Case& recorded, Document document)
        : m_case(recorded), m_document(std::move(document)) {}

    Result<DrawnCase> run() {
        m_forward = expandForward(m_document);
        for (int i = 0; i < m_case.gradients_size(); ++i) { WEFT_TRY(addGradients(i)); }
        for (int i = 0; i < m_case.minimize_size(); ++i) { WEFT_TRY(addOptimizer(i)); }
        Expansion expansion = expandDocument(m_document);
        for (const Finding& finding : expansion.findings) {
            if (finding.severity != Finding::Severity::Error) { continue; }
            return invalidArgument(concat("drawn: ", finding.text));
        }
        return named(std::move(expansion));
    }

private:
    /// The socket that gives a tensor of the recorded graph, or a gradient that is asked for.
    Result<PortRef> sourceOf(const std::string& name) const {
        const auto gradient = m_gradients.find(name);
        if (gradient != m_gradients.end()) { return PortRef{gradient->second, "dydx"}; }
        const std::size_t colon = name.rfind(':');
        const Node* node = m_forward.graph.find(name.substr(0, colon));
        if (node == nullptr) { return notFound(concat("drawn: no tensor '", name, "'")); }
        const auto index =
            colon == std::string::npos ? 0 : parseInt(name.substr(colon + 1)).value_or(0);
        const Endpoint wanted{node->id, static_cast<int>(index)};
        for (const auto& [port, tensor] : m_forward.outputs) {
            if (tensor == wanted) { return port; }
        }
        // What a function gives that is called by its name is not known yet.
        return PortRef{m_forward.originOf(node->id).item,
                       listPort(kUnknownOutputs, static_cast<std::size_t>(index))};
    }

    using Wires = std::vector<std::pair<PortRef, std::string>>;

    Result<ItemId> add(const std::string& name, decltype(Item::what) what, const Wires& wires) {
        Edit edit(m_document);
        Item item;
        item.name = name;
        item.what = std::move(what);
        const ItemId id = edit.add(std::move(item));
        for (const auto& [from, to] : wires) { WEFT_TRY(edit.connect(from, {id, to}).status()); }
        WEFT_TRY(m_document.apply(WEFT_TRY(edit.finish())));
        return id;
    }

    Result<PortRef> constant(const std::string& name, const Tensor& value) {
        const AttrMap attrs{{"dtype", value.dtype()}, {"value", StoredTensor::fromTensor(value)}};
        return PortRef{WEFT_TRY(add(name, OpItem{"Const", attrs, {}, {}}, {})), "output"};
    }

    /// What has the gradients of several tensors, or with given ones of theirs: the sum of all
    /// elements, each times its given gradient.
    Result<PortRef> weightedSum(int i, const conformance::Gradients& request) {
        const auto named = [&](const char* part, int k) {
            return concat("drawn_", part, '_', i, '_', k);
        };
        Wires sums;
        AttrMap type;
        for (int k = 0; k < request.ys_size(); ++k) {
            PortRef y = WEFT_TRY(sourceOf(request.ys(k)));
            const OutputInfo* info = m_forward.outputAt(y);
            if (info == nullptr || !isFloating(info->type)) {
                return unimplemented("drawn: weights of what has no known real dtype");
            }
            type = AttrMap{{"T", info->type}};
            if (k < request.grad_ys_size()) {
                const PortRef given{
                    WEFT_TRY(add(named("given", k), OpItem{"StopGradient", type, {}, {}},
                                 {{WEFT_TRY(sourceOf(request.grad_ys(k))), "input"}})),
                    "output"};
                y = {WEFT_TRY(add(named("weighted", k), OpItem{"Mul", type, {}, {}},
                                  {{y, "x"}, {given, "y"}})),
                     "z"};
            }
            const PortRef flat =
                WEFT_TRY(constant(named("flat", k), Tensor::vector<std::int32_t>({-1})));
            const PortRef axis = WEFT_TRY(constant(named("axis", k), Tensor::scalar(0)));
            const ItemId list = WEFT_TRY(add(named("list", k), OpItem{"Reshape", type, {}, {}},
                                             {{y, "tensor"}, {flat, "shape"}}));
            const ItemId sum =
                WEFT_TRY(add(named("sum", k), OpItem{"Sum", type, {}, {}},
                             {{{list, "output"}, "input"}, {axis, "reduction_indices"}}));
            sums.push_back({{sum, "output"}, listPort("inputs", static_cast<std::size_t>(k))});
        }
        type.set("N", static_cast<std::int64_t>(sums.size()));
        return PortRef{WEFT_TRY(add(concat("drawn_total_", i), OpItem{"AddN", type, {}, {}}, sums)),
                       "sum"};
    }

    Status addGradients(int i) {
        const conformance::Gradients& request = m_case.gradients(i);
        const auto& none = request.unconnected();
        const bool isPlain = request.ys_size() == 1 && request.grad_ys_size() == 0;
        const PortRef y =
            isPlain ? WEFT_TRY(sourceOf(request.ys(0))) : WEFT_TRY(weightedSum(i, request));
        for (int j = 0; j < request.xs_size(); ++j) {
            if (std::ranges::find(none, j) != none.end()) { continue; }
            const PortRef x = WEFT_TRY(sourceOf(request.xs(j)));
            m_gradients[concat("@grad/", i, "/", j)] =
                WEFT_TRY(add(concat("drawn_gradient_", i, "_", j), RecipeItem{"Gradients", {}, {}},
                             {{y, "y"}, {x, "x"}}));
        }
        return okStatus();
    }

    Status addOptimizer(int i) {
        const conformance::Minimize& request = m_case.minimize(i);
        std::string name = request.optimizer();
        if (name.ends_with("Optimizer")) { name.resize(name.size() - 9); }
        const RecipeDef* def = findRecipe(name);
        if (def == nullptr || !def->isOptimizer) {
            return unimplemented(concat("drawn: no recipe for ", request.optimizer()));
        }
        AttrMap parameters;
        for (const auto& [key, value] : request.hyper()) {
            const AttrDef* known = def->signature.attr(key);
            if (known == nullptr) { return unimplemented(concat("drawn: no argument ", key)); }
            if (known->kind == "bool") {
                parameters.set(key, value != 0);
            } else {
                parameters.set(key, static_cast<float>(value));
            }
        }
        if (!request.clip_by().empty()) {
            parameters.set("clip_by", request.clip_by());
            parameters.set("clip_limit", static_cast<float>(request.clip_limit()));
        }
        if (request.variables_size() > 0) {
            parameters.set("variables", std::vector<std::string>(request.variables().begin(),
                                                                 request.variables().end()));
        }
        m_optimizers.push_back(
            WEFT_TRY(add(concat("drawn_optimizer_", i), RecipeItem{name, parameters, {}},
                         {{WEFT_TRY(sourceOf(request.loss())), "loss"}})));
        return okStatus();
    }

    Result<DrawnCase> named(Expansion expansion) const {
        DrawnCase drawn;
        for (const auto& [name, item] : m_gradients) {
            const auto tensor = expansion.tensorAt({item, "dydx"});
            if (!tensor) { return invalidArgument(concat("drawn: ", name, " was not made")); }
            drawn.gradients.emplace(name, expansion.graph.nameOf(*tensor));
        }
        for (std::size_t i = 0; i < m_optimizers.size(); ++i) {
            const auto nameOf = [&](NodeId id) { return expansion.graph.node(id).name; };
            const Minimized& made = expansion.trained.at(m_optimizers[i]);
            drawn.operations[concat("@train/", i)] = {nameOf(made.train)};
            std::vector<std::string> inits;
            for (const NodeId id : made.slotInitializers) { inits.push_back(nameOf(id)); }
            drawn.operations[concat("@init/", i)] = inits;
            const std::string& all = m_case.minimize(static_cast<int>(i)).slot_init();
            if (!all.empty()) { drawn.operations[all] = inits; }
        }
        drawn.graph = std::move(expansion.graph);
        return drawn;
    }

    const conformance::Case& m_case;
    Document m_document;
    Expansion m_forward;
    std::map<std::string, ItemId> m_gradients;
    std::vector<ItemId> m_optimizers;
};

}  // namespace

Result<DrawnCase> drawCase(const conformance::Case& recorded) {
    const Graph graph =
        WEFT_TRY(graphFromBytes(recorded.graph_def(), {.unknownOps = UnknownOps::Keep}));
    return CaseDrawer(recorded, WEFT_TRY(adoptGraph(graph))).run();
}

}  // namespace weft::app
