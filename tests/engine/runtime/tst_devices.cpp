// SPDX-License-Identifier: Apache-2.0
/// @file
/// Placement on several logical CPU devices, and the copies between them.

#include <QObject>
#include <QTest>

#include "tests/support/graph_fixture.h"
#include "tests/support/qverify_ok.h"
#include "tests/support/test_main.h"

namespace weft::test {
namespace {

const std::string kCpu0 = "/job:localhost/replica:0/task:0/device:CPU:0";
const std::string kCpu1 = "/job:localhost/replica:0/task:0/device:CPU:1";

/// c on CPU:0 (unless said otherwise), y = -c on the device.
GraphFixture negOn(const std::string& device, const std::string& colocation = {}) {
    GraphFixture g;
    const Expr c = g.constant("c", floats({1, 2}));
    Scope scope = g.scope.onDevice(device);
    if (!colocation.empty()) { scope = scope.colocatedWith(colocation); }
    scope.op("Neg", {c}, {}, "y");
    return g;
}

}  // namespace

class TstDevices : public QObject {
    Q_OBJECT

private slots:
    void devicesThatDoNotExistAreRefused_data() {
        QTest::addColumn<QString>("device");
        QTest::addColumn<QString>("shown");
        QTest::newRow("type") << "/gpu:0"
                              << "GPU:0";
        QTest::newRow("index") << "/device:CPU:7"
                               << "CPU:7";
        QTest::newRow("job") << "/job:worker/task:3"
                             << "worker";
    }
    void devicesThatDoNotExistAreRefused() {
        QFETCH(QString, device);
        QFETCH(QString, shown);
        const auto session = *negOn(device.toStdString()).session({.cpuDevices = 2});
        const auto result = runFor(*session, "y");
        QVERIFY_FAILS(result, "INVALID_ARGUMENT", shown.toStdString());
        QVERIFY_FAILS(result, "INVALID_ARGUMENT", "node 'y'");
        QVERIFY_FAILS(result, "INVALID_ARGUMENT", "CPU:1");  // the devices there are
        const auto soft =
            *negOn(device.toStdString()).session({.cpuDevices = 2, .softPlacement = true});
        QCOMPARE_FLOATS(runFor(*soft, "y"), {-1, -2});
    }

    void malformedDeviceIsRefused() {
        const auto session = *negOn("/device:CPU:x").session();
        QVERIFY_FAILS(runFor(*session, "y"), "INVALID_ARGUMENT", "/device:CPU:x");
    }

    void unusedNodesMayAskForAnything() {
        const auto session = *negOn("/gpu:0").session();
        QCOMPARE_FLOATS(runFor(*session, "c"), {1, 2});
    }

    void contradictingColocationIsRefused() {
        GraphFixture g;
        const Expr v = g.scope.onDevice("/cpu:0").op(
            "VariableV2", {}, {{"dtype", DType::Float}, {"shape", PartialShape{1}}}, "v");
        g.scope.onDevice("/cpu:1").op("Assign", {v, g.constant("c", floats({1}))}, {}, "assign");
        const auto session = *g.session({.cpuDevices = 2});
        QVERIFY_FAILS(runFor(*session, "assign"), "INVALID_ARGUMENT", "CPU:1");
    }

    void wishesDefaultsAndColocationDecide() {
        GraphFixture g;
        const Expr v =
            g.scope.onDevice("/device:CPU:1")
                .op("VariableV2", {}, {{"dtype", DType::Float}, {"shape", PartialShape{2}}}, "v");
        const Expr c = g.constant("c", floats({1, 2}));
        const Expr assign = g.op("Assign", {v, c}, "assign");
        g.scope.colocatedWith("v").op("Neg", {c}, {}, "beside");
        g.op("Neg", {assign}, "elsewhere");
        const auto session = *g.session({.cpuDevices = 2});
        const RunRequest request{{}, {"assign", "beside", "elsewhere"}, {}};
        QVERIFY_OK(session->run(request));
        const auto placement = session->placement(request);
        const auto device = [&](const char* name) {
            return placement.at(session->graph().find(name)->id);
        };
        QCOMPARE(device("v"), kCpu1);
        QCOMPARE(device("assign"), kCpu1);  // its reference lies there
        QCOMPARE(device("beside"), kCpu1);
        QCOMPARE(device("elsewhere"), kCpu0);

        const auto other = *g.session({.cpuDevices = 2, .defaultDevice = "/device:CPU:1"});
        QCOMPARE(other->placement(request).at(g.graph.find("elsewhere")->id), kCpu1);
    }

