// SPDX-License-Identifier: Apache-2.0
#include "engine/train/training_loop.h"

#include <QTest>
#include <cmath>
#include <numeric>

#include "engine/compose/training/optimizers.h"
#include "engine/compose/variables.h"
#include "engine/runtime/session_variables.h"
#include "tests/support/graph_fixture.h"
#include "tests/support/qverify_ok.h"
#include "tests/support/test_main.h"

namespace weft::test {
namespace {

template <class T>
T must(Result<T> result) {
    if (!result.ok()) { qFatal("%s", result.status().ToString().c_str()); }
    return *std::move(result);
}

/// y = w x with loss mean((y - 2 x)^2), or y = w alone where there is no data.
struct Net {
    Graph graph;
    TrainingPlan plan;

    explicit Net(bool withData) {
        const NodeWriter nodes(graph);
        const Endpoint x = must(nodes.add("x", "Placeholder", {},
                                          {{"dtype", DType::Float}, {"shape", PartialShape{-1}}}));
        const auto w = must(addVariableOfValue(nodes, "w", Tensor::scalar(0.0F), Trainable::Yes));
        const Endpoint input = withData ? x : must(nodes.scalar("one", DType::Float, 1));
        const Endpoint y = must(nodes.add("y", "Mul", {input, w.read}));
        const Endpoint wanted =
            must(nodes.add("wanted", "Mul", {input, must(nodes.scalar("two", DType::Float, 2))}));
        const Endpoint error = must(nodes.add("error", "SquaredDifference", {y, wanted}));
        const std::vector<std::int64_t> axes =
            withData ? std::vector<std::int64_t>{0} : std::vector<std::int64_t>{};
        const Endpoint loss =
            must(nodes.add("loss", "Mean", {error, must(nodes.ints("axes", axes))}));
        const Minimized made = must(
            minimize(graph, loss,
                     {.optimizer = "GradientDescentOptimizer", .hyper = {{"learning_rate", 0.1}}}));
        plan.init = "w/Assign";
        plan.rows.push_back({.name = "train",
                             .targets = {graph.node(made.train).name},
                             .fetches = {"loss:0", "w/read:0"},
                             .labels = {"loss", "w/read"},
                             .split = "train",
                             .training = true});
        if (!withData) { return; }
        plan.rows.front().batch = 4;
        plan.sources = {{"points"}};
        plan.feeds = {{"x:0", 0, "x", {Conversion::cast(DType::Float)}}};
    }

    PlanRow validation() const {
        return {.name = "validate",
                .targets = {},
                .fetches = {"loss:0"},
                .labels = {"loss"},
                .split = "test",
                .unit = PlanRow::Unit::Epoch,
                .batch = 3};
    }
};

/// Ten rows 0..9 of uint8, in either split.
Result<DataSource> points(const PlanSource& source, const std::string& split) {
    if (source.name != "points") { return notFound("no such data: " + source.name); }
    std::vector<std::uint8_t> values(split == "test" ? 4 : 10);
    std::iota(values.begin(), values.end(), std::uint8_t{0});
    return DataSource::make(
        {{"x", Tensor::ofValues<std::uint8_t>(Shape{std::ssize(values)}, values)}});
}

struct Running {
    std::unique_ptr<Session> session;
    std::unique_ptr<TrainingLoop> loop;

