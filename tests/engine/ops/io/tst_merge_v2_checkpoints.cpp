// SPDX-License-Identifier: Apache-2.0
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include "tests/engine/ops/io/saver_graph.h"
#include "tests/support/op_compare.h"
#include "tests/support/qverify_ok.h"
#include "tests/support/test_main.h"

namespace weft::test {
namespace {

Status mergeWith(const std::vector<std::string>& prefixes, const std::string& destination,
                 const AttrMap& attrs = {}) {
    GraphFixture g;
    g.scope.node(
        "MergeV2Checkpoints",
        {g.constant("from", texts(prefixes)), g.constant("to", Tensor::scalarString(destination))},
        attrs, "merge");
    const auto session = WEFT_TRY(g.session());
    return runTargets(*session, {"merge"});
}

}  // namespace

/// "MergeV2Checkpoints".
class TstMergeV2Checkpoints : public QObject {
    Q_OBJECT

private slots:
    void rejectsWhatIsNotThere() {
        QVERIFY_FAILS(mergeWith({path("none")}, path("all")), "NOT_FOUND", "none");
        QVERIFY_FAILS(mergeWith({path("none")}, path("all"), {{"allow_missing_files", true}}),
                      "INVALID_ARGUMENT", "none");
    }
    void rejectsOtherRanks() {
        QVERIFY(inferOp("MergeV2Checkpoints", {"string []", "string []"})
                    .starts_with("INVALID_ARGUMENT"));
        QVERIFY(inferOp("MergeV2Checkpoints", {"string [1]", "string [1]"})
                    .starts_with("INVALID_ARGUMENT"));
    }
    void mergesAndRemovesEmptyFolders() {
        for (const bool remove : {false, true}) {
            QVERIFY_OK(writeBundle(path("temp/part"), {{"a", Tensor::scalar(3.0F)}}));
            QVERIFY_OK(mergeWith({path("temp/part"), path("none")}, path("all"),
                                 {{"allow_missing_files", true}, {"delete_old_dirs", remove}}));
            QCOMPARE_FLOATS(BundleReader::open(path("all"))->read("a"), {3});
            QCOMPARE(QFile::exists(m_folder.filePath("temp")), !remove);
        }
    }

private:
    std::string path(const char* name) const { return m_folder.filePath(name).toStdString(); }
    QTemporaryDir m_folder;
};

namespace {
const Registered<TstMergeV2Checkpoints> registered;
}  // namespace

}  // namespace weft::test

#include "tst_merge_v2_checkpoints.moc"