    void aVariableWithoutAValueIsNamedFromAnotherDevice() {
        GraphFixture g;
        const Expr v = g.scope.op("VariableV2", {},
                                  {{"dtype", DType::Float}, {"shape", PartialShape{2}}}, "v");
        const Expr read = g.op("Identity", {v}, "read");
        g.scope.onDevice("/cpu:1").op("Neg", {read}, {}, "y");
        const auto session = *g.session({.cpuDevices = 2});
        QVERIFY_FAILS(runFor(*session, "y"), "FAILED_PRECONDITION", "uninitialized value v");
        QVERIFY_FAILS(runFor(*session, "y"), "FAILED_PRECONDITION", "(node 'v', ");
    }

    void valuesAreCopiedBetweenDevices() {
        GraphFixture g;
        const Expr x = g.placeholder("x");
        const Expr a = g.op("Neg", {x}, "a");
        const Expr b = g.scope.onDevice("/cpu:1").op("AddV2", {a, a}, {}, "b");
        g.op("AddV2", {a, b}, "y");
        const auto session = *g.session({.cpuDevices = 2});
        StepStatistics statistics;
        RunOptions options;
        options.statistics = &statistics;
        const RunRequest request{{{"x", floats({1, 2})}}, {"y"}, {}};
        const auto out = session->run(request, options);
        QVERIFY_OK(out);
        QCOMPARE(floatsOf(out->front()), std::vector<float>({-3, -6}));
        std::vector<std::string> labels;
        for (const NodeStatistics& node : statistics.nodes) {
            labels.push_back(node.label + " " + std::to_string(node.device));
        }
        // One copy each way, though b reads a twice.
        QCOMPARE(labels.size(), std::size_t{5});
        QCOMPARE(labels[0], std::string("Neg 0"));
        QVERIFY(labels[1].ends_with(" 1") && labels[1] != "AddV2 1");
        QCOMPARE(labels[2], std::string("AddV2 1"));
        QCOMPARE(labels[4], std::string("AddV2 0"));
    }

    void eachDeviceAccountsForItsMemory() {
        constexpr std::int64_t kElements = 100'000;
        GraphFixture g;
        const Expr v = g.scope.onDevice("/cpu:1").op(
            "VariableV2", {}, {{"dtype", DType::Float}, {"shape", PartialShape{kElements}}}, "v");
        const Expr x = g.placeholder("x");
        g.op("Assign", {v, x}, "init");
        g.op("Neg", {v}, "n");
        const auto session = *g.session({.cpuDevices = 2});
        const Tensor value = *Tensor::allocate(DType::Float, Shape{kElements});
        QVERIFY_OK(session->run({{{"x", value}}, {}, {"init"}}));
        const auto inUse = [&](int device) {
            return session->devices().at(device).allocator().bytesInUse();
        };
        QVERIFY(inUse(1) >= kElements * 4);
        QVERIFY(inUse(0) < kElements * 4);
        QVERIFY_OK(session->run({{}, {}, {"n"}}));
        QVERIFY(session->devices().at(0).allocator().peakBytes() >= kElements * 4);
        QVERIFY(inUse(0) < kElements * 4);  // nothing is left over
    }

    void aVariableReadFromAnotherDeviceIsTheValueAtThatMoment() {
        GraphFixture g;
        const Scope far = g.scope.onDevice("/cpu:1");
        const Expr v =
            far.op("VariableV2", {}, {{"dtype", DType::Float}, {"shape", PartialShape{1}}}, "v");
        g.op("Assign", {v, g.constant("one", floats({1}))}, "init");
        const Expr add = g.op("AssignAdd", {v, g.constant("two", floats({2}))}, "add");
        g.op("Neg", {v}, "before");
        g.op("Neg", {v}, "after", {add});
        const auto session = *g.session({.cpuDevices = 2});
        QVERIFY_OK(runTargets(*session, {"init"}));
        const auto out = session->run({{}, {"before", "after", "v"}, {}});
        QVERIFY_OK(out);
        QCOMPARE(floatsOf((*out)[0]), std::vector<float>({-1}));
        QCOMPARE(floatsOf((*out)[1]), std::vector<float>({-3}));
        QCOMPARE(floatsOf((*out)[2]), std::vector<float>({3}));
    }
};

namespace {
const Registered<TstDevices> registered;
}

}  // namespace weft::test

#include "tst_devices.moc"