    explicit Running(const Net& net, SessionOptions options = {.seed = 1})
        : session(must(Session::create(net.graph, options))),
          loop(must(TrainingLoop::create(net.plan, *session, points))) {
        const Status initialized = loop->initialize();
        if (!initialized.ok()) { qFatal("%s", initialized.ToString().c_str()); }
    }
    /// "train 1 4" a call: row, step, examples; "*" where the row is done, "|" where the epoch is.
    QStringList trace() {
        QStringList lines;
        while (!loop->finished()) {
            const CallReport report = must(loop->next());
            lines << QString("%1 %2 %3%4%5")
                         .arg(QString::fromStdString(
                             loop->plan().rows[static_cast<std::size_t>(report.row)].name))
                         .arg(report.step)
                         .arg(report.examples)
                         .arg(report.rowDone ? "*" : "")
                         .arg(report.epochDone ? "|" : "");
        }
        return lines;
    }
};

}  // namespace

class TstTrainingLoop : public QObject {
    Q_OBJECT

private slots:
    void wrongPlansAreRefused() {
        const Net net(true);
        const auto session = must(Session::create(net.graph));
        const auto refused = [&](auto&& spoil, const char* code, const char* text) {
            TrainingPlan plan = net.plan;
            spoil(plan);
            QVERIFY_FAILS(TrainingLoop::create(std::move(plan), *session, points), code, text);
        };
        refused([](TrainingPlan& p) { p.rows.clear(); }, "INVALID_ARGUMENT", "no rows");
        refused([](TrainingPlan& p) { p.rows[0].targets = p.rows[0].fetches = {}; },
                "INVALID_ARGUMENT", "'train' runs and fetches nothing");
        refused([](TrainingPlan& p) { p.sources[0].name = "nowhere"; }, "NOT_FOUND", "nowhere");
        refused([](TrainingPlan& p) { p.feeds[0].column = "z"; }, "NOT_FOUND", "z");
        refused([](TrainingPlan& p) { p.rows[0].targets = {"absent"}; }, "NOT_FOUND", "absent");
        refused([](TrainingPlan& p) { p.rows[0].fetches = {"absent:0"}; }, "INVALID_ARGUMENT",
                "absent");
    }

    void emptySplitIsRefused() {
        const Net net(true);
        const auto session = must(Session::create(net.graph));
        const auto nothing = [](const PlanSource&, const std::string&) -> Result<DataSource> {
            return DataSource::make({{"x", must(Tensor::allocate(DType::UInt8, Shape{0}))}});
        };
        QVERIFY_FAILS(TrainingLoop::create(net.plan, *session, nothing), "INVALID_ARGUMENT",
                      "has no rows");
    }

    void failingCallNamesRowAndStepAndTheLoopGoesOn() {
        Net net(true);
        net.plan.feeds[0].conversions = {Conversion::oneHot(5)};
        const auto session = must(Session::create(net.graph));
        const auto loop = must(TrainingLoop::create(net.plan, *session, points));
        QVERIFY_FAILS(loop->next(), "INVALID_ARGUMENT", "row 'train', step 1: ");
        int calls = 1;
        for (; !loop->finished() && calls < 10; ++calls) { QVERIFY(!loop->next().ok()); }
        QCOMPARE(calls, 3);
        QVERIFY_FAILS(loop->next(), "FAILED_PRECONDITION", "done");
    }

    void feedersMustBeThereAndGiveAllTensors() {
        Net net(true);
        net.plan.feeds.clear();
        net.plan.callFeeds = {"x:0"};
        const auto session = must(Session::create(net.graph));
        QVERIFY_FAILS(TrainingLoop::create(net.plan, *session, points), "INVALID_ARGUMENT",
                      "feeder");
        const auto none = []() -> Result<std::vector<Tensor>> { return std::vector<Tensor>{}; };
        const auto loop = must(TrainingLoop::create(net.plan, *session, points, none));
        QVERIFY_FAILS(loop->next(), "INTERNAL", "got 0 tensors, want 1");
        const auto ended = []() -> Result<std::vector<Tensor>> { return outOfRange("end"); };
        const auto failing = must(TrainingLoop::create(net.plan, *session, points, ended));
        QVERIFY_FAILS(failing->next(), "OUT_OF_RANGE", "row 'train', step 1: end");
    }

    void feedersGiveEachCallItsTensors() {
        Net net(true);
        net.plan.feeds.clear();
        net.plan.callFeeds = {"x:0"};
        net.plan.steps = net.plan.stepsPerEpoch = 3;
        const auto session = must(Session::create(net.graph));
        float next = 0;
        const auto feeder = [&]() -> Result<std::vector<Tensor>> {
            next += 1;
            return std::vector<Tensor>{Tensor::vector<float>({next})};
        };
        const auto loop = must(TrainingLoop::create(net.plan, *session, points, feeder));
        QVERIFY_OK(loop->initialize());
        // Before its first step w is 0, so that the loss is (2 x)^2 of the tensor that was given.
        const CallReport first = must(loop->next());
        QCOMPARE(first.values[0], 4.0);
        QVERIFY(!first.epochDone);
        QCOMPARE(must(loop->next()).epoch, std::int64_t{1});
        QVERIFY(must(loop->next()).epochDone);
        QVERIFY(loop->finished());
        QCOMPARE(next, 3.0F);
    }

