// SPDX-License-Identifier: Apache-2.0
/// @file
/// Functions with a gradient of their own (tf.custom_gradient): made, mended, and what training by
/// them gives.

#include <QObject>
#include <QTest>

#include "engine/compose/file/project_io.h"
#include "tests/engine/compose/functions/square_drawing.h"
#include "tests/support/test_main.h"

namespace weft::test {
namespace {

std::string said(const Document& document, ItemId item) {
    for (const Finding& finding : expandForward(document).findings) {
        if (finding.item == item) { return finding.text; }
    }
    return {};
}

}  // namespace

class TstGradientFunction : public QObject {
    Q_OBJECT

private slots:
    void whatHasNoGradientIsRefused() {
        Square square;
        const auto refused = [](Drawing& drawing, ItemId function) {
            Edit edit(drawing.document);
            const auto made = makeGradientFunction(edit, expandForward(drawing.document), function);
            return made.ok() ? std::string() : std::string(messageOf(made.status()));
        };
        QCOMPARE(refused(square.drawing, square.call), "the function is not there any more");
        QCOMPARE(refused(square.drawing, ItemId{999}), "the function is not there any more");
        (void)makeGradient(square.drawing, square.function);
        QCOMPARE(refused(square.drawing, square.function),
                 "'square' has the gradient 'square_grad'");
        Square counts(DType::Int32);
        QCOMPARE(refused(counts.drawing, counts.function),
                 "'square' has no floating point argument: there is nothing to differentiate");
        Square open;
        open.drawing.op("more", "_Retval", {{"index", std::int64_t{1}}}, open.function);
        QCOMPARE(refused(open.drawing, open.function),
                 "'square' is not complete: not all of its types are known");
        Square old;
        const Expansion before = expandForward(old.document());
        old.drawing.op("late", "_Arg", {{"index", std::int64_t{1}}, {"T", DType::Float}},
                       old.function);
        Edit late(old.document());
        QVERIFY(!makeGradientFunction(late, before, old.function).ok());
        Square handle;
        handle.drawing.op("h", "_Arg", {{"index", std::int64_t{1}}, {"T", DType::Resource}},
                          handle.function);
        QVERIFY(refused(handle.drawing, handle.function).find("handle") != std::string::npos);
    }

    void aGradientThatIsNoFunctionIsRefused() {
        Square square;
        for (const ItemId id : {square.call, square.product, ItemId{999}}) {
            Edit edit(square.document());
            edit.put(Wire{
                .id = {}, .from = {id, kGradientPort}, .to = {square.function, kGradientPort}});
            QVERIFY(!edit.finish().ok());
            QVERIFY(!documentFromBytes(documentToBytes(edit.document())).ok());
        }
        Edit edit(square.document());
        QVERIFY(!setGradientFunction(edit, expandForward(square.document()), square.function,
                                     square.function)
                     .ok());
    }

    void aWrongSignatureIsSaidAndMended() {
        Square square;
        square.differentiate();
        const ItemId g = makeGradient(square.drawing, square.function).function;
        // The function takes one more, of another type, and gives it back.
        const ItemId more = square.drawing.op(
            "count", "_Arg", {{"index", std::int64_t{1}}, {"T", DType::Int32}}, square.function);
        const ItemId back =
            square.drawing.op("same", "_Retval", {{"index", std::int64_t{1}}}, square.function);
        square.drawing.wire(more, "output", back, "input");
        QCOMPARE(said(square.document(), square.function),
                 "'square_grad' is no gradient of function 'square', its arguments do not fit: got "
                 "(float32, float32), want (float32, int32, float32, int32)");
        const auto mend = [&] {
            edit(square.drawing, [&](Edit& e, const Expansion& expansion) {
                return fitGradientFunction(e, expansion, square.function);
            });
        };
        mend();
        QCOMPARE(said(square.document(), square.function), "");
        QCOMPARE(names(argumentsOf(square.document(), g)),
                 QStringList({"x", "count", "grad_product", "grad_same"}));
        QCOMPARE(names(resultsOf(square.document(), g)), QStringList({"grad_x", "grad_count"}));
        // A result of another type is cast, one too many goes.
        const ItemId number = square.drawing.op(
            "number", "Const",
            {{"dtype", DType::Double}, {"value", StoredTensor::fromTensor(Tensor::scalar(5.0))}},
            g);
        square.drawing.wire(number, "output", resultsOf(square.document(), g)[0]->id, "input");
        square.drawing.op("extra", "_Retval", {{"index", std::int64_t{2}}}, g);
        QVERIFY(said(square.document(), square.function).find("results") != std::string::npos);
        mend();
        const Expansion expansion = expandForward(square.document());
        QVERIFY2(checkGradient(expansion.known, "square", "square_grad").ok(),
                 said(square.document(), square.function).c_str());
        QCOMPARE(resultsOf(square.document(), g).size(), std::size_t{2});
        const Document& document = square.document();
        QCOMPARE(names(document.children(g)).count("cast"), qsizetype{1});
    }

    void aGradientThatAsksForItselfIsSaid() {
        Square square;
        square.differentiate();
        const ItemId g = makeGradient(square.drawing, square.function).function;
        const ItemId again = square.drawing.op(
            "again", "SymbolicGradient",
            {{"f", FunctionAttr{"square", nullptr}}, {"Tout", std::vector<DType>{DType::Float}}},
            g);
        square.drawing.wire(square.in(g, "x").id, "output", again, "input:0");
        square.drawing.wire(square.in(g, "grad_product").id, "output", again, "input:1");
        square.drawing.wire(again, "output:0", resultsOf(square.document(), g)[0]->id, "input");
        QCOMPARE(said(square.document(), g), "function 'square_grad' calls itself");
        QVERIFY(!Session::create(expandDocument(square.document()).graph).ok());
    }

