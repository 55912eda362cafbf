// SPDX-License-Identifier: Apache-2.0
#include "tests/engine/runtime/random_graph_maker.h"

#include <cstring>

#include "engine/base/strings.h"

namespace weft::test {

void RandomGraphMaker::make() {
    Place outside;
    addFeeds(outside);
    if (m_kind != RandomKind::Elementwise) { addVariables(); }
    m_hasDevices = m_kind != RandomKind::Elementwise && chance(30);
    const int count = 4 + roll(m_kind == RandomKind::Flow ? 12 : 24);
    for (int i = 0; i < count; ++i) { addAny(outside); }
    choose(outside);
}

Tensor RandomGraphMaker::noise(DType type, const Shape& shape) {
    Tensor tensor = *Tensor::allocate(type, shape);
    for (std::int64_t i = 0; i < shape.elements(); ++i) {
        const int value = roll(4001) - 2000;
        const auto at = static_cast<std::size_t>(i);
        if (type == DType::Float) {
            tensor.mutableValues<float>()[at] = static_cast<float>(value) / 500.0F;
        } else if (type == DType::Double) {
            tensor.mutableValues<double>()[at] = value / 500.0;
        } else if (type == DType::Int32) {
            tensor.mutableValues<std::int32_t>()[at] = value % 7;
        } else {
            tensor.mutableValues<std::int64_t>()[at] = value % 7;
        }
    }
    return tensor;
}

void RandomGraphMaker::addFeeds(Place& outside) {
    const Shape shape = m_kind != RandomKind::Elementwise ? kWhole
                        : m_seed % 3 == 0                 ? Shape{7}
                                                          : Shape{3, 5};
    const auto feed = [&](const std::string& name, DType type, const PartialShape& declared,
                          const Shape& given) {
        outside.known.push_back(
            m_g.scope.op("Placeholder", {}, {{"dtype", type}, {"shape", declared}}, name));
        m_made.feeds.emplace_back(name, noise(type, given));
    };
    feed("p0", DType::Float, PartialShape(shape), shape);
    feed("p1", DType::Float, PartialShape(shape), shape);
    feed("p2", DType::Float, PartialShape::scalar(), Shape());
    feed("p3", DType::Float, PartialShape::unknown(), m_seed % 2 == 0 ? shape : Shape{1});
    if (m_kind == RandomKind::Elementwise) { return; }
    feed("d", DType::Double, PartialShape(Shape{3}), Shape{3});
    feed("i", DType::Int32, PartialShape(Shape{2, 1}), Shape{2, 1});
    feed("l", DType::Int64, PartialShape(kWhole), kWhole);
    feed("k", DType::Int32, PartialShape::scalar(), Shape());
    outside.counters.push_back(outside.known.back());
}

void RandomGraphMaker::addVariables() {
    const int count = 1 + roll(3);
    for (int v = 0; v < count; ++v) {
        const std::string name = concat("v", v);
        const DType type = chance(75) ? DType::Float : DType::Int32;
        const bool isResource = chance(50);
        AttrMap attrs = {{"dtype", type}, {"shape", PartialShape(kWhole)}};
        if (isResource) { attrs.set("shared_name", name); }
        const Expr handle =
            m_g.scope.op(isResource ? "VarHandleOp" : "VariableV2", {}, attrs, name);
        m_variables.push_back({handle, isResource, type});
        const Expr value = m_g.constant(name + "/initial", noise(type, kWhole));
        m_g.scope.node(isResource ? "AssignVariableOp" : "Assign", {handle, value}, {},
                       name + "/init");
        // Now and then one is left without a value.
        if (!chance(3)) { m_made.initializers.push_back(name + "/init"); }
        if (isResource) {
            m_g.scope.op("ReadVariableOp", {handle}, {{"dtype", type}}, name + "/show");
        }
        m_made.variables.push_back(isResource ? name + "/show" : name);
    }
}

/// A scope for a node: sometimes on another device, sometimes after others.
Scope RandomGraphMaker::scopeFor(Place& place, bool mayMove) {
    std::vector<NodeId> after;
    if (place.pivot.valid() && chance(80)) { after.push_back(place.pivot.endpoint().node); }
    if (m_kind != RandomKind::Elementwise && chance(10)) {
        after.push_back(oneOf(place.known).endpoint().node);
    }
    if (!place.effects.empty() && chance(15)) { after.push_back(oneOf(place.effects)); }
    const Scope scope = m_g.scope.after(after);
    if (!m_hasDevices || !mayMove || chance(50)) { return scope; }
    return scope.onDevice(chance(50) ? "/cpu:1" : "/cpu:0");
}

Expr RandomGraphMaker::constant(const Place& place, const Tensor& value) const {
    if (!place.pivot.valid()) { return m_g.scope.constant(value, "c"); }
    return m_g.scope.after({place.pivot.endpoint().node}).constant(value, "c");
}

Expr RandomGraphMaker::pick(Place& place, DType type) {
    std::vector<Expr> fitting;
    for (const Expr& value : place.known) {
        if (value.dtype() == type) { fitting.push_back(value); }
    }
    const bool looksAround = place.around != nullptr && (fitting.empty() || chance(30));
    if (looksAround) { return capture(place, pick(*place.around, type)); }
    return fitting.empty() ? constant(place, noise(type, kWhole)) : oneOf(fitting);
}

Expr RandomGraphMaker::pickCounter(Place& place) {
    const bool looksAround = place.around != nullptr && (place.counters.empty() || chance(30));
    return looksAround ? capture(place, pickCounter(*place.around)) : oneOf(place.counters);
}

DType RandomGraphMaker::anyType() {
    if (m_kind == RandomKind::Elementwise || chance(60)) { return DType::Float; }
    return oneOf<DType>({DType::Double, DType::Int32, DType::Int64});
}

void RandomGraphMaker::addAny(Place& place) {
    if (m_kind == RandomKind::Elementwise || chance(45)) { return addElementwise(place); }
    if (m_kind == RandomKind::Flow && place.depth < kDeepest && chance(45)) {
        return chance(50) ? addBranch(place) : addLoop(place);
    }
    switch (roll(7)) {
        case 0:
            return addCast(place);
        case 1:
            return addSum(place);
        case 2:
            return addSelect(place);
        case 3:
            return addRandom(place);
        case 4:
            return addRead(place);
        default:
            return addWrite(place);
    }
}

void RandomGraphMaker::addElementwise(Place& place) {
    const std::vector<std::string> one = {"Neg", "Square", "Tanh", "Sigmoid", "Relu",
                                          "Exp", "Abs",    "Sqrt", "Softsign"};
    const std::vector<std::string> two = {"AddV2", "Sub", "Mul", "Maximum", "RealDiv"};
    const DType type = anyType();
    const bool isFloat = type == DType::Float;
    const std::string name = concat("n", m_count++);
    if (chance(50)) {
        const std::string op = isFloat ? oneOf(one) : oneOf<std::string>({"Neg", "Abs"});
        const Expr x = pick(place, type);
        place.known.push_back(scopeFor(place).op(op, {x}, {}, name));
    } else {
        const std::string op =
            isFloat ? oneOf(two) : oneOf<std::string>({"AddV2", "Sub", "Maximum", "Minimum"});
        const Expr x = pick(place, type);
        const Expr y = pick(place, type);
        place.known.push_back(scopeFor(place).op(op, {x, y}, {}, name));
    }
}

void RandomGraphMaker::addCast(Place& place) {
    const Expr x = pick(place, anyType());
    place.known.push_back(scopeFor(place).op("Cast", {x}, {{"DstT", anyType()}}, "cast"));
}

void RandomGraphMaker::addSum(Place& place) {
    const Expr x = whole(place, pick(place, anyType()));
    const Expr axis = constant(place, Tensor::scalar(std::int32_t{roll(2)}));
    place.known.push_back(scopeFor(place).op("Sum", {x, axis}, {{"keep_dims", chance(80)}}, "sum"));
    if (m_g.scope.status().ok() && place.known.back().shape() == PartialShape(Shape{2})) {
        place.known.pop_back();  // would not broadcast
    }
}

void RandomGraphMaker::addSelect(Place& place) {
    const Expr a = pick(place, DType::Float);
    const Expr b = pick(place, DType::Float);
    const Expr is = scopeFor(place).op("Less", {a, b}, {}, "less");
    place.known.push_back(scopeFor(place).op("SelectV2", {is, b, a}, {}, "select"));
}

void RandomGraphMaker::addRandom(Place& place) {
    const Expr shape = constant(place, Tensor::vector<std::int32_t>({chance(50) ? 2 : 1, 3}));
    AttrMap attrs = {{"dtype", chance(70) ? DType::Float : DType::Double}};
    if (chance(50)) { attrs.set("seed", std::int64_t{1 + roll(5)}); }
    const std::string op =
        oneOf<std::string>({"RandomUniform", "RandomStandardNormal", "TruncatedNormal"});
    place.known.push_back(scopeFor(place).op(op, {shape}, attrs, "random"));
}

void RandomGraphMaker::addRead(Place& place) {
    const RandomVariable variable = oneOf(m_variables);
    const Expr handle = seen(place, variable.handle);
    if (variable.isResource) {
        place.known.push_back(
            scopeFor(place, false)
                .op("ReadVariableOp", {handle}, {{"dtype", variable.type}}, "read"));
    } else if (chance(50)) {
        place.known.push_back(scopeFor(place).op("Identity", {handle}, {}, "read"));
    } else {
        place.known.push_back(handle);  // read where its reader stands
    }
}

/// Broadcast to the shape of variables.
Expr RandomGraphMaker::whole(Place& place, const Expr& x) {
    Tensor zeros = noise(x.dtype(), kWhole);
    std::memset(zeros.mutableData(), 0, zeros.bytes());
    return m_g.scope.op("AddV2", {x, constant(place, zeros)}, {}, "whole");
}

void RandomGraphMaker::addWrite(Place& place) {
    const RandomVariable variable = oneOf(m_variables);
    const Expr handle = seen(place, variable.handle);
    const Expr value = whole(place, pick(place, variable.type));
    const std::vector<std::string> writes =
        variable.isResource
            ? std::vector<std::string>{"AssignVariableOp", "AssignAddVariableOp",
                                       "AssignSubVariableOp", "ResourceApplyGradientDescent"}
            : std::vector<std::string>{"Assign", "AssignAdd", "AssignSub", "ApplyGradientDescent"};
    std::string op = oneOf(writes);
    const bool descends = op.ends_with("GradientDescent");
    std::vector<Expr> inputs = {handle, value};
    if (descends) {
        if (variable.type != DType::Float) { return; }
        inputs.insert(inputs.begin() + 1, constant(place, Tensor::scalar(0.25F)));
    }
    const NodeId node = scopeFor(place, false).node(op, inputs, {}, "write");
    place.effects.push_back(node);
    if (!variable.isResource && chance(40)) { place.known.push_back(m_g.scope.expr({node, 0})); }
}

/// What is asked for: some values, all writes.
void RandomGraphMaker::choose(const Place& outside) {
    if (!m_g.scope.status().ok()) { return; }
    for (std::size_t i = 0; i < outside.known.size(); ++i) {
        const bool isLast = i + 1 == outside.known.size();
        const Endpoint e = outside.known[i].endpoint();
        const bool isFed = i < m_made.feeds.size();
        if (!isFed && (isLast || chance(25))) { m_made.fetches.push_back(m_g.graph.nameOf(e)); }
        const OutputInfo& info = m_g.graph.output(e);
        const auto shape = info.shape.full();
        if (!isFed && shape && !info.isRef && m_kind != RandomKind::Elementwise && chance(2)) {
            m_made.feeds.emplace_back(m_g.graph.nameOf(e), noise(info.type, *shape));
        }
    }
    if (outside.effects.empty()) { return; }
    m_g.scope.after(outside.effects).node("NoOp", {}, {}, "all_writes");
    m_made.targets.emplace_back("all_writes");
}

RandomGraph::RandomGraph(unsigned seed, RandomKind kind) {
    RandomGraphMaker(*this, seed, kind).make();
}

}  // namespace weft::test
