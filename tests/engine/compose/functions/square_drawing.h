// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>

#include "engine/compose/functions/bars.h"
#include "engine/compose/functions/gradient_function.h"
#include "engine/compose/functions/make_function.h"
#include "engine/proto/function.pb.h"
#include "engine/runtime/session.h"
#include "tests/engine/compose/fixture.h"

/// @file
/// A drawn function whose gradients are looked at.

namespace weft::test {

using Pairs = std::vector<std::pair<std::string, std::string>>;

inline void edit(Drawing& drawing, const std::function<Status(Edit&, const Expansion&)>& fill) {
    Edit edit(drawing.document);
    must(fill(edit, expandForward(drawing.document)));
    must(drawing.document.apply(must(edit.finish())));
}

inline MadeGradient makeGradient(Drawing& drawing, ItemId function) {
    MadeGradient made;
    edit(drawing, [&](Edit& e, const Expansion& expansion) -> Status {
        made = WEFT_TRY(makeGradientFunction(e, expansion, function));
        return okStatus();
    });
    return made;
}

/// y = square(x) = x * x of a scalar, and dy/dx as the item `g`.
struct Square {
    Drawing drawing;
    ItemId function, product, call;
    explicit Square(DType type = DType::Float) {
        const ItemId x = drawing.placeholder("x", type, PartialShape::scalar());
        product = drawing.op("product", "Mul");
        drawing.wire(x, "output", product, "x");
        drawing.wire(x, "output", product, "y");
        drawing.wire(product, "z", drawing.op("y", "Identity"), "input");
        edit(drawing, [&](Edit& e, const Expansion& expansion) -> Status {
            const MadeFunction made = WEFT_TRY(makeFunction(e, {product}, expansion, "square"));
            function = made.function;
            call = made.call;
            return okStatus();
        });
    }
    void differentiate() {
        const ItemId g = drawing.recipe("g", "Gradients", {});
        drawing.wire(drawing.document.itemNamed("y")->id, "output", g, "y");
        drawing.wire(drawing.document.itemNamed("x")->id, "output", g, "x");
    }
    const Document& document() const { return drawing.document; }
    ItemId gradient() const {
        const Item* gradient = gradientFunctionOf(document(), function);
        return gradient == nullptr ? ItemId{} : gradient->id;
    }
    const Item& in(ItemId body, const std::string& name) const {
        for (const Item* item : document().children(body)) {
            if (item->name == name && !isResult(*item)) { return *item; }
        }
        qFatal("nothing is called %s", name.c_str());
    }
    /// The gradient becomes seven times what comes in.
    void makeSevenfold() {
        const ItemId g = makeGradient(drawing, function).function;
        const ItemId seven = drawing.op(
            "seven", "Const",
            {{"dtype", DType::Float}, {"value", StoredTensor::fromTensor(Tensor::scalar(7.0F))}},
            g);
        const ItemId times = drawing.op("times", "Mul", {}, g);
        drawing.wire(seven, "output", times, "x");
        drawing.wire(in(g, "grad_product").id, "output", times, "y");
        drawing.wire(times, "z", resultsOf(document(), g).front()->id, "input");
    }
};

/// What the gradient item `g` gives at x = 3.
inline float gradientAtThree(const Document& document) {
    const Expansion expansion = expandDocument(document);
    if (expansion.hasErrors()) { qFatal("%s", findingsText(expansion).c_str()); }
    const auto session = must(Session::create(expansion.graph));
    const ItemId g = document.itemNamed("g")->id;
    const std::string fetch = expansion.graph.nameOf(*expansion.tensorAt({g, "dydx"}));
    const RunRequest request{.feeds = {{"x", Tensor::scalar(3.0F)}}, .fetches = {fetch}};
    return must(session->run(request)).front().values<float>()[0];
}

inline Pairs gradientsIn(const std::string& libraryBytes) {
    tensorflow::FunctionDefLibrary library;
    if (!library.ParseFromString(libraryBytes)) { qFatal("no library"); }
    Pairs pairs;
    for (const auto& def : library.gradient()) {
        pairs.emplace_back(def.function_name(), def.gradient_func());
    }
    return pairs;
}

inline Pairs gradientsOf(const Document& document) {
    return gradientsIn(expandForward(document).graph.libraryBytes);
}

inline QStringList names(const std::vector<const Item*>& items) {
    QStringList all;
    for (const Item* item : items) { all << QString::fromStdString(item->name); }
    return all;
}

}  // namespace weft::test
