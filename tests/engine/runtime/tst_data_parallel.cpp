// SPDX-License-Identifier: Apache-2.0
/// @file
/// Training shared on one machine: towers side by side on several devices, workers on threads of their
/// own that share variables without order (Hogwild) or in step with a chief (token queues).

#include <QObject>
#include <QTest>
#include <algorithm>
#include <cmath>
#include <functional>
#include <thread>

#include "engine/autodiff/backprop.h"
#include "engine/base/strings.h"
#include "tests/support/graph_fixture.h"
#include "tests/support/noise.h"
#include "tests/support/qverify_ok.h"
#include "tests/support/test_main.h"

namespace weft::test {
namespace {

constexpr std::int64_t kRows = 32;
constexpr std::int64_t kWidth = 8;
constexpr int kSteps = 20;
constexpr int kWorkers = 2;
const std::string kCpu0 = "/device:CPU:0";
const std::string kCpu1 = "/device:CPU:1";
const RunOptions kLong{.timeout = std::chrono::seconds(60), .statistics = nullptr};

/// Two dense layers whose variables live on one device, trained by as many towers as there are
/// devices, each with its share of the batch.
struct Trained : GraphFixture {
    Trained(const std::string& home, const std::vector<std::string>& devices) {
        const Scope at = scope.onDevice(home);
        const auto variable = [&](std::string_view name, const Tensor& start) {
            const Expr ref =
                at.op("VariableV2", {},
                      {{"dtype", DType::Float}, {"shape", PartialShape(start.shape())}}, name);
            const Expr value = at.constant(start, concat(name, "/initial"));
            at.op("Assign", {ref, value}, {}, concat(name, "/Assign"));
            starts.push_back(concat(name, "/Assign"));
            variables.push_back(ref);
            return ref;
        };
        const Expr w1 = variable("w1", noise(Shape{kWidth, 16}, 1));
        const Expr b1 = variable("b1", noise(Shape{16}, 2));
        const Expr w2 = variable("w2", noise(Shape{16, 1}, 3));
        const auto count = static_cast<std::int64_t>(devices.size());
        const auto shares = [&](std::string_view name, std::int64_t columns) {
            const Expr all = placeholder(name, PartialShape{kRows, columns});
            const Expr axis = constant(concat(name, "/axis"), Tensor::scalar<std::int32_t>(0));
            return scope.opList("Split", {axis, all}, {{"num_split", count}},
                                concat(name, "/shares"));
        };
        const auto xs = shares("x", kWidth);
        const auto ts = shares("t", 1);
        std::vector<Expr> losses;
        std::vector<std::vector<Expr>> gradients(variables.size());
        for (std::size_t d = 0; d < devices.size(); ++d) {
            const Scope tower = scope.onDevice(devices[d]);
            const auto op = [&](std::string_view type, const std::vector<Expr>& in,
                                std::string_view name) {
                return tower.op(type, in, {}, concat("tower", d, "/", name));
            };
            const Expr h =
                op("Tanh", {op("AddV2", {op("MatMul", {xs[d], w1}, "m1"), b1}, "a1")}, "h");
            const Expr error = op("Sub", {op("MatMul", {h, w2}, "y"), ts[d]}, "error");
            const Expr axes = tower.constant(Tensor::vector<std::int32_t>({0, 1}), "axes");
            const Expr loss = op("Mean", {op("Square", {error}, "square"), axes}, "loss");
            std::vector<Endpoint> by;
            for (const Expr& v : variables) { by.push_back(v.endpoint()); }
            const auto found = addGradients(graph, {loss.endpoint()}, by);
            if (!found.ok()) {
                scope.fail(found.status());
                return;
            }
            for (std::size_t v = 0; v < by.size(); ++v) {
                gradients[v].push_back(scope.expr(*(*found)[v]));
            }
            losses.push_back(loss);
        }
        const Expr share = at.constant(Tensor::scalar(1.0F / static_cast<float>(count)), "share");
        const auto mean = [&](const std::vector<Expr>& list, std::string_view name) {
            return at.op("Mul", {at.op("AddN", list, {}, concat("sum_of_", name)), share}, {},
                         name);
        };
        const Expr rate = at.constant(Tensor::scalar(0.1F), "rate");
        std::vector<Expr> updates;
        for (std::size_t v = 0; v < variables.size(); ++v) {
            const Expr average = mean(gradients[v], concat("average", v));
            updates.push_back(at.op("ApplyGradientDescent", {variables[v], rate, average}, {},
                                    concat("update", v)));
        }
        noOp("train", updates);
        mean(losses, "loss");
    }
    static RunRequest step() {
        return {{{"x", noise(Shape{kRows, kWidth}, 5)}, {"t", noise(Shape{kRows, 1}, 6)}},
                {"loss"},
                {"train"}};
    }
    Result<std::vector<float>> losses(Session& session) const {
        WEFT_TRY(runTargets(session, starts));
        std::vector<float> list;
        for (int i = 0; i < kSteps; ++i) {
            list.push_back(WEFT_TRY(session.run(step(), kLong))[0].values<float>()[0]);
        }
        return list;
    }
    std::vector<std::string> starts;
    std::vector<Expr> variables;
};

/// Whether two trainings went the same way, and anywhere.
void compareLosses(const Result<std::vector<float>>& got, const Result<std::vector<float>>& want) {
    QVERIFY_OK(got);
    QVERIFY_OK(want);
    QVERIFY(want->back() < 0.7F * want->front());
    for (std::size_t i = 0; i < want->size(); ++i) {
        const double difference = std::abs(double{(*got)[i]} - (*want)[i]);
        QVERIFY2(difference <= 1e-6 * std::max(1.0, double{(*want)[i]}),
                 concat("step ", i, ": got ", (*got)[i], ", want ", (*want)[i]).c_str());
    }
}

/// As often as it says, on as many threads as there are workers.
Status onWorkers(const std::function<Status(int worker)>& body) {
    std::vector<Status> status(kWorkers);
    std::vector<std::thread> threads;
    for (int w = 0; w < kWorkers; ++w) {
        threads.emplace_back([&, w] { status[static_cast<std::size_t>(w)] = body(w); });
    }
    for (std::thread& thread : threads) { thread.join(); }
    for (const Status& each : status) { WEFT_TRY(each); }
    return okStatus();
}

/// A weight in a linear model, and each worker's part of one batch; the gradient on a worker's part is
/// "gradient/N".
struct Workers : GraphFixture {
    Workers() {
        const Expr w = initialized("w", noise(Shape{kWidth, 1}, 1));
        weight = w;
        const Expr truth = constant("truth", noise(Shape{kWidth, 1}, 2));
        std::vector<Expr> losses;
        for (int n = 0; n < kWorkers; ++n) {
            const Expr x = constant(concat("x", n), noise(Shape{kRows, kWidth}, 3U + n));
            const Expr error =
                op("Sub",
                   {op("MatMul", {x, w}, concat("y", n)), op("MatMul", {x, truth}, concat("t", n))},
                   concat("error", n));
            const Expr axes = constant(concat("axes", n), Tensor::vector<std::int32_t>({0, 1}));
            losses.push_back(
                op("Mean", {op("Square", {error}, concat("square", n)), axes}, concat("loss", n)));
            const auto found = addGradients(graph, {losses.back().endpoint()}, {w.endpoint()});
            gradients.push_back(op("Identity", {scope.expr(*(*found)[0])}, concat("gradient", n)));
        }
        const Expr half = constant("half", Tensor::scalar(1.0F / kWorkers));
        op("Mul", {op("AddN", losses, "losses"), half}, "loss");
        rate = constant("rate", Tensor::scalar(0.1F));
        const Expr average = op("Mul", {op("AddN", gradients, "gradients"), half}, "average");
        op("ApplyGradientDescent", {w, rate, average}, "together");
    }
    Expr queue(std::string_view name, DType type, const PartialShape& shape) const {
        return scope.op("FIFOQueueV2", {},
                        {{"component_types", std::vector<DType>{type}},
                         {"shapes", std::vector<PartialShape>{shape}},
                         {"capacity", std::int64_t{kWorkers}}},
                        name);
    }
    Expr weight;
    Expr rate;
    std::vector<Expr> gradients;
};

}  // namespace

class TstDataParallel : public QObject {
    Q_OBJECT

private slots:
    void towersTrainAsOneDeviceDoes_data() {
        QTest::addColumn<bool>("general");
        QTest::addRow("plan") << false;
        QTest::addRow("general") << true;
    }
    void towersTrainAsOneDeviceDoes() {
        QFETCH(bool, general);
        const SessionOptions options{
            .cpuDevices = 2, .executor = general ? ExecutorChoice::General : ExecutorChoice::Plan};
        const Trained alone(kCpu0, {kCpu0});
        const Trained towers(kCpu0, {kCpu0, kCpu1});
        const auto one = alone.session({.executor = options.executor});
        QVERIFY_OK(one);
        const auto two = towers.session(options);
        QVERIFY_OK(two);
        compareLosses(towers.losses(**two), alone.losses(**one));
        if (QTest::currentTestFailed()) { return; }
        const auto placement = (*two)->placement(Trained::step());
        const auto deviceOf = [&](std::string_view name) {
            return placement.at(towers.graph.find(name)->id);
        };
        QVERIFY(deviceOf("tower0/h").ends_with(kCpu0));
        QVERIFY(deviceOf("tower1/h").ends_with(kCpu1));
        QVERIFY(deviceOf("update0").ends_with(kCpu0));
    }

