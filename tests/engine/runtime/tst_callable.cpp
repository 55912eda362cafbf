// SPDX-License-Identifier: Apache-2.0
/// @file
/// Prepared calls, and what they cost: heap allocations are counted by replacing operator new.

#include <QObject>
#include <QTest>
#include <atomic>
#include <cstdlib>
#include <new>

#include "tests/support/graph_fixture.h"
#include "tests/support/qverify_ok.h"
#include "tests/support/test_main.h"

namespace {
std::atomic<std::int64_t> allocations{0};
}

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
void* operator new(std::size_t bytes) {
    allocations.fetch_add(1, std::memory_order_relaxed);
    if (void* memory = std::malloc(bytes == 0 ? 1 : bytes)) { return memory; }
    throw std::bad_alloc();
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
#endif

namespace weft::test {

class TstCallable : public QObject {
    Q_OBJECT

private slots:
    void wrongCountOfFeedsIsRefused() {
        const GraphFixture g = chain(1);
        const auto session = *g.session();
        const Callable callable = *session->makeCallable({{{"x", {}}}, {"y"}, {}});
        std::vector<Tensor> fetches;
        QVERIFY_FAILS(callable.run({}, fetches), "INVALID_ARGUMENT", "feeds");
    }

    void missingNamesAreToldWhenItIsMade() {
        const auto session = *chain(1).session();
        QVERIFY_FAILS(session->makeCallable({{{"z", {}}}, {"y"}, {}}), "INVALID_ARGUMENT", "z");
    }

    void fetchedTensorsAreReusedOnlyWhenNobodyElseHoldsThem() {
        const auto session = *chain(1).session();
        const Callable callable = *session->makeCallable({{{"x", {}}}, {"y"}, {}});
        std::vector<Tensor> fetches;
        const Tensor one = floats({1, 2});
        const Tensor two = floats({3, 4});
        QVERIFY_OK(callable.run({&one, 1}, fetches));
        const Tensor kept = fetches[0];
        QVERIFY_OK(callable.run({&two, 1}, fetches));
        QCOMPARE(floatsOf(kept), std::vector<float>({-1, -2}));
        const std::byte* place = fetches[0].data();
        QVERIFY_OK(callable.run({&one, 1}, fetches));
        QCOMPARE(fetches[0].data(), place);
        QCOMPARE(floatsOf(fetches[0]), std::vector<float>({-1, -2}));
    }

    void fetchedTensorsOutliveTheSession() {
        std::vector<Tensor> fetches;
        {
            const auto session = *chain(3).session();
            const Callable callable = *session->makeCallable({{{"x", {}}}, {"y"}, {}});
            Tensor x = *Tensor::allocate(DType::Float, Shape{10'000});
            for (float& value : x.mutableValues<float>()) { value = 5; }
            QVERIFY_OK(callable.run({&x, 1}, fetches));
        }
        QCOMPARE(fetches[0].values<float>()[9999], -5.F);
    }

    void theSteadyStateAllocatesNothing_data() {
        QTest::addColumn<int>("nodes");
        QTest::addColumn<int>("elements");
        QTest::newRow("one scalar-like node") << 1 << 1;
        QTest::newRow("a chain") << 1000 << 4;
        QTest::newRow("large tensors") << 10 << 100'000;
    }
    void theSteadyStateAllocatesNothing() {
        QFETCH(int, nodes);
        QFETCH(int, elements);
        const auto session = *chain(nodes).session();
        const Callable callable = *session->makeCallable({{{"x", {}}}, {"y"}, {}});
        const Tensor x = *Tensor::allocate(DType::Float, Shape{elements});
        std::vector<Tensor> fetches;
        for (int i = 0; i < 3; ++i) { QVERIFY_OK(callable.run({&x, 1}, fetches)); }
        const std::int64_t before = allocations.load();
        constexpr int kRuns = 10;
        for (int i = 0; i < kRuns; ++i) { (void)callable.run({&x, 1}, fetches); }
        const std::int64_t made = allocations.load() - before;
        QVERIFY2(made <= (elements > 1000 ? nodes * kRuns : 0),
                 qPrintable(QString("%1 allocations").arg(made)));
    }

    void callsAreCheap() {
        const auto session = *chain(1000).session();
        const Callable callable = *session->makeCallable({{{"x", {}}}, {"y"}, {}});
        const Tensor x = floats({1});
        std::vector<Tensor> fetches;
        QBENCHMARK { (void)callable.run({&x, 1}, fetches); }
        QCOMPARE(floatsOf(fetches[0]), std::vector<float>({1}));
    }

private:
    /// y = -(-(... x)), n times.
    static GraphFixture chain(int n) {
        GraphFixture g;
        Expr last = g.placeholder("x");
        for (int i = 0; i + 1 < n; ++i) { last = g.op("Neg", {last}, "n" + std::to_string(i)); }
        g.op("Neg", {last}, "y");
        return g;
    }
};

namespace {
const Registered<TstCallable> registered;
}

}  // namespace weft::test

#include "tst_callable.moc"
