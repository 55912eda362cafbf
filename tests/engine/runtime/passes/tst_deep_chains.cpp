// SPDX-License-Identifier: Apache-2.0
#include <pthread.h>
#include <QElapsedTimer>
#include <QObject>
#include <QTest>

#include "tests/engine/runtime/passes/planned_graph.h"
#include "tests/support/qverify_ok.h"
#include "tests/support/test_main.h"

namespace weft::test {
namespace {

constexpr int kNodes = 100'000;
constexpr std::size_t kSmallStackBytes = 256 * 1024;

/// Runs a body on a thread that has little stack.
template <class F>
bool onSmallStack(F body) {
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    pthread_t thread{};
    const auto run = [](void* given) -> void* {
        (*static_cast<F*>(given))();
        return nullptr;
    };
    const bool made = pthread_attr_setstacksize(&attributes, kSmallStackBytes) == 0 &&
                      pthread_create(&thread, &attributes, run, &body) == 0;
    if (made) { pthread_join(thread, nullptr); }
    pthread_attr_destroy(&attributes);
    return made;
}

}  // namespace

/// Graphs of any depth: nothing goes down a graph by recursion, and nothing takes its square in time.
class TstDeepChains : public QObject {
    Q_OBJECT

private slots:
    void aChainNeedsNoDeepStack_data() {
        QTest::addColumn<QString>("op");
        QTest::addColumn<bool>("isConstant");
        QTest::newRow("computed") << "Neg" << false;
        QTest::newRow("names") << "Identity" << false;
        QTest::newRow("known") << "Neg" << true;
    }
    void aChainNeedsNoDeepStack() {
        QFETCH(QString, op);
        QFETCH(bool, isConstant);
        GraphFixture g;
        const Tensor value = floats({3});
        Expr x = isConstant ? g.constant("x", value) : g.placeholder("x", PartialShape{1});
        for (int i = 0; i < kNodes; ++i) { x = g.op(op.toStdString(), {x}, concat("n", i)); }
        const auto session = *g.session();
        const std::string fetch = concat("n", kNodes - 1);
        Result<Tensor> first = Tensor();
        Result<Tensor> second = Tensor();
        QElapsedTimer clock;
        clock.start();
        QVERIFY(onSmallStack([&] {
            first = runFor(*session, fetch, {{"x", value}});
            second = runFor(*session, fetch, {{"x", value}});
        }));
        qInfo("%lld ms", static_cast<long long>(clock.elapsed()));
        QCOMPARE_FLOATS(first, {3});
        QCOMPARE_FLOATS(second, {3});
    }
};

namespace {
const Registered<TstDeepChains> registered;
}

}  // namespace weft::test

#include "tst_deep_chains.moc"
