// SPDX-License-Identifier: Apache-2.0
#include "engine/checkpoint/bundle_merge.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include "engine/checkpoint/bundle_reader.h"
#include "engine/checkpoint/bundle_writer.h"
#include "tests/support/qverify_ok.h"
#include "tests/support/test_main.h"

namespace weft::test {

/// mergeBundles(), and the parts that several checkpoints bring together.
class TstBundleMerge final : public QObject {
    Q_OBJECT

private slots:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }
    void missingSourcesAreNamed();
    void tensorsInTwoSourcesAreRefusedAndNothingIsMoved();
    void partsThatDifferAreRefused();
    void damagedSourcesAreRefused();
    void dataFilesAreRenamedAndSourcesGone();
    void partsOfSeveralSourcesAreOneTensor();
    void mergedWithItselfItStays();

private:
    std::string path(const char* name) const { return m_folder->filePath(name).toStdString(); }
    Status write(const char* name, const std::map<std::string, Tensor>& tensors) const {
        return writeBundle(path(name), tensors);
    }
    bool exists(const char* name) const { return QFile::exists(m_folder->filePath(name)); }
    std::unique_ptr<QTemporaryDir> m_folder;
};

namespace {

const Registered<TstBundleMerge> registered;

/// One part of the [4] tensor "w".
Status writePart(const std::string& prefix, std::int64_t start, const Tensor& part,
                 const Shape& whole = Shape{4}) {
    BundleWriter writer = WEFT_TRY(BundleWriter::create(prefix));
    WEFT_TRY(writer.addPart("w", whole, {{start}, {part.elements()}}, part));
    return writer.commit();
}

}  // namespace

void TstBundleMerge::missingSourcesAreNamed() {
    QVERIFY_FAILS(mergeBundles({path("none")}, path("all")), "NOT_FOUND", "none");
    QVERIFY_FAILS(mergeBundles({}, path("all")), "INVALID_ARGUMENT", "none");
    QVERIFY_FAILS(mergeBundles({path("none")}, path("all"), {.skipMissing = true}),
                  "INVALID_ARGUMENT", "none");
}

void TstBundleMerge::tensorsInTwoSourcesAreRefusedAndNothingIsMoved() {
    QVERIFY_OK(write("a/m", {{"v", Tensor::scalar(1.0F)}}));
    QVERIFY_OK(write("b/m", {{"v", Tensor::scalar(2.0F)}}));
    QVERIFY_FAILS(mergeBundles({path("a/m"), path("b/m")}, path("all")), "INVALID_ARGUMENT", "'v'");
    QVERIFY(!exists("all.index"));
    QVERIFY_OK(BundleReader::open(path("a/m"))->read("v"));
}

void TstBundleMerge::partsThatDifferAreRefused() {
    QVERIFY_OK(writePart(path("a"), 0, Tensor::vector<float>({1, 2})));
    QVERIFY_OK(writePart(path("b"), 2, Tensor::vector<double>({3, 4})));
    QVERIFY_OK(writePart(path("c"), 2, Tensor::vector<float>({3, 4}), Shape{5}));
    QVERIFY_FAILS(mergeBundles({path("a"), path("b")}, path("all")), "INVALID_ARGUMENT", "differ");
    QVERIFY_FAILS(mergeBundles({path("a"), path("c")}, path("all")), "INVALID_ARGUMENT", "differ");
}

void TstBundleMerge::damagedSourcesAreRefused() {
    QVERIFY_OK(write("a", {{"v", Tensor::scalar(1.0F)}}));
    QFile index(m_folder->filePath("a.index"));
    QVERIFY(index.open(QFile::ReadWrite) && index.resize(index.size() / 2));
    index.close();
    QVERIFY_FAILS(mergeBundles({path("a")}, path("all")), "DATA_LOSS", "a.index");
}

void TstBundleMerge::dataFilesAreRenamedAndSourcesGone() {
    QVERIFY_OK(write("a/m", {{"v", Tensor::scalar(1.0F)}}));
    QVERIFY_OK(write("b/m", {{"u", Tensor::scalar(2.0F)}}));
    QFile other(m_folder->filePath("b/note"));
    QVERIFY(other.open(QFile::WriteOnly));
    QVERIFY_OK(mergeBundles({path("a/m"), path("b/m")}, path("to/all"), {.removeFolders = true}));
    QVERIFY(exists("to/all.data-00000-of-00002") && exists("to/all.data-00001-of-00002"));
    QVERIFY(!exists("a") && exists("b/note") && !exists("b/m.index"));
    const auto reader = BundleReader::open(path("to/all"));
    QVERIFY_OK(reader);
    QCOMPARE(reader->read("v")->values<float>()[0], 1.0F);
    QCOMPARE(reader->read("u")->values<float>()[0], 2.0F);
}

void TstBundleMerge::partsOfSeveralSourcesAreOneTensor() {
    QVERIFY_OK(writePart(path("a"), 2, Tensor::vector<float>({3, 4})));
    QVERIFY_OK(writePart(path("b"), 0, Tensor::vector<float>({1, 2})));
    QVERIFY_OK(mergeBundles({path("a"), path("b")}, path("all")));
    const auto reader = BundleReader::open(path("all"));
    QVERIFY_OK(reader);
    const auto whole = reader->read("w");
    QVERIFY_OK(whole);
    const auto values = whole->values<float>();
    QVERIFY((std::vector<float>(values.begin(), values.end()) == std::vector<float>{1, 2, 3, 4}));
    const auto part = reader->readPart("w", {{2}, {2}});
    QVERIFY_OK(part);
    QCOMPARE(part->values<float>()[1], 4.0F);
    const auto cut = reader->readPart("w", {{1}, {2}});
    QVERIFY_OK(cut);
    QCOMPARE(cut->values<float>()[0], 2.0F);
    QVERIFY_FAILS(reader->readPart("w", {{3}, {2}}), "DATA_LOSS", "[4]");
    QVERIFY_FAILS(reader->readPart("x", {{0}, {2}}), "NOT_FOUND", "x");
}

void TstBundleMerge::mergedWithItselfItStays() {
    QVERIFY_OK(write("all", {{"v", Tensor::scalar(1.0F)}}));
    QVERIFY_OK(mergeBundles({path("all")}, path("all"), {.removeFolders = true}));
    QCOMPARE(BundleReader::open(path("all"))->read("v")->values<float>()[0], 1.0F);
}

}  // namespace weft::test

#include "tst_bundle_merge.moc"
