// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/engine/gpu/op_on_both.h"
#include "tests/engine/gpu/training_graph.h"

namespace weft::test {

/// Sizes of an LSTM that a while loop runs, as TensorFlow 1 lays such loops out.
struct LoopSizes {
    std::int64_t batch = 3;
    std::int64_t inputs = 4;
    std::int64_t units = 5;
    std::int64_t steps = 6;    ///< of the input that is fed
    bool feedsCount = false;   ///< the number of iterations is fed as "n"
    bool asksTheCard = false;  ///< the loop also ends where the card says so
    /// What inputs are read from and all results written to, one element in an iteration.
    enum class Keeps { Nothing, Arrays, Lists } keeps = Keeps::Nothing;
};

/// xs [steps, batch, inputs] -> loss, trained by Adam. Values of the loop are kept on stacks.
class LoopGraph : public TrainingGraph {
public:
    explicit LoopGraph(const LoopSizes& sizes = {}) : m_sizes(sizes) {
        const Expr xs = g.placeholder("xs", PartialShape{sizes.steps, sizes.batch, sizes.inputs});
        const Expr w = variable("w", PartialShape{sizes.inputs + sizes.units, 4 * sizes.units});
        const Expr b = variable("b", PartialShape{4 * sizes.units}, false);
        const Expr h = run(xs, w, b);
        const Expr square = g.op("Square", {h}, "square");
        const Tensor axes =
            sizes.keeps == LoopSizes::Keeps::Nothing ? int32s({0, 1}) : int32s({0, 1, 2});
        minimize(g.op("Mean", {square, g.constant("axes", axes)}, "loss"));
    }

    /// What a step is fed. @param count iterations, where these are fed.
    std::vector<std::pair<std::string, Tensor>> feeds(int seed, std::int32_t count = 0) const {
        const Shape shape{m_sizes.steps, m_sizes.batch, m_sizes.inputs};
        std::vector<std::pair<std::string, Tensor>> fed{
            {"xs", randomTensor(DType::Float, shape, -1, 1, seed)}};
        if (m_sizes.feedsCount) { fed.emplace_back("n", Tensor::scalar(count)); }
        return fed;
    }
    /// Whether all loop variables were closed.
    Status closed;

private:
    Expr invariant(const Expr& value) const {
        return g.scope.op("Enter", {value},
                          {{"frame_name", std::string("f")}, {"is_constant", true}});
    }
    struct LoopVariable {
        Expr merge;
        NodeId way;
        Expr inside;
    };
    LoopVariable begin(const Expr& initial) const {
        const Expr enter = g.scope.op("Enter", {initial}, {{"frame_name", std::string("f")}});
        return {g.scope.op("Merge", {enter, enter}), {}, {}};
    }
    void choose(LoopVariable& v, const Expr& goesOn) const {
        v.way = g.scope.node("Switch", {v.merge, goesOn});
        v.inside = g.scope.op("Identity", {g.scope.expr({v.way, 1})});
    }
    void close(const LoopVariable& v, const Expr& next) {
        const Expr back = g.scope.op("NextIteration", {next});
        const Status set = g.graph.setInput(v.merge.endpoint().node, 1, back.endpoint());
        if (closed.ok()) { closed = set; }
    }

    /// Where the loop reads and writes: the handle of an array or a list, an array's flow.
    struct Kept {
        Expr handle;
        Expr flow;
    };
    Kept madeArray(const std::string& name) const {
        const auto made =
            g.scope.opList("TensorArrayV3", {g.constant(name + "/size", stepCount())},
                           {{"dtype", DType::Float}, {"element_shape", PartialShape()}}, name);
        return {made[0], made[1]};
    }
    Kept inputsOf(const Expr& xs) const {
        if (m_sizes.keeps == LoopSizes::Keeps::Lists) {
            const Expr any = g.constant("xs/any", Tensor::scalar<std::int32_t>(-1));
            return {invariant(g.op("TensorListFromTensor", {xs, any}, "xs/list")), {}};
        }
        const Kept array = madeArray("xs/array");
        const Expr flow = g.op("TensorArrayScatterV3",
                               {array.handle, g.constant("xs/rows", rowNumbers()), xs, array.flow},
                               "xs/unstacked");
        return {invariant(array.handle), invariant(flow)};
    }
    Kept results() const {
        if (m_sizes.keeps == LoopSizes::Keeps::Lists) {
            const Expr element = g.constant("hs/shape", resultShape());
            return {{},
                    g.scope.op("TensorListReserve", {element, g.constant("hs/size", stepCount())},
                               {{"element_dtype", DType::Float}}, "hs/list")};
        }
        return madeArray("hs/array");
    }
    Expr read(const Kept& from, const Expr& xs, const Expr& i, const Scope& body) const {
        const AttrMap type{{"dtype", DType::Float}};
        switch (m_sizes.keeps) {
            case LoopSizes::Keeps::Arrays:
                return g.scope.op("TensorArrayReadV3", {from.handle, i, from.flow}, type, "x");
            case LoopSizes::Keeps::Lists:
                return g.scope.op(
                    "TensorListGetItem",
                    {from.handle, i, body.constant(Tensor::scalar<std::int32_t>(-1), "any")},
                    {{"element_dtype", DType::Float}}, "x");
            default:
                return g.op("GatherV2",
                            {xs, i, body.constant(Tensor::scalar<std::int32_t>(0), "axis0")}, "x");
        }
    }
    Expr written(const Expr& handle, const Expr& kept, const Expr& i, const Expr& value) const {
        return m_sizes.keeps == LoopSizes::Keeps::Arrays
                   ? g.op("TensorArrayWriteV3", {handle, i, value, kept}, "write")
                   : g.op("TensorListSetItem", {kept, i, value}, "write");
    }
    /// All results; their shape is known, so that nothing of the step is counted by the processor.
    Expr together(const Expr& handle, const Expr& kept) const {
        if (m_sizes.keeps == LoopSizes::Keeps::Arrays) {
            return g.scope.op("TensorArrayGatherV3",
                              {handle, g.constant("hs/rows", rowNumbers()), kept},
                              {{"dtype", DType::Float},
                               {"element_shape", PartialShape{m_sizes.batch, m_sizes.units}}},
                              "result");
        }
        return g.scope.op("TensorListStack", {kept, g.constant("hs/element", resultShape())},
                          {{"element_dtype", DType::Float}, {"num_elements", m_sizes.steps}},
                          "result");
    }
    Tensor resultShape() const {
        return int32s(
            {static_cast<std::int32_t>(m_sizes.batch), static_cast<std::int32_t>(m_sizes.units)});
    }
    Tensor stepCount() const { return Tensor::scalar(static_cast<std::int32_t>(m_sizes.steps)); }
    Tensor rowNumbers() const {
        Tensor made = *Tensor::allocate(DType::Int32, Shape{m_sizes.steps});
        const auto numbers = made.mutableValues<std::int32_t>();
        for (std::size_t i = 0; i < numbers.size(); ++i) {
            numbers[i] = static_cast<std::int32_t>(i);
        }
        return made;
    }

