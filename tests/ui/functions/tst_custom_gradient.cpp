// SPDX-License-Identifier: GPL-3.0-or-later
/// @file
/// Custom gradients in the real window: drawn, trained by, undone, copied.

#include <QComboBox>
#include <QMenu>
#include <QToolButton>
#include <cmath>

#include "engine/compose/functions/bars.h"
#include "engine/compose/functions/gradient_function.h"
#include "tests/support/test_main.h"
#include "tests/ui/functions/function_window.h"
#include "ui/commands/fragment.h"
#include "ui/commands/item_commands.h"
#include "ui/commands/repairs.h"
#include "ui/commands/text_commands.h"
#include "ui/commands/wire_commands.h"
#include "ui/inspectors/functions/function_page.h"
#include "ui/panels/outline/outline_tree.h"
#include "ui/panels/problems_panel.h"
#include "ui/shell/actions.h"
#include "ui/shell/context_menu.h"
#include "ui/shell/edit_controller.h"
#include "ui/shell/session_controller.h"

namespace weft::ui::test {
namespace {

constexpr const char* kSquare = "__inference_square_7";
constexpr const char* kGradient = "__inference_square_7_grad";

/// A window in which functions are given gradients.
struct GradientWindow : FunctionWindow {
    FunctionPage& page() { return *studio.window->findChild<FunctionPage*>(); }
    Actions& actions() { return studio.window->actions(); }
    const Item* function(const char* name) const { return functionNamed(drawn(), name); }

    /// Of w in y = w, which trains to 0 by the square of y.
    bool openNeuron() { return studio.open(studio.file("neuron.weft.pbtxt", neuronProject())); }
    bool edit(const std::function<Status(Edit&)>& fill) {
        return studio.window->edits().edit("test", fill).ok();
    }
    /// The item of a body, by its name.
    ItemId in(const char* body, const std::string& name) const {
        for (const Item* item : drawn().children(function(body)->id)) {
            if (item->name == name) { return item->id; }
        }
        return {};
    }
    ItemId result(const char* body, std::size_t index) const {
        return resultsOf(drawn(), function(body)->id)[index]->id;
    }
    /// Makes functions of nodes that are clicked, one after the other, and waits for the call.
    bool makeFunctionOf(const QString& node, const QString& call) {
        studio.probe().click(node);
        actions().makeFunction->trigger();
        return QTest::qWaitFor([&] { return names().contains(call); });
    }
    bool enterGradientOf(const QString& call, const char* gradient) {
        studio.probe().click(call);
        actions().customGradient->trigger();
        return QTest::qWaitFor([&] {
            return function(gradient) != nullptr &&
                   studio.window->edits().group() == function(gradient)->id.value;
        });
    }
    void openMenu(const QString& node, const QString& action) {
        const Hit hit{Hit::Kind::Node, studio.window->canvas().snapshot()->diagram.indexOf(
                                           studio.probe().idOf(node))};
        QMenu* menu = contextMenuFor(hit, studio.window->canvas(), actions(),
                                     studio.window->edits(), studio.window.get());
        auto* found = menu->findChild<QAction*>(action);
        if (found != nullptr) { found->trigger(); }
        menu->close();
    }
};

ItemId constantIn(Edit& edit, ItemId body, float value) {
    const ItemId made = *addEntry(edit, "Const", body, {0, 600});
    (void)setAttribute(edit, made, "value", StoredTensor::fromTensor(Tensor::scalar(value)));
    return made;
}

/// All but the ids that come next.
std::string contents(const Document& document) {
    std::string all;
    for (const Item* item : document.all<Item>()) { all += entityToBytes(*item); }
    for (const Wire* wire : document.all<Wire>()) { all += entityToBytes(*wire); }
    return all;
}

}  // namespace

class TstCustomGradient : public QObject {
    Q_OBJECT

private slots:
    void whatHasNoGradientIsNotOffered() {
        GradientWindow in;
        QVERIFY(in.openCalls());
        QVERIFY(!in.actions().customGradient->isEnabled());
        QVERIFY(!in.actions().deriveGradient->isEnabled());
        QVERIFY(in.page().lines().isEmpty());
        in.studio.probe().click("x");
        QVERIFY(!in.actions().customGradient->isEnabled());
        // A loop is differentiated as what it is made of.
        in.studio.probe().click("w");
        QVERIFY(!in.actions().customGradient->isEnabled());
        // A condition gives no float.
        in.openPane("w", 0);
        QTRY_VERIFY(in.names().contains("Less"));
        QVERIFY(!in.actions().customGradient->isEnabled());
        QCOMPARE(in.page().lines(), QStringList({"Function limit", "gradient\tderived"}));
        QVERIFY(!in.page().choice().isEnabled());
        QVERIFY(in.page().choice().toolTip().contains("no floating point result"));
    }

