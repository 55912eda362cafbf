// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/commands/wire_commands.h"

#include <QTest>

#include "tests/support/test_main.h"
#include "tests/ui/commands/command_fixture.h"

namespace weft::ui::test {

/// What may be wired and what not, with the reason; bindings and repairs.
class TstWireCommands : public QObject {
    Q_OBJECT

private slots:
    void anIntegerIntoAFloatOpIsRefusedWithARepair() {
        CommandFixture f;
        const ItemId x = f.add("Placeholder");
        const ItemId i = f.add("Placeholder");
        const ItemId add = f.add("Add");
        QVERIFY_OK(f.set(i, "dtype", DType::Int64));
        QVERIFY_OK(f.connect({x, "output"}, {add, "x"}));
        const auto document = f.expanded();
        const WireVerdict verdict = checkSockets(*document, {i, "output"}, {add, "y"});
        QVERIFY(!verdict.fits);
        QCOMPARE(verdict.reason, QString("needs float32, this is int64"));
        QCOMPARE(verdict.repair, std::string("Cast"));
        QVERIFY_OK(f.edit([&](Edit& e) {
            return connectRepaired(e, *document, {i, "output"}, {add, "y"}, verdict).status();
        }));
        QVERIFY(!f.expanded()->expansion.hasErrors());
        QVERIFY(f.expanded()->graph().find("Cast") != nullptr);
    }

    void dtypesNoKernelTakesAreRefused() {
        CommandFixture f;
        const ItemId text = f.add("Placeholder");
        QVERIFY_OK(f.set(text, "dtype", DType::String));
        const ItemId relu = f.add("Relu");
        const WireVerdict verdict =
            checkSockets(*f.expanded(), {text, "output"}, {relu, "features"});
        QVERIFY(!verdict.fits);
        QVERIFY(verdict.reason.startsWith("needs "));
        QVERIFY(verdict.repair.empty());
    }

    void aNodeIntoItselfAndACircleAreRefused() {
        CommandFixture f;
        const ItemId a = f.add("Neg");
        const ItemId b = f.add("Neg");
        QVERIFY_OK(f.connect({a, "y"}, {b, "x"}));
        const auto document = f.expanded();
        QVERIFY(!checkSockets(*document, {a, "y"}, {a, "x"}).fits);
        const WireVerdict verdict = checkWire(*document, {b, "y"}, {a, "x"});
        QVERIFY(!verdict.fits);
        QCOMPARE(verdict.reason, QString("that would close a circle"));
    }

    void shapesThatClashAreRefusedInTheGraphsWords() {
        CommandFixture f;
        const ItemId a = f.add("Placeholder");
        const ItemId b = f.add("Placeholder");
        const ItemId product = f.add("MatMul");
        QVERIFY_OK(f.set(a, "shape", PartialShape{-1, 4}));
        QVERIFY_OK(f.set(b, "shape", PartialShape{5, 2}));
        QVERIFY_OK(f.connect({a, "output"}, {product, "a"}));
        const auto document = f.expanded();
        QVERIFY(checkSockets(*document, {b, "output"}, {product, "b"}).fits);
        const WireVerdict verdict = checkWire(*document, {b, "output"}, {product, "b"});
        QVERIFY(!verdict.fits);
        QVERIFY2(verdict.reason.contains('4') && verdict.reason.contains('5'),
                 qPrintable(verdict.reason));
    }

    void onlyColumnsFeedPlaceholders() {
        CommandFixture f;
        const ItemId data = f.addPictures();
        const ItemId x = f.add("Placeholder");
        const ItemId relu = f.add("Relu");
        const auto document = f.expanded();
        QVERIFY(!checkSockets(*document, {x, "output"}, {x, "value"}).fits);
        QVERIFY(!checkSockets(*document, {data, "image"}, {relu, "features"}).fits);
        QVERIFY(checkSockets(*document, {data, "image"}, {x, "value"}).fits);
    }

