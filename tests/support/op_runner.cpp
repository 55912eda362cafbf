// SPDX-License-Identifier: Apache-2.0
#include "tests/support/op_runner.h"

#include <algorithm>
#include <cstdio>

#include "engine/autodiff/gradient_check.h"
#include "engine/base/check.h"
#include "engine/runtime/session.h"
#include "engine/tensor/tensor_format.h"

namespace weft::test {
namespace {

/// How an input of the op under test enters the graph.
enum class Inputs { Fed, FedWithShape, Constant };

/// How numbers to compute with, and arguments (integers) beside them, enter it.
struct Feeding {
    Inputs numbers;
    Inputs arguments;
};

struct Built {
    Graph graph;
    std::vector<Endpoint> inputs;
    NodeId node;
};

std::string describe(const Status& status) {
    return concat(codeName(status.code()), ": ", messageOf(status));
}

Result<NodeId> addInput(Graph& graph, const std::string& name, const Tensor& value, Inputs how) {
    if (how == Inputs::Constant) {
        return graph.add({.name = name,
                          .op = "Const",
                          .attrs = {{"dtype", value.dtype()},
                                    {"value", StoredTensorPtr(StoredTensor::fromTensor(value))}}});
    }
    const PartialShape shape =
        how == Inputs::FedWithShape ? PartialShape(value.shape()) : PartialShape::unknown();
    return graph.add(
        {.name = name, .op = "Placeholder", .attrs = {{"dtype", value.dtype()}, {"shape", shape}}});
}

Result<Built> build(const std::string& op, const std::vector<Tensor>& values, const AttrMap& attrs,
                    Feeding how) {
    Built built;
    for (std::size_t i = 0; i < values.size(); ++i) {
        const Inputs enters = isFloating(values[i].dtype()) ? how.numbers : how.arguments;
        const NodeId input = WEFT_TRY(addInput(built.graph, concat("in", i), values[i], enters));
        built.inputs.push_back({input, 0});
    }
    built.node =
        WEFT_TRY(built.graph.add({.name = "op", .op = op, .inputs = built.inputs, .attrs = attrs}));
    return built;
}

std::vector<Tensor> literals(const std::vector<std::string>& texts) {
    std::vector<Tensor> values;
    for (const std::string& text : texts) { values.push_back(literal(text)); }
    return values;
}

Result<std::vector<Tensor>> runBuilt(const Built& built, const std::vector<Tensor>& values,
                                     Inputs how) {
    RunRequest request;
    for (std::size_t i = 0; how != Inputs::Constant && i < values.size(); ++i) {
        request.feeds.emplace_back(concat("in", i, ":0"), values[i]);
    }
    for (std::size_t k = 0; k < built.graph.node(built.node).outputs.size(); ++k) {
        request.fetches.push_back(concat("op:", k));
    }
    const std::unique_ptr<Session> session = WEFT_TRY(Session::create(built.graph));
    return session->run(request);
}

/// "[?,3]" or "?" as a shape.
PartialShape shapeOfText(std::string_view text) {
    if (text == "?") { return PartialShape::unknown(); }
    Dims dims;
    for (const std::string& part : split(text.substr(1, text.size() - 2), ',')) {
        dims.push_back(part == "?" ? kUnknownDim : *parseInt(part));
    }
    return PartialShape::ofDims(std::move(dims));
}

/// "float [?,3]" as a placeholder, "= int32 [1,2]" as a constant.
Result<Endpoint> addDescribed(Graph& graph, const std::string& name, const std::string& text) {
    if (text.starts_with("= ")) {
        return Endpoint{WEFT_TRY(addInput(graph, name, literal(text.substr(2)), Inputs::Constant)),
                        0};
    }
    const std::size_t space = text.find(' ');
    const NodeId node = WEFT_TRY(
        graph.add({.name = name,
                   .op = "Placeholder",
                   .attrs = {{"dtype", *dtypeFromName(text.substr(0, space))},
                             {"shape", shapeOfText(std::string_view(text).substr(space + 1))}}}));
    return Endpoint{node, 0};
}

Result<std::vector<Tensor>> evaluate(const Graph& graph,
                                     const std::vector<std::pair<Endpoint, Tensor>>& feeds,
                                     const std::vector<Endpoint>& fetches) {
    RunRequest request;
    for (const auto& [endpoint, value] : feeds) {
        request.feeds.emplace_back(graph.nameOf(endpoint), value);
    }
    for (const Endpoint& endpoint : fetches) { request.fetches.push_back(graph.nameOf(endpoint)); }
    const std::unique_ptr<Session> session = WEFT_TRY(Session::create(graph));
    return session->run(request);
}

double gradientErrorWith(const std::string& op, const std::vector<Tensor>& values,
                         const AttrMap& attrs, int by, Inputs how) {
    constexpr double kNone = 1e9;
    Result<Built> built = build(op, values, attrs, {how, Inputs::Constant});
    if (!built.ok()) {
        std::fprintf(stderr, "%s\n", describe(built.status()).c_str());
        return kNone;
    }
    std::vector<std::pair<Endpoint, Tensor>> feeds;
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (isFloating(values[i].dtype())) { feeds.emplace_back(built->inputs[i], values[i]); }
    }
    const Result<double> error =
        gradientError(built->graph, {built->node, 0}, built->inputs[static_cast<std::size_t>(by)],
                      feeds, evaluate);
    if (!error.ok()) { std::fprintf(stderr, "%s\n", describe(error.status()).c_str()); }
    return error.ok() ? *error : kNone;
}

}  // namespace

