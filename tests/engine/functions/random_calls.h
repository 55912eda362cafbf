// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cmath>
#include <random>
#include <string>
#include <vector>

#include "tests/engine/functions/function_graphs.h"

/// @file
/// Random functions of one float that call each other straight, by If and by While, as GraphDef
/// text; and what they are by arithmetic of their own, with the derivative.

namespace weft::test {

/// A number and its derivative by the argument.
struct Dual {
    double value = 0;
    double slope = 0;
};

class RandomCalls {
public:
    explicit RandomCalls(unsigned seed) : m_random(seed) {
        for (int f = 0; f < kFunctions; ++f) { m_functions.push_back(made(f)); }
    }

    /// y = the last function of x by PartitionedCall; its steps lie in the graph too, s0, s1, ...
    std::string text() {
        const Function& steps = m_functions.back();
        const std::string nodes = placeholder("x") +
                                  step("y", {Kind::Call, 0, 0, last()}, steps, false) +
                                  stepsOf(steps, false);
        std::string functions;
        for (int f = 0; f < kFunctions; ++f) {
            const Function& of = m_functions[static_cast<std::size_t>(f)];
            functions +=
                function(nameOf(f), stepsOf(of, true), reference(of, std::ssize(of), true));
        }
        return nodes + library(functions + m_loops);
    }

    /// The tensor of the graph that holds the same as y.
    std::string sameAsY() const {
        return reference(m_functions.back(), std::ssize(m_functions.back()), false);
    }

    Dual valueAt(double x) const { return valueOf(last(), {x, 1}); }

private:
    static constexpr int kFunctions = 5;
    enum class Kind { Constant, Add, Mul, Tanh, Call, If, While };
    /// Values are numbered: 0 the argument, then the steps before.
    struct Step {
        Kind kind = Kind::Constant;
        int a = 0;
        int b = 0;  ///< another value; of a While how often it goes round
        int f = 0;
        int g = 0;
        float constant = 0;
    };
    using Function = std::vector<Step>;

    static std::string nameOf(int f) { return concat("F", f); }
    static int last() { return kFunctions - 1; }
    int upTo(int most) { return std::uniform_int_distribution<int>(0, most)(m_random); }

    Function made(int f) {
        Function steps;
        const int count = 2 + upTo(3);
        for (int s = 0; s < count; ++s) {
            Step next;
            next.kind = static_cast<Kind>(upTo(f == 0 ? 3 : 6));
            // What is called in loops stays small.
            if (s + 1 == count) { next.kind = Kind::Tanh; }
            next.a = upTo(s);
            next.b = next.kind == Kind::While ? upTo(3) : upTo(s);
            next.f = f == 0 ? 0 : upTo(f - 1);
            next.g = f == 0 ? 0 : upTo(f - 1);
            next.constant = static_cast<float>(upTo(8) - 4) / 3.0F;
            steps.push_back(next);
        }
        return steps;
    }

    /// How a later node names value `v` of a function: in a body with the name of the output.
    static std::string reference(const Function& steps, std::ptrdiff_t v, bool inBody) {
        if (v == 0) { return inBody ? "a" : "x"; }
        const std::string name = concat("s", v - 1);
        const Kind kind = steps[static_cast<std::size_t>(v - 1)].kind;
        const bool loops = kind == Kind::While;
        if (!inBody) { return loops ? name + ":1" : name; }
        const bool isMath = kind == Kind::Add || kind == Kind::Mul;
        return name + (isMath               ? ":z:0"
                       : kind == Kind::Tanh ? ":y:0"
                       : loops              ? ":output:1"
                                            : ":output:0");
    }

    static std::string nodeOf(bool inBody, const std::string& name, const std::string& op,
                              const std::vector<std::string>& inputs, const std::string& attrs) {
        std::string text =
            concat(inBody ? "node_def" : "node", " { name: '", name, "' op: '", op, "'");
        for (const std::string& input : inputs) { text += concat(" input: '", input, "'"); }
        return text + attrs + " }\n";
    }
    static std::string type(const char* attr, const char* of) {
        return concat(" attr { key: '", attr, "' value { type: ", of, " } }");
    }
    static std::string types(const char* attr, const char* of) {
        return concat(" attr { key: '", attr, "' value { list { ", of, " } } }");
    }
    static std::string called(const char* attr, const std::string& function) {
        return concat(" attr { key: '", attr, "' value { func { name: '", function, "' } } }");
    }
    static std::string number(bool inBody, const std::string& name, const char* of,
                              const std::string& value) {
        return nodeOf(inBody, name, "Const", {},
                      type("dtype", of) + concat(" attr { key: 'value' value { tensor { dtype: ",
                                                 of, " tensor_shape { } ", value, " } } }"));
    }

    std::string stepsOf(const Function& steps, bool inBody) {
        std::string text;
        for (std::size_t s = 0; s < steps.size(); ++s) {
            text += step(concat("s", s), steps[s], steps, inBody);
        }
        return text;
    }

