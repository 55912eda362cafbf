// SPDX-License-Identifier: Apache-2.0
#include "engine/data/gzip.h"

#include <QTemporaryDir>
#include <QTest>

#include "engine/base/durable_file.h"
#include "tests/engine/data/gzip_bytes.h"
#include "tests/support/qverify_ok.h"
#include "tests/support/test_main.h"

using weft::gunzip;
using weft::test::gzipped;

class TstGzip : public QObject {
    Q_OBJECT

private slots:
    void everyCutIsFound() {
        const std::string whole = gzipped("some text, some text, some more text");
        for (std::size_t size = 2; size < whole.size(); ++size) {
            QVERIFY_FAILS(gunzip(whole.substr(0, size)), "DATA_LOSS", "ends early");
        }
        QVERIFY_OK(gunzip(whole));
    }

    void everyFlippedBitOfDataOrChecksumIsFound() {
        const std::string text = "abcdefghijklmnopqrstuvwxyz0123456789";
        const std::string whole = gzipped(text);
        constexpr std::size_t kHeaderBytes = 10;
        int harmless = 0;
        for (std::size_t bit = 8 * kHeaderBytes; bit < 8 * whole.size(); ++bit) {
            std::string damaged = whole;
            damaged[bit / 8] = static_cast<char>(damaged[bit / 8] ^ (1 << (bit % 8)));
            const auto plain = gunzip(damaged);
            if (plain.ok()) {  // the unused bits of the last byte of data
                QCOMPARE(*plain, text);
                ++harmless;
                continue;
            }
            QVERIFY(weft::messageOf(plain.status()).find("byte ") != std::string_view::npos);
        }
        QVERIFY(harmless < 8);
    }

    void bytesAfterTheEndAreRefused() {
        QVERIFY_FAILS(gunzip(gzipped("a") + "xyz"), "DATA_LOSS", "got 3");
    }

    void bombsStopAtTheLimit() {
        weft::Limits limits = weft::defaultLimits();
        limits.fileBytes = 1 << 20;
        const std::string bomb = gzipped(std::string(std::size_t{8} << 20, '\0'));
        QVERIFY(bomb.size() < 10000);
        QVERIFY_FAILS(gunzip(bomb, limits), "RESOURCE_EXHAUSTED", "1048576");
        QVERIFY(weft::gzipUpperBound(bomb) >= std::int64_t{8} << 20);
    }

    void membersFollowEachOther() {
        QCOMPARE(gunzip(gzipped("one ") + gzipped("") + gzipped("two")).value(),
                 std::string("one two"));
    }

    void longAndEmptyTextComesBack() {
        std::string text;
        for (int i = 0; i < 100000; ++i) { text += std::to_string(i); }
        QCOMPARE(gunzip(gzipped(text)).value(), text);
        QCOMPARE(gunzip(gzipped("")).value(), std::string());
        QCOMPARE(gunzip(gzipped(std::string(65536, 'a')))->size(), std::size_t{65536});
    }

    void filesNameThemselves() {
        const QTemporaryDir folder;
        const std::string path = folder.filePath("t.gz").toStdString();
        QVERIFY_OK(weft::writeFileDurably(path, gzipped("hello")));
        QCOMPARE(weft::readMaybeGzip(path).value(), std::string("hello"));
        QVERIFY_OK(weft::writeFileDurably(path, gzipped("hello").substr(0, 15)));
        QVERIFY_FAILS(weft::readMaybeGzip(path), "DATA_LOSS", "t.gz");
        QVERIFY_OK(weft::writeFileDurably(path, "plain"));
        QCOMPARE(weft::readMaybeGzip(path).value(), std::string("plain"));
    }
};

namespace {
const weft::test::Registered<TstGzip> registered;
}
#include "tst_gzip.moc"
