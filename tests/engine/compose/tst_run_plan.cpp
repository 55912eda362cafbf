// SPDX-License-Identifier: Apache-2.0
#include <QTest>

#include "engine/compose/run_plan.h"
#include "tests/engine/compose/fixture.h"
#include "tests/support/qverify_ok.h"
#include "tests/support/test_main.h"

namespace weft::test {
namespace {

/// Dense, dropout, loss, metric and optimizer on one data source.
struct Classifier {
    Drawing d;
    ItemId data, x, labels, dense, drop, loss, accuracy, adam;

    Classifier() {
        Item source;
        source.name = "data";
        source.what = DataItem{"iris",
                               0.75,
                               3,
                               {{"features", DType::Float, PartialShape{4}},
                                {"class", DType::Int64, PartialShape::scalar()}}};
        data = d.add(source);
        x = d.placeholder("x", DType::Float, {-1, 4});
        labels = d.placeholder("labels", DType::Int64, {-1});
        dense = d.recipe("dense", "Dense", {{"units", std::int64_t{3}}});
        drop = d.recipe("dropout", "Dropout", {{"rate", 0.1F}});
        loss = d.recipe("loss", "SoftmaxLoss");
        accuracy = d.recipe("accuracy", "Accuracy");
        adam = d.recipe("Adam", "Adam");
        d.wire(data, "features", x, "value");
        d.wire(data, "class", labels, "value");
        d.wire(x, "output", dense, "x");
        d.wire(dense, "y", drop, "x");
        d.wire(drop, "y", loss, "logits");
        d.wire(labels, "output", loss, "labels");
        d.wire(drop, "y", accuracy, "logits");
        d.wire(labels, "output", accuracy, "labels");
        d.wire(loss, "loss", adam, "loss");
    }
};

}  // namespace

class TstRunPlan : public QObject {
    Q_OBJECT

private slots:
    void rowOfSomethingThatCannotBeMadeSaysWhy() {
        Classifier c;
        Edit edit(c.d.document);
        Item broken = *c.d.document.item(c.dense);
        broken.what = RecipeItem{"Dense", {{"units", std::int64_t{-1}}}, {}};
        edit.put(broken);
        must(c.d.document.apply(must(edit.finish())));
        QVERIFY_FAILS(makeTrainingPlan(c.d.document, expandDocument(c.d.document)),
                      "FAILED_PRECONDITION", "'units'");
    }

    void nothingToTrainIsAnError() {
        Drawing d;
        d.constant("c", Tensor::scalar(1.0F));
        QVERIFY_FAILS(makeTrainingPlan(d.document, expandDocument(d.document)), "INVALID_ARGUMENT",
                      "nothing to train");
    }

    void drawingWithoutRunSheetGetsOne() {
        const Classifier c;
        const auto plan = makeTrainingPlan(c.d.document, expandDocument(c.d.document));
        QVERIFY_OK(plan);
        QCOMPARE(plan->rows.size(), std::size_t{2});
        const PlanRow& train = plan->rows[0];
        QCOMPARE(train.targets, std::vector<std::string>{"Adam"});
        QCOMPARE(train.fetches, std::vector<std::string>{"loss:0"});
        QVERIFY(train.training);
        const PlanRow& validate = plan->rows[1];
        QCOMPARE(validate.labels, (std::vector<std::string>{"loss", "accuracy"}));
        QCOMPARE(validate.unit, PlanRow::Unit::Epoch);
        QCOMPARE(validate.split, std::string("test"));
    }

    void feedsModesAndSourcesAreNamed() {
        const Classifier c;
        const auto plan = makeTrainingPlan(c.d.document, expandDocument(c.d.document));
        QVERIFY_OK(plan);
        QCOMPARE(plan->sources, std::vector<PlanSource>({{"iris", 0.75, 3}}));
        QCOMPARE(plan->feeds.size(), std::size_t{2});
        QCOMPARE(plan->feeds[0].tensor, std::string("x:0"));
        QCOMPARE(plan->feeds[0].column, std::string("features"));
        QCOMPARE(plan->modeFeeds.size(), std::size_t{1});
        QCOMPARE(plan->modeFeeds[0].tensor, std::string("dropout/rate:0"));
        QCOMPARE(plan->modeFeeds[0].training.values<float>()[0], 0.1F);
    }

    void disabledRowsAreLeftOut() {
        Classifier c;
        RunRow row;
        row.name = "only";
        row.targets = {c.adam};
        row.order = 2;
        c.d.put(row);
        row.name = "off";
        row.order = 1;
        row.disabled = true;
        c.d.put(row);
        const auto plan = makeTrainingPlan(c.d.document, expandDocument(c.d.document));
        QVERIFY_OK(plan);
        QCOMPARE(plan->rows.size(), std::size_t{1});
        QCOMPARE(plan->rows[0].name, std::string("only"));
    }

    void knobsAndScalarsCanBeSet() {
        Classifier c;
        c.d.put(
            Knob{.id = {}, .item = c.adam, .role = "learning_rate", .name = "lr", .value = 0.5});
        const Expansion e = expandDocument(c.d.document);
        TrainingPlan plan = must(makeTrainingPlan(c.d.document, e));
        QCOMPARE(plan.knobs.size(), std::size_t{1});
        QCOMPARE(plan.knobs[0].tensor, std::string("Adam/learning_rate:0"));
        QCOMPARE(plan.knobs[0].value.values<float>()[0], 0.5F);
        QVERIFY_OK(setKnob(plan, e.graph, "lr", 0.25));
        QCOMPARE(plan.knobs[0].value.values<float>()[0], 0.25F);
        QVERIFY_OK(setKnob(plan, e.graph, "Adam/beta1", 0.5));
        QCOMPARE(plan.knobs.size(), std::size_t{2});
        QVERIFY_FAILS(setKnob(plan, e.graph, "speed", 1), "NOT_FOUND", "want a knob (lr");
        QVERIFY_FAILS(setKnob(plan, e.graph, "dense/kernel/read", 1), "INVALID_ARGUMENT",
                      "only a scalar");
    }
};

namespace {
const Registered<TstRunPlan> registered;
}
}  // namespace weft::test

#include "tst_run_plan.moc"
