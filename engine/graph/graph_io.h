// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/base/limits.h"
#include "engine/graph/graph.h"

namespace tensorflow {
class GraphDef;
class NodeDef;
class AttrValue;
}  // namespace tensorflow

/// @file
/// GraphDef in and out: messages, serialized bytes, text (.pbtxt).

namespace weft {

/// How a GraphDef is taken.
struct ImportOptions {
    UnknownOps unknownOps = UnknownOps::Refuse;  ///< Keep: for editors and converters
    Limits limits = defaultLimits();
    /// Where given, gets a line for each thing that was accepted but is suspicious.
    std::vector<std::string>* warnings = nullptr;
};

/// The version of TensorFlow's GraphDef that Weft reads: files that need a newer reader are
/// refused.
inline constexpr int kGraphDefVersion = 2474;

/// The graph a GraphDef describes, validated: names, inputs, attributes, dtypes, shapes, versions,
/// cycles. Inputs may name later nodes. Node order of the file is the creation order where inputs
/// allow. A loop's back edge (NextIteration to Merge) is no cycle. Errors: TensorFlow's codes;
/// messages name node, op and what was wrong (reliability.md 23-66).
Result<Graph> importGraph(const tensorflow::GraphDef& def, const ImportOptions& options = {});
/// Every attribute, default ones too; unknown fields and attributes as they came.
void exportGraph(const Graph& graph, tensorflow::GraphDef& def);
void exportNode(const Graph& graph, const Node& node, tensorflow::NodeDef& def);

/// Serialized GraphDef or text. Errors: InvalidArgument with file-like place: byte, or line:column
/// for text.
Result<Graph> graphFromBytes(std::string_view bytes, const ImportOptions& options = {});
Result<Graph> graphFromText(std::string_view text, const ImportOptions& options = {});
/// Deterministic bytes (maps sorted).
std::string graphToBytes(const Graph& graph);
std::string graphToText(const Graph& graph);
/// One node as NodeDef text, as the Text panel shows it.
std::string nodeToText(const Graph& graph, const Node& node);

/// Checks the framing of a message's bytes before parsing: lengths, varints, nesting.
/// Errors: InvalidArgument "not a WHAT: ..." with the byte offset.
Status checkWireFormat(std::string_view bytes, std::string_view what,
                       const Limits& limits = defaultLimits());

void attrToProto(const AttrValue& value, tensorflow::AttrValue& proto);
/// @param kind the attribute's kind in the op definition, "" where there is none.
Result<AttrValue> attrFromProto(const tensorflow::AttrValue& proto, std::string_view kind);

}  // namespace weft
