// SPDX-License-Identifier: Apache-2.0
/// @file
/// GraphDef to Graph: names, inputs, order, then one Graph::add() a node, which checks the rest.

#include <google/protobuf/arena.h>

#include <algorithm>
#include <limits>
#include <unordered_set>

#include "engine/graph/device_name.h"
#include "engine/graph/graph_io.h"
#include "engine/graph/io/function_check.h"
#include "engine/graph/io/graph_order.h"
#include "engine/graph/io/message_io.h"
#include "engine/graph/op_registry.h"
#include "engine/proto/graph.pb.h"

namespace weft {
namespace {

/// Up to this producer a Placeholder's shape [] meant "unknown": older writers had no other way.
constexpr int kLastProducerWithoutUnknownShape = 21;

/// One data input of a node in the file.
struct FileInput {
    int node = 0;
    int index = 0;
};

struct FileNode {
    std::vector<FileInput> inputs;
    std::vector<int> controls;
};

class Importer {
public:
    Importer(const tensorflow::GraphDef& def, const ImportOptions& options)
        : m_def(def), m_options(options), m_graph(options.unknownOps) {}

    Result<Graph> run() {
        WEFT_TRY(checkSizes());
        WEFT_TRY(readVersions());
        WEFT_TRY(readNames());
        WEFT_TRY(readInputs());
        if (m_options.unknownOps == UnknownOps::Refuse) { WEFT_TRY(checkFunctions(m_def)); }
        const std::vector<int> order = WEFT_TRY(creationOrder(m_def.node_size(), m_edges, m_names));
        m_ids.resize(m_nodes.size());
        for (const int i : order) { WEFT_TRY(addNode(i)); }
        for (const int i : m_loopHeads) { WEFT_TRY(closeLoop(i)); }
        if (m_options.unknownOps == UnknownOps::Refuse) { WEFT_TRY(checkPlacement()); }
        keepRest();
        return std::move(m_graph);
    }

private:
    const tensorflow::NodeDef& node(int i) const { return m_def.node(i); }

    /// `[Op] message (node 'n')`.
    Status at(int i, const Status& status) const {
        return annotated(status, concat("[", shownName(node(i).op()), "] "),
                         concat(" (node '", shownName(node(i).name()), "')"));
    }

    Status checkSizes() const {
        if (m_def.node_size() > m_options.limits.nodes) {
            return resourceExhausted(concat("too many nodes in the graph: got ", m_def.node_size(),
                                            ", want at most ", m_options.limits.nodes));
        }
        return okStatus();
    }

    Status readVersions() {
        const tensorflow::VersionDef& versions = m_def.versions();
        if (versions.producer() < 0) {
            return invalidArgument(concat("the graph's producer version is negative: got producer ",
                                          versions.producer()));
        }
        if (versions.min_consumer() > kGraphDefVersion) {
            return invalidArgument(concat("the graph needs a newer reader: got min_consumer ",
                                          versions.min_consumer(), ", this reader is ",
                                          kGraphDefVersion));
        }
        const auto& bad = versions.bad_consumers();
        if (std::find(bad.begin(), bad.end(), kGraphDefVersion) != bad.end()) {
            return invalidArgument(
                concat("the graph refuses this reader: bad_consumers holds ", kGraphDefVersion));
        }
        m_graph.producer = versions.producer();
        m_graph.minConsumer = versions.min_consumer();
        return okStatus();
    }

    Status readNames() {
        m_places.reserve(static_cast<std::size_t>(m_def.node_size()));
        for (int i = 0; i < m_def.node_size(); ++i) {
            const std::string& name = node(i).name();
            if (std::ssize(name) > m_options.limits.nameBytes) {
                return at(i, invalidArgument(concat("node name is too long: got ", name.size(),
                                                    " bytes, want at most ",
                                                    m_options.limits.nameBytes)));
            }
            // Names that begin with "_" belong to a runtime, never to a file.
            if (!isValidNodeName(name) || name.front() == '_') {
                return at(i, invalidArgument(concat(
                                 "malformed node name: got '", shownName(name), "' (node ", i,
                                 "), want letters, digits and _.\\/>- that begin with a letter, "
                                 "digit or '.', without '..' as a part")));
            }
            const auto [place, isNew] = m_places.emplace(name, i);
            if (!isNew) {
                return at(i, invalidArgument(concat("two nodes have the name '", shownName(name),
                                                    "': nodes ", place->second, " and ", i)));
            }
            m_names.push_back(name);
        }
        return okStatus();
    }

    Result<int> placeOf(int i, std::string_view input, std::string_view name) const {
        const auto found = m_places.find(name);
        if (found != m_places.end()) { return found->second; }
        return at(i, invalidArgument(concat("input '", shownName(input),
                                            "' names a node that is not in the graph")));
    }

