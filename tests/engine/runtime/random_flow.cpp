// SPDX-License-Identifier: Apache-2.0
#include "tests/engine/runtime/random_graph_maker.h"

#include "engine/base/strings.h"

namespace weft::test {

/// What is outside, as it is seen inside.
Expr RandomGraphMaker::capture(Place& place, const Expr& outer) {
    const auto known = place.captured.find(outer.endpoint());
    if (known != place.captured.end()) { return known->second; }
    const bool isRef = m_g.graph.output(outer.endpoint()).isRef;
    Expr inner;
    if (place.kind == Place::Kind::Branch) {
        const NodeId ways =
            m_g.scope.node(isRef ? "RefSwitch" : "Switch", {outer, place.predicate}, {}, "switch");
        inner = m_g.scope.expr({ways, place.way});
    } else {
        inner = m_g.scope.op(isRef ? "RefEnter" : "Enter", {outer},
                             {{"frame_name", place.frame}, {"is_constant", true}}, "enter");
    }
    place.captured.emplace(outer.endpoint(), inner);
    return inner;
}

/// A variable's reference or handle, as it is seen here.
Expr RandomGraphMaker::seen(Place& place, const Expr& handle) {
    return place.around == nullptr ? handle : capture(place, seen(*place.around, handle));
}

Expr RandomGraphMaker::predicate(Place& place) {
    const Expr three = constant(place, Tensor::scalar(std::int32_t{2 + roll(2)}));
    const Expr one = constant(place, Tensor::scalar(std::int32_t{1}));
    const Expr rest = m_g.scope.op("FloorMod", {pickCounter(place), three}, {}, "rest");
    return m_g.scope.op("Less", {rest, one}, {}, "predicate");
}

/// What a place hands on: after all its writes.
Expr RandomGraphMaker::result(Place& place, const Expr& value) {
    std::vector<NodeId> after = place.effects;
    after.push_back(place.pivot.endpoint().node);
    return m_g.scope.after(after).op("Identity", {value}, {}, "result");
}

void RandomGraphMaker::addBranch(Place& place) {
    const Expr choice = predicate(place);
    const NodeId ways = m_g.scope.node("Switch", {choice, choice}, {}, "ways");
    const DType type = anyType();
    std::vector<Expr> results;
    for (const int way : {0, 1}) {
        Place inner{.kind = Place::Kind::Branch,
                    .around = &place,
                    .depth = place.depth + 1,
                    .predicate = choice,
                    .way = way};
        inner.pivot = m_g.scope.op("Identity", {m_g.scope.expr({ways, way})}, {}, "pivot");
        inner.counters.push_back(constant(inner, Tensor::scalar(std::int32_t{roll(4)})));
        inner.known.push_back(constant(inner, noise(DType::Float, kWhole)));
        const int count = 1 + roll(4);
        for (int i = 0; i < count; ++i) { addAny(inner); }
        results.push_back(result(inner, pick(inner, type)));
        // A value that leaves its branch by another way than the Merge.
        if (chance(3)) { place.known.push_back(inner.known.back()); }
    }
    const NodeId merge = m_g.scope.node("Merge", results, {}, "merge");
    place.known.push_back(m_g.scope.expr({merge, 0}));
    if (chance(30)) { place.counters.push_back(m_g.scope.expr({merge, 1})); }
}

Expr RandomGraphMaker::enter(const Place& loop, const Expr& value) const {
    return m_g.scope.op("Enter", {value}, {{"frame_name", loop.frame}}, "enter");
}

void RandomGraphMaker::addLoop(Place& place) {
    Place body{.kind = Place::Kind::Loop,
               .around = &place,
               .depth = place.depth + 1,
               .frame = concat("frame", m_count++)};
    const Expr limit = constant(place, Tensor::scalar(std::int32_t{roll(4)}));
    const bool keepsArray = chance(40);
    std::vector<Expr> before = {constant(place, Tensor::scalar(std::int32_t{0}))};
    const int count = 1 + roll(2);
    for (int v = 0; v < count; ++v) { before.push_back(pick(place, anyType())); }
    Expr array;
    if (keepsArray) {
        const NodeId made = m_g.scope.node(
            "TensorArrayV3", {limit},
            {{"dtype", DType::Float}, {"element_shape", PartialShape(kWhole)}}, "array");
        array = m_g.scope.expr({made, 0});
        before.push_back(m_g.scope.expr({made, 1}));
    }
    std::vector<Expr> merges;
    for (const Expr& value : before) {
        const Expr entered = enter(body, value);
        merges.push_back(m_g.scope.op("Merge", {entered, entered}, {}, "merge"));
    }
    const Expr goesOn = m_g.scope.op(
        "LoopCond", {m_g.scope.op("Less", {merges[0], capture(body, limit)}, {}, "less")}, {},
        "goes_on");
    std::vector<NodeId> switches;
    for (const Expr& value : merges) {
        switches.push_back(m_g.scope.node("Switch", {value, goesOn}, {}, "switch"));
    }
    const auto inside = [&](std::size_t v) { return m_g.scope.expr({switches[v], 1}); };
    body.pivot = m_g.scope.op("Identity", {inside(0)}, {}, "pivot");
    body.counters.push_back(body.pivot);
    for (int v = 1; v <= count; ++v) { body.known.push_back(inside(static_cast<std::size_t>(v))); }
    const int steps = 1 + roll(4);
    for (int i = 0; i < steps; ++i) { addAny(body); }
    const Expr one = constant(body, Tensor::scalar(std::int32_t{1}));
    std::vector<Expr> after = {m_g.scope.op("AddV2", {body.pivot, one}, {}, "up")};
    for (int v = 1; v <= count; ++v) {
        after.push_back(pick(body, before[static_cast<std::size_t>(v)].dtype()));
    }
    if (keepsArray) {
        const Expr value = whole(body, pick(body, DType::Float));
        after.push_back(m_g.scope.op(
            "TensorArrayWriteV3",
            {capture(body, array), body.pivot, value, inside(before.size() - 1)}, {}, "put"));
    }
    close(place, body, merges, switches, after);
    if (keepsArray) { addGathered(place, array, limit); }
}

void RandomGraphMaker::close(Place& place, Place& body, const std::vector<Expr>& merges,
                             const std::vector<NodeId>& switches, const std::vector<Expr>& after) {
    for (std::size_t v = 0; v < merges.size(); ++v) {
        const Expr next = m_g.scope.op("NextIteration", {result(body, after[v])}, {}, "next");
        if (!m_g.scope.status().ok()) { return; }
        const Status closed = m_g.graph.setInput(merges[v].endpoint().node, 1, next.endpoint());
        if (!closed.ok()) { m_g.scope.fail(closed); }
        const Expr exit = m_g.scope.op("Exit", {m_g.scope.expr({switches[v], 0})}, {}, "exit");
        (v == 0 ? place.counters : place.known).push_back(exit);
    }
}

/// What a loop put into an array, added up; its flow is the last value that left the loop.
void RandomGraphMaker::addGathered(Place& place, const Expr& array, const Expr& limit) {
    const Expr flow = place.known.back();
    place.known.pop_back();
    const Expr zero = constant(place, Tensor::scalar(std::int32_t{0}));
    const Expr one = constant(place, Tensor::scalar(std::int32_t{1}));
    const Expr all = m_g.scope.op("Range", {zero, limit, one}, {}, "range");
    const Expr gathered =
        m_g.scope.op("TensorArrayGatherV3", {array, all, flow},
                     {{"dtype", DType::Float}, {"element_shape", PartialShape(kWhole)}}, "gather");
    place.known.push_back(m_g.scope.op("Sum", {gathered, zero}, {}, "gathered"));
}

}  // namespace weft::test
