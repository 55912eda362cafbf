// SPDX-License-Identifier: Apache-2.0
#include <QTest>

#include "engine/kernel/state/philox.h"
#include "engine/ops/random/fill.h"
#include "tests/support/test_main.h"

namespace weft::test {

using random::Block;
using random::Philox;

class TstPhilox : public QObject {
    Q_OBJECT

private slots:
    /// Also where the low word of the counter wraps around, and past the last whole vector.
    void manyBlocksAreTheBlocksOneByOne() {
        const std::uint64_t full = ~std::uint64_t{0};
        for (const std::uint64_t low : {std::uint64_t{0}, std::uint64_t{0xFFFFFFC0U},
                                        std::uint64_t{0xFFFFFFF0U}, full - 5, full}) {
            const random::Philox stream{0x123456789ABCDEF0U, low, 7};
            for (std::size_t n = 1; n <= 70; ++n) {
                std::vector<random::Block> blocks(n);
                random::blocksOf(stream, 3, blocks);
                for (std::size_t i = 0; i < n; ++i) { QCOMPARE(blocks[i], stream.block(3 + i)); }
            }
        }
    }
    void givesTheKnownAnswers() {
        QVERIFY((Philox{}.block(0) == Block{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}));
        const Philox stream{87654321, 0, 5};
        QVERIFY((stream.block(0) == Block{0xd4b1b42f, 0xa6d4f38f, 0x93989088, 0xa7da5fef}));
        QVERIFY((stream.block(1) == Block{0x957b4998, 0xd929c3a6, 0xe65ad529, 0x05d2f1dd}));
    }
    void skippingCarriesIntoTheUpperHalf() {
        const Philox stream{1, ~std::uint64_t{0}, 7};
        const Philox next = stream.skipped(2);
        QCOMPARE(next.counterLow, std::uint64_t{1});
        QCOMPARE(next.counterHigh, std::uint64_t{8});
        QVERIFY(stream.block(5) == next.block(3));
    }
    void wordsComeOneByOne() {
        const Philox stream{1, 2, 3};
        random::Words words(stream);
        for (std::uint64_t block = 0; block < 3; ++block) {
            for (const std::uint32_t word : stream.block(block)) { QCOMPARE(words.next(), word); }
        }
    }
};

namespace {
const Registered<TstPhilox> registered;
}

}  // namespace weft::test

#include "tst_philox.moc"