    Expr run(const Expr& xs, const Expr& w, const Expr& b) {
        const Expr zero = g.constant("zero", zeros(Shape{m_sizes.batch, m_sizes.units}));
        LoopVariable i = begin(g.constant("first", Tensor::scalar<std::int32_t>(0)));
        LoopVariable c = begin(zero);
        LoopVariable h = begin(zero);
        const bool isKept = m_sizes.keeps != LoopSizes::Keeps::Nothing;
        const Kept inputs = isKept ? inputsOf(xs) : Kept();
        const Kept made = isKept ? results() : Kept();
        LoopVariable out = isKept ? begin(made.flow) : LoopVariable();
        const Expr writing = made.handle.valid() ? invariant(made.handle) : Expr();
        const Expr enteredXs = isKept ? Expr() : invariant(xs);
        const Expr enteredW = invariant(w);
        const Expr enteredB = invariant(b);
        const Scope asking = g.scope.after({i.merge.endpoint().node});
        Expr limit = asking.constant(
            Tensor::scalar<std::int32_t>(static_cast<std::int32_t>(m_sizes.steps)), "limit");
        if (m_sizes.feedsCount) {
            limit = invariant(
                g.scope.op("Placeholder", {},
                           {{"dtype", DType::Int32}, {"shape", PartialShape::scalar()}}, "n"));
        }
        Expr goesOn = g.op("Less", {i.merge, limit}, "less");
        if (m_sizes.asksTheCard) {
            const Expr sum = g.op("Sum", {c.merge, asking.constant(int32s({0, 1}), "all")}, "sum");
            const Expr isSmall =
                g.op("Less", {sum, asking.constant(Tensor::scalar(1e6F), "much")}, "small");
            goesOn = g.op("LogicalAnd", {goesOn, isSmall}, "both");
        }
        const Expr on = g.op("LoopCond", {goesOn}, "on");
        for (LoopVariable* v : {&i, &c, &h}) { choose(*v, on); }
        if (isKept) { choose(out, on); }
        const Scope body = g.scope.after({i.inside.endpoint().node});
        const Expr axis1 = body.constant(Tensor::scalar<std::int32_t>(1), "axis1");
        const Expr x = read(inputs, enteredXs, i.inside, body);
        const Expr joined = g.op("ConcatV2", {x, h.inside, axis1}, "joined");
        const Expr gates =
            g.op("BiasAdd", {g.op("MatMul", {joined, enteredW}, "product"), enteredB}, "gates");
        const auto parts =
            g.scope.opList("Split", {axis1, gates}, {{"num_split", std::int64_t{4}}}, "parts");
        const Expr one = body.constant(Tensor::scalar(1.0F), "one");
        const Expr keeps = g.op("Sigmoid", {g.op("AddV2", {parts[2], one}, "forget")}, "keeps");
        const Expr kept = g.op("Mul", {c.inside, keeps}, "kept");
        const Expr fresh = g.op(
            "Mul", {g.op("Sigmoid", {parts[0]}, "takes"), g.op("Tanh", {parts[1]}, "candidate")},
            "fresh");
        const Expr nextC = g.op("AddV2", {kept, fresh}, "next_c");
        const Expr nextH =
            g.op("Mul", {g.op("Tanh", {nextC}, "shown"), g.op("Sigmoid", {parts[3]}, "shows")},
                 "next_h");
        const Expr step = body.constant(Tensor::scalar<std::int32_t>(1), "step");
        close(i, g.op("AddV2", {i.inside, step}, "next_i"));
        close(c, nextC);
        close(h, nextH);
        if (isKept) {
            close(out, written(writing, out.inside, i.inside, nextH));
            return together(made.handle, g.scope.op("Exit", {g.scope.expr({out.way, 0})}));
        }
        return g.scope.op("Exit", {g.scope.expr({h.way, 0})}, {}, "result");
    }
    static Tensor zeros(const Shape& shape) {
        Tensor made = *Tensor::allocate(DType::Float, shape);
        for (float& value : made.mutableValues<float>()) { value = 0; }
        return made;
    }

    const LoopSizes m_sizes;
};

}  // namespace weft::test
