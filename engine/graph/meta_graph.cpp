// SPDX-License-Identifier: Apache-2.0
#include "engine/graph/meta_graph.h"

#include <google/protobuf/arena.h>

#include <algorithm>
#include <array>

#include "engine/graph/io/message_io.h"
#include "engine/proto/meta_graph.pb.h"
#include "engine/proto/variable.pb.h"

namespace weft {
namespace {

/// Collections of TensorFlow that hold variables; others' bytes are nobody's business.
bool holdsVariables(std::string_view collection) {
    constexpr std::array<std::string_view, 7> kNames = {
        "variables",   "trainable_variables",      "local_variables",       "model_variables",
        "global_step", "moving_average_variables", "concatenated_variables"};
    return std::find(kNames.begin(), kNames.end(), collection) != kNames.end();
}

bool variableFromBytes(const std::string& bytes, VariableInfo& out) {
    tensorflow::VariableDef def;
    if (!def.ParseFromString(bytes) || def.variable_name().empty()) { return false; }
    out.variable = def.variable_name();
    out.initializer = def.initializer_name();
    out.snapshot = def.snapshot_name();
    out.initialValue = def.initial_value_name();
    out.isResource = def.is_resource();
    out.trainable = def.trainable();
    def.clear_variable_name();
    def.clear_initializer_name();
    def.clear_snapshot_name();
    def.clear_initial_value_name();
    def.clear_is_resource();
    def.clear_trainable();
    out.extraBytes = messageBytes(def);
    return true;
}

std::string variableToBytes(const VariableInfo& info) {
    tensorflow::VariableDef def;
    def.ParseFromString(info.extraBytes);
    def.set_variable_name(info.variable);
    def.set_initializer_name(info.initializer);
    def.set_snapshot_name(info.snapshot);
    def.set_initial_value_name(info.initialValue);
    def.set_is_resource(info.isResource);
    def.set_trainable(info.trainable);
    return messageBytes(def);
}

/// The collection as variables, or nothing when it holds anything else.
bool readVariables(const tensorflow::CollectionDef& def, std::vector<VariableInfo>& out) {
    for (const std::string& bytes : def.bytes_list().value()) {
        VariableInfo info;
        if (!variableFromBytes(bytes, info)) { return false; }
        out.push_back(std::move(info));
    }
    return true;
}

void readCollections(const tensorflow::MetaGraphDef& def, Collections& out) {
    for (const auto& [name, collection] : def.collection_def()) {
        std::vector<VariableInfo> variables;
        if (hasUnknownFields(collection)) {
            out.other[name] = messageBytes(collection);
        } else if (collection.has_node_list()) {
            const auto& values = collection.node_list().value();
            out.nodes[name] = {values.begin(), values.end()};
        } else if (collection.has_bytes_list() && holdsVariables(name) &&
                   readVariables(collection, variables)) {
            out.variables[name] = std::move(variables);
        } else {
            out.other[name] = messageBytes(collection);
        }
    }
}

void writeCollections(const Collections& collections, tensorflow::MetaGraphDef& def) {
    auto& out = *def.mutable_collection_def();
    for (const auto& [name, bytes] : collections.other) { out[name].ParseFromString(bytes); }
    for (const auto& [name, nodes] : collections.nodes) {
        auto* list = out[name].mutable_node_list();
        for (const std::string& node : nodes) { list->add_value(node); }
    }
    for (const auto& [name, variables] : collections.variables) {
        auto* list = out[name].mutable_bytes_list();
        for (const VariableInfo& info : variables) { list->add_value(variableToBytes(info)); }
    }
}

Result<MetaGraph> fromMessage(tensorflow::MetaGraphDef& def, const ImportOptions& options) {
    MetaGraph meta;
    meta.graph = WEFT_TRY(importGraph(def.graph_def(), options));
    readCollections(def, meta.graph.collections());
    def.clear_graph_def();
    def.clear_collection_def();
    meta.otherBytes = messageBytes(def);
    return meta;
}

void toMessage(const MetaGraph& meta, tensorflow::MetaGraphDef& def) {
    def.ParseFromString(meta.otherBytes);
    exportGraph(meta.graph, *def.mutable_graph_def());
    writeCollections(meta.graph.collections(), def);
}

}  // namespace

Result<MetaGraph> metaGraphFromBytes(std::string_view bytes, const ImportOptions& options) {
    google::protobuf::Arena arena;
    auto* def = google::protobuf::Arena::CreateMessage<tensorflow::MetaGraphDef>(&arena);
    WEFT_TRY(parseMessage(bytes, "MetaGraphDef", *def, options.limits));
    return fromMessage(*def, options);
}

Result<MetaGraph> metaGraphFromText(std::string_view text, const ImportOptions& options) {
    google::protobuf::Arena arena;
    auto* def = google::protobuf::Arena::CreateMessage<tensorflow::MetaGraphDef>(&arena);
    WEFT_TRY(parseMessageText(text, "MetaGraphDef", *def, options.limits));
    return fromMessage(*def, options);
}

std::string metaGraphToBytes(const MetaGraph& meta) {
    google::protobuf::Arena arena;
    auto* def = google::protobuf::Arena::CreateMessage<tensorflow::MetaGraphDef>(&arena);
    toMessage(meta, *def);
    return messageBytes(*def);
}

std::string metaGraphToText(const MetaGraph& meta) {
    google::protobuf::Arena arena;
    auto* def = google::protobuf::Arena::CreateMessage<tensorflow::MetaGraphDef>(&arena);
    toMessage(meta, *def);
    return messageText(*def);
}

}  // namespace weft
