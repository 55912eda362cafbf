// SPDX-License-Identifier: Apache-2.0
#include "engine/data/data_preview.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

#include "engine/base/cancellation.h"
#include "engine/base/durable_file.h"
#include "engine/data/npy.h"
#include "tests/engine/data/gzip_bytes.h"
#include "tests/support/qverify_ok.h"
#include "tests/support/test_main.h"

using weft::previewData;
using weft::Shape;

class TstDataPreview : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    weft::DataOptions options() const { return {.folder = m_folder.path().toStdString()}; }
    void write(const char* name, const std::string& bytes) const {
        QVERIFY_OK(weft::writeFileDurably(m_folder.filePath(name).toStdString(), bytes));
    }

private slots:
    void init() {
        qunsetenv("WEFT_DATA");
        qputenv("XDG_DATA_HOME", m_folder.filePath("home").toUtf8());
    }

    void absentAndUnreadableDataIsRefused() {
        QVERIFY_FAILS(previewData("zzz", options()), "NOT_FOUND", "no such data");
        write("empty.csv", "");
        QVERIFY_FAILS(previewData("empty", options()), "INVALID_ARGUMENT", "no rows");
        write("wide.csv", "\xFF\xFE a");
        QVERIFY_FAILS(previewData("wide", options()), "INVALID_ARGUMENT", "UTF-16");
        write("no.npy", "this is no array");
        QVERIFY_FAILS(previewData("no.npy", options()), "INVALID_ARGUMENT", "no.npy");
    }

    void cancelledReadingEnds() {
        write("some.csv", "a,b\n1,2\n");
        weft::Cancellation cancellation;
        cancellation.cancel();
        weft::DataOptions data = options();
        data.limits.cancellation = &cancellation;
        QVERIFY_FAILS(previewData("some", data), "CANCELLED", "");
    }

    void badRowsAreListedAndTheRestShown() {
        write("bad.csv", "x,y\n1,2\n3\n5,6\n");
        const auto made = previewData("bad", options());
        QVERIFY_OK(made);
        QCOMPARE(made->rows, std::int64_t{2});
        QCOMPARE(made->check.badCount, std::int64_t{1});
        QCOMPARE(made->check.bad[0].line, std::int64_t{3});
        QVERIFY_FAILS(weft::Result<int>(made->refusal), "INVALID_ARGUMENT", "line 3");
        QCOMPARE(made->head.column("y")->values<std::int64_t>()[1], std::int64_t{6});
    }

    void aTableComesWithItsFirstRows() {
        const auto made = previewData("digits", options(), {.headRows = 7});
        QVERIFY_OK(made);
        QCOMPARE(made->rows, std::int64_t{1797});
        QVERIFY(made->splits.empty());
        QVERIFY(made->isTable && made->refusal.ok() && !made->rowsEstimated);
        QCOMPARE(made->head.column("features")->shape(), (Shape{7, 64}));
    }

    void ofHugeTablesOnlyTheBeginningIsRead_data() {
        QTest::addColumn<bool>("compressed");
        QTest::newRow("plain") << false;
        QTest::newRow("gzip") << true;
    }
    void ofHugeTablesOnlyTheBeginningIsRead() {
        QFETCH(bool, compressed);
        std::string text = "x,y\n";
        for (int i = 0; i < 5000; ++i) { text += "1234,5678\n"; }
        write("long.csv", compressed ? weft::test::gzipped(text) : text);
        const auto made = previewData("long", options(), {.tableBytes = 10'000});
        QVERIFY_OK(made);
        QVERIFY(made->rowsEstimated);
        QCOMPARE(made->check.badCount, std::int64_t{0});  // the cut line is none
        if (!compressed) { QVERIFY(std::abs(made->rows - 5000) < 50); }
        QFile::remove(m_folder.filePath("long.csv"));
    }

    void arraysAndPairsAreSources() {
        const auto array = weft::npyToBytes(
            weft::Tensor::ofValues<float>(Shape{2, 3}, std::vector<float>{1, 2, 3, 4, 5, 6}));
        write("points.npy", *array);
        for (const char* name : {"points", "points.npy"}) {
            const auto made = previewData(name, options());
            QVERIFY_OK(made);
            QCOMPARE(made->head.column("values")->shape(), (Shape{2, 3}));
        }
        write("own-images-idx3-ubyte", std::string("\0\0\x08\x03\0\0\0\2\0\0\0\1\0\0\0\1ab", 18));
        QVERIFY_FAILS(previewData("own", options()), "NOT_FOUND", "labels");
        write("own-labels-idx1-ubyte", std::string("\0\0\x08\x01\0\0\0\2\x03\x04", 10));
        const auto made = previewData("own", options());
        QVERIFY_OK(made);
        QCOMPARE(made->rows, std::int64_t{2});
        QCOMPARE(made->head.column("images")->shape(), (Shape{2, 1, 1}));
        QCOMPARE(weft::openData("own", "train", options())->rows(), std::int64_t{2});
    }

    void theUsersOwnDataIsFound() {
        QDir().mkpath(m_folder.filePath("home/datasets"));
        write("home/datasets/mine.csv", "x,y\n1,2\n");
        const auto made = previewData("mine.csv", {});
        QVERIFY_OK(made);
        QCOMPARE(made->rows, std::int64_t{1});
    }

    void ownSplitsAreCounted() {
        const auto made = previewData("fashion-mnist", {});
        if (made.status().code() == weft::StatusCode::kNotFound) {
            QSKIP("the package dataset-fashion-mnist is not installed");
        }
        QVERIFY_OK(made);
        QCOMPARE(made->rows, std::int64_t{70'000});
        QCOMPARE(made->splits.size(), std::size_t{2});
        QCOMPARE(made->splits[1].second, std::int64_t{10'000});
        QCOMPARE(made->head.column("images")->shape(), (Shape{200, 28, 28}));
    }
};

namespace {
const weft::test::Registered<TstDataPreview> registered;
}
#include "tst_data_preview.moc"
