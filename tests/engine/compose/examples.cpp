// SPDX-License-Identifier: Apache-2.0
/// @file
/// Drawings laid out from left to right on a grid, tight enough for the Fashion MLP to be read
/// whole in a window of 1366 x 768.

#include "tests/engine/compose/examples.h"

#include <cmath>

namespace weft::test {
namespace {

constexpr double kColumn = 192;
constexpr double kRow = 128;

StoredTensorPtr stored(const Tensor& tensor) { return StoredTensor::fromTensor(tensor); }

/// Draws one example in one edit.
class Sketch {
public:
    explicit Sketch(std::string title) : m_edit(m_base) {
        m_settings = m_base.settings();
        m_settings.title = std::move(title);
    }

    struct At {
        double column;
        double row;
    };
    ItemId op(At at, const std::string& name, const std::string& type, AttrMap attrs = {}) {
        return place(at, name, OpItem{type, std::move(attrs), {}, {}});
    }
    ItemId recipe(At at, const std::string& name, const std::string& type,
                  AttrMap parameters = {}) {
        return place(at, name, RecipeItem{type, std::move(parameters), {}});
    }
    ItemId constant(At at, const std::string& name, const Tensor& value) {
        return op(at, name, "Const", {{"dtype", value.dtype()}, {"value", stored(value)}});
    }
    ItemId variable(At at, const std::string& name, float value) {
        return recipe(at, name, "Variable", {{"value", stored(Tensor::scalar(value))}});
    }
    ItemId placeholder(At at, const std::string& name, DType type, const PartialShape& shape) {
        return op(at, name, "Placeholder", {{"dtype", type}, {"shape", shape}});
    }
    ItemId data(At at, DataItem data) { return place(at, "data", std::move(data)); }
    void note(At at, double width, const std::string& text) {
        Item item;
        item.name = "note";
        item.x = at.column * kColumn;
        item.y = at.row * kRow;
        item.width = width;
        item.what = NoteItem{text};
        m_edit.add(std::move(item));
    }
    /// "y" of the one into "x" of the other.
    void wire(const PortRef& from, const PortRef& to, std::vector<Conversion> conversions = {}) {
        const Result<ItemId> made = m_edit.connect(from, to, std::move(conversions));
        if (!made.ok() && m_failed.ok()) { m_failed = made.status(); }
    }
    void row(RunRow row) {
        row.order = ++m_rows;
        m_edit.put(std::move(row));
    }
    Settings& settings() { return m_settings; }