    void itIsMadeEnteredUndoneAndGivenUp() {
        GradientWindow in;
        QVERIFY(in.openCalls());
        const std::string before = contents(in.drawn());
        QVERIFY(in.enterGradientOf("y", kGradient));
        QTRY_VERIFY(in.names().contains("grad_product"));
        QVERIFY(in.names().contains("grad_a"));
        QCOMPARE(in.place(), QString("calls / %1 (gradient of %2)").arg(kGradient, kSquare));
        QCOMPARE(in.page().lines(),
                 QStringList({QString("Function %1").arg(kGradient), "gradient\tderived",
                              QString("Gradient of %1").arg(kSquare)}));
        in.actions().undo->trigger();
        QTRY_VERIFY(in.names().contains("y"));
        QCOMPARE(contents(in.drawn()), before);
        in.actions().redo->trigger();
        QTRY_VERIFY(in.function(kGradient) != nullptr);
        // From the page to the gradient, and on to the function.
        in.studio.probe().click("y");
        QTRY_COMPARE(in.page().lines(), QStringList({QString("Function %1").arg(kSquare),
                                                     QString("gradient\t%1").arg(kGradient),
                                                     QString("Open %1").arg(kGradient)}));
        const quint64 gradient = in.function(kGradient)->id.value;
        in.page().findChild<QToolButton*>(QString("open %1").arg(gradient))->click();
        QTRY_VERIFY(in.names().contains("grad_product"));
        const quint64 square = in.function(kSquare)->id.value;
        QTRY_VERIFY(in.page().findChild<QToolButton*>(QString("open %1").arg(square)) != nullptr);
        in.page().findChild<QToolButton*>(QString("open %1").arg(square))->click();
        QTRY_VERIFY(in.names().contains("inner/watch") || in.names().contains("inner"));
        // Given up from inside: nobody else uses it.
        QVERIFY(in.actions().deriveGradient->isEnabled());
        in.actions().deriveGradient->trigger();
        QTRY_VERIFY(in.function(kGradient) == nullptr);
        QTRY_VERIFY(!in.actions().deriveGradient->isEnabled());
    }

    void menusAndChoiceDoTheSame() {
        GradientWindow in;
        QVERIFY(in.openCalls());
        in.openMenu("y", QString("gradient %1").arg(kSquare));
        QTRY_VERIFY(in.names().contains("grad_product"));
        in.leave();
        QTRY_VERIFY(in.names().contains("y"));
        in.openMenu("y", QString("derive %1").arg(kSquare));
        QTRY_VERIFY(in.function(kGradient) == nullptr);
        in.studio.probe().click("y");
        QComboBox& choice = in.page().choice();
        QTRY_COMPARE(choice.itemText(1), QString("new custom gradient"));
        emit choice.activated(1);  // a new one
        QTRY_VERIFY(in.names().contains("grad_product"));
        in.leave();
        QTRY_VERIFY(in.names().contains("y"));
        in.studio.probe().click("y");
        QTRY_COMPARE(choice.currentText(), QString(kGradient));
        emit choice.activated(0);
        QTRY_VERIFY(in.function(kGradient) == nullptr);
    }

    /// f(e) = e * e with the gradient min(max(e, -1/4), 1/4).
    void aClippedGradientTrains() {
        GradientWindow in;
        QVERIFY(in.openNeuron());
        QVERIFY(in.makeFunctionOf("loss", "function"));
        QVERIFY(in.enterGradientOf("function", "function_grad"));
        QVERIFY(in.edit([&](Edit& e) -> Status {
            const ItemId body = in.function("function_grad")->id;
            const ItemId clip = WEFT_TRY(addEntry(e, "ClipByValue", body, {240, 480}));
            const ItemId times = WEFT_TRY(addEntry(e, "Mul", body, {480, 480}));
            const PortRef error{argumentsOf(e.document(), body)[0]->id, "output"};
            const PortRef dy{argumentsOf(e.document(), body)[1]->id, "output"};
            WEFT_TRY(connectSockets(e, error, {clip, "t"}));
            WEFT_TRY(connectSockets(e, {constantIn(e, body, -0.25F), "output"},
                                    {clip, "clip_value_min"}));
            WEFT_TRY(connectSockets(e, {constantIn(e, body, 0.25F), "output"},
                                    {clip, "clip_value_max"}));
            WEFT_TRY(connectSockets(e, {clip, "output"}, {times, "x"}));
            WEFT_TRY(connectSockets(e, dy, {times, "y"}));
            WEFT_TRY(connectSockets(e, {times, "z"}, {in.result("function_grad", 0), "input"}));
            return okStatus();
        }));
        in.leave();
        QTRY_VERIFY(in.names().contains("function"));
        checkTrained(in, [](double w) { return w - 0.025 * std::clamp(w, -0.25, 0.25); });
    }

