// SPDX-License-Identifier: Apache-2.0
#include "engine/kernel/kernel_registry.h"

#include <QObject>
#include <QTest>

#include "engine/kernel/op_builder.h"
#include "tests/support/graph_fixture.h"
#include "tests/support/qverify_ok.h"
#include "tests/support/test_main.h"

namespace weft::test {
namespace {

Status anyKernel(KernelContext&) { return okStatus(); }

KernelDef pickyKernel() {
    KernelDef def;
    def.label = "picky";
    def.types = {{"T", {DType::Float}}};
    def.run = anyKernel;
    def.decline = [](const Node& node) -> std::string {
        return node.attrs.getOr<std::int64_t>("k", 0) == 7 ? "" : "k is not 7";
    };
    return def;
}

WEFT_OP("WeftTestKernels")
    .summary("For this test.")
    .attr("T: {float, double}")
    .attr("k: int = 0")
    .input("x: T", "anything")
    .output("y: T", "the same")
    .shape(sameShape)
    .noGradient("a test")
    .kernel(pickyKernel())
    .cpuKernel<float>(anyKernel, "simple");

template <class T>
Result<const KernelDef*> findFor(T value, std::int64_t k, const char* device) {
    GraphFixture g;
    const Expr x = g.constant("x", Tensor::scalar(value));
    const Expr y = g.scope.op("WeftTestKernels", {x}, {{"k", k}}, "y");
    WEFT_TRY(g.scope.status());
    return KernelRegistry::global().find(g.graph.node(y.endpoint().node), device);
}

}  // namespace

class TstKernelRegistry : public QObject {
    Q_OBJECT

private slots:
    void saysWhatThereIsWhenNothingFits() {
        QVERIFY_FAILS(findFor(1.0, 7, "CPU"), "INVALID_ARGUMENT", "T=float64");
        QVERIFY_FAILS(findFor(1.0, 7, "CPU"), "INVALID_ARGUMENT", "float32");
    }

    void otherDevicesHaveOtherKernels() {
        QVERIFY_FAILS(findFor(1.F, 7, "GPU"), "INVALID_ARGUMENT", "GPU");
    }

    void theFirstThatDoesNotDeclineIsUsed() {
        QCOMPARE((*findFor(1.F, 7, "CPU"))->label, std::string("picky"));
        QCOMPARE((*findFor(1.F, 3, "CPU"))->label, std::string("simple"));
        QCOMPARE(KernelRegistry::global().of("WeftTestKernels").size(), std::size_t{2});
        QVERIFY(KernelRegistry::global().of("NoSuchOp").empty());
        QVERIFY(KernelRegistry::global().parameters("NoSuchOp") == nullptr);
    }
};

namespace {
const Registered<TstKernelRegistry> registered;
}

}  // namespace weft::test

#include "tst_kernel_registry.moc"
