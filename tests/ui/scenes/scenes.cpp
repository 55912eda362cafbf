// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/scenes/scenes.h"

#include <QAction>
#include <QCheckBox>
#include <QPushButton>
#include <QSlider>

#include "tests/engine/compose/functions/library_graphs.h"
#include "tests/ui/commands/command_fixture.h"
#include "ui/inspectors/iterations/iteration_page.h"
#include "ui/shell/actions.h"

namespace weft::ui::test {
namespace {

void settle() { QTest::qWait(400); }

void open(StudioFixture& studio, const QString& path) {
    if (!studio.open(path)) { qWarning("cannot open %s", qPrintable(path)); }
    settle();
}
void openExample(StudioFixture& studio, const char* stem) {
    open(studio, examplePath(QLatin1String(stem)));
}
void openText(StudioFixture& studio, const char* name, const std::string& bytes) {
    open(studio, studio.file(QLatin1String(name), QByteArray::fromStdString(bytes)));
}
void openProject(StudioFixture& studio, const char* name, const Document& document) {
    const QString path = studio.folder() + '/' + QLatin1String(name);
    if (!writeProject(document, path.toStdString()).ok()) { qWarning("cannot write"); }
    open(studio, path);
}

void dock(StudioFixture& studio, const char* name) {
    if (!studio.window->openDock(QLatin1String(name))) { qWarning("no page %s", name); }
    settle();
}
void train(StudioFixture& studio) {
    if (!studio.pressAndWait(Qt::Key_F5)) { qWarning("not trained"); }
    settle();
}
Actions& actions(StudioFixture& studio) { return studio.window->actions(); }
void selectAndDo(StudioFixture& studio, const QString& node, QAction* action) {
    studio.probe().click(node);
    action->trigger();
    settle();
}
void trigger(QAction* action) {
    action->trigger();
    settle();
}
void pressButton(StudioFixture& studio, const char* name) {
    auto* button = studio.window->findChild<QPushButton*>(QLatin1String(name));
    if (button == nullptr) { return qWarning("no button %s", name); }
    button->click();
    settle();
}

/// Names `made` and gives it back.
ItemId named(CommandFixture& f, ItemId made, const std::string& name) {
    (void)f.edit([&](Edit& e) { return renameItem(e, made, name); });
    return made;
}

/// Nothing feeds x, a and b do not fit, nothing sets v, and a name is there twice.
Document troubled() {
    CommandFixture f;
    const ItemId x = named(f, f.add("Placeholder", {0, 0}), "x");
    const ItemId root = named(f, f.add("Sqrt", {320, 0}), "root");
    (void)f.connect({x, "output"}, {root, "x"});
    const ItemId a = named(f, f.add("Placeholder", {0, 160}), "a");
    const ItemId b = named(f, f.add("Placeholder", {0, 320}), "b");
    (void)f.set(a, "shape", PartialShape{2, 3});
    (void)f.set(b, "shape", PartialShape{4, 5});
    const ItemId product = named(f, f.add("MatMul", {320, 160}), "product");
    (void)f.connect({a, "output"}, {product, "a"});
    (void)f.connect({b, "output"}, {product, "b"});
    const ItemId v = named(f, f.add("VariableV2", {0, 480}), "v");
    (void)f.set(v, "dtype", DType::Float);
    (void)f.set(v, "shape", PartialShape{2, 3});
    const ItemId read = named(f, f.add("Identity", {320, 480}), "read");
    (void)f.connect({v, "ref"}, {read, "input"});
    return f.document;
}

Document chain() {
    CommandFixture f;
    ItemId before = f.add("Placeholder", {0, 0});
    for (int k = 1; k <= 6; ++k) {
        const ItemId made = named(f, f.add("Square", {240.0 * k, 0}), concat("conv", k));
        (void)f.connect({before, k == 1 ? "output" : "y"}, {made, "x"});
        before = made;
    }
    const ItemId end = named(f, f.add("Sqrt", {1680, 0}), "end");
    (void)f.connect({before, "y"}, {end, "x"});
    return f.document;
}

std::string recorded(const char* file) {
    return readFile(concat(WEFT_SOURCE_DIR, "/tests/engine/", file)).value_or(std::string());
}

void evaluated(StudioFixture& studio) {
    openExample(studio, "digits_softmax");
    train(studio);
    dock(studio, "evaluate");
    pressButton(studio, "evaluateGo");
    QTest::qWait(2000);
}

void iterations(StudioFixture& studio) {
    openText(studio, "calls.pbtxt", weft::test::callsAndLoop());
    studio.probe().click("w");
    auto& page = *studio.window->findChild<IterationPage*>();
    page.findChild<QCheckBox*>()->click();
    studio.window->sessions().ask([](SessionFeed& feed) { feed.call({{"w:0"}, {{"x:0", "1"}}}); });
    QTest::qWait(800);
    page.findChild<QSlider*>()->setValue(1);
    settle();
}

std::vector<Scene> windows() {
    return {
        {"welcome",
         [](StudioFixture& s) {
             QStringList examples;
             for (const char* stem : {"cos", "digits_softmax", "fashion_cnn", "fashion_mlp",
                                      "linear_regression", "neuron"}) {
                 examples.append(examplePath(QLatin1String(stem)));
             }
             s.window->setExamples(examples);
             QTest::qWait(2000);
         }},
        {"empty", [](StudioFixture& s) { trigger(actions(s).newFile); }},
        {"fashion",
         [](StudioFixture& s) {
             openExample(s, "fashion_mlp");
             s.probe().click("hidden1");
             settle();
         }},
        {"digits_trained",
         [](StudioFixture& s) {
             openExample(s, "digits_softmax");
             train(s);
             s.probe().click("GradientDescent");
             settle();
         }},
        {"transcript",
         [](StudioFixture& s) {
             openExample(s, "digits_softmax");
             train(s);
             dock(s, "transcript");
         }},
        {"problems",
         [](StudioFixture& s) {
             openProject(s, "troubled.weft", troubled());
             dock(s, "problems");
         }},
        {"error_bar",
         [](StudioFixture& s) {
             open(s, s.file("neuron.weft.pbtxt", neuronProject({.feedless = true})));
             train(s);
         }},
        {"unknown_op", [](StudioFixture& s) { open(s, s.file("u.pbtxt", unknownOpGraph())); }},
        {"cnn", [](StudioFixture& s) { openExample(s, "fashion_cnn"); }},
    };
}

std::vector<Scene> structures() {
    return {
        {"layer_opened",
         [](StudioFixture& s) {
             openExample(s, "fashion_mlp");
             selectAndDo(s, "hidden1", actions(s).fold);
             trigger(actions(s).fit);
         }},
        {"optimizer_opened",
         [](StudioFixture& s) {
             openExample(s, "digits_softmax");
             s.probe().doubleClick("GradientDescent");
             settle();
         }},
        {"series_stack",
         [](StudioFixture& s) {
             openProject(s, "chain.weft", chain());
             trigger(actions(s).selectAll);
             trigger(actions(s).foldSeries);
             trigger(actions(s).fit);
         }},
        {"functions",
         [](StudioFixture& s) { openText(s, "calls.pbtxt", weft::test::callsAndLoop()); }},
        {"foreign_loop",
         [](StudioFixture& s) {
             openText(s, "control_flow.pb", recorded("graph/files/control_flow.pb"));
             s.probe().click("loop");
             settle();
         }},
        {"foreign_loop_run",
         [](StudioFixture& s) {
             openText(s, "gru_while.pb", recorded("compose/files/gru_while.pb"));
         }},
        {"iterations", iterations},
        {"text_loop",
         [](StudioFixture& s) {
             openText(s, "calls.pbtxt", weft::test::callsAndLoop());
             selectAndDo(s, "w", actions(s).text);
         }},
        {"text_layer",
         [](StudioFixture& s) {
             openExample(s, "fashion_mlp");
             selectAndDo(s, "hidden1", actions(s).text);
         }},
    };
}

std::vector<Scene> panels() {
    return {
        {"run_sheet",
         [](StudioFixture& s) {
             openExample(s, "fashion_mlp");
             dock(s, "run");
         }},
        {"try",
         [](StudioFixture& s) {
             openExample(s, "digits_softmax");
             train(s);
             dock(s, "try");
         }},
        {"evaluate", evaluated},
        {"variables",
         [](StudioFixture& s) {
             openExample(s, "digits_softmax");
             train(s);
             dock(s, "variables");
         }},
        {"outline",
         [](StudioFixture& s) {
             openExample(s, "fashion_mlp");
             trigger(actions(s).outline);
         }},
        {"find",
         [](StudioFixture& s) {
             openExample(s, "fashion_mlp");
             trigger(actions(s).find);
             QTest::keyClicks(QApplication::focusWidget(), "hid");
             settle();
         }},
        {"palette",
         [](StudioFixture& s) {
             openExample(s, "fashion_mlp");
             trigger(actions(s).addNode);
             QTest::keyClicks(QApplication::focusWidget(), "soft");
             settle();
         }},
        {"shortcuts",
         [](StudioFixture& s) {
             openExample(s, "neuron");
             trigger(actions(s).shortcuts);
         }},
        {"commands",
         [](StudioFixture& s) {
             openExample(s, "neuron");
             trigger(actions(s).commands);
         }},
        {"costs",
         [](StudioFixture& s) {
             openExample(s, "digits_softmax");
             actions(s).costTime->trigger();
             train(s);
         }},
    };
}

}  // namespace

const std::vector<Scene>& scenes() {
    static const std::vector<Scene> all = [] {
        std::vector<Scene> made = windows();
        for (std::vector<Scene> more : {structures(), panels()}) {
            made.insert(made.end(), more.begin(), more.end());
        }
        return made;
    }();
    return all;
}

}  // namespace weft::ui::test