    /// round(w x) with the gradient of w x: the straight-through estimator. The call lies in the
    /// body of another function.
    void aStraightThroughEstimatorTrains() {
        GradientWindow in;
        QVERIFY(in.openNeuron());
        QVERIFY(in.makeFunctionOf("y", "function"));
        QVERIFY(in.edit([&](Edit& e) -> Status {
            const ItemId body = in.function("function")->id;
            const ItemId sign = WEFT_TRY(addEntry(e, "Sign", body, {240, 240}));
            WEFT_TRY(connectSockets(e, {in.in("function", "y"), "z"}, {sign, "x"}));
            return connectSockets(e, {sign, "y"}, {in.result("function", 0), "input"}).status();
        }));
        QVERIFY(in.enterGradientOf("function", "function_grad"));
        QVERIFY(in.edit([&](Edit& e) -> Status {
            const ItemId body = in.function("function_grad")->id;
            const auto arguments = argumentsOf(e.document(), body);
            const auto results = resultsOf(e.document(), body);
            for (std::size_t i = 0; i < 2; ++i) {
                const ItemId times = WEFT_TRY(addEntry(e, "Mul", body, {240, 480}));
                WEFT_TRY(connectSockets(e, {arguments[1 - i]->id, "output"}, {times, "x"}));
                WEFT_TRY(connectSockets(e, {arguments[2]->id, "output"}, {times, "y"}));
                WEFT_TRY(connectSockets(e, {times, "z"}, {results[i]->id, "input"}));
            }
            return okStatus();
        }));
        in.leave();
        QTRY_VERIFY(in.names().contains("function"));
        QVERIFY(in.makeFunctionOf("function", "function_1"));
        QVERIFY(in.edit([](Edit& e) {
            const ItemId slope = *addEntry(e, "Gradients", {}, {0, 800});
            const ItemId loss = e.document().itemNamed("loss")->id;
            const ItemId weight = e.document().itemNamed("Variable")->id;
            WEFT_TRY(connectSockets(e, {loss, "y"}, {slope, "y"}));
            return connectSockets(e, {weight, "value"}, {slope, "x"}).status();
        }));
        const auto& weight = in.studio;
        QVERIFY(in.studio.pressAndWait(Qt::Key_F5));
        // w goes by 2 sign(w) / 40 a step.
        double w = 0.8;
        for (const double loss : in.studio.curve("train/loss")) {
            QVERIFY(std::abs(loss - 1.0) < 1e-6);
            w -= 0.025 * 2 * (w > 0 ? 1 : -1);
        }
        in.studio.window->sessions().ask([](SessionFeed& feed) {
            feed.call({{"Variable/read:0"}, {}});
        });
        QTRY_VERIFY(!weight.transcript().filter("Variable/read").isEmpty());
        const double got =
            weight.transcript().filter("Variable/read").last().section('|', 1).toDouble();
        QVERIFY2(std::abs(got - w) < 1e-4, qPrintable(QString("%1, want %2").arg(got).arg(w)));
    }

    void whatDoesNotFitIsAProblemWithItsRepair() {
        GradientWindow in;
        QVERIFY(in.openCalls());
        QVERIFY(in.enterGradientOf("y", kGradient));
        const ItemId argument = argumentsOf(in.drawn(), in.function(kGradient)->id)[1]->id;
        QVERIFY(in.edit([&](Edit& e) { return setAttribute(e, argument, "T", DType::Int32); }));
        const auto rows = [&] {
            std::vector<ProblemRow> found = problemRows(*in.studio.window->drawing()->current());
            std::erase_if(found, [&](const ProblemRow& row) {
                return row.item != in.function(kSquare)->id.value;
            });
            return found;
        };
        QTRY_COMPARE(rows().size(), std::size_t{1});
        const ProblemRow row = rows().front();
        QVERIFY(
            row.text.contains("its arguments do not fit: got (float32, int32), want (float32, "
                              "float32)"));
        QCOMPARE(row.repairs.size(), std::size_t{2});
        const auto shown = in.studio.window->drawing()->current();
        QVERIFY(in.edit(
            [&](Edit& e) { return makeRepair(e, *shown, ItemId{row.item}, row.repairs[0].id); }));
        QTRY_COMPARE(rows().size(), std::size_t{0});
        QVERIFY(!in.studio.window->drawing()->current()->expansion.hasErrors());
    }

