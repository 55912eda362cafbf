// SPDX-License-Identifier: Apache-2.0
#include "engine/graph/graph_inference.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <set>

#include "engine/graph/shape_context.h"

namespace weft {
namespace {

/// Integer outputs up to this size have their elements tracked (shapes, axes, paddings).
constexpr std::int64_t kMostTrackedElements = 1024;
/// Constants up to this size are read by shape functions; larger ones are left alone.
constexpr std::int64_t kMostConstantElements = 65'536;
/// Values up to this size are computed from constants.
constexpr std::int64_t kMostEvaluatedElements = 4096;
/// A loop's shapes settle in a few rounds; this ends one that never would.
constexpr int kMostRounds = 16;

std::atomic<ConstantEvaluator> constantEvaluator{nullptr};

thread_local bool buildingGraph = false;

/// What isBuildingGraph() says while it lives.
class Building {
public:
    explicit Building(bool isBuilding) : m_before(buildingGraph) { buildingGraph = isBuilding; }
    ~Building() { buildingGraph = m_before; }
    Building(const Building&) = delete;
    Building& operator=(const Building&) = delete;

private:
    const bool m_before;
};

bool isIndexType(DType type) { return type == DType::Int32 || type == DType::Int64; }

/// Ops whose result is not their inputs' alone though they are stateless: a feed may replace it, or
/// it depends on which branch ran.
bool isNeverConstant(std::string_view op) {
    constexpr std::array<std::string_view, 9> kOps = {
        "Placeholder", "PlaceholderV2", "PlaceholderWithDefault",
        "Enter",       "Exit",          "NextIteration",
        "Merge",       "Switch",        "LoopCond"};
    return std::find(kOps.begin(), kOps.end(), op) != kOps.end();
}

/// Ops whose output TensorFlow gives the shape of an input, whatever the others are: what does not
/// fit is found when they run, by the same shape function. A graph with such a node that never runs
/// is a good graph to it; an editor (UnknownOps::Keep) says at once what is wrong.
bool isCheckedWhenRun(std::string_view op) {
    constexpr std::array<std::string_view, 14> kOps = {
        "MatrixBandPart", "UniqueWithCountsV2",  "ClipByValue", "Cumprod",
        "Cumsum",         "CumulativeLogsumexp", "InvGrad",     "ReciprocalGrad",
        "RsqrtGrad",      "SigmoidGrad",         "SqrtGrad",    "StridedSliceGrad",
        "TanhGrad",       "UniqueWithCounts"};
    return std::find(kOps.begin(), kOps.end(), op) != kOps.end();
}

/// Under this name an error says that it is left to the run.
constexpr const char* kLeftToRun = "weft/left-to-run";

std::optional<PartialValue> trackedValue(const Tensor& tensor) {
    if (!isIndexType(tensor.dtype()) || tensor.elements() > kMostTrackedElements) {
        return std::nullopt;
    }
    PartialValue out{tensor.shape(), {}};
    out.elements.reserve(static_cast<std::size_t>(tensor.elements()));
    for (std::int64_t i = 0; i < tensor.elements(); ++i) {
        out.elements.push_back(intAt(tensor, i));
    }
    return out;
}

/// The value of a Const node of at most `most` elements; damaged constants fail when they run.
std::optional<Tensor> storedValue(const Node& node, std::int64_t most) {
    const auto stored = node.attrs.getOr<StoredTensorPtr>("value", nullptr);
    if (stored == nullptr) { return std::nullopt; }
    const std::optional<std::int64_t> elements = stored->shape().elements();
    if (!elements || *elements > most) { return std::nullopt; }
    Result<Tensor> tensor = stored->tensor();
    if (!tensor.ok()) { return std::nullopt; }
    return *std::move(tensor);
}

template <class T>
Tensor integers(const PartialValue& value) {
    std::vector<T> elements;
    elements.reserve(value.elements.size());
    for (const auto& element : value.elements) { elements.push_back(static_cast<T>(*element)); }
    return Tensor::ofValues<T>(value.shape, std::span<const T>(elements));
}

/// A tracked value of which every element is known, as a tensor.
std::optional<Tensor> wholeValue(const OutputInfo& output) {
    if (!output.value || !isIndexType(output.type)) { return std::nullopt; }
    const auto& elements = output.value->elements;
    const bool whole = std::all_of(elements.begin(), elements.end(),
                                   [](const auto& element) { return element.has_value(); });
    if (!whole) { return std::nullopt; }
    return output.type == DType::Int32 ? integers<std::int32_t>(*output.value)
                                       : integers<std::int64_t>(*output.value);
}

bool isValueType(const OutputInfo& output) {
    return !output.isRef && output.type != DType::Invalid && output.type != DType::Resource &&
           output.type != DType::Variant;
}

/// What may stand for a value elsewhere: what it is known of that value goes along with it.
bool isHandle(DType type) { return type == DType::Resource || type == DType::Variant; }

/// True where computing the node ahead of a run is allowed and cheap, as far as it alone tells.
bool isEvaluable(const Graph& graph, const Node& node) {
    if (node.op == nullptr || node.op->isStateful || isNeverConstant(node.opName)) { return false; }
    for (const OutputInfo& output : node.outputs) {
        const std::optional<std::int64_t> elements = output.shape.elements();
        if (!isValueType(output) || !elements || *elements > kMostEvaluatedElements) {
            return false;
        }
    }
    return std::all_of(node.inputs.begin(), node.inputs.end(),
                       [&graph](const Endpoint& e) { return isValueType(graph.output(e)); });
}

/// Values that shape functions see while a graph is built.
class GraphValues final : public ValueSource {
public:
    GraphValues(const Graph& graph, const Node& node) : m_graph(graph), m_node(node) {}
    std::optional<Tensor> value(int input) const override {
        return m_graph.constantValue(m_node.inputs[static_cast<std::size_t>(input)]);
    }
    std::optional<PartialValue> partialValue(int input) const override {
        return m_graph.output(m_node.inputs[static_cast<std::size_t>(input)]).value;
    }
    std::optional<HandleInfo> handle(int input) const override {
        return m_graph.output(m_node.inputs[static_cast<std::size_t>(input)]).handle;
    }

private:
    const Graph& m_graph;
    const Node& m_node;
};

bool sameOutputs(const std::vector<OutputInfo>& a, const std::vector<OutputInfo>& b) {
    const auto sameValue = [](const std::optional<PartialValue>& x,
                              const std::optional<PartialValue>& y) {
        return x.has_value() == y.has_value() &&
               (!x || (x->shape == y->shape && x->elements == y->elements));
    };
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [&](const OutputInfo& x, const OutputInfo& y) {
                          return x.type == y.type && x.isRef == y.isRef && x.shape == y.shape &&
                                 x.handle == y.handle && sameValue(x.value, y.value);
                      });
}

std::string typeText(DType type, bool isRef) {
    return isRef ? concat(type, "_ref") : std::string(dtypeName(type));
}

/// How the variable-length arguments of a node share its inputs.
struct Repeats {
    std::string attr;            // the one count or type list that only the inputs tell
    std::int64_t arguments = 0;  // arguments that it repeats
    std::int64_t fixed = 0;      // inputs of all other arguments
};

Result<Repeats> findRepeats(const OpDef& op, const AttrMap& attrs) {
    Repeats found;
    for (const ArgDef& arg : op.inputs) {
        const std::string& name = arg.numberAttr.empty() ? arg.typeListAttr : arg.numberAttr;
        if (name.empty()) {
            ++found.fixed;
        } else if (!attrs.has(name)) {
            if (!found.attr.empty() && found.attr != name) {
                return invalidArgument(concat("attribute '", name, "' is missing"));
            }
            found.attr = name;
            ++found.arguments;
        } else if (!arg.numberAttr.empty()) {
            found.fixed += attrs.getOr<std::int64_t>(name, 0);
        } else {
            found.fixed += std::ssize(attrs.getOr<std::vector<DType>>(name, {}));
        }
    }
    return found;
}

}  // namespace

