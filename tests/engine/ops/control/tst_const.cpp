// SPDX-License-Identifier: Apache-2.0
#include <QObject>
#include <QTest>

#include "tests/support/graph_fixture.h"
#include "tests/support/qverify_ok.h"
#include "tests/support/test_main.h"

namespace weft::test {

class TstConst : public QObject {
    Q_OBJECT

private slots:
    void rejectsADtypeThatIsNotTheValues() {
        GraphFixture g;
        const AttrMap attrs{{"dtype", DType::Double},
                            {"value", StoredTensor::fromTensor(floats({1}))}};
        g.scope.op("Const", {}, attrs, "c");
        QVERIFY_FAILS(g.scope.status(), "INVALID_ARGUMENT", "dtype");
    }

    void needsAValue() {
        GraphFixture g;
        g.scope.op("Const", {}, {{"dtype", DType::Float}}, "c");
        QVERIFY_FAILS(g.scope.status(), "INVALID_ARGUMENT", "value");
    }

    void givesItsValueInEveryRun() {
        GraphFixture g;
        g.constant("c", floats({1, 2}));
        g.constant("s", Tensor::scalarString("text"));
        const auto session = *g.session();
        for (int i = 0; i < 2; ++i) {
            Result<Tensor> out = runFor(*session, "c");
            QCOMPARE_FLOATS(out, {1, 2});
            out->mutableValues<float>()[0] = 9;  // the caller's copy
        }
        QCOMPARE(runFor(*session, "s")->values<std::string>()[0], std::string("text"));
    }
};

namespace {
const Registered<TstConst> registered;
}

}  // namespace weft::test

#include "tst_const.moc"
