// SPDX-License-Identifier: Apache-2.0
#include "tests/engine/gpu/op_on_both.h"

#include <cmath>
#include <random>

#include "engine/base/strings.h"
#include "tests/engine/gpu/emulated_card.h"
#include "tests/support/graph_fixture.h"

namespace weft::test {
namespace {

constexpr const char* kOnGpu = "/gpu:0";

/// The outputs of the last call, then the variables.
Result<std::vector<Tensor>> resultsOn(const OpCall& call, const std::string& device) {
    GraphFixture g;
    const Scope scope = g.scope.onDevice(device);
    const bool byHandle = call.op.starts_with("Resource") || call.op.ends_with("VariableOp");
    std::vector<Expr> inputs;
    std::vector<std::string> assigns;
    std::vector<std::string> fetches;
    for (std::size_t i = 0; i < call.inputs.size(); ++i) {
        const Tensor& value = call.inputs[i];
        const std::string name = concat("in", i);
        if (i >= static_cast<std::size_t>(call.variables)) {
            inputs.push_back(g.scope.constant(value, name));
            continue;
        }
        const AttrMap attrs{{"dtype", value.dtype()}, {"shape", PartialShape(value.shape())}};
        AttrMap named = attrs;
        if (byHandle) { named.set("shared_name", name); }
        const Expr variable = scope.op(byHandle ? "VarHandleOp" : "VariableV2", {}, named, name);
        const Expr initial = g.scope.constant(value, concat(name, "/initial"));
        const std::string assign = concat(name, "/Assign");
        if (byHandle) {
            scope.node("AssignVariableOp", {variable, initial}, {{"dtype", value.dtype()}}, assign);
            scope.op("ReadVariableOp", {variable}, {{"dtype", value.dtype()}},
                     concat(name, "/read"));
        } else {
            scope.op("Assign", {variable, initial}, {}, assign);
        }
        assigns.push_back(assign);
        fetches.push_back(byHandle ? concat(name, "/read") : name);
        inputs.push_back(variable);
    }
    const NodeId node = scope.node(call.op, inputs, call.attrs, "y");
    WEFT_TRY(g.scope.status());
    const std::size_t outputs = g.graph.node(node).outputs.size();
    const bool updates = call.variables > 0;
    const auto session = WEFT_TRY(g.session({.seed = 7}));
    if (!assigns.empty()) { WEFT_TRY(session->run({{}, {}, assigns})); }
    RunRequest request{{}, {}, {"y"}};
    for (std::size_t o = 0; !updates && o < outputs; ++o) {
        request.fetches.push_back(concat("y:", o));
    }
    std::vector<Tensor> results;
    for (int i = 0; i < call.calls; ++i) { results = WEFT_TRY(session->run(request)); }
    const std::string placed = session->placement(request).at(session->graph().find("y")->id);
    if (device == kOnGpu && placed.find("GPU") == std::string::npos) {
        return internalError(concat("it ran on ", placed));
    }
    if (updates) { return session->run({{}, fetches, {}}); }
    return results;
}

double numberAt(const Tensor& tensor, std::int64_t i) {
    const auto at = static_cast<std::size_t>(i);
    switch (tensor.dtype()) {
        case DType::Float:
            return static_cast<double>(tensor.values<float>()[at]);
        case DType::Double:
            return tensor.values<double>()[at];
        case DType::Half:
            return static_cast<double>(static_cast<float>(tensor.values<Half>()[at]));
        case DType::BFloat16:
            return static_cast<double>(static_cast<float>(tensor.values<BFloat16>()[at]));
        default:
            return 0;
    }
}

std::string difference(const Tensor& want, const Tensor& got, double tolerance) {
    if (want.dtype() != got.dtype() || !(want.shape() == got.shape())) {
        return concat("got ", got.dtype(), got.shape(), ", want ", want.dtype(), want.shape());
    }
    if (!isFloating(want.dtype())) { return bytesEqual(want, got) ? "" : "other elements"; }
    for (std::int64_t i = 0; i < want.elements(); ++i) {
        const double a = numberAt(want, i);
        const double b = numberAt(got, i);
        const bool same = (std::isnan(a) && std::isnan(b)) || a == b ||
                          std::abs(a - b) <= tolerance * std::max(1.0, std::abs(a));
        if (!same) {
            return concat("element ", i, ": got ", std::to_string(b), ", want ", std::to_string(a));
        }
    }
    return {};
}

template <class T, class Make>
Tensor filled(const Shape& shape, const Make& make) {
    Tensor tensor = *Tensor::allocate(kDTypeOf<T>, shape);
    for (T& value : tensor.mutableValues<T>()) { value = make(); }
    return tensor;
}

}  // namespace

std::string differenceOnGpu(const OpCall& call) {
    emulatedCard();
    const auto want = resultsOn(call, "/cpu:0");
    const auto got = resultsOn(call, kOnGpu);
    if (!want.ok()) { return concat("processor: ", messageOf(want.status())); }
    if (!got.ok()) { return concat("card: ", messageOf(got.status())); }
    for (std::size_t i = 0; i < want->size(); ++i) {
        const std::string text = difference((*want)[i], (*got)[i], call.tolerance);
        if (!text.empty()) { return concat("result ", i, ": ", text); }
    }
    return {};
}

Tensor randomTensor(DType type, const Shape& shape, double low, double high, int seed) {
    std::mt19937 engine(static_cast<unsigned>(seed));
    std::uniform_real_distribution<double> between(low, high);
    const auto real = [&] { return static_cast<float>(between(engine)); };
    switch (type) {
        case DType::Double:
            return filled<double>(shape, [&] { return between(engine); });
        case DType::Half:
            return filled<Half>(shape, [&] { return Half(real()); });
        case DType::BFloat16:
            return filled<BFloat16>(shape, [&] { return BFloat16(real()); });
        case DType::Bool:
            return filled<bool>(shape, [&] { return engine() % 2 == 0; });
        default:
            return filled<float>(shape, real);
    }
}

Tensor randomIndices(DType type, const Shape& shape, std::int64_t limit, int seed) {
    std::mt19937 engine(static_cast<unsigned>(seed));
    if (type == DType::Int64) {
        return filled<std::int64_t>(shape,
                                    [&] { return static_cast<std::int64_t>(engine()) % limit; });
    }
    return filled<std::int32_t>(shape, [&] {
        return static_cast<std::int32_t>(static_cast<std::int64_t>(engine()) % limit);
    });
}

Tensor int32s(std::initializer_list<std::int32_t> values) {
    return Tensor::vector<std::int32_t>(values);
}

}  // namespace weft::test
