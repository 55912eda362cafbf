// SPDX-License-Identifier: Apache-2.0
#include "engine/graph/meta_graph.h"

#include <QTest>

#include "engine/proto/meta_graph.pb.h"
#include "tests/engine/graph/test_ops.h"
#include "tests/support/qverify_ok.h"
#include "tests/support/test_main.h"

namespace weft::test {

class TstMetaGraph final : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() { addTestOps(); }
    void refusesGarbage();
    void readsCollections();
    void keepsForeignCollections();
    void roundTripsRealFile();
};

namespace {
const Registered<TstMetaGraph> registered;
const ImportOptions kKeep{.unknownOps = UnknownOps::Keep};
}  // namespace

void TstMetaGraph::refusesGarbage() {
    QVERIFY_FAILS(metaGraphFromBytes("\xff\xff\xff"), "INVALID_ARGUMENT", "not a MetaGraphDef");
    const std::string real = sourceFile("tests/engine/graph/files/meta.meta");
    QVERIFY(!real.empty());
    QVERIFY_FAILS(metaGraphFromBytes(std::string_view(real).substr(0, real.size() - 1), kKeep),
                  "INVALID_ARGUMENT", "ends early");
    QVERIFY_FAILS(metaGraphFromText("graph_def { node { frob: 1 } }"), "INVALID_ARGUMENT", "frob");
}

void TstMetaGraph::readsCollections() {
    const auto meta = metaGraphFromBytes(sourceFile("tests/engine/graph/files/meta.meta"), kKeep);
    QVERIFY_OK(meta);
    const Collections& collections = meta->graph.collections();
    QVERIFY(collections.variables.contains("variables"));
    QVERIFY(collections.variables.contains("trainable_variables"));
    const VariableInfo& first = collections.variables.at("variables").front();
    QVERIFY(meta->graph.endpoint(first.variable).ok());
    QVERIFY(meta->graph.endpoint(first.snapshot).ok());
    QVERIFY(meta->graph.find(first.initializer) != nullptr);
    QVERIFY(meta->graph.endpoint(first.initialValue).ok());
    QVERIFY(collections.nodes.contains("train_op"));
}

void TstMetaGraph::keepsForeignCollections() {
    tensorflow::MetaGraphDef def;
    auto& all = *def.mutable_collection_def();
    all["mine"].mutable_bytes_list()->add_value("\xff\xfe raw");
    all["numbers"].mutable_int64_list()->add_value(7);
    all["variables"].mutable_bytes_list()->add_value("\xff no VariableDef");
    all["losses"].mutable_node_list()->add_value("loss:0");
    def.mutable_meta_info_def()->set_tensorflow_version("2.21.0");
    const auto meta = metaGraphFromBytes(def.SerializeAsString());
    QVERIFY_OK(meta);
    QCOMPARE(meta->graph.collections().other.size(), std::size_t{3});
    tensorflow::MetaGraphDef again;
    QVERIFY(again.ParseFromString(metaGraphToBytes(*meta)));
    QCOMPARE(again.collection_def().at("variables").bytes_list().value(0),
             std::string("\xff no VariableDef"));
    QCOMPARE(again.collection_def().at("losses").node_list().value(0), std::string("loss:0"));
    QCOMPARE(again.meta_info_def().tensorflow_version(), std::string("2.21.0"));
}

void TstMetaGraph::roundTripsRealFile() {
    const auto meta = metaGraphFromBytes(sourceFile("tests/engine/graph/files/meta.meta"), kKeep);
    QVERIFY_OK(meta);
    const std::string bytes = metaGraphToBytes(*meta);
    const auto again = metaGraphFromBytes(bytes, kKeep);
    QVERIFY_OK(again);
    QCOMPARE(metaGraphToBytes(*again), bytes);
    const auto fromText = metaGraphFromText(metaGraphToText(*meta), kKeep);
    QVERIFY_OK(fromText);
    QCOMPARE(metaGraphToBytes(*fromText), bytes);
    tensorflow::MetaGraphDef before;
    tensorflow::MetaGraphDef after;
    QVERIFY(before.ParseFromString(sourceFile("tests/engine/graph/files/meta.meta")));
    QVERIFY(after.ParseFromString(bytes));
    QCOMPARE(after.collection_def_size(), before.collection_def_size());
    for (const auto& [name, collection] : before.collection_def()) {
        QCOMPARE(after.collection_def().at(name).SerializeAsString(),
                 collection.SerializeAsString());
    }
    QCOMPARE(after.saver_def().SerializeAsString(), before.saver_def().SerializeAsString());
}

}  // namespace weft::test

#include "tst_meta_graph.moc"