    /// @param around the function whose step it is.
    std::string step(const std::string& name, const Step& s, const Function& around, bool inBody) {
        const std::string a = reference(around, s.a, inBody);
        const char* const number32 = "DT_INT32";
        const char* const one = "type: DT_FLOAT";
        switch (s.kind) {
            case Kind::Constant:
                return number(inBody, name, "DT_FLOAT", concat("float_val: ", s.constant));
            case Kind::Add:
            case Kind::Mul:
                return nodeOf(inBody, name, s.kind == Kind::Add ? "AddV2" : "Mul",
                              {a, reference(around, s.b, inBody)}, type("T", "DT_FLOAT"));
            case Kind::Tanh:
                return nodeOf(inBody, name, "Tanh", {a}, type("T", "DT_FLOAT"));
            case Kind::Call:
                return nodeOf(inBody, name, "PartitionedCall", {a},
                              types("Tin", one) + types("Tout", one) + called("f", nameOf(s.f)));
            case Kind::If:
                return number(inBody, name + "_c", "DT_FLOAT", concat("float_val: ", s.constant)) +
                       nodeOf(inBody, name + "_p", "Greater",
                              {a, name + (inBody ? "_c:output:0" : "_c")}, type("T", "DT_FLOAT")) +
                       nodeOf(inBody, name, "StatelessIf",
                              {name + (inBody ? "_p:z:0" : "_p"), reference(around, s.b, inBody)},
                              type("Tcond", "DT_BOOL") + types("Tin", one) + types("Tout", one) +
                                  called("then_branch", nameOf(s.f)) +
                                  called("else_branch", nameOf(s.g)));
            case Kind::While:
                break;
        }
        const std::string both = "type: DT_INT32 type: DT_FLOAT";
        const std::string loop = addLoop(s);
        return number(inBody, name + "_i", number32, "int_val: 0") +
               nodeOf(inBody, name, "StatelessWhile", {name + (inBody ? "_i:output:0" : "_i"), a},
                      types("T", both.c_str()) + called("cond", loop + "_cond") +
                          called("body", loop + "_body"));
    }

    /// i < b, and (i + 1, f(a)).
    std::string addLoop(const Step& s) {
        const std::string name = concat("loop", m_loopCount++);
        const std::string arguments =
            " input_arg { name: 'i' type: DT_INT32 } input_arg { name: 'a' type: DT_FLOAT }";
        m_loops += concat(
            "function { signature { name: '", name, "_cond'", arguments,
            " output_arg { name: 'go' type: DT_BOOL } } ",
            number(true, "n", "DT_INT32", concat("int_val: ", s.b)),
            nodeOf(true, "less", "Less", {"i", "n:output:0"}, type("T", "DT_INT32")),
            "ret { key: 'go' value: 'less:z:0' } }\n", "function { signature { name: '", name,
            "_body'", arguments,
            " output_arg { name: 'j' type: DT_INT32 } output_arg { name: 'r' type: DT_FLOAT } } ",
            number(true, "one", "DT_INT32", "int_val: 1"),
            nodeOf(true, "next", "AddV2", {"i", "one:output:0"}, type("T", "DT_INT32")),
            nodeOf(true, "call", nameOf(s.f), {"a"}, ""),
            "ret { key: 'j' value: 'next:z:0' } ret { key: 'r' value: 'call:r:0' } }\n");
        return name;
    }

    Dual valueOf(int f, Dual argument) const {
        std::vector<Dual> values = {argument};
        for (const Step& s : m_functions[static_cast<std::size_t>(f)]) {
            values.push_back(valueOf(s, values));
        }
        return values.back();
    }

    Dual valueOf(const Step& s, const std::vector<Dual>& values) const {
        const Dual a = values[static_cast<std::size_t>(s.a)];
        switch (s.kind) {
            case Kind::Constant:
                return {s.constant, 0};
            case Kind::Tanh:
                return {std::tanh(a.value), a.slope / std::pow(std::cosh(a.value), 2)};
            case Kind::Call:
                return valueOf(s.f, a);
            case Kind::While: {
                Dual value = a;
                for (int i = 0; i < s.b; ++i) { value = valueOf(s.f, value); }
                return value;
            }
            case Kind::Add:
            case Kind::Mul:
            case Kind::If:
                break;
        }
        const Dual b = values[static_cast<std::size_t>(s.b)];
        if (s.kind == Kind::Add) { return {a.value + b.value, a.slope + b.slope}; }
        if (s.kind == Kind::Mul) {
            return {a.value * b.value, a.slope * b.value + a.value * b.slope};
        }
        return valueOf(a.value > s.constant ? s.f : s.g, b);
    }

    std::mt19937 m_random;
    std::vector<Function> m_functions;
    std::string m_loops;
    int m_loopCount = 0;
};

}  // namespace weft::test