    Result<Example> finish(std::string file) {
        WEFT_TRY(m_failed);
        m_edit.put(m_settings);
        Document document;
        WEFT_TRY(document.apply(WEFT_TRY(m_edit.finish())));
        return Example{std::move(file), std::move(document)};
    }

private:
    template <class What>
    ItemId place(At at, const std::string& name, What what) {
        Item item;
        item.name = name;
        item.x = at.column * kColumn;
        item.y = at.row * kRow;
        item.what = std::move(what);
        return m_edit.add(std::move(item));
    }
    Document m_base;
    Edit m_edit;
    Settings m_settings;
    Status m_failed;
    int m_rows = 0;
};

RunRow trainRow(ItemId optimizer, std::vector<PortRef> fetches, std::int64_t batch) {
    RunRow row;
    row.name = "train";
    row.targets = {optimizer};
    row.fetches = std::move(fetches);
    row.split = "train";
    row.mode = RunRow::Mode::Training;
    row.batch = batch;
    return row;
}

RunRow validateRow(std::vector<PortRef> fetches, std::int64_t batch) {
    RunRow row;
    row.name = "validate";
    row.fetches = std::move(fetches);
    row.split = "test";
    row.unit = RunRow::Unit::Epoch;
    row.batch = batch;
    return row;
}

Result<Example> neuron() {
    Sketch s("A neuron");
    const ItemId x = s.constant({0, 0}, "x", Tensor::scalar(1.0F));
    const ItemId w = s.variable({0, 1}, "Variable", 0.8F);
    const ItemId y = s.op({1, 0.5}, "y", "Mul");
    const ItemId target = s.constant({1, 1.5}, "target", Tensor::scalar(0.0F));
    const ItemId error = s.op({2, 0.75}, "error", "Sub");
    const ItemId loss = s.op({3, 0.75}, "loss", "Square");
    const ItemId train =
        s.recipe({4, 0.75}, "GradientDescent", "GradientDescent", {{"learning_rate", 0.025F}});
    s.wire({w, "value"}, {y, "x"});
    s.wire({x, "output"}, {y, "y"});
    s.wire({y, "z"}, {error, "x"});
    s.wire({target, "output"}, {error, "y"});
    s.wire({error, "z"}, {loss, "x"});
    s.wire({loss, "y"}, {train, "loss"});
    s.note(
        {0, -1.1}, 640,
        "The smallest thing that learns: y = Variable * x, and y should be 0. Step (F10) and watch "
        "the weight go from 0.8 to 0.76, by the rate of 0.025 times its gradient of 1.6; Train "
        "(F5) makes 100 steps.");
    s.row(trainRow(train, {{loss, "y"}, {y, "z"}}, 0));
    s.settings().steps = 100;
    return s.finish("neuron.weft");
}

Result<Example> cosine() {
    Sketch s("y = cos x and its derivative");
    constexpr int kPoints = 25;
    std::vector<float> points;
    for (int i = 0; i < kPoints; ++i) {
        points.push_back(static_cast<float>(2 * std::acos(-1.0) * i / (kPoints - 1)));
    }
    const ItemId x = s.constant({0, 0.5}, "x", Tensor::ofValues<float>(Shape{kPoints}, points));
    const ItemId y = s.op({1, 0}, "y", "Cos");
    const ItemId dydx = s.recipe({2, 0.5}, "gradients", "Gradients");
    s.wire({x, "output"}, {y, "x"});
    s.wire({y, "y"}, {dydx, "y"});
    s.wire({x, "output"}, {dydx, "x"});
    s.note({0, -1.1}, 640,
           "A derivative is a graph too: open gradients to see -sin x as nodes. Run (Ctrl+Enter) "
           "gives y and dy/dx at 25 points from 0 to 2 pi.");
    return s.finish("cos.weft");
}

Result<Example> linearRegression() {
    Sketch s("Linear regression by hand");
    const ItemId data = s.data({0, 0.5}, {"iris",
                                          0.8,
                                          1,
                                          {{"petal_length", DType::Float, PartialShape::scalar()},
                                           {"petal_width", DType::Float, PartialShape::scalar()}}});
    const ItemId x = s.placeholder({1, 0}, "x", DType::Float, {-1});
    const ItemId wanted = s.placeholder({1, 2}, "width", DType::Float, {-1});
    const ItemId w = s.variable({1, 1}, "w", 0);
    const ItemId product = s.op({2, 0.25}, "product", "Mul");
    const ItemId b = s.variable({2, 1.25}, "b", 0);
    const ItemId y = s.op({3, 0.5}, "y", "AddV2");
    const ItemId loss = s.recipe({4, 1}, "loss", "SquaredError");
    const ItemId train =
        s.recipe({5, 1}, "GradientDescent", "GradientDescent", {{"learning_rate", 0.02F}});
    s.wire({data, "petal_length"}, {x, "value"});
    s.wire({data, "petal_width"}, {wanted, "value"});
    s.wire({x, "output"}, {product, "x"});
    s.wire({w, "value"}, {product, "y"});
    s.wire({product, "z"}, {y, "x"});
    s.wire({b, "value"}, {y, "y"});
    s.wire({y, "z"}, {loss, "predictions"});
    s.wire({wanted, "output"}, {loss, "targets"});
    s.wire({loss, "loss"}, {train, "loss"});
    s.note({0, -1.1}, 640,
           "How wide is a petal of this length? Train (F5) and watch w and b draw the line y = w x "
           "+ b "
           "through 150 irises, while the mean squared error falls.");
    s.row(trainRow(train, {{loss, "loss"}, {w, "value"}, {b, "value"}}, 30));
    s.row(validateRow({{loss, "loss"}}, 0));
    s.settings().epochs = 40;
    return s.finish("linear_regression.weft");
}

Result<Example> digitsSoftmax() {
    Sketch s("Digits with one layer");
    const ItemId data = s.data({0, 0.5}, {"digits",
                                          0.8,
                                          1,
                                          {{"features", DType::Float, PartialShape{64}},
                                           {"class", DType::Int64, PartialShape::scalar()}}});
    const ItemId x = s.placeholder({1, 0}, "x", DType::Float, {-1, 64});
    const ItemId labels = s.placeholder({1, 1}, "labels", DType::Int64, {-1});
    const ItemId logits = s.recipe({2, 0}, "logits", "Dense", {{"units", std::int64_t{10}}});
    const ItemId loss = s.recipe({3, 0}, "loss", "SoftmaxLoss");
    const ItemId accuracy = s.recipe({3, 1}, "accuracy", "Accuracy");
    const ItemId train =
        s.recipe({4, 0}, "GradientDescent", "GradientDescent", {{"learning_rate", 0.5F}});
    s.wire({data, "features"}, {x, "value"}, {Conversion::scale(1.0 / 16)});
    s.wire({data, "class"}, {labels, "value"});
    s.wire({x, "output"}, {logits, "x"});
    s.wire({logits, "y"}, {loss, "logits"});
    s.wire({labels, "output"}, {loss, "labels"});
    s.wire({logits, "y"}, {accuracy, "logits"});
    s.wire({labels, "output"}, {accuracy, "labels"});
    s.wire({loss, "loss"}, {train, "loss"});
    s.note(
        {0, -1.1}, 640,
        "1,797 handwritten digits of 8 x 8 pixels: each of the ten scores is a weighted sum of the "
        "pixels, no more. Watch accuracy: about 96 of 100 digits it never saw come out right.");
    s.row(trainRow(train, {{loss, "loss"}}, 50));
    s.row(validateRow({{loss, "loss"}, {accuracy, "accuracy"}}, 0));
    s.settings().epochs = 20;
    return s.finish("digits_softmax.weft");
}

DataItem fashion() {
    return {"fashion-mnist",
            0,
            0,
            {{"images", DType::UInt8, PartialShape{28, 28}},
             {"labels", DType::UInt8, PartialShape::scalar()}}};
}

/// Loss, accuracy, Adam and the run sheet behind scores at `logits`.
void classify(Sketch& s, double column, ItemId logits, ItemId labels, float rate,
              std::int64_t batch) {
    const ItemId loss = s.recipe({column, 0}, "loss", "SoftmaxLoss");
    const ItemId accuracy = s.recipe({column, 1}, "accuracy", "Accuracy");
    const ItemId adam = s.recipe({column + 1, 0}, "Adam", "Adam", {{"learning_rate", rate}});
    s.wire({logits, "y"}, {loss, "logits"});
    s.wire({labels, "output"}, {loss, "labels"});
    s.wire({logits, "y"}, {accuracy, "logits"});
    s.wire({labels, "output"}, {accuracy, "labels"});
    s.wire({loss, "loss"}, {adam, "loss"});
    s.row(trainRow(adam, {{loss, "loss"}, {accuracy, "accuracy"}}, batch));
    s.row(validateRow({{loss, "loss"}, {accuracy, "accuracy"}}, 500));
    s.settings().epochs = 5;
}

Result<Example> fashionMlp() {
    Sketch s("Fashion MLP");
    const ItemId data = s.data({0, 0.5}, fashion());
    const ItemId x = s.placeholder({1, 0}, "x", DType::Float, {-1, 784});
    const ItemId labels = s.placeholder({1, 1}, "labels", DType::Int64, {-1});
    const std::string relu = "relu";
    const ItemId hidden1 =
        s.recipe({2, 0}, "hidden1", "Dense", {{"units", std::int64_t{256}}, {"activation", relu}});
    const ItemId hidden2 =
        s.recipe({3, 0}, "hidden2", "Dense", {{"units", std::int64_t{128}}, {"activation", relu}});
    const ItemId logits = s.recipe({4, 0}, "logits", "Dense", {{"units", std::int64_t{10}}});
    s.wire({data, "images"}, {x, "value"},
           {Conversion::scale(1.0 / 255), Conversion::reshape(PartialShape{784})});
    s.wire({data, "labels"}, {labels, "value"}, {Conversion::cast(DType::Int64)});
    s.wire({x, "output"}, {hidden1, "x"});
    s.wire({hidden1, "y"}, {hidden2, "x"});
    s.wire({hidden2, "y"}, {logits, "x"});
    classify(s, 5, logits, labels, 0.0005F, 50);
    s.note(
        {0, -1.1}, 640,
        "60,000 pictures of clothes, each seen as a row of 784 pixels by two hidden layers. Watch "
        "the accuracy of train and of validate: they part while about 88 of 100 pictures that "
        "it never saw come out right.");
    return s.finish("fashion_mlp.weft");
}

Result<Example> fashionCnn() {
    Sketch s("Fashion CNN");
    const ItemId data = s.data({0, 0.5}, fashion());
    const ItemId x = s.placeholder({1, 0}, "x", DType::Float, {-1, 28, 28, 1});
    const ItemId labels = s.placeholder({1, 1}, "labels", DType::Int64, {-1});
    const std::string relu = "relu";
    const ItemId conv1 =
        s.recipe({2, 0}, "conv1", "Conv2D", {{"filters", std::int64_t{16}}, {"activation", relu}});
    const ItemId pool1 = s.recipe({3, 0}, "pool1", "MaxPool");
    const ItemId conv2 =
        s.recipe({4, 0}, "conv2", "Conv2D", {{"filters", std::int64_t{32}}, {"activation", relu}});
    const ItemId pool2 = s.recipe({5, 0}, "pool2", "MaxPool");
    const ItemId flatten = s.recipe({6, 0}, "flatten", "Flatten");
    const ItemId hidden =
        s.recipe({7, 0}, "hidden", "Dense", {{"units", std::int64_t{128}}, {"activation", relu}});
    const ItemId dropout = s.recipe({8, 0}, "dropout", "Dropout", {{"rate", 0.25F}});
    const ItemId logits = s.recipe({9, 0}, "logits", "Dense", {{"units", std::int64_t{10}}});
    s.wire({data, "images"}, {x, "value"},
           {Conversion::scale(1.0 / 255), Conversion::reshape(PartialShape{28, 28, 1})});
    s.wire({data, "labels"}, {labels, "value"}, {Conversion::cast(DType::Int64)});
    s.wire({x, "output"}, {conv1, "x"});
    ItemId last = conv1;
    for (const ItemId next : {pool1, conv2, pool2, flatten, hidden, dropout, logits}) {
        s.wire({last, "y"}, {next, "x"});
        last = next;
    }
    classify(s, 10, logits, labels, 0.001F, 32);
    s.note({0, -1.1}, 640,
           "The same clothes, seen as pictures: convolutions find edges and shapes, pooling halves "
           "the "
           "picture. Compare validate with the Fashion MLP's: about 91 of 100, with a quarter of "
           "the hidden units dropped at random while training, none in validation.");
    return s.finish("fashion_cnn.weft");
}

}  // namespace

Result<std::vector<Example>> examples() {
    std::vector<Example> all;
    for (const auto make :
         {neuron, cosine, linearRegression, digitsSoftmax, fashionMlp, fashionCnn}) {
        all.push_back(WEFT_TRY(make()));
    }
    return all;
}

}  // namespace weft::test