void setConstantEvaluator(ConstantEvaluator evaluator) {
    constantEvaluator.store(evaluator, std::memory_order_release);
}

Status GraphInference::inferAttrs(const OpDef& op, const std::vector<Endpoint>& inputs,
                                  AttrMap& attrs) const {
    const Repeats repeats = WEFT_TRY(findRepeats(op, attrs));
    std::int64_t count = 0;
    if (!repeats.attr.empty()) {
        const std::int64_t variable = std::ssize(inputs) - repeats.fixed;
        if (variable < 0 || variable % repeats.arguments != 0) {
            return invalidArgument(concat("wrong number of inputs: got ", inputs.size(), ", want ",
                                          repeats.fixed, " and a multiple of ", repeats.arguments));
        }
        count = variable / repeats.arguments;
        if (op.attr(repeats.attr)->kind == "int") { attrs.set(repeats.attr, count); }
    }
    std::size_t at = 0;
    for (const ArgDef& arg : op.inputs) {
        std::int64_t length = 1;
        if (!arg.numberAttr.empty()) {
            length = attrs.getOr<std::int64_t>(arg.numberAttr, 0);
        } else if (!arg.typeListAttr.empty()) {
            const auto* types = attrs.find(arg.typeListAttr);
            if (types == nullptr) {
                std::vector<DType> read;
                for (std::int64_t i = 0; i < count; ++i) {
                    read.push_back(m_graph.output(inputs[at + static_cast<std::size_t>(i)]).type);
                }
                length = count;
                attrs.set(arg.typeListAttr, std::move(read));
            } else {
                length = std::ssize(attrs.getOr<std::vector<DType>>(arg.typeListAttr, {}));
            }
        }
        if (!arg.typeAttr.empty() && length > 0 && at < inputs.size() && !attrs.has(arg.typeAttr)) {
            const DType type = m_graph.output(inputs[at]).type;
            if (type != DType::Invalid) { attrs.set(arg.typeAttr, type); }
        }
        // Attributes of a hostile file may claim any count.
        if (length < 0 || length > std::ssize(inputs) - static_cast<std::int64_t>(at)) { break; }
        at += static_cast<std::size_t>(length);
    }
    return okStatus();
}

