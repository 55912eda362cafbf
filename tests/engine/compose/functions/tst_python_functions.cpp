// SPDX-License-Identifier: Apache-2.0
/// @file
/// Nodes that call functions as programs for TensorFlow 1.

#include <QObject>
#include <QTest>

#include "engine/compose/text/python_text.h"
#include "engine/graph/graph_io.h"
#include "tests/engine/compose/functions/library_graphs.h"
#include "tests/support/qverify_ok.h"
#include "tests/support/test_main.h"

namespace weft::test {
namespace {

std::string pythonOf(const std::string& text) {
    const auto graph =
        graphFromText(text, {.unknownOps = UnknownOps::Keep, .limits = defaultLimits()});
    return graph.ok() ? graphToPython(*graph) : std::string(graph.status().message());
}

bool has(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

std::string branches(const std::string& type) {
    return concat("node { name: 'z' op: 'If' input: 'c' input: 'x' ", typeAttr("Tcond", type),
                  typesAttr("Tin", "type: DT_FLOAT"), typesAttr("Tout", "type: DT_FLOAT"),
                  functionAttr("then_branch", "Double"), functionAttr("else_branch", "Same"),
                  "}\n");
}

const std::string kBranches =
    function("Double", binary("m", "AddV2", "a", "a"), "m:z:0") + function("Same", "", "a");

}  // namespace

class TstPythonFunctions : public QObject {
    Q_OBJECT

private slots:
    /// Such nodes are imported as they are, with their functions; the first line says why.
    void whatHasNoWordsIsImported() {
        const std::string remote =
            concat("node { name: 't' op: 'Placeholder' ", typeAttr("dtype", "DT_STRING"), "}\n",
                   "node { name: 'g' op: 'RemoteCall' input: 't' input: 'x' ",
                   typesAttr("Tin", "type: DT_FLOAT"), typesAttr("Tout", "type: DT_FLOAT"),
                   functionAttr("f", "Double"), "}\n");
        const std::string text = pythonOf(placeholder("x") + remote + library(kBranches));
        QVERIFY2(text.starts_with("# Imported, not written out: 'g' (RemoteCall) has no "
                                  "words in TensorFlow 1.\n"),
                 text.c_str());
        QVERIFY(has(text, "tf.import_graph_def("));
        QVERIFY(has(text, "name: \"Double\""));
        QVERIFY(!has(text, "name: \"Same\""));
        const std::string number = pythonOf(placeholder("x") + placeholder("c") +
                                            branches("DT_FLOAT") + library(kBranches));
        QVERIFY2(has(number, "asks no bool"), number.c_str());
    }

    void aFunctionOfAnyTypeIsNotWritten() {
        const std::string any =
            "function { signature { name: 'Any' input_arg { name: 'a' type_attr: 'T' } output_arg "
            "{ name: 'r' type_attr: 'T' } attr { name: 'T' type: 'type' } } ret { key: 'r' value: "
            "'a' } }\n";
        const auto graph =
            graphFromText(placeholder("x") + library(any),
                          {.unknownOps = UnknownOps::Keep, .limits = defaultLimits()});
        QVERIFY_OK(graph);
        const std::string text = functionToPython(*graph, "Any");
        QVERIFY2(text.starts_with("# Not written: function 'Any': "), text.c_str());
        QCOMPARE(std::count(text.begin(), text.end(), '\n'), 1);
    }

    /// A name from outside cannot end the comment, or a string.
    void hostileNamesStayNames() {
        const std::string evil = "F\\nimport os\\n\\\"";
        const std::string text =
            pythonOf(placeholder("x") + call("y", evil, "x") + library(function(evil, "", "a")));
        QVERIFY2(!has(text, "\nimport os"), text.c_str());
        const std::string unknown =
            pythonOf("node { name: 'a\\nimport os' op: 'Nobody\\nimport os' }\n");
        QVERIFY2(!has(unknown, "\nimport os"), unknown.c_str());
    }