    void aFreshPlaceholderTakesWhatTheColumnGives() {
        CommandFixture f;
        const ItemId data = f.addPictures();
        const ItemId x = f.add("Placeholder");
        const ItemId y = f.add("Placeholder");
        QVERIFY_OK(f.connect({data, "image"}, {x, "value"}));
        QVERIFY_OK(f.connect({data, "label"}, {y, "value"}));
        QCOMPARE(f.attrs(x).getOr<DType>("dtype", DType::Invalid), DType::Float);
        QCOMPARE(f.attrs(x).getOr<PartialShape>("shape", {}), (PartialShape{-1, 28, 28}));
        QCOMPARE(f.attrs(y).getOr<DType>("dtype", DType::Invalid), DType::UInt8);
        const auto document = f.expanded();
        QVERIFY(!document->expansion.hasErrors());
        QCOMPARE(document->expansion.bindings.size(), std::size_t{2});
        QCOMPARE(document->expansion.bindings[0].conversions.size(), std::size_t{1});
        QCOMPARE(document->expansion.bindings[0].conversions[0].kind, Conversion::Kind::Scale);
    }

    void aFreshPlaceholderTakesTheNameOfItsColumn() {
        CommandFixture f;
        const ItemId data = f.addPictures();
        const ItemId x = f.add("Placeholder");
        const ItemId mine = f.add("Placeholder");
        QVERIFY_OK(f.edit([&](Edit& e) { return renameItem(e, mine, "Placeholder_of_mine"); }));
        QVERIFY_OK(f.connect({data, "image"}, {x, "value"}));
        QVERIFY_OK(f.connect({data, "label"}, {mine, "value"}));
        QCOMPARE(f.item(x).name, "image");
        QCOMPARE(f.item(mine).name, "Placeholder_of_mine");
        const ItemId again = f.add("Placeholder");
        QVERIFY_OK(f.connect({data, "image"}, {again, "value"}));
        QCOMPARE(f.item(again).name, "image_1");
    }

    void anOptimizerWiredByHandGetsItsFirstEpochs() {
        CommandFixture f;
        const ItemId data = f.addPictures();
        const ItemId x = f.add("Placeholder");
        const ItemId loss = f.add("SquaredError");
        const ItemId adam = f.add("Adam");
        QVERIFY_OK(f.connect({data, "image"}, {x, "value"}));
        QCOMPARE(f.document.settings().epochs, std::int64_t{1});
        QVERIFY_OK(f.connect({loss, "loss"}, {adam, "loss"}));
        QCOMPARE(f.document.settings().epochs, std::int64_t{5});
        // What somebody has chosen stays.
        QVERIFY_OK(f.edit([&](Edit& e) {
            Settings settings = e.document().settings();
            settings.epochs = 7;
            e.put(std::move(settings));
            return okStatus();
        }));
        QVERIFY_OK(f.connect({loss, "loss"}, {f.add("Momentum"), "loss"}));
        QCOMPARE(f.document.settings().epochs, std::int64_t{7});
    }

    void labelsOfALossThatWantsRowsBecomeOneHot() {
        CommandFixture f;
        const ItemId labels = f.labelled();
        const ItemId loss = f.add("SoftmaxCrossEntropyWithLogits");
        const ItemId scores = f.add("Placeholder");
        QVERIFY_OK(f.set(scores, "shape", PartialShape{-1, 10}));
        // How many classes there are is not known before the scores are wired.
        QCOMPARE(checkSockets(*f.expanded(), {labels, "output"}, {loss, "labels"}).repair, "Cast");
        QVERIFY_OK(f.connect({scores, "output"}, {loss, "features"}));
        const auto document = f.expanded();
        const WireVerdict verdict = checkSockets(*document, {labels, "output"}, {loss, "labels"});
        QVERIFY(!verdict.fits);
        QCOMPARE(verdict.repair, "one-hot 10");
        QVERIFY_OK(f.edit([&](Edit& e) {
            return connectRepaired(e, *document, {labels, "output"}, {loss, "labels"}, verdict)
                .status();
        }));
        const auto after = f.expanded();
        QVERIFY(!after->expansion.hasErrors());
        QCOMPARE(after->expansion.bindings.front().conversions.front(), Conversion::oneHot(10));
        QCOMPARE(f.attrs(labels).getOr<PartialShape>("shape", {}), (PartialShape{-1, 10}));
    }

