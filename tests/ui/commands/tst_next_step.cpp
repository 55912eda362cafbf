// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/commands/next_step.h"

#include <QTest>

#include "tests/support/test_main.h"
#include "tests/ui/commands/command_fixture.h"
#include "ui/commands/data_commands.h"

namespace weft::ui::test {

/// From an empty canvas to something that trains, by taking what is offered.
class TstNextStep : public QObject {
    Q_OBJECT

private slots:
    void aHiddenKindIsNotOffered() {
        CommandFixture f;
        QVERIFY(nextStep(*f.expanded(), {}).has_value());
        QVERIFY(!nextStep(*f.expanded(), {}, {NextStep::Kind::Data}).has_value());
    }

    void whoBeganWithoutDataIsLeftAlone() {
        CommandFixture f;
        f.add("Const");
        QVERIFY(!nextStep(*f.expanded(), {}).has_value());
    }

    void aWideTableIsNotGuessedAt() {
        CommandFixture f;
        const ItemId data = f.add("Data source/wide");
        QVERIFY_OK(f.edit([&](Edit& e) {
            Item item = *e.document().item(data);
            for (int i = 0; i < 30; ++i) {
                std::get<DataItem>(item.what).columns.push_back(
                    {concat("c", i), DType::Float, PartialShape::scalar()});
            }
            e.put(std::move(item));
            return okStatus();
        }));
        QVERIFY(!nextStep(*f.expanded(), {}).has_value());
    }

    void whoPutsThingsThereByHandIsNotOfferedThemTwice() {
        CommandFixture f;
        const ItemId data = f.addPictures();
        const ItemId x = f.add("Placeholder");
        QVERIFY(!nextStep(*f.expanded(), {}).has_value());
        QVERIFY_OK(f.connect({data, "image"}, {x, "value"}));
        QCOMPARE(nextStep(*f.expanded(), {})->entry, kColumnEntry);
        const ItemId y = f.add("Placeholder");
        QVERIFY_OK(f.connect({data, "label"}, {y, "value"}));
        const ItemId flat = f.add("Flatten");
        QVERIFY(!nextStep(*f.expanded(), {}).has_value());
        QVERIFY_OK(f.connect({x, "output"}, {flat, "x"}));
        const ItemId dense = f.add("Dense");
        QVERIFY(!nextStep(*f.expanded(), {}).has_value());
        QVERIFY_OK(f.connect({flat, "y"}, {dense, "x"}));
        QCOMPARE(nextStep(*f.expanded(), {})->kind, NextStep::Kind::Loss);
        const ItemId loss = f.add("SoftmaxLoss");
        QVERIFY(!nextStep(*f.expanded(), {}).has_value());
        QVERIFY_OK(f.connect({dense, "y"}, {loss, "logits"}));
        QVERIFY(!nextStep(*f.expanded(), {}).has_value());
        QVERIFY_OK(f.connect({y, "output"}, {loss, "labels"}));
        QCOMPARE(nextStep(*f.expanded(), {})->kind, NextStep::Kind::Minimise);
    }

    void takingEachStepEndsInTraining() {
        CommandFixture f;
        f.addPictures();
        std::vector<std::string> taken;
        for (int i = 0; i < 20; ++i) {
            const auto document = f.expanded();
            const auto step = nextStep(*document, {});
            if (!step) { break; }
            QVERIFY(!step->words.isEmpty());
            taken.push_back(step->entry);
            QVERIFY_OK(f.edit([&](Edit& e) { return takeStep(e, *document, {}, *step).status(); }));
        }
        const std::vector<std::string> wanted = {kColumnEntry, kColumnEntry,  "Flatten",
                                                 "Dense",      "SoftmaxLoss", "Adam"};
        QCOMPARE(taken, wanted);
        const auto document = f.expanded();
        for (const Finding& finding : document->expansion.findings) {
            qWarning("%s", finding.text.c_str());
        }
        QVERIFY(!document->expansion.hasErrors());
        const auto plan = makeTrainingPlan(f.document, document->expansion);
        QVERIFY_OK(plan);
        QCOMPARE(plan->epochs, std::int64_t{5});
    }
};

}  // namespace weft::ui::test

namespace {
const weft::test::Registered<weft::ui::test::TstNextStep> registered;
}
#include "tst_next_step.moc"