Status GraphInference::checkInputs(const OpDef& op, const std::vector<SignatureTypes::Port>& ports,
                                   const std::vector<Endpoint>& inputs) const {
    if (ports.size() != inputs.size()) {
        return invalidArgument(
            concat("wrong number of inputs: got ", inputs.size(), ", want ", ports.size()));
    }
    for (std::size_t i = 0; i < inputs.size(); ++i) {
        const OutputInfo& from = m_graph.output(inputs[i]);
        const SignatureTypes::Port& want = ports[i];
        const bool isUnknown = from.type == DType::Invalid;
        if (!isUnknown && (from.type != want.type || (want.isRef && !from.isRef))) {
            return invalidArgument(
                concat("input ", i, " ('", op.inputs[static_cast<std::size_t>(want.arg)].name,
                       "') has the wrong type: got ", typeText(from.type, from.isRef), " from '",
                       shownName(m_graph.node(inputs[i].node).name), ":", inputs[i].index,
                       "', want ", typeText(want.type, want.isRef)));
        }
    }
    return okStatus();
}

bool isBuildingGraph() { return buildingGraph; }

Status leftToRun(const Status& error) {
    Status marked = error;
    marked.SetPayload(kLeftToRun, {});
    return marked;
}

Status GraphInference::inferOutputs(Node& node) const {
    std::vector<PartialShape> shapes(node.outputs.size());
    if (node.op != nullptr && (node.op->shape || node.op->partialValue)) {
        absl::InlinedVector<PartialShape, 4> inputShapes;
        absl::InlinedVector<DType, 4> inputTypes;
        for (const Endpoint& e : node.inputs) {
            inputShapes.push_back(m_graph.output(e).shape);
            inputTypes.push_back(m_graph.output(e).type);
        }
        const GraphValues values(m_graph, node);
        const ShapeContext context(*node.op, node.attrs, {inputShapes.data(), inputShapes.size()},
                                   {inputTypes.data(), inputTypes.size()},
                                   static_cast<int>(node.outputs.size()), values);
        const Building building(true);
        if (node.op->shape) {
            Result<std::vector<PartialShape>> found = node.op->shape(context);
            const bool isLeft = !found.ok() && m_graph.unknownOps() == UnknownOps::Refuse &&
                                (isCheckedWhenRun(node.opName) ||
                                 found.status().GetPayload(kLeftToRun).has_value());
            if (!isLeft) { shapes = WEFT_TRY(std::move(found)); }
        }
        if (shapes.size() != node.outputs.size()) {
            return internalError(concat("shape function gave the wrong number of shapes: got ",
                                        shapes.size(), ", want ", node.outputs.size()));
        }
        if (node.op->handle) {
            node.outputs.front().handle = WEFT_TRY(node.op->handle(context));
        } else if (node.op->aliasesInput >= 0 && isHandle(node.outputs.front().type)) {
            node.outputs.front().handle = context.handle(node.op->aliasesInput);
        }
        if (node.op->partialValue) {
            std::vector<std::optional<PartialValue>> known = node.op->partialValue(context);
            known.resize(node.outputs.size());
            for (std::size_t i = 0; i < known.size(); ++i) {
                node.outputs[i].value = std::move(known[i]);
            }
        }
    }
    if (node.isOp("Const") && node.outputs.size() == 1 && isIndexType(node.outputs[0].type)) {
        if (const auto value = storedValue(node, kMostTrackedElements)) {
            node.outputs[0].value = trackedValue(*value);
        }
    }
    for (std::size_t i = 0; i < shapes.size(); ++i) {
        node.outputs[i].shape = std::move(shapes[i]);
        if (m_graph.m_shapeHints.empty()) { continue; }
        const auto hint = m_graph.m_shapeHints.find({node.id, static_cast<int>(i)});
        if (hint == m_graph.m_shapeHints.end()) { continue; }
        node.outputs[i].shape = WEFT_TRY(node.outputs[i].shape.merge(hint->second));
    }
    return okStatus();
}