    Status readInput(int i, const std::string& text) {
        FileNode& file = m_nodes[static_cast<std::size_t>(i)];
        const Result<TensorName> name = parseTensorName(text);
        if (!name.ok()) { return at(i, name.status()); }
        const int from = WEFT_TRY(placeOf(i, text, name->node));
        if (name->isControl) {
            file.controls.push_back(from);
            m_edges.push_back({from, i});
            return okStatus();
        }
        if (!file.controls.empty()) {
            return at(i, invalidArgument(concat("data input '", shownName(text),
                                                "' comes after a control input")));
        }
        file.inputs.push_back({from, name->index});
        if (isLoopBackEdge(node(from).op(), node(i).op())) {
            if (m_loopHeads.empty() || m_loopHeads.back() != i) { m_loopHeads.push_back(i); }
        } else {
            m_edges.push_back({from, i});
        }
        return okStatus();
    }

    Status readInputs() {
        m_nodes.resize(static_cast<std::size_t>(m_def.node_size()));
        for (int i = 0; i < m_def.node_size(); ++i) {
            for (const std::string& text : node(i).input()) { WEFT_TRY(readInput(i, text)); }
        }
        return okStatus();
    }

    Result<AttrMap> readAttrs(int i, const OpDef* op) {
        AttrMap attrs;
        for (const auto& [name, value] : node(i).attr()) {
            const AttrDef* def = op == nullptr ? nullptr : op->attr(name);
            if (op != nullptr && def == nullptr && !name.starts_with('_') &&
                m_options.warnings != nullptr) {
                m_options.warnings->push_back(concat("[", node(i).op(), "] ignores the attribute '",
                                                     shownName(name), "' (node '",
                                                     shownName(node(i).name()), "')"));
            }
            Result<AttrValue> read =
                attrFromProto(value, def == nullptr ? std::string_view() : def->kind);
            if (!read.ok()) {
                return annotated(read.status(), concat("attribute '", shownName(name), "' "));
            }
            attrs.set(name, *std::move(read));
        }
        if (op != nullptr && m_graph.producer <= kLastProducerWithoutUnknownShape &&
            op->name == "Placeholder" &&
            attrs.getOr<PartialShape>("shape", {}) == PartialShape::scalar()) {
            attrs.set("shape", PartialShape::unknown());
        }
        // Graph::add() would infer types from inputs; a file must say them, as TensorFlow's must.
        if (op != nullptr) { WEFT_TRY(completeAttrs(*op, attrs)); }
        return attrs;
    }

    /// Refuses ops that no file may hold, or that this file's producer should not have used.
    Status checkOp(int i, const OpDef* op) const {
        const std::string& name = node(i).op();
        const bool isInternal = name.starts_with('_');
        if (isInternal &&
            (m_options.unknownOps == UnknownOps::Refuse || name.starts_with("_Weft"))) {
            return invalidArgument(
                concat("op type '", shownName(name), "' is internal to a runtime, not for files"));
        }
        if (op != nullptr && op->deprecatedSince > 0 && m_graph.producer >= op->deprecatedSince) {
            return invalidArgument(concat("op is not available in graphs of producer ",
                                          m_graph.producer, ", it ended with ", op->deprecatedSince,
                                          ": ", op->deprecation));
        }
        return okStatus();
    }

    Status addNode(int i) {
        const tensorflow::NodeDef& def = node(i);
        const OpDef* op = OpRegistry::global().find(def.op());
        const Status allowed = checkOp(i, op);
        if (!allowed.ok()) { return at(i, allowed); }
        NodeSpec spec;
        spec.name = def.name();
        spec.op = def.op();
        spec.device = def.device();
        if (op != nullptr || m_options.unknownOps == UnknownOps::Keep) {
            Result<AttrMap> attrs = readAttrs(i, op);
            if (!attrs.ok()) { return at(i, attrs.status()); }
            spec.attrs = *std::move(attrs);
        }
        const FileNode& file = m_nodes[static_cast<std::size_t>(i)];
        spec.inputs.reserve(file.inputs.size());
        for (const FileInput& input : file.inputs) {
            spec.inputs.push_back({m_ids[static_cast<std::size_t>(input.node)], input.index});
        }
        WEFT_TRY(standInForBackEdges(i, spec.inputs));
        for (const int control : file.controls) {
            spec.controlInputs.push_back(m_ids[static_cast<std::size_t>(control)]);
        }
        const NodeId id = WEFT_TRY(m_graph.add(std::move(spec)));
        m_ids[static_cast<std::size_t>(i)] = id;
        keepUnread(def, id);
        return okStatus();
    }

    /// A loop's first node is added before its back edge exists: another input stands in for it.
    Status standInForBackEdges(int i, std::vector<Endpoint>& inputs) const {
        const auto forward = std::find_if(inputs.begin(), inputs.end(),
                                          [](const Endpoint& e) { return e.node.valid(); });
        for (Endpoint& input : inputs) {
            if (input.node.valid()) { continue; }
            if (forward == inputs.end()) {
                return at(i, invalidArgument("the node is in a cycle that nothing enters"));
            }
            input = *forward;
        }
        return okStatus();
    }

