// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/document/op_category.h"

#include <QCoreApplication>
#include <QHash>
#include <QSet>
#include <array>

#include "engine/weft.h"

namespace weft::ui {
namespace {

/// Types by category; recipes under the names that a person places them by.
struct Names {
    Category category;
    const char* types;
};

constexpr std::array<Names, 7> kNames = {{
    {Category::Array,
     "Fill ZerosLike OnesLike Shape ShapeN Size Rank Reshape ExpandDims Squeeze Transpose "
     "InvertPermutation Concat ConcatV2 Slice StridedSlice StridedSliceGrad Pack Unpack Pad Tile "
     "Gather GatherV2 OneHot Range BroadcastGradientArgs BroadcastTo DynamicStitch Flatten Split "
     "Identity IdentityN Cast Const"},
    {Category::Nn,
     "BiasAdd BiasAddGrad Relu ReluGrad Softmax LogSoftmax SoftmaxCrossEntropyWithLogits "
     "SparseSoftmaxCrossEntropyWithLogits Conv2D Conv2DBackpropInput Conv2DBackpropFilter MaxPool "
     "MaxPoolGrad AvgPool InTopK L2Loss LRN Dense Dropout SoftmaxLoss SquaredError Accuracy Tanh "
     "TanhGrad Sigmoid SigmoidGrad Loss"},
    {Category::State, "VariableV2 Variable VarHandleOp Assign AssignAdd AssignSub ReadVariableOp"},
    {Category::Data,
     "Placeholder PlaceholderWithDefault Data DataSource RandomUniform "
     "RandomStandardNormal TruncatedNormal"},
    {Category::Train,
     "ApplyGradientDescent ApplyMomentum ApplyAdam GradientDescent Momentum Adam "
     "StopGradient PreventGradient Gradients"},
    {Category::Control, "NoOp Switch Merge Enter Exit NextIteration LoopCond Cond While"},
    {Category::Io,
     "SaveV2 RestoreV2 Save ScalarSummary HistogramSummary MergeSummary ReadFile "
     "WriteFile Print"},
}};

QHash<QString, Category> table() {
    QHash<QString, Category> made;
    for (const Names& names : kNames) {
        for (const QString& type : QString::fromLatin1(names.types).split(' ')) {
            made.insert(type, names.category);
        }
    }
    return made;
}

/// As the op's or recipe's own contract says.
Category categoryByContract(const QString& type) {
    static const QHash<QString, Category> known = {
        {QStringLiteral("array"), Category::Array},     {QStringLiteral("nn"), Category::Nn},
        {QStringLiteral("state"), Category::State},     {QStringLiteral("data"), Category::Data},
        {QStringLiteral("random"), Category::Data},     {QStringLiteral("train"), Category::Train},
        {QStringLiteral("control"), Category::Control}, {QStringLiteral("io"), Category::Io}};
    const std::string name = type.toStdString();
    const RecipeDef* recipe = findRecipe(name);
    const OpDef* def = recipe != nullptr ? &recipe->signature : OpRegistry::global().find(name);
    if (def == nullptr) { return Category::Math; }
    return known.value(QString::fromStdString(def->category), Category::Math);
}

}  // namespace

Category categoryOfOp(const QString& type) {
    static const QHash<QString, Category> known = table();
    const auto found = known.constFind(type);
    return found != known.cend() ? *found : categoryByContract(type);
}

QString titleOfCategory(Category category) {
    const auto words = [](const char* text) {
        return QCoreApplication::translate("weft::ui::Category", text);
    };
    switch (category) {
        case Category::Math:
            return words("Math");
        case Category::Array:
            return words("Arrays");
        case Category::Nn:
            return words("Neural networks");
        case Category::State:
            return words("Variables");
        case Category::Data:
            return words("Data, random");
        case Category::Train:
            return words("Training");
        case Category::Control:
            return words("Control");
        case Category::Io:
            return words("Files and summaries");
    }
    return {};
}

bool isSummaryOp(const QString& op) {
    // MergeSummary is none: it gathers as many as there are.
    static const QSet<QString> kOps = {
        QStringLiteral("ScalarSummary"),   QStringLiteral("HistogramSummary"),
        QStringLiteral("ImageSummary"),    QStringLiteral("AudioSummary"),
        QStringLiteral("AudioSummaryV2"),  QStringLiteral("TensorSummary"),
        QStringLiteral("TensorSummaryV2"),
    };
    return kOps.contains(op);
}

}  // namespace weft::ui
