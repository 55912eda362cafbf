// SPDX-License-Identifier: Apache-2.0
#include "engine/data/idx.h"

#include <QTest>

#include "engine/base/cancellation.h"
#include "tests/engine/data/gzip_bytes.h"
#include "tests/support/qverify_ok.h"
#include "tests/support/test_main.h"

using weft::DType;
using weft::Shape;
using weft::Tensor;
using weft::tensorFromIdx;
using weft::test::gzipped;

namespace {

std::string idx(unsigned char type, const std::vector<std::uint32_t>& sizes,
                std::string_view data) {
    std::string bytes{'\0', '\0', static_cast<char>(type), static_cast<char>(sizes.size())};
    for (const std::uint32_t size : sizes) {
        for (const unsigned shift : {24U, 16U, 8U, 0U}) {
            bytes.push_back(static_cast<char>(size >> shift));
        }
    }
    return bytes.append(data);
}

}  // namespace

class TstIdx : public QObject {
    Q_OBJECT

private slots:
    void everyCutNamesFileAndByte() {
        const std::string whole = idx(8, {2, 3}, "abcdef");
        for (std::size_t size = 0; size < whole.size(); ++size) {
            const auto plain = tensorFromIdx(whole.substr(0, size), "f.idx");
            QVERIFY_FAILS(plain, "INVALID_ARGUMENT", "f.idx, byte ");
            // The same file, cut before it was compressed.
            const auto packed = tensorFromIdx(gzipped(whole.substr(0, size)), "f.gz");
            QVERIFY_FAILS(packed, "INVALID_ARGUMENT", "f.gz, byte ");
        }
        QVERIFY_OK(tensorFromIdx(whole, "f.idx"));
        QVERIFY_FAILS(tensorFromIdx(whole.substr(0, 16), "f.idx"), "INVALID_ARGUMENT",
                      "too short for its sizes: got 16 bytes, want 6 elements");
    }

    void cancellingEndsTheReading() {
        weft::Cancellation cancellation;
        weft::Limits limits = weft::defaultLimits();
        limits.cancellation = &cancellation;
        const std::string whole = idx(8, {2, 3}, "abcdef");
        QVERIFY_OK(tensorFromIdx(whole, "f.idx", limits));
        cancellation.cancel();
        QVERIFY_FAILS(tensorFromIdx(whole, "f.idx", limits), "CANCELLED", "cancelled");
        QVERIFY_FAILS(tensorFromIdx(gzipped(whole), "f.gz", limits), "CANCELLED", "cancelled");
    }

    void damagedGzipIsDataLoss() {
        std::string packed = gzipped(idx(8, {2, 3}, "abcdef"));
        QVERIFY_FAILS(tensorFromIdx(packed.substr(0, packed.size() - 5), "f.gz"), "DATA_LOSS",
                      "f.gz");
        packed[packed.size() - 6] = static_cast<char>(packed[packed.size() - 6] ^ 1);  // checksum
        QVERIFY_FAILS(tensorFromIdx(packed, "f.gz"), "DATA_LOSS", "damaged");
    }

    void moreBytesThanElementsAreRefused() {
        QVERIFY_FAILS(tensorFromIdx(idx(8, {2}, "abc"), "f"), "INVALID_ARGUMENT",
                      "after the last element");
        QVERIFY_FAILS(tensorFromIdx(gzipped(idx(8, {2}, "abc")), "f"), "INVALID_ARGUMENT",
                      "after the last element");
    }

    void garbageIsNotIdx() {
        QVERIFY_FAILS(tensorFromIdx("\x89PNG....", "p.png"), "INVALID_ARGUMENT", "not an IDX file");
        QVERIFY_FAILS(tensorFromIdx(idx(10, {1}, "a"), "f"), "INVALID_ARGUMENT", "not an IDX file");
        QVERIFY_FAILS(tensorFromIdx("", "f"), "INVALID_ARGUMENT", "got 0 bytes, want 4");
    }

    void liesAboutSizesCostNoMemory() {
        const std::int64_t peak = weft::hostAllocator().peakBytes();
        const std::string lie = idx(14, {0xFFFFFFFFU, 4}, "12345678");
        QVERIFY_FAILS(tensorFromIdx(lie, "f"), "INVALID_ARGUMENT", "too short for its sizes");
        QVERIFY_FAILS(tensorFromIdx(gzipped(lie), "f"), "INVALID_ARGUMENT", "too short");
        QVERIFY_FAILS(tensorFromIdx(idx(8, std::vector<std::uint32_t>(3, 0xFFFFFFFFU), ""), "f"),
                      "INVALID_ARGUMENT", "overflow");
        QVERIFY(weft::hostAllocator().peakBytes() < peak + 1000);
    }

    void budgetsHold() {
        weft::Limits limits = weft::defaultLimits();
        limits.tensorBytes = 5;
        QVERIFY_FAILS(tensorFromIdx(idx(8, {6}, "abcdef"), "f", limits), "RESOURCE_EXHAUSTED",
                      "got 6 bytes, want at most 5");
    }

    void elementsAreBigEndian() {
        const Tensor ints =
            tensorFromIdx(idx(12, {2}, std::string("\0\0\1\0\xFF\xFF\xFF\xFE", 8)), "f").value();
        QCOMPARE(ints.dtype(), DType::Int32);
        QCOMPARE(ints.values<std::int32_t>()[0], 256);
        QCOMPARE(ints.values<std::int32_t>()[1], -2);
        const Tensor shorts = tensorFromIdx(gzipped(idx(11, {1}, "\x01\x02")), "f").value();
        QCOMPARE(shorts.values<std::int16_t>()[0], std::int16_t{0x0102});
        const Tensor floats =
            tensorFromIdx(idx(13, {1}, std::string("\x3F\xC0\0\0", 4)), "f").value();
        QCOMPARE(floats.values<float>()[0], 1.5F);
    }

    void bytesStayBytes() {
        const Tensor images = tensorFromIdx(gzipped(idx(8, {2, 1, 3}, "abcdef")), "f").value();
        QCOMPARE(images.dtype(), DType::UInt8);
        QCOMPARE(images.shape(), (Shape{2, 1, 3}));
        QCOMPARE(images.values<std::uint8_t>()[5], std::uint8_t{'f'});
        QCOMPARE(tensorFromIdx(idx(8, {0, 28}, ""), "f")->shape(), (Shape{0, 28}));
    }

    void absentFilesAreNotFound() {
        QVERIFY_FAILS(weft::readIdx("/nowhere/x.idx"), "NOT_FOUND", "/nowhere/x.idx");
    }
};

namespace {
const weft::test::Registered<TstIdx> registered;
}
#include "tst_idx.moc"
