// SPDX-License-Identifier: Apache-2.0
#include "engine/data/data_catalog.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>
#include <algorithm>

#include "engine/base/durable_file.h"
#include "tests/engine/data/gzip_bytes.h"
#include "tests/support/qverify_ok.h"
#include "tests/support/test_main.h"

using weft::DType;
using weft::openData;
using weft::Shape;

namespace {

/// Two images of one pixel and their labels, for each split.
void writeImages(const QString& folder, bool withTestLabels) {
    QDir().mkpath(folder);
    const std::string at = folder.toStdString();
    const std::string images("\0\0\x08\x03\0\0\0\2\0\0\0\1\0\0\0\1ab", 18);
    const std::string labels("\0\0\x08\x01\0\0\0\2\x03\x04", 10);
    QVERIFY_OK(
        weft::writeFileDurably(at + "/train-images-idx3-ubyte.gz", weft::test::gzipped(images)));
    QVERIFY_OK(weft::writeFileDurably(at + "/train-labels-idx1-ubyte", labels));
    QVERIFY_OK(weft::writeFileDurably(at + "/t10k-images-idx3-ubyte", images));
    if (withTestLabels) {
        QVERIFY_OK(weft::writeFileDurably(at + "/t10k-labels-idx1-ubyte", labels));
    }
}

}  // namespace

class TstDataCatalog : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    weft::DataOptions options() const { return {.folder = m_folder.path().toStdString()}; }
    void write(const char* name, const char* text) const {
        QVERIFY_OK(weft::writeFileDurably(m_folder.filePath(name).toStdString(), text));
    }