    void foreignPlacesAreRefused() {
        const Net net(true);
        Running running(net);
        const LoopPlace place = running.loop->place();
        const auto refused = [&](auto&& spoil) {
            LoopPlace spoiled = place;
            spoil(spoiled);
            QVERIFY_FAILS(running.loop->goTo(spoiled), "INVALID_ARGUMENT", "place");
            QCOMPARE(running.loop->progress().step, 0);
        };
        refused([](LoopPlace& p) { p.step = std::int64_t{1} << 40; });
        refused([](LoopPlace& p) { p.rows.clear(); });
        refused([](LoopPlace& p) { p.rows[0].rows = 11; });
        QVERIFY_OK(running.loop->goTo(place));
    }

    void restoredLoopGoesOnAlike() {
        Net net(true);
        net.plan.rows.push_back(net.validation());
        net.plan.epochs = 3;
        Running whole(net);
        const QStringList all = whole.trace();
        for (int cut = 0; cut < all.size(); ++cut) {
            Running first(net);
            for (int i = 0; i < cut; ++i) { must(first.loop->next()); }
            Running second(net);
            for (const auto& [name, value] : must(variableValues(*first.session))) {
                QVERIFY_OK(second.session->resources().restore("", name, {{name, value}}));
            }
            QVERIFY_OK(
                second.loop->goTo(must(LoopPlace::fromTensors(first.loop->place().toTensors()))));
            const QStringList rest = second.trace();
            // An evaluation that was under way begins again.
            QCOMPARE(rest.mid(rest.size() - (all.size() - cut)), all.mid(cut));
            const Tensor ended = must(runFor(*second.session, "w/read:0"));
            const Tensor wanted = must(runFor(*whole.session, "w/read:0"));
            QCOMPARE(ended.values<float>()[0], wanted.values<float>()[0]);
        }
    }

    void uninitialisedVariableIsTheRunsError() {
        const Net net(false);
        const auto session = must(Session::create(net.graph));
        const auto loop = must(TrainingLoop::create(net.plan, *session, points));
        QVERIFY_FAILS(loop->next(), "FAILED_PRECONDITION", "row 'train', step 1: ");
    }

    void epochsArePassesOfTheTrainRow() {
        Net net(true);
        net.plan.epochs = 2;
        net.plan.rows.push_back(net.validation());
        Running run(net);
        QCOMPARE(run.loop->stepsPerEpoch(), std::int64_t{3});
        QCOMPARE(run.trace(), QStringList({"train 1 4*", "train 2 4*", "train 3 2*", "validate 3 3",
                                           "validate 3 1*|", "train 4 4*", "train 5 4*",
                                           "train 6 2*", "validate 6 3", "validate 6 1*|"}));
        const LoopProgress progress = run.loop->progress();
        QCOMPARE(progress.step, std::int64_t{6});
        QCOMPARE(progress.epochs, std::int64_t{2});
        QCOMPARE(progress.secondsLeft, 0.0);
    }

    void rowsComeWhenTheyAreDue() {
        Net net(true);
        net.plan.steps = 5;
        PlanRow often = net.validation();
        often.name = "often";
        often.unit = PlanRow::Unit::Step;
        often.every = 2;
        often.batch = 0;
        net.plan.rows.push_back(often);
        net.plan.rows.push_back(net.validation());
        net.plan.rows[0].times = 2;
        Running run(net);
        // A run that ends inside an epoch is still validated.
        QCOMPARE(run.trace(),
                 QStringList({"train 1 4*", "train 1 4*", "train 2 2*", "train 2 4*", "often 2 4*",
                              "train 3 4*", "train 3 2*", "validate 3 3", "validate 3 1*|",
                              "train 4 4*", "train 4 4*", "often 4 4*", "train 5 2*", "train 5 4*",
                              "validate 5 3", "validate 5 1*|"}));
    }