    /// A graph written for a cluster trains in one process where devices may be replaced, as in
    /// TensorFlow; else its names are refused.
    void aClustersGraphTrainsInOneProcess() {
        const Trained alone(kCpu0, {kCpu0});
        const Trained cluster("/job:ps/task:0", {"/job:worker/task:0", "/job:worker/task:1"});
        const auto strict = cluster.session();
        QVERIFY_OK(strict);
        QVERIFY_FAILS(cluster.losses(**strict), "INVALID_ARGUMENT", "/job:ps");
        const auto soft = cluster.session({.softPlacement = true});
        QVERIFY_OK(soft);
        compareLosses(cluster.losses(**soft), alone.losses(**alone.session()));
    }

    /// No update of any worker is lost, whoever else writes.
    void updatesOfSeveralWorkersAllCount() {
        GraphFixture g;
        const Expr w = g.initialized("w", floats({0, 0, 0}));
        const Expr one = g.constant("one", Tensor::scalar(1.0F));
        const Expr gradient = g.constant("g", floats({-1, -2, -3}));
        const AttrMap locking{{"use_locking", true}};
        g.scope.op("ApplyGradientDescent", {w, one, gradient}, locking, "apply");
        g.scope.op("AssignAdd", {w, g.constant("d", floats({1, 0, 0}))}, locking, "add");
        const Expr rows = g.constant("rows", Tensor::vector<std::int32_t>({2}));
        g.scope.op("ScatterAdd", {w, rows, g.constant("r", floats({5}))}, locking, "scatter");
        const auto session = *g.session();
        QVERIFY_OK(runTargets(*session, {"w/Assign"}));
        constexpr int kUpdates = 500;
        const std::vector<std::string> targets = {"apply", "add", "scatter"};
        QVERIFY_OK(onWorkers([&](int worker) -> Status {
            for (int i = 0; i < kUpdates; ++i) {
                const auto& target = targets[static_cast<std::size_t>(i + worker) % 2];
                WEFT_TRY(runTargets(*session, {target, "scatter"}));
            }
            return okStatus();
        }));
        constexpr float kHalf = kWorkers * kUpdates / 2.0F;
        QCOMPARE_FLOATS(runFor(*session, "w"),
                        {kHalf + kHalf, 2 * kHalf, 3 * kHalf + 5 * 2 * kHalf});
    }