    void aCallIsADefunAndALoopAWhileLoop() {
        const std::string text = pythonOf(callsAndLoop());
        for (const char* line :
             {"def limit(i):\n    five = tf.constant(5.0, tf.float32, [], name=\"five\")\n",
              "    Less = op(\"Less\", x=i, y=five, name=\"Less\")\n    return Less\n",
              "__inference_square_7_call = function.Defun(tf.float32, "
              "func_name=\"__inference_square_7\")(__inference_square_7)\n",
              "y = __inference_square_7_call(x, name=\"y\")\n",
              "w = op(\"IdentityN\", input=tf.nest.flatten(tf.while_loop(limit, next, [x], "
              "shape_invariants=[tf.TensorShape(None)] * 1)), name=\"w\")[0]\n"}) {
            QVERIFY2(has(text, line), concat(line, "\nin\n", text).c_str());
        }
        // The control result runs with the function.
        QVERIFY2(has(text,
                     "    with tf.control_dependencies([inner_watch]):\n        return "
                     "tf.identity(product)\n"),
                 text.c_str());
    }

    /// Whatever order the library has; the gradient's gradient comes along.
    void aGradientOfItsOwnIsAGradFunc() {
        const std::string functions =
            function("F", binary("m", "Mul", "a", "a"), "m:z:0") +
            functionOf("D", {{{"a", "DT_FLOAT"}}, {{"d", "DT_FLOAT"}}},
                       binary("m", "Mul", "a", "d"), {{{"r", "DT_FLOAT", "m:z:0"}}}) +
            "gradient { function_name: 'F' gradient_func: 'D' }\n";
        const std::string gradient =
            concat("node { name: 'g' op: 'SymbolicGradient' input: 'x' input: 'x' ",
                   typesAttr("Tin", "type: DT_FLOAT type: DT_FLOAT"),
                   typesAttr("Tout", "type: DT_FLOAT"), functionAttr("f", "F"), "}\n");
        const std::string text =
            pythonOf(placeholder("x") + call("y", "F", "x") + gradient + library(functions));
        for (const char* lines :
             {"D_call = function.Defun(tf.float32, tf.float32, func_name=\"D\")(D)\n"
              "F_call = function.Defun(tf.float32, func_name=\"F\", grad_func=D_call)(F)\n",
              "g = op(\"SymbolicGradient\", input=[x, x], Tout=[tf.float32], f=F_call, "
              "name=\"g\")[0]\n"}) {
            QVERIFY2(has(text, lines), concat(lines, "\nin\n", text).c_str());
        }
        const auto graph =
            graphFromText(placeholder("x") + library(functions),
                          {.unknownOps = UnknownOps::Keep, .limits = defaultLimits()});
        QVERIFY_OK(graph);
        QVERIFY(has(functionToPython(*graph, "F"), "grad_func=D_call)(F)"));
        QVERIFY(!has(functionToPython(*graph, "D"), "grad_func"));
    }

    /// A call by name says nowhere how many results it has.
    void ofACallByNameTheResultIsTaken() {
        const std::string two =
            functionOf("Two", {{{"a", "DT_FLOAT"}}}, "",
                       {{{"r", "DT_FLOAT", "a"}}, {{"s", "DT_FLOAT", "a"}}}) +
            function("Outer", callInBody("t", "Two", "a") + binary("m", "Mul", "t:r:0", "a"),
                     "m:z:0");
        const std::string text = pythonOf(
            placeholder("x") + call("y", "Outer", "x") +
            "node { name: 'n' op: 'Neg' input: 'y' attr { key: 'T' value { type: DT_FLOAT } } }\n" +
            library(two));
        QVERIFY2(has(text, "m = op(\"Mul\", x=tf.nest.flatten(t)[0], y=a, name=\"m\")\n"),
                 text.c_str());
        QVERIFY2(has(text, "n = op(\"Neg\", x=graph.get_tensor_by_name(\"y:0\"), name=\"n\")\n"),
                 text.c_str());
    }

    void aBranchIsACond() {
        const std::string text = pythonOf(placeholder("x") + placeholder("c", "DT_BOOL") +
                                          branches("DT_BOOL") + library(kBranches));
        QVERIFY2(has(text,
                     "z = op(\"IdentityN\", input=tf.nest.flatten(tf.cond(c, lambda: "
                     "Double(x), lambda: Same(x))), name=\"z\")[0]\n"),
                 text.c_str());
        QVERIFY(!has(text, "Defun("));
    }
};

namespace {
const Registered<TstPythonFunctions> registered;
}  // namespace

}  // namespace weft::test

#include "tst_python_functions.moc"