Tensor literal(const std::string& text) {
    const std::size_t space = text.find(' ');
    const std::optional<DType> type = dtypeFromName(text.substr(0, space));
    WEFT_CHECK(type && space != std::string::npos, "literal is 'DTYPE VALUE'");
    const std::string value = text.substr(space + 1);
    if (value.starts_with("zeros ")) {
        const std::optional<Shape> shape = shapeOfText(std::string_view(value).substr(6)).full();
        WEFT_CHECK(shape.has_value(), "shape of zeros");
        Result<Tensor> zeros = Tensor::allocate(*type, *shape);
        WEFT_CHECK(zeros.ok(), "memory for zeros");
        std::fill_n(zeros->mutableData(), isPlain(*type) ? zeros->bytes() : 0, std::byte{0});
        return *std::move(zeros);
    }
    Result<Tensor> parsed = parseTensor(value, *type);
    WEFT_CHECK(parsed.ok(), "malformed literal");
    return *std::move(parsed);
}

std::string textOf(const Tensor& tensor) {
    std::string text = concat(tensor.dtype(), tensor.shape(), ":");
    for (std::int64_t i = 0; i < tensor.elements(); ++i) {
        std::string element = formatElement(tensor, i);
        if (element.ends_with(".0")) { element.resize(element.size() - 2); }
        text += ' ' + element;
    }
    return text;
}

std::string runOp(const std::string& op, const std::vector<std::string>& inputs,
                  const AttrMap& attrs) {
    const std::vector<Tensor> values = literals(inputs);
    const Result<Built> built = build(op, values, attrs, {Inputs::Fed, Inputs::Fed});
    if (!built.ok()) { return describe(built.status()); }
    const Result<std::vector<Tensor>> outputs = runBuilt(*built, values, Inputs::Fed);
    if (!outputs.ok()) { return describe(outputs.status()); }
    std::vector<std::string> texts;
    for (const Tensor& output : *outputs) { texts.push_back(textOf(output)); }
    return join(texts, "; ");
}

std::string expectFailure(const std::string& op, const std::vector<std::string>& inputs,
                          const std::string& words, const AttrMap& attrs, const std::string& code) {
    const std::vector<Tensor> values = literals(inputs);
    for (const Inputs how : {Inputs::Fed, Inputs::Constant}) {
        const Result<Built> built = build(op, values, attrs, {how, how});
        const Status status = built.ok() ? runBuilt(*built, values, how).status() : built.status();
        const std::string got = describe(status);
        const bool asWanted = got.starts_with(code + ':') && got.find(words) != std::string::npos &&
                              got.find("'op'") != std::string::npos;
        if (!asWanted) { return concat(how == Inputs::Fed ? "fed: " : "constant: ", got); }
    }
    return {};
}

std::string inferOp(const std::string& op, const std::vector<std::string>& inputs,
                    const AttrMap& attrs) {
    Graph graph;
    NodeSpec spec{.name = "op", .op = op, .attrs = attrs};
    for (std::size_t i = 0; i < inputs.size(); ++i) {
        const Result<Endpoint> input = addDescribed(graph, concat("in", i), inputs[i]);
        if (!input.ok()) { return describe(input.status()); }
        spec.inputs.push_back(*input);
    }
    const Result<NodeId> node = graph.add(std::move(spec));
    if (!node.ok()) { return describe(node.status()); }
    std::vector<std::string> shapes;
    for (const OutputInfo& output : graph.node(*node).outputs) {
        shapes.push_back(output.shape.toString());
    }
    return join(shapes, "; ");
}

std::string partialOp(const std::string& op, const std::string& shape,
                      const std::vector<std::string>& others, const AttrMap& attrs) {
    Graph graph;
    const Result<Endpoint> source = addDescribed(graph, "source", "float " + shape);
    if (!source.ok()) { return describe(source.status()); }
    const Result<NodeId> sizes = graph.add({.name = "sizes", .op = "Shape", .inputs = {*source}});
    if (!sizes.ok()) { return describe(sizes.status()); }
    NodeSpec spec{.name = "op", .op = op, .inputs = {Endpoint{*sizes, 0}}, .attrs = attrs};
    for (std::size_t i = 0; i < others.size(); ++i) {
        const Result<Endpoint> input = addDescribed(graph, concat("in", i), others[i]);
        if (!input.ok()) { return describe(input.status()); }
        spec.inputs.push_back(*input);
    }
    const Result<NodeId> node = graph.add(std::move(spec));
    if (!node.ok()) { return describe(node.status()); }
    const std::optional<PartialValue>& value = graph.node(*node).outputs[0].value;
    if (!value) { return "nothing"; }
    std::vector<std::string> elements;
    for (const std::optional<std::int64_t>& element : value->elements) {
        elements.push_back(element ? concat(*element) : "?");
    }
    return join(elements, " ");
}

double gradientErrorOf(const std::string& op, const std::vector<std::string>& inputs,
                       const AttrMap& attrs, int by) {
    const std::vector<Tensor> values = literals(inputs);
    return std::max(gradientErrorWith(op, values, attrs, by, Inputs::FedWithShape),
                    gradientErrorWith(op, values, attrs, by, Inputs::Fed));
}

}  // namespace weft::test