    /// Each worker follows the gradient on its own part without regard to the others.
    void workersWithoutOrderLearn() {
        Workers g;
        for (std::size_t n = 0; n < kWorkers; ++n) {
            g.scope.op("ApplyGradientDescent", {g.weight, g.rate, g.gradients[n]},
                       {{"use_locking", true}}, concat("step", n));
        }
        const auto session = *g.session();
        QVERIFY_OK(runTargets(*session, {"w/Assign"}));
        const float before = floatsOf(*runFor(*session, "loss"))[0];
        QVERIFY_OK(onWorkers([&](int worker) -> Status {
            for (int i = 0; i < 10 * kSteps; ++i) {
                WEFT_TRY(runTargets(*session, {concat("step", worker)}));
            }
            return okStatus();
        }));
        const float after = floatsOf(*runFor(*session, "loss"))[0];
        QVERIFY2(after < 0.02F * before, concat(before, " -> ", after).c_str());
    }

    /// Replicas in step: each hands its gradient in and waits for a token; the chief averages what
    /// all handed in, updates, and lets each go on. The numbers are those of one device.
    void workersInStepWithAChiefTrainAsOneDoes() {
        Workers g;
        const Expr handedIn = g.queue("handed_in", DType::Float, PartialShape{kWidth, 1});
        std::vector<Expr> tokens;
        for (std::size_t n = 0; n < kWorkers; ++n) {
            tokens.push_back(g.queue(concat("tokens", n), DType::Int32, PartialShape::scalar()));
            const NodeId push =
                g.scope.node("QueueEnqueueV2", {handedIn, g.gradients[n]}, {}, concat("push", n));
            g.scope.node("QueueDequeueV2", {tokens[n]},
                         {{"component_types", std::vector<DType>{DType::Int32}}}, concat("step", n),
                         {push});
        }
        const Expr all =
            g.scope.op("QueueDequeueManyV2",
                       {handedIn, g.constant("n", Tensor::scalar<std::int32_t>(kWorkers))},
                       {{"component_types", std::vector<DType>{DType::Float}}}, "all");
        const Expr average =
            g.op("Mean", {all, g.constant("axis", Tensor::scalar<std::int32_t>(0))}, "mean");
        const Expr updated = g.op("ApplyGradientDescent", {g.weight, g.rate, average}, "chief");
        const Expr token = g.constant("token", Tensor::scalar<std::int32_t>(1));
        std::vector<NodeId> given;
        for (const Expr& queue : tokens) {
            given.push_back(g.scope.node("QueueEnqueueV2", {queue, token}, {}, "give",
                                         {updated.endpoint().node}));
        }
        g.scope.node("NoOp", {}, {}, "turn", given);
        const auto session = *g.session();
        QVERIFY_OK(runTargets(*session, {"w/Assign"}));
        std::vector<float> want;
        for (int i = 0; i < kSteps; ++i) {
            QVERIFY_OK(runTargets(*session, {"together"}));
            want.push_back(floatsOf(*runFor(*session, "loss"))[0]);
        }
        QVERIFY_OK(runTargets(*session, {"w/Assign"}));
        const auto repeated = [&](const std::string& target) -> Status {
            for (int i = 0; i < kSteps; ++i) {
                WEFT_TRY(session->run({{}, {}, {target}}, kLong).status());
            }
            return okStatus();
        };
        std::vector<float> got;
        Status chief;
        std::thread turns([&] {
            for (int i = 0; i < kSteps && chief.ok(); ++i) {
                chief = session->run({{}, {}, {"turn"}}, kLong).status();
                // The workers only read until the next turn.
                const auto loss = runFor(*session, "loss");
                if (loss.ok()) { got.push_back(floatsOf(*loss)[0]); }
            }
        });
        const Status workers = onWorkers([&](int n) { return repeated(concat("step", n)); });
        turns.join();
        QVERIFY_OK(workers);
        QVERIFY_OK(chief);
        compareLosses(got, want);
    }
};

namespace {
const Registered<TstDataParallel> registered;
}  // namespace

}  // namespace weft::test

#include "tst_data_parallel.moc"
