// SPDX-License-Identifier: Apache-2.0
/// @file
/// npzToBytes(): the zip around several arrays.

#include <zlib.h>
#include <QTest>

#include "engine/data/npy.h"
#include "tests/support/qverify_ok.h"
#include "tests/support/test_main.h"

using weft::Tensor;

namespace {

std::uint32_t number(std::string_view bytes, std::size_t at, std::size_t size) {
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < size; ++i) {
        value |= std::uint32_t{static_cast<unsigned char>(bytes[at + i])} << (8 * i);
    }
    return value;
}

}  // namespace

class TstNpz : public QObject {
    Q_OBJECT

private slots:
    void whatNpyCannotHoldIsRefused() {
        QVERIFY_FAILS(weft::npzToBytes({{"x", Tensor::scalarString(std::string("\0", 1))}}),
                      "UNIMPLEMENTED", "NUL");
        QVERIFY_FAILS(weft::npzToBytes({{std::string(70000, 'n'), Tensor::scalar(1)}}),
                      "UNIMPLEMENTED", "names");
    }

    void centralDirectoryLeadsToEachArray() {
        const Tensor first = Tensor::vector<float>({1, 2});
        const Tensor second = Tensor::scalar<std::int64_t>(7);
        const std::string zip =
            weft::npzToBytes({{"a/b:0", first}, {"c", second}, {"c", first}}).value();
        constexpr std::size_t kEndBytes = 22;
        const std::size_t end = zip.size() - kEndBytes;
        QCOMPARE(number(zip, end, 4), 0x06054B50U);
        QCOMPARE(number(zip, end + 10, 2), 2U);  // the second "c" is left out
        std::size_t at = number(zip, end + 16, 4);
        QCOMPARE(at + number(zip, end + 12, 4), end);
        for (const auto& [name, tensor] :
             {std::pair{"a/b:0.npy", first}, std::pair{"c.npy", second}}) {
            QCOMPARE(number(zip, at, 4), 0x02014B50U);
            const std::size_t nameBytes = number(zip, at + 28, 2);
            QCOMPARE(zip.substr(at + 46, nameBytes), std::string(name));
            const std::size_t local = number(zip, at + 42, 4);
            QCOMPARE(number(zip, local, 4), 0x04034B50U);
            const std::string data = zip.substr(local + 30 + nameBytes, number(zip, at + 24, 4));
            QCOMPARE(static_cast<std::uint32_t>(
                         crc32_z(0, reinterpret_cast<const Bytef*>(data.data()), data.size())),
                     number(zip, at + 16, 4));
            QVERIFY(weft::bytesEqual(weft::tensorFromNpy(data, name).value(), tensor));
            at += 46 + nameBytes;
        }
    }

    void sameArraysGiveTheSameBytes() {
        const std::vector<std::pair<std::string, Tensor>> arrays = {{"x", Tensor::scalar(1)}};
        QCOMPARE(weft::npzToBytes(arrays).value(), weft::npzToBytes(arrays).value());
        QCOMPARE(weft::npzToBytes({})->size(), std::size_t{22});
    }
};

namespace {
const weft::test::Registered<TstNpz> registered;
}
#include "tst_npz.moc"