    /// What Weft derives stands there as nodes, with the numbers it had.
    void itBeginsAsWhatIsDerived() {
        Square square;
        square.differentiate();
        QCOMPARE(gradientAtThree(square.document()), 6.0F);
        const MadeGradient made = makeGradient(square.drawing, square.function);
        QVERIFY(made.derived.ok());
        QCOMPARE(square.document().item(made.function)->name, std::string("square_grad"));
        QCOMPARE(names(argumentsOf(square.document(), made.function)),
                 QStringList({"x", "grad_product"}));
        QCOMPARE(names(resultsOf(square.document(), made.function)), QStringList({"grad_x"}));
        QCOMPARE(gradientAtThree(square.document()), 6.0F);
        QCOMPARE(gradientsOf(square.document()), Pairs({{"square", "square_grad"}}));
        for (const Item* item : square.document().children(made.function)) {
            QVERIFY2(item->as<OpItem>() != nullptr, item->name.c_str());  // no scopes
        }
    }

    /// A value inside a loop of frames, say.
    void whatHasNoDerivativeBeginsAsZeros() {
        Square square;
        const ItemId enter = square.drawing.op(
            "enter", "Enter", {{"frame_name", std::string("loop")}}, square.function);
        square.drawing.wire(square.product, "z", enter, "data");
        square.drawing.wire(enter, "output", resultsOf(square.document(), square.function)[0]->id,
                            "input");
        const MadeGradient made = makeGradient(square.drawing, square.function);
        QVERIFY(messageOf(made.derived).find("inside a loop") != std::string::npos);
        QCOMPARE(gradientsOf(square.document()), Pairs({{"square", "square_grad"}}));
        QCOMPARE(names(square.document().children(made.function)),
                 QStringList({"x", "grad_product", "zeros", "grad_x"}));
        QCOMPARE(said(square.document(), square.function), "");
    }

    void itIsWhatIsTrainedBy() {
        Square square;
        square.differentiate();
        square.makeSevenfold();
        QCOMPARE(gradientAtThree(square.document()), 7.0F);
        // A call inside the body of another function.
        edit(square.drawing, [&](Edit& e, const Expansion& expansion) {
            return makeFunction(e, {square.call}, expansion, "outer").status();
        });
        QCOMPARE(gradientAtThree(square.document()), 7.0F);
        edit(square.drawing, [&](Edit& e, const Expansion&) {
            deriveGradientAgain(e, square.function);
            return okStatus();
        });
        QCOMPARE(gradientAtThree(square.document()), 6.0F);
        QVERIFY(functionNamed(square.document(), "square_grad") == nullptr);
        QCOMPARE(gradientsOf(square.document()), Pairs());
    }

    /// As TensorFlow's may, which make derivatives of derivatives so.
    void aGradientMayCallItsFunction() {
        Square square;
        const ItemId g = makeGradient(square.drawing, square.function).function;
        // dx = square(x) * dy.
        const ItemId call = square.drawing.op("again", "PartitionedCall",
                                              {{"f", FunctionAttr{"square", nullptr}}}, g);
        const ItemId times = square.drawing.op("times", "Mul", {}, g);
        square.drawing.wire(square.in(g, "x").id, "output", call, "args:0");
        square.drawing.wire(call, "output:0", times, "x");
        square.drawing.wire(square.in(g, "grad_product").id, "output", times, "y");
        square.drawing.wire(times, "z", resultsOf(square.document(), g)[0]->id, "input");
        square.differentiate();
        QCOMPARE(gradientAtThree(square.document()), 9.0F);
    }

    /// Integers come in and go out as TensorFlow's own do: zeros, of their type.
    void integersAreArgumentsToo() {
        Square square;
        const ItemId count = square.drawing.op(
            "count", "_Arg", {{"index", std::int64_t{1}}, {"T", DType::Int32}}, square.function);
        const ItemId cast =
            square.drawing.op("cast", "Cast", {{"DstT", DType::Float}}, square.function);
        const ItemId times = square.drawing.op("times", "Mul", {}, square.function);
        square.drawing.wire(count, "output", cast, "x");
        square.drawing.wire(cast, "y", times, "x");
        square.drawing.wire(square.product, "z", times, "y");
        square.drawing.wire(times, "z", resultsOf(square.document(), square.function)[0]->id,
                            "input");
        const ItemId two = square.drawing.constant("two", Tensor::scalar(std::int32_t{2}));
        edit(square.drawing, [&](Edit& e, const Expansion&) {
            followSignature(e, "square");
            return okStatus();
        });
        square.drawing.wire(two, "output", square.call, "args:1");
        square.differentiate();
        QCOMPARE(gradientAtThree(square.document()), 12.0F);
        const MadeGradient made = makeGradient(square.drawing, square.function);
        QVERIFY(made.derived.ok());
        QCOMPARE(said(square.document(), square.function), "");
        const Expansion expansion = expandForward(square.document());
        QCOMPARE(expansion.known.find("square_grad")->second.results,
                 std::vector<DType>({DType::Float, DType::Int32}));
        QCOMPARE(gradientAtThree(square.document()), 12.0F);
    }
};

namespace {
const Registered<TstGradientFunction> registered;
}
}  // namespace weft::test

#include "tst_gradient_function.moc"