private slots:
    void init() {
        qputenv("XDG_DATA_DIRS", "/nowhere");
        qunsetenv("WEFT_DATA");
    }

    void absentDataNamesItsPackage() {
        QVERIFY_FAILS(openData("fashion-mnist", "train"), "NOT_FOUND",
                      "install the package dataset-fashion-mnist");
    }

    void unknownDataNamesWhatThereIs() {
        QVERIFY_FAILS(openData("fashion-minst", "train"), "NOT_FOUND", "fashion-mnist");
        QVERIFY_FAILS(openData("zzz", ""), "NOT_FOUND", "/nowhere/datasets");
    }

    void namesCannotLeaveTheFolders() {
        for (const char* name : {"", "..", "../iris", "/etc/passwd", "a/b", ".hidden"}) {
            QVERIFY_FAILS(openData(name, ""), "INVALID_ARGUMENT", "without folders");
        }
    }

    void splitsMustExist() {
        QVERIFY_FAILS(openData("iris", "validate"), "NOT_FOUND", "train, test or all");
        writeImages(m_folder.filePath("tiny"), true);
        QVERIFY_FAILS(openData("tiny", "", options()), "NOT_FOUND", "train or test");
    }

    void absentPartsAreNamed() {
        writeImages(m_folder.filePath("half"), false);
        QVERIFY_OK(openData("half", "train", options()));
        QVERIFY_FAILS(openData("half", "test", options()), "NOT_FOUND", "t10k-labels-idx1-ubyte");
    }

    void damagedTablesNameTheFile() {
        write("broken.csv", "a,b\n1,2\n3\n");
        QVERIFY_FAILS(openData("broken", "", options()), "INVALID_ARGUMENT", "broken.csv, row 2");
    }

    void columnTextsHaveTwoOrThreeParts() {
        for (const char* text : {"", "iris", "iris/", "/x", "a/b/c/d", "a//c"}) {
            QVERIFY_FAILS(weft::parseDataName(text), "INVALID_ARGUMENT", "NAME/SPLIT/COLUMN");
        }
        const weft::DataName name = weft::parseDataName("fashion-mnist/train/images").value();
        QCOMPARE(name.split, std::string("train"));
        QCOMPARE(name.column, std::string("images"));
        QVERIFY(weft::parseDataName("iris/class")->split.empty());
    }

    void tablesThatComeAlongAreWhole_data() {
        QTest::addColumn<int>("rows");
        QTest::addColumn<int>("features");
        QTest::addColumn<int>("classes");
        QTest::newRow("iris") << 150 << 4 << 3;
        QTest::newRow("wine") << 178 << 13 << 3;
        QTest::newRow("breast-cancer") << 569 << 30 << 2;
        QTest::newRow("digits") << 1797 << 64 << 10;
    }
    void tablesThatComeAlongAreWhole() {
        QFETCH(int, rows);
        QFETCH(int, features);
        QFETCH(int, classes);
        const auto data = openData(QTest::currentDataTag(), "");
        QVERIFY_OK(data);
        QCOMPARE(data->rows(), std::int64_t{rows});
        QCOMPARE(data->column("features")->shape(), (Shape{rows, features}));
        const auto labels = data->column("class")->values<std::int64_t>();
        QCOMPARE(*std::max_element(labels.begin(), labels.end()), std::int64_t{classes - 1});
        QCOMPARE(data->columns().size(), static_cast<std::size_t>(features) + 2);
    }

    void tablesAreSplitBySeed() {
        weft::DataOptions options;
        options.trainFraction = 0.6;
        QCOMPARE(openData("iris", "train", options)->rows(), std::int64_t{90});
        const auto test = openData("iris", "test", options);
        QCOMPARE(test->rows(), std::int64_t{60});
        QVERIFY(weft::bytesEqual(*openData("iris", "test", options)->column("features"),
                                 *test->column("features")));
        QCOMPARE(weft::dataSplits("iris")->size(), std::size_t{3});
    }

    void foldersComeInOrder() {
        write("iris.csv", "a,b\n1,2\n");
        QCOMPARE(openData("iris", "", options())->rows(), std::int64_t{1});
        const QTemporaryDir chosen;
        QVERIFY_OK(
            weft::writeFileDurably(chosen.filePath("iris.csv").toStdString(), "a,b\n1,2\n3,4\n"));
        qputenv("WEFT_DATA", chosen.path().toUtf8());
        QCOMPARE(openData("iris", "", options())->rows(), std::int64_t{2});
        QCOMPARE(openData("iris.csv", "", options())->rows(), std::int64_t{2});
        qunsetenv("WEFT_DATA");
        QFile::remove(m_folder.filePath("iris.csv"));
        QCOMPARE(openData("iris", "", options())->rows(), std::int64_t{150});
    }

    void dataDirectoriesAreSearched() {
        writeImages(m_folder.filePath("datasets/small-images"), true);
        qputenv("XDG_DATA_DIRS", "relative:/nowhere:" + m_folder.path().toUtf8());
        const auto data = openData("small-images", "train");
        QVERIFY_OK(data);
        QCOMPARE(data->column("images")->dtype(), DType::UInt8);
        QCOMPARE(data->column("images")->shape(), (Shape{2, 1, 1}));
        QCOMPARE(data->column("labels")->values<std::uint8_t>()[1], std::uint8_t{4});
    }

    void fashionMnistStaysBytes() {
        qunsetenv("XDG_DATA_DIRS");
        const auto data = openData("fashion-mnist", "test");
        if (data.status().code() == weft::StatusCode::kNotFound) {
            QSKIP("the package dataset-fashion-mnist is not installed");
        }
        QVERIFY_OK(data);
        QCOMPARE(data->column("images")->shape(), (Shape{10000, 28, 28}));
        QCOMPARE(data->column("images")->bytes(), std::size_t{7840000});
        const auto labels = data->column("labels")->values<std::uint8_t>();
        QCOMPARE(std::count(labels.begin(), labels.end(), 9), std::ptrdiff_t{1000});
    }
};

namespace {
const weft::test::Registered<TstDataCatalog> registered;
}
#include "tst_data_catalog.moc"