    void labelsThatOthersReadStayAndASecondIsOneHot() {
        CommandFixture f;
        const ItemId labels = f.labelled();
        const ItemId other = f.add("Identity");
        QVERIFY_OK(f.connect({labels, "output"}, {other, "input"}));
        const ItemId loss = f.add("SoftmaxCrossEntropyWithLogits");
        const ItemId scores = f.add("Placeholder");
        QVERIFY_OK(f.set(scores, "shape", PartialShape{-1, 10}));
        QVERIFY_OK(f.connect({scores, "output"}, {loss, "features"}));
        const auto document = f.expanded();
        const WireVerdict verdict = checkSockets(*document, {labels, "output"}, {loss, "labels"});
        QVERIFY_OK(f.edit([&](Edit& e) {
            return connectRepaired(e, *document, {labels, "output"}, {loss, "labels"}, verdict)
                .status();
        }));
        QVERIFY(!f.expanded()->expansion.hasErrors());
        QCOMPARE(f.attrs(labels).getOr<DType>("dtype", DType::Invalid), DType::UInt8);
        QCOMPARE(f.expanded()->expansion.bindings.size(), std::size_t{2});
    }

    void aPlaceholderThatWasToldItsShapeGetsConversions() {
        CommandFixture f;
        const ItemId data = f.addPictures();
        const ItemId x = f.add("Placeholder");
        const ItemId y = f.add("Placeholder");
        QVERIFY_OK(f.set(x, "shape", PartialShape{-1, 784}));
        QVERIFY_OK(f.set(y, "shape", PartialShape{-1, 10}));
        QVERIFY_OK(f.connect({data, "image"}, {x, "value"}));
        QVERIFY_OK(f.connect({data, "label"}, {y, "value"}));
        const auto document = f.expanded();
        for (const Finding& finding : document->expansion.findings) {
            qWarning("%s", finding.text.c_str());
        }
        QVERIFY(!document->expansion.hasErrors());
        QCOMPARE(document->expansion.bindings[1].conversions.front().kind,
                 Conversion::Kind::OneHot);
    }

    void anEntryDroppedFromASocketIsWired() {
        CommandFixture f;
        const ItemId x = f.add("Placeholder");
        QVERIFY_OK(f.set(x, "shape", PartialShape{-1, 4}));
        const auto document = f.expanded();
        QVERIFY_OK(f.edit([&](Edit& e) {
            return addConnected(e, *document, "Dense", {}, {200, 0}, {x, "output"}, true).status();
        }));
        QCOMPARE(f.document.all<Wire>().size(), std::size_t{1});
        QVERIFY(!f.expanded()->expansion.hasErrors());
    }

    void thePaletteAsksWhatFits() {
        CommandFixture f;
        const ItemId data = f.addPictures();
        const ItemId text = f.add("Placeholder");
        QVERIFY_OK(f.set(text, "dtype", DType::String));
        const auto document = f.expanded();
        QVERIFY(entryFits(*document, "Placeholder", {data, "image"}, true));
        QVERIFY(!entryFits(*document, "Dense", {data, "image"}, true));
        QVERIFY(!entryFits(*document, "Relu", {text, "output"}, true));
        QVERIFY(entryFits(*document, "Identity", {text, "output"}, true));
    }
};

}  // namespace weft::ui::test

namespace {
const weft::test::Registered<weft::ui::test::TstWireCommands> registered;
}
#include "tst_wire_commands.moc"