    void aCopiedCallTakesItAlong() {
        GradientWindow in;
        QVERIFY(in.openCalls());
        QVERIFY(in.enterGradientOf("y", kGradient));
        const std::string text = fragmentOf(in.drawn(), {in.drawn().itemNamed("y")->id.value});
        // Beside it: the same functions are called.
        QVERIFY(in.edit([&](Edit& e) { return pasteText(e, text, {}, {0, 600}).status(); }));
        QCOMPARE(functionsOf(in.drawn()).size(), std::size_t{4});
        // Where there are others of these names, with all their links.
        FunctionWindow other;
        QVERIFY(other.openCalls());
        QVERIFY(other.studio.window->edits()
                    .edit("paste",
                          [&](Edit& e) {
                              return pasteText(e, text, {}, {0, 600}).status();
                          })
                    .ok());
        const Item* copy = functionNamed(other.drawn(), std::string(kSquare) + "_1");
        QVERIFY(copy != nullptr);
        const Item* gradient = gradientFunctionOf(other.drawn(), copy->id);
        QVERIFY(gradient != nullptr);
        QCOMPARE(gradient->name, std::string(kGradient));
        QVERIFY(gradientFunctionOf(other.drawn(), functionNamed(other.drawn(), kSquare)->id) ==
                nullptr);
    }

    void itIsReadAsText() {
        GradientWindow in;
        QVERIFY(in.openCalls());
        QVERIFY(in.enterGradientOf("y", kGradient));
        QTRY_VERIFY(in.studio.window->drawing()->upToDate());
        const auto shown = in.studio.window->drawing()->current();
        const QSet<quint64> call{in.drawn().itemNamed("y")->id.value};
        const QString text = functionTexts(*shown, nodesOf(*shown, call, 0));
        QCOMPARE(text.count("function {"), 2);
        QVERIFY2(text.endsWith(QString("\ngradient {\n  function_name: \"%1\"\n  gradient_func: "
                                       "\"%2\"\n}\n")
                                   .arg(kSquare, kGradient)),
                 qPrintable(text));
        const QString python = pythonText(*shown, nodesOf(*shown, call, 0));
        QVERIFY2(python.contains(QString("grad_func=%1_call)").arg(kGradient)), qPrintable(python));
    }

    void listsSayWhoseItIs() {
        GradientWindow in;
        QVERIFY(in.openCalls());
        QVERIFY(in.enterGradientOf("y", kGradient));
        QTRY_VERIFY(in.studio.window->drawing()->upToDate());
        const OutlineTree tree(in.studio.window->drawing()->current(), OutlineTree::Order::Name,
                               "gradient");
        QStringList found;
        for (int row : tree.children(-1)) {
            found << tree.row(row).name + ": " + tree.row(row).detail;
        }
        QVERIFY2(found.contains(QString("%1: function, gradient of %2").arg(kGradient, kSquare)),
                 qPrintable(found.join('\n')));
        QVERIFY2(found.contains(QString("%1: function, gradient %2").arg(kSquare, kGradient)),
                 qPrintable(found.join('\n')));
    }

private:
    /// Each value of y = w follows from the one before.
    static void checkTrained(GradientWindow& in, const std::function<double(double)>& step) {
        QVERIFY(in.studio.pressAndWait(Qt::Key_F5));
        const std::vector<double> y = in.studio.curve("train/y");
        QCOMPARE(y.size(), std::size_t{100});
        double w = 0.8;
        for (const double got : y) {
            QVERIFY2(std::abs(got - w) < 1e-5, qPrintable(QString("%1, want %2").arg(got).arg(w)));
            w = step(w);
        }
    }
};

}  // namespace weft::ui::test

namespace {
const weft::test::Registered<weft::ui::test::TstCustomGradient> registered;
}

#include "tst_custom_gradient.moc"
