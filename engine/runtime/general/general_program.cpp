// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/general/general_program.h"

#include <algorithm>
#include <map>
#include <optional>

#include "engine/graph/op_registry.h"
#include "engine/runtime/general/waiting_ops.h"

namespace weft {
namespace {

constexpr std::int32_t kNone = -1;

std::size_t at(NodeId id) { return static_cast<std::size_t>(id.value); }

std::int32_t sizeOf(const auto& list) { return static_cast<std::int32_t>(list.size()); }

/// Makes one program; its members follow the phases of buildGeneralProgram().
class ProgramBuilder {
public:
    ProgramBuilder(const Graph& graph, const DeviceSet& devices)
        : m_graph(graph), m_devices(devices) {}

    Result<GeneralProgram> build(const Signature& signature, const PlacerOptions& placement,
                                 ResourceStore& store);

private:
    void addFrames();
    Status addNode(const Node& node);
    void addInputs(const Node& node, TokenNode& made);
    void addEdges(const Node& node);
    void addFetches(const Signature& signature);
    void flattenEdges();
    void rankFrame(std::int32_t frame, Range snapshots);
    void rank();
    void addSnapshot(const ScheduleStep& step);
    void findSources();

    TokenNode& nodeOf(NodeId id) { return m_program.nodes[weft::at(m_indexOf[at(id)])]; }
    std::int32_t frameOf(const Node& node) const;
    std::int32_t outputFor(const Endpoint& source, std::int32_t device);