    Status closeLoop(int i) {
        const FileNode& file = m_nodes[static_cast<std::size_t>(i)];
        const NodeId id = m_ids[static_cast<std::size_t>(i)];
        for (std::size_t k = 0; k < file.inputs.size(); ++k) {
            const Endpoint from{m_ids[static_cast<std::size_t>(file.inputs[k].node)],
                                file.inputs[k].index};
            if (m_graph.node(id).inputs[k] == from) { continue; }
            WEFT_TRY(m_graph.setInput(id, static_cast<int>(k), from));
        }
        return okStatus();
    }

    /// Devices must read as such, and colocation must name a node.
    Status checkPlacement() const {
        for (int i = 0; i < m_def.node_size(); ++i) {
            const Result<DeviceName> device = DeviceName::parse(node(i).device());
            if (!device.ok()) { return at(i, device.status()); }
            const auto group = m_graph.node(m_ids[static_cast<std::size_t>(i)])
                                   .attrs.getOr<std::vector<std::string>>("_class", {});
            for (const std::string& with : group) {
                if (!with.starts_with("loc:@") || m_places.contains(with.substr(5))) { continue; }
                return at(i,
                          invalidArgument(concat("colocation with a node that is not there: got '",
                                                 shownName(with), "'")));
            }
        }
        return okStatus();
    }

    /// Fields of the message that nothing here reads, for saving.
    void keepUnread(const tensorflow::NodeDef& def, NodeId id) {
        tensorflow::NodeDef rest;
        if (def.has_experimental_debug_info()) {
            *rest.mutable_experimental_debug_info() = def.experimental_debug_info();
        }
        if (def.has_experimental_type()) {
            *rest.mutable_experimental_type() = def.experimental_type();
        }
        copyUnknownFields(def, rest);
        for (const auto& [name, value] : def.attr()) {
            if (hasUnknownFields(value)) { copyUnknownFields(value, (*rest.mutable_attr())[name]); }
        }
        std::string bytes = messageBytes(rest);
        if (!bytes.empty()) { m_graph.setExtraBytes(id, std::move(bytes)); }
    }

    void keepRest() {
        if (m_def.has_library()) { m_graph.libraryBytes = messageBytes(m_def.library()); }
        tensorflow::GraphDef rest;
        rest.set_version(m_def.version());
        if (m_def.has_debug_info()) { *rest.mutable_debug_info() = m_def.debug_info(); }
        if (m_def.versions().bad_consumers_size() > 0 || hasUnknownFields(m_def.versions())) {
            *rest.mutable_versions() = m_def.versions();
            rest.mutable_versions()->clear_producer();
            rest.mutable_versions()->clear_min_consumer();
        }
        copyUnknownFields(m_def, rest);
        m_graph.extraBytes = messageBytes(rest);
    }

    const tensorflow::GraphDef& m_def;
    const ImportOptions& m_options;
    Graph m_graph;
    std::unordered_map<std::string_view, int> m_places;  // of names, in the file
    std::vector<std::string_view> m_names;
    std::vector<FileNode> m_nodes;
    std::vector<FileEdge> m_edges;
    std::vector<int> m_loopHeads;  // nodes with a back edge
    std::vector<NodeId> m_ids;
};

/// Whether a node calls a function, be it in the library or not.
bool callsFunctions(const tensorflow::GraphDef& def) {
    std::unordered_set<std::string_view> names;
    for (const auto& function : def.library().function()) {
        names.insert(function.signature().name());
    }
    const auto namesFunction = [](const auto& attr) {
        return !attr.second.func().name().empty() || attr.second.list().func_size() > 0;
    };
    return std::any_of(def.node().begin(), def.node().end(), [&](const auto& node) {
        return names.contains(node.op()) ||
               std::any_of(node.attr().begin(), node.attr().end(), namesFunction);
    });
}

}  // namespace

Result<Graph> importGraph(const tensorflow::GraphDef& def, const ImportOptions& options) {
    const FunctionInlining inliner = functionInliner();
    if (options.unknownOps == UnknownOps::Keep || inliner == nullptr || !callsFunctions(def)) {
        return Importer(def, options).run();
    }
    // What is to run needs no functions: their bodies stand in the places of calls.
    WEFT_TRY(checkFunctions(def));
    google::protobuf::Arena arena;
    auto* flat = google::protobuf::Arena::CreateMessage<tensorflow::GraphDef>(&arena);
    WEFT_TRY(inliner(def, options.limits.inlinedNodes, *flat));
    return Importer(*flat, options).run();
}

Result<Graph> graphFromBytes(std::string_view bytes, const ImportOptions& options) {
    google::protobuf::Arena arena;
    auto* def = google::protobuf::Arena::CreateMessage<tensorflow::GraphDef>(&arena);
    WEFT_TRY(parseMessage(bytes, "GraphDef", *def, options.limits));
    return importGraph(*def, options);
}

Result<Graph> graphFromText(std::string_view text, const ImportOptions& options) {
    google::protobuf::Arena arena;
    auto* def = google::protobuf::Arena::CreateMessage<tensorflow::GraphDef>(&arena);
    WEFT_TRY(parseMessageText(text, "GraphDef", *def, options.limits));
    return importGraph(*def, options);
}

}  // namespace weft