    void evaluationIsTheMeanOverAllRows() {
        Net net(true);
        net.plan.steps = 1;
        net.plan.rows[0].targets = {};  // w stays 0: the loss of row x is (2 x)^2
        net.plan.rows.push_back(net.validation());
        Running run(net);
        CallReport last;
        while (!run.loop->finished()) { last = must(run.loop->next()); }
        QCOMPARE(last.values.size(), std::size_t{1});
        QVERIFY(std::abs(last.values[0] - (0.0 + 4 + 16 + 36) / 4) < 1e-6);
    }

    void batchesCoverTheSplitOnceAnEpochAndDependOnTheSeed() {
        const auto batches = [](std::int64_t seed) {
            Net net(true);
            net.plan.seed = seed;
            net.plan.epochs = 2;
            net.plan.rows[0].targets = {};
            net.plan.rows[0].fetches = {"x:0"};
            Running run(net);
            std::vector<float> all;
            while (!run.loop->finished()) {
                const CallReport report = must(run.loop->next());
                const auto values = report.fetched[0].values<float>();
                all.insert(all.end(), values.begin(), values.end());
            }
            return all;
        };
        const std::vector<float> first = batches(1);
        QCOMPARE(first.size(), std::size_t{20});
        for (const std::ptrdiff_t begin : {0, 10}) {
            std::vector<float> pass(first.begin() + begin, first.begin() + begin + 10);
            QVERIFY(!std::is_sorted(pass.begin(), pass.end()));
            std::sort(pass.begin(), pass.end());
            for (int i = 0; i < 10; ++i) {
                QCOMPARE(pass[static_cast<std::size_t>(i)], static_cast<float>(i));
            }
        }
        QVERIFY(!std::equal(first.begin(), first.begin() + 10, first.begin() + 10));
        QCOMPARE(batches(1), first);
        QVERIFY(batches(2) != first);
    }

    void trainingWithoutDataConverges() {
        Net net(false);
        net.plan.steps = 50;
        Running run(net);
        CallReport report;
        while (!run.loop->finished()) { report = must(run.loop->next()); }
        // w <- w + 0.2 (2 - w): what is missing shrinks by 0.8 a step.
        QVERIFY(report.values[0] < 1e-6);
        QCOMPARE(run.loop->progress().step, std::int64_t{50});
    }

    void knobsFeedEveryCallFromTheNextOn() {
        Net net(false);
        net.plan.steps = 3;
        QVERIFY_OK(setKnob(net.plan, net.graph, "GradientDescent/learning_rate", 0));
        Running run(net);
        must(run.loop->next());
        QCOMPARE(must(run.loop->next()).values[0], 4.0);
        QVERIFY_OK(run.loop->setKnob("GradientDescent/learning_rate", 0.5));
        must(run.loop->next());
        const auto w = run.session->run({.feeds = {}, .fetches = {"w/read:0"}, .targets = {}});
        QVERIFY_OK(w);
        QCOMPARE(w->front().values<float>()[0], 2.0F);
        QVERIFY_FAILS(run.loop->setKnob("speed", 1), "NOT_FOUND", "speed");
    }

    void modeFeedsReachTrainingRowsOnly() {
        Net net(true);
        net.plan.steps = 1;
        net.plan.rows[0].targets = {};
        net.plan.rows[0].fetches = {"two:0"};
        PlanRow check = net.validation();
        check.fetches = {"two:0"};
        net.plan.rows.push_back(check);
        net.plan.modeFeeds = {{"two:0", Tensor::scalar(5.0F)}};
        Running run(net);
        QCOMPARE(must(run.loop->next()).values[0], 5.0);
        CallReport report;
        while (!run.loop->finished()) { report = must(run.loop->next()); }
        QCOMPARE(report.values[0], 2.0);
    }
};

namespace {
const Registered<TstTrainingLoop> registered;
}
}  // namespace weft::test

#include "tst_training_loop.moc"