    const Graph& m_graph;
    const DeviceSet& m_devices;
    CallGraph m_call;
    CallOrder m_order;
    std::optional<VariableMap> m_variables;
    GeneralProgram m_program;
    std::vector<std::int64_t> m_randomRank;       // by node id
    std::vector<std::int32_t> m_indexOf;          // by node id: index into the program's nodes
    std::vector<std::vector<TokenEdge>> m_edges;  // by index
    std::vector<std::vector<GeneralProgram::Copy>> m_copies;  // by index
    std::vector<bool> m_isRanked;                             // by frame
};

Result<GeneralProgram> ProgramBuilder::build(const Signature& signature,
                                             const PlacerOptions& placement, ResourceStore& store) {
    m_call = WEFT_TRY(CallGraph::find(m_graph, signature));
    m_program.devices = WEFT_TRY(placeNodes(m_graph, m_call.needed, m_devices, placement));
    m_variables = WEFT_TRY(VariableMap::resolve(m_graph, m_call, m_program.devices, store));
    m_order = WEFT_TRY(orderOf(m_graph, m_call, *m_variables));
    m_randomRank = ranksOfRandomNodes(m_graph);
    m_program.feeds = m_call.feeds;
    m_program.variables = m_variables->variables();
    for (const auto& variable : m_program.variables) {
        const Node* owner = m_graph.find(variable->name());
        m_program.variableDevices.push_back(owner == nullptr ? kNone
                                                             : m_program.devices[at(owner->id)]);
    }
    addFrames();
    m_indexOf.assign(m_graph.size(), kNone);
    for (const NodeId id : m_call.needed) { WEFT_TRY(addNode(m_graph.node(id))); }
    m_edges.resize(m_program.nodes.size());
    m_copies.resize(m_program.nodes.size());
    for (const NodeId id : m_call.needed) { addEdges(m_graph.node(id)); }
    addFetches(signature);
    flattenEdges();
    rank();
    findSources();
    return std::move(m_program);
}

void ProgramBuilder::addFrames() {
    m_program.frames.resize(m_order.frames ? m_order.frames->frames().size() : 1);
    m_isRanked.assign(m_program.frames.size(), false);
    m_isRanked[0] = true;
    for (std::size_t f = 1; f < m_program.frames.size(); ++f) {
        m_program.frames[f].parent = m_order.frames->frames()[f].parent;
    }
}

/// The frame in which it gets its tokens: an Exit still counts to the one it leaves.
std::int32_t ProgramBuilder::frameOf(const Node& node) const {
    if (!m_order.frames) { return 0; }
    if (isExit(node) && !m_call.fed.contains(node.inputs[0])) {
        return m_order.frames->seenIn(node.inputs[0].node);
    }
    return m_order.frames->frameOf(node.id);
}

Status ProgramBuilder::addNode(const Node& node) {
    using Kind = TokenNode::Kind;
    TokenNode made;
    made.call.node = &node;
    made.call.device = m_program.devices[at(node.id)];
    made.frame = frameOf(node);
    TokenFrame& frame = m_program.frames[weft::at(made.frame)];
    made.place = sizeOf(frame.nodes);
    const bool isName = m_variables->isName(node);
    if (node.isOp("VarHandleOp") || node.isOp("Const")) {
        made.kind = Kind::Constant;
        made.held = sizeOf(m_program.constants);
        m_program.constants.push_back(node.isOp("Const") ? WEFT_TRY(valueOfConstant(node))
                                                         : handleOf(node));
    } else if (isName && node.inputs.empty()) {
        made.kind = Kind::Variable;
        made.held = m_variables->shownBy({node.id, 0});
    } else if (node.isOp("ControlTrigger")) {
        made.kind = Kind::Trigger;
    } else if (isName || node.isOp("NoOp")) {
        made.kind = Kind::Pass;
    } else {
        WEFT_TRY(useKernel(node, m_devices, made.call, m_program.keepAlive));
        made.isTold = true;
        made.mayWait = mayWait(node);
        made.call.defaultSeed2 = m_randomRank[at(node.id)];
        made.kind = isSwitch(node)          ? Kind::Switch
                    : isMerge(node)         ? Kind::Merge
                    : isEnter(node)         ? Kind::Enter
                    : isExit(node)          ? Kind::Exit
                    : isNextIteration(node) ? Kind::NextIteration
                    : isControlFlow(node)   ? Kind::Pass
                                            : Kind::Compute;
    }
    made.handsOn = isName || (!node.outputs.empty() && node.outputs[0].isRef);
    const std::int32_t index = sizeOf(m_program.nodes);
    if (made.kind == Kind::Enter) {
        made.isConstantEnter = node.attrs.getOr<bool>("is_constant", false);
        made.inner = m_order.frames->seenIn(node.id);
        ++m_program.frames[weft::at(made.inner)].enters;
    }
    if (made.kind == Kind::Exit) { frame.exits.push_back(index); }
    made.call.operands.count = sizeOf(node.inputs);
    made.call.outputs.count = sizeOf(node.outputs);
    addInputs(node, made);
    frame.nodes.push_back(index);
    m_indexOf[at(node.id)] = index;
    m_program.nodes.push_back(made);
    return okStatus();
}

void ProgramBuilder::addInputs(const Node& node, TokenNode& made) {
    made.inputs = {sizeOf(m_program.inputs), sizeOf(node.inputs)};
    for (std::size_t i = 0; i < node.inputs.size(); ++i) {
        TokenInput input;
        const auto fed = m_call.fed.find(node.inputs[i]);
        if (fed != m_call.fed.end()) {
            input.feed = fed->second;
        } else {
            input.value = m_program.frames[weft::at(made.frame)].values++;
            ++made.tokenInputs;
        }
        input.use = m_variables->use(node, i);
        made.call.runsOnEmpty = made.call.runsOnEmpty || input.use.byReference;
        m_program.inputs.push_back(input);
    }
    const bool isMerge = made.kind == TokenNode::Kind::Merge;
    const auto controls =
        std::count_if(node.controlInputs.begin(), node.controlInputs.end(),
                      [this](NodeId before) { return !m_call.isGiven(m_graph.node(before)); });
    made.waits = static_cast<std::int32_t>(controls) + (isMerge ? 0 : made.tokenInputs);
}

/// The output to read on a device: itself, or a copy, which all readers there share. Tensors that
/// lie in the program are read everywhere.
std::int32_t ProgramBuilder::outputFor(const Endpoint& source, std::int32_t device) {
    const TokenNode& sender = nodeOf(source.node);
    const bool isHeld = sender.kind == TokenNode::Kind::Constant;
    if (isHeld || sender.call.device == device) { return source.index; }
    std::vector<GeneralProgram::Copy>& copies = m_copies[weft::at(m_indexOf[at(source.node)])];
    const auto known = std::find_if(copies.begin(), copies.end(), [&](const auto& copy) {
        return copy.output == source.index && copy.device == device;
    });
    const auto place = static_cast<std::int32_t>(known - copies.begin());
    if (known == copies.end()) { copies.push_back({source.index, device}); }
    return sender.call.outputs.count + place;
}

void ProgramBuilder::addEdges(const Node& node) {
    const TokenNode& reader = nodeOf(node.id);
    const std::int32_t index = m_indexOf[at(node.id)];
    for (std::size_t i = 0; i < node.inputs.size(); ++i) {
        const TokenInput& input = m_program.inputs[weft::at(reader.inputs.begin) + i];
        if (input.feed >= 0) { continue; }
        const Endpoint& source = node.inputs[i];
        const bool isValue = input.use.variable == kNone;
        const std::int32_t output = isValue ? outputFor(source, reader.call.device) : source.index;
        m_edges[weft::at(m_indexOf[at(source.node)])].push_back({output, index, input.value});
    }
    for (const NodeId before : node.controlInputs) {
        if (m_call.isGiven(m_graph.node(before))) { continue; }
        m_edges[weft::at(m_indexOf[at(before)])].push_back({kNone, index, kNone});
    }
}

void ProgramBuilder::addFetches(const Signature& signature) {
    for (std::size_t i = 0; i < m_call.fetched.size(); ++i) {
        const Endpoint& e = m_call.fetched[i];
        GeneralProgram::Fetched fetched;
        fetched.name = signature.fetches[i];
        const auto fed = m_call.fed.find(e);
        if (fed != m_call.fed.end()) {
            fetched.feed = fed->second;
        } else {
            m_edges[weft::at(m_indexOf[at(e.node)])].push_back(
                {e.index, kNone, static_cast<std::int32_t>(i)});
        }
        m_program.fetches.push_back(std::move(fetched));
    }
}

void ProgramBuilder::flattenEdges() {
    for (std::size_t n = 0; n < m_program.nodes.size(); ++n) {
        TokenNode& node = m_program.nodes[n];
        node.edges = {sizeOf(m_program.edges), sizeOf(m_edges[n])};
        node.copies = {sizeOf(m_program.copies), sizeOf(m_copies[n])};
        m_program.edges.insert(m_program.edges.end(), m_edges[n].begin(), m_edges[n].end());
        m_program.copies.insert(m_program.copies.end(), m_copies[n].begin(), m_copies[n].end());
    }
}

void ProgramBuilder::rankFrame(std::int32_t frame, Range snapshots) {
    // Those around it first.
    std::vector<std::int32_t> unranked;
    for (std::int32_t f = frame; !m_isRanked[weft::at(f)];
         f = m_program.frames[weft::at(f)].parent) {
        unranked.push_back(f);
    }
    for (auto f = unranked.rbegin(); f != unranked.rend(); ++f) {
        m_isRanked[weft::at(*f)] = true;
        m_program.frames[weft::at(*f)].rank = sizeOf(m_program.ranks);
        m_program.ranks.push_back({kNone, *f, *f == frame ? snapshots : Range{}});
    }
}

/// Gives everything its place in the order.
void ProgramBuilder::rank() {
    std::int32_t before = 0;  // snapshots that stand before the next step
    const auto taken = [&] {
        const Range range{before, sizeOf(m_program.snapshots) - before};
        before = sizeOf(m_program.snapshots);
        return range;
    };
    for (const ScheduleStep& step : m_order.steps) {
        if (step.frame != kNone) {
            if (!step.loopEnds) { rankFrame(step.frame, taken()); }
        } else if (step.node == kNone) {
            addSnapshot(step);
        } else {
            TokenNode& node = nodeOf(NodeId{step.node});
            rankFrame(node.frame, {});
            node.rank = sizeOf(m_program.ranks);
            m_program.ranks.push_back({m_indexOf[weft::at(step.node)], kNone, taken()});
        }
    }
    for (std::size_t f = 0; f < m_program.frames.size(); ++f) {
        rankFrame(static_cast<std::int32_t>(f), {});  // those that nothing runs in
    }
}

void ProgramBuilder::addSnapshot(const ScheduleStep& step) {
    GeneralProgram::Snapshot snapshot;
    snapshot.variable = step.variable;
    snapshot.device = m_program.devices[weft::at(step.readers.front())];
    for (const std::int32_t reader : step.readers) {
        const TokenNode& node = nodeOf(NodeId{reader});
        snapshot.readers.push_back(m_indexOf[weft::at(reader)]);
        for (std::int32_t i = 0; i < node.inputs.count; ++i) {
            TokenInput& input = m_program.inputs[weft::at(node.inputs.begin + i)];
            if (input.use.variable == step.variable && !input.use.byReference) {
                input.snapshot = sizeOf(m_program.snapshots);
            }
        }
    }
    m_program.snapshots.push_back(std::move(snapshot));
}

void ProgramBuilder::findSources() {
    for (const std::int32_t index : m_program.frames[0].nodes) {
        const TokenNode& node = m_program.nodes[weft::at(index)];
        const bool isMerge = node.kind == TokenNode::Kind::Merge;
        // What is fed is alive: a Merge of it waits for no token.
        const bool isFed = isMerge && node.tokenInputs < node.inputs.count;
        if (node.waits == 0 && (!isMerge || isFed)) {
            m_program.frames[0].sources.push_back(index);
        }
    }
}

}  // namespace

Result<GeneralProgram> buildGeneralProgram(const Graph& graph, const Signature& signature,
                                           const DeviceSet& devices, const PlacerOptions& placement,
                                           ResourceStore& store) {
    return ProgramBuilder(graph, devices).build(signature, placement, store);
}

}  // namespace weft
