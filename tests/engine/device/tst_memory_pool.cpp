// SPDX-License-Identifier: Apache-2.0
#include "engine/device/memory_pool.h"

#include <QObject>
#include <QTest>
#include <cstdint>
#include <cstring>
#include <limits>
#include <thread>
#include <vector>

#include "engine/tensor/tensor.h"
#include "tests/support/test_main.h"

namespace weft::test {

class TstMemoryPool : public QObject {
    Q_OBJECT

private slots:
    void refusesWhatNoMachineHas() {
        const auto pool = makeMemoryPool();
        QVERIFY(pool->allocate(std::numeric_limits<std::size_t>::max()) == nullptr);
        QCOMPARE(pool->bytesInUse(), std::int64_t{0});
    }

    void keepsItsLimit() {
        const auto pool = makeMemoryPool(1000);
        void* first = pool->allocate(600);
        QVERIFY(first != nullptr);
        QVERIFY(pool->allocate(600) == nullptr);
        pool->deallocate(first, 600);
        void* second = pool->allocate(900);
        QVERIFY(second != nullptr);
        pool->deallocate(second, 900);
        QCOMPARE(pool->bytesInUse(), std::int64_t{0});
    }

    void everySizeIsAlignedAndUsable() {
        const auto pool = makeMemoryPool();
        for (std::size_t bytes = 0; bytes < 5000; bytes += bytes < 200 ? 1 : 97) {
            void* block = pool->allocate(bytes);
            QVERIFY(block != nullptr);
            QCOMPARE(reinterpret_cast<std::uintptr_t>(block) % 64, std::uintptr_t{0});
            std::memset(block, 0x5A, bytes);  // AddressSanitizer watches
            pool->deallocate(block, bytes);
        }
    }

    void aBlockGivenOutAgainIsLargeEnough() {
        // Freed under one size, given out under the next larger ones.
        const auto pool = makeMemoryPool();
        for (std::size_t bytes = 1; bytes < (std::size_t{1} << 20U); bytes += bytes / 3 + 1) {
            void* block = pool->allocate(bytes);
            std::memset(block, 0x11, bytes);
            pool->deallocate(block, bytes);
            const std::size_t more = bytes + bytes / 16;
            void* larger = pool->allocate(more);
            std::memset(larger, 0x22, more);
            pool->deallocate(larger, more);
        }
        QCOMPARE(pool->bytesInUse(), std::int64_t{0});
    }

    void givesTheSameBlockAgain() {
#ifdef __SANITIZE_ADDRESS__
        QSKIP("under AddressSanitizer blocks are freed at once");
#endif
        const auto pool = makeMemoryPool();
        void* block = pool->allocate(100'000);
        pool->deallocate(block, 100'000);
        QCOMPARE(pool->allocate(100'000), block);
        pool->deallocate(block, 100'000);
    }

    void accountsForUseAndPeak() {
        const auto pool = makeMemoryPool();
        void* a = pool->allocate(1000);
        void* b = pool->allocate(2000);
        QCOMPARE(pool->bytesInUse(), std::int64_t{3000});
        pool->deallocate(a, 1000);
        QCOMPARE(pool->bytesInUse(), std::int64_t{2000});
        pool->deallocate(b, 2000);
        QCOMPARE(pool->bytesInUse(), std::int64_t{0});
        QCOMPARE(pool->peakBytes(), std::int64_t{3000});
    }

    void tensorsOutliveThePool() {
        auto pool = makeMemoryPool();
        Tensor tensor = *Tensor::allocate(DType::Float, Shape{1000}, *pool);
        pool.reset();
        for (float& value : tensor.mutableValues<float>()) { value = 3; }
        QCOMPARE(tensor.values<float>()[999], 3.F);
    }

    void threadsShareIt() {
        const auto pool = makeMemoryPool();
        std::vector<std::thread> threads;
        for (int t = 0; t < 4; ++t) {
            threads.emplace_back([&pool, t] {
                for (std::size_t i = 1; i < 500; ++i) {
                    const std::size_t bytes = i * 37 % 4096;
                    void* block = pool->allocate(bytes);
                    std::memset(block, t, bytes);
                    pool->deallocate(block, bytes);
                }
            });
        }
        for (std::thread& thread : threads) { thread.join(); }
        QCOMPARE(pool->bytesInUse(), std::int64_t{0});
    }
};

namespace {
const Registered<TstMemoryPool> registered;
}

}  // namespace weft::test

#include "tst_memory_pool.moc"
