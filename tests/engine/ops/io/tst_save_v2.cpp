// SPDX-License-Identifier: Apache-2.0
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include "tests/engine/ops/io/saver_graph.h"
#include "tests/support/qverify_ok.h"
#include "tests/support/test_main.h"

namespace weft::test {

/// "SaveV2".
class TstSaveV2 : public QObject {
    Q_OBJECT

private slots:
    void rejectsListsOfOtherLengths() {
        const Tensor one = Tensor::scalar(1.0F);
        QVERIFY_FAILS(saveWith({path("m"), {"a", "b"}, {"", ""}}, {one}), "INVALID_ARGUMENT", "2");
        QVERIFY_FAILS(saveWith({path("m"), {"a"}, {}}, {one}), "INVALID_ARGUMENT", "0");
        QVERIFY_FAILS(saveWith({path("m"), {}, {}}, {}), "INVALID_ARGUMENT", "dtypes");
    }
    void rejectsNamesAndPrefixesThatAreNone() {
        const Tensor one = Tensor::scalar(1.0F);
        QVERIFY_FAILS(saveWith({path("m"), {"a", "a"}, {"", ""}}, {one, one}), "INVALID_ARGUMENT",
                      "'a'");
        QVERIFY_FAILS(saveWith({path("m"), {""}, {""}}, {one}), "INVALID_ARGUMENT", "name");
        QVERIFY_FAILS(saveWith({"", {"a"}, {""}}, {one}), "INVALID_ARGUMENT", "prefix");
        QVERIFY(!QFile::exists(m_folder.filePath("m.index")));
    }
    void rejectsPartsThatDoNotFit() {
        const Tensor two = floats({1, 2});
        QVERIFY_FAILS(saveWith({path("m"), {"a"}, {"4 0,3"}}, {two}), "INVALID_ARGUMENT", "[3]");
        QVERIFY_FAILS(saveWith({path("m"), {"a"}, {"4 3,2"}}, {two}), "INVALID_ARGUMENT", "[4]");
        QVERIFY_FAILS(saveWith({path("m"), {"a"}, {"nonsense"}}, {two}), "INVALID_ARGUMENT",
                      "nonsense");
    }
    void whatFailsLeavesTheCheckpointBefore() {
        const Tensor one = Tensor::scalar(1.0F);
        QVERIFY_OK(saveWith({path("kept"), {"a"}, {""}}, {one}));
        QVERIFY(!saveWith({path("kept"), {"a", "a"}, {"", ""}}, {one, one}).ok());
        QVERIFY_OK(BundleReader::open(path("kept"))->read("a"));
    }
    void writesWholeTensorsAndParts() {
        const std::vector<Tensor> tensors = {floats({1, 2}), floats({3, 4}), Tensor::scalar(7),
                                             texts({"x", "yz"})};
        QVERIFY_OK(
            saveWith({path("all"), {"w", "w", "n", "s"}, {"4 0,2", "4 2,2", "", ""}}, tensors));
        const auto reader = BundleReader::open(path("all"));
        QVERIFY_OK(reader);
        QCOMPARE_FLOATS(reader->read("w"), {1, 2, 3, 4});
        QCOMPARE(reader->entry("w")->parts, 2);
        QCOMPARE(reader->read("n")->values<std::int32_t>()[0], 7);
        QCOMPARE(reader->read("s")->values<std::string>()[1], std::string("yz"));
    }
    /// A reference is read when the op runs: after what it waits for.
    void writesTheValueAtThatMoment() {
        GraphFixture g;
        const Expr variable = g.initialized("v", floats({1, 2}));
        const Expr added =
            g.scope.op("AssignAdd", {variable, g.constant("d", floats({10, 10}))}, {}, "add");
        const std::vector<Expr> inputs = {g.constant("p", Tensor::scalarString(path("moment"))),
                                          g.constant("n", texts({"v"})),
                                          g.constant("s", texts({""})), variable};
        g.op("SaveV2", inputs, "save", {added});
        const auto session = g.session();
        QVERIFY_OK(session);
        QVERIFY_OK(runTargets(**session, {"v/Assign"}));
        QVERIFY_OK(runTargets(**session, {"save"}));
        QCOMPARE_FLOATS(BundleReader::open(path("moment"))->read("v"), {11, 12});
    }

private:
    std::string path(const char* name) const { return m_folder.filePath(name).toStdString(); }
    QTemporaryDir m_folder;
};

namespace {
const Registered<TstSaveV2> registered;
}  // namespace

}  // namespace weft::test

#include "tst_save_v2.moc"
