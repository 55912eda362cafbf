// SPDX-License-Identifier: Apache-2.0
#include "engine/checkpoint/tensor_bytes.h"

#include <QTest>

#include "engine/base/crc32c.h"
#include "engine/checkpoint/index_format.h"
#include "tests/support/qverify_ok.h"
#include "tests/support/test_main.h"

namespace weft::test {

class TstTensorBytes final : public QObject {
    Q_OBJECT

private slots:
    void handlesCannotBeStored();
    void failureOfTheSinkIsHandedOn();
    void stringsThatAreCutOffAreRefused();
    void stringsWithAFlippedBitAreSeen();
    void bytesBehindStringsAreRefused();
    void noStringsStillHaveAChecksum();
    void plainElementsAreTheirBytes();
    void variantsAreFramed();
};

namespace {

const Registered<TstTensorBytes> registered;

Tensor strings(std::initializer_list<std::string> values) {
    return Tensor::vector<std::string>(values);
}

struct Written {
    std::string bytes;
    std::uint32_t crc = 0;
};

Written written(const Tensor& tensor) {
    Written out;
    const auto stored = writeTensorBytes(tensor, [&](std::string_view bytes) {
        out.bytes.append(bytes);
        return okStatus();
    });
    if (stored.ok()) { out.crc = stored->crc; }
    return out;
}

}  // namespace

void TstTensorBytes::handlesCannotBeStored() {
    const auto handle = Tensor::allocate(DType::Resource, Shape{});
    QVERIFY_OK(handle);
    QVERIFY_FAILS(writeTensorBytes(*handle, [](std::string_view) { return okStatus(); }),
                  "INVALID_ARGUMENT", "resource");
}

void TstTensorBytes::failureOfTheSinkIsHandedOn() {
    const auto full = [](std::string_view) { return resourceExhausted("full"); };
    QVERIFY_FAILS(writeTensorBytes(strings({"a"}), full), "RESOURCE_EXHAUSTED", "full");
    QVERIFY_FAILS(writeTensorBytes(Tensor::scalar(1.0F), full), "RESOURCE_EXHAUSTED", "full");
}

void TstTensorBytes::stringsThatAreCutOffAreRefused() {
    const Written whole = written(strings({"hello", "", std::string(300, 'x')}));
    for (std::size_t size = 0; size < whole.bytes.size(); ++size) {
        Tensor out = strings({"", "", ""});
        QVERIFY_FAILS(readStrings(std::string_view(whole.bytes).substr(0, size), out), "DATA_LOSS",
                      "");
    }
}

void TstTensorBytes::stringsWithAFlippedBitAreSeen() {
    const Written whole = written(strings({"hello", "", "wo"}));
    for (std::size_t bit = 0; bit < 8 * whole.bytes.size(); ++bit) {
        std::string damaged = whole.bytes;
        damaged[bit / 8] = static_cast<char>(damaged[bit / 8] ^ (1 << (bit % 8)));
        Tensor out = strings({"", "", ""});
        const auto crc = readStrings(damaged, out);
        QVERIFY2(!crc.ok() || *crc != whole.crc, qPrintable(QString::number(bit)));
    }
}

void TstTensorBytes::bytesBehindStringsAreRefused() {
    Tensor out = strings({""});
    QVERIFY_FAILS(readStrings(written(strings({"a"})).bytes + "b", out), "DATA_LOSS", "follow");
}

void TstTensorBytes::noStringsStillHaveAChecksum() {
    const Written none = written(strings({}));
    QCOMPARE(none.bytes.size(), std::size_t{4});
    QCOMPARE(fixed32At(none.bytes), maskedCrc(0));
    Tensor out = strings({});
    const auto crc = readStrings(none.bytes, out);
    QVERIFY_OK(crc);
    QCOMPARE(*crc, none.crc);
}

void TstTensorBytes::plainElementsAreTheirBytes() {
    const Written two = written(Tensor::vector<std::int16_t>({1, -2}));
    QCOMPARE(two.bytes, std::string("\x01\x00\xFE\xFF", 4));
    QCOMPARE(two.crc, crc32c(two.bytes));
}

void TstTensorBytes::variantsAreFramed() {
    std::string bytes;
    std::string word;
    appendFixed64(word, 3);
    const std::uint32_t crc = crc32c("abc", crc32c(word));
    appendVarint(bytes, 3);
    bytes += "abc";
    appendFixed32(bytes, maskedCrc(crc));
    QVERIFY_OK(checkVariants(bytes, 1));
    QVERIFY_FAILS(checkVariants(bytes, 2), "DATA_LOSS", "variant 1");
    for (std::size_t size = 0; size < bytes.size(); ++size) {
        QVERIFY_FAILS(checkVariants(std::string_view(bytes).substr(0, size), 1), "DATA_LOSS",
                      "variant 0");
    }
    bytes[2] = 'x';
    QVERIFY_FAILS(checkVariants(bytes, 1), "DATA_LOSS", "checksum");
}

}  // namespace weft::test

#include "tst_tensor_bytes.moc"
