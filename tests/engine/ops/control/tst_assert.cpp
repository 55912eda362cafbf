// SPDX-License-Identifier: Apache-2.0
#include <QObject>
#include <QTest>

#include "tests/support/graph_fixture.h"
#include "tests/support/qverify_ok.h"
#include "tests/support/test_main.h"

namespace weft::test {

/// "Assert".
class TstAssert : public QObject {
    Q_OBJECT

private slots:
    void failsWithTheDataThatShowWhy() {
        GraphFixture g;
        const Expr holds = g.scope.op("Placeholder", {},
                                      {{"dtype", DType::Bool}, {"shape", PartialShape()}}, "holds");
        const Expr text = g.constant("text", Tensor::scalarString("x must be positive"));
        const Expr x = g.constant("x", floats({1, -2, 3, 4}));
        g.scope.node("Assert", {holds, text, x}, {}, "assert");
        const auto session = *g.session();
        const auto run = [&](const Tensor& value) {
            return session->run({{{"holds", value}}, {}, {"assert"}}).status();
        };
        QVERIFY_FAILS(run(Tensor::scalar(false)), "INVALID_ARGUMENT",
                      "assertion failed: [x must be positive] [1.0 -2.0 3.0...]");
        QVERIFY_FAILS(run(Tensor::vector<bool>({true})), "INVALID_ARGUMENT", "scalar");
        QVERIFY_OK(run(Tensor::scalar(true)));
    }
};

namespace {
const Registered<TstAssert> registered;
}  // namespace

}  // namespace weft::test

#include "tst_assert.moc"