Status GraphInference::propagate(NodeId start) {
    std::map<NodeId, std::vector<OutputInfo>> before;
    std::map<NodeId, int> rounds;
    std::set<NodeId> todo{start};
    while (!todo.empty()) {
        const NodeId id = *todo.begin();
        todo.erase(todo.begin());
        Node& node = m_graph.m_nodes[static_cast<std::size_t>(id.value)];
        if (++rounds[id] > kMostRounds) { continue; }
        std::vector<OutputInfo> old = node.outputs;
        const Status status = inferOutputs(node);
        if (!status.ok()) {
            node.outputs = std::move(old);
            for (auto& [changed, outputs] : before) {
                m_graph.m_nodes[static_cast<std::size_t>(changed.value)].outputs =
                    std::move(outputs);
            }
            return annotated(status, concat("[", node.opName, "] "),
                             concat(" (node '", shownName(node.name), "')"));
        }
        if (sameOutputs(old, node.outputs)) { continue; }
        before.try_emplace(id, std::move(old));
        for (const Graph::Use& use : m_graph.uses(id)) { todo.insert(use.node); }
    }
    return okStatus();
}

std::optional<Tensor> GraphInference::constantValue(const Graph& graph, const Endpoint& wanted) {
    const MutexLock lock(graph.m_constants.mutex);
    auto& cache = graph.m_constants.values;
    const ConstantEvaluator evaluate = constantEvaluator.load(std::memory_order_acquire);
    // An explicit stack: chains of constants may be as long as the graph.
    std::vector<Endpoint> todo{wanted};
    while (!todo.empty()) {
        const Endpoint e = todo.back();
        if (cache.contains(e)) {
            todo.pop_back();
            continue;
        }
        const Node& node = graph.node(e.node);
        std::optional<Tensor> value = node.isOp("Const") ? storedValue(node, kMostConstantElements)
                                                         : wholeValue(graph.output(e));
        if (value || node.isOp("Const") || isNeverConstant(node.opName) || evaluate == nullptr ||
            !isEvaluable(graph, node)) {
            cache.emplace(e, isNeverConstant(node.opName) ? std::nullopt : std::move(value));
            continue;
        }
        std::vector<Tensor> inputs;
        bool isKnown = true;
        for (const Endpoint& from : node.inputs) {
            const auto found = cache.find(from);
            if (found == cache.end()) {
                todo.push_back(from);
                break;
            }
            isKnown = found->second.has_value();
            if (!isKnown) { break; }
            inputs.push_back(*found->second);
        }
        if (isKnown && inputs.size() < node.inputs.size()) { continue; }
        std::vector<Tensor> outputs;
        if (isKnown) {
            // Kernels rely on what shape functions check for a run.
            const Building building(false);
            Result<std::vector<Tensor>> computed = evaluate(node, inputs);
            if (computed.ok()) { outputs = *std::move(computed); }
        }
        outputs.resize(node.outputs.size());
        for (std::size_t i = 0; i < outputs.size(); ++i) {
            std::optional<Tensor> result;
            if (outputs[i].valid()) { result = std::move(outputs[i]); }
            cache.insert_or_assign({e.node, static_cast<int>(i)}, std::move(result));
        }
    }
    return cache.at(wanted);
}

}  // namespace weft
