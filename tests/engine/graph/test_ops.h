// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QByteArray>
#include <QFile>
#include <string>
#include <string_view>
#include <vector>

#include "engine/graph/graph.h"
#include "engine/graph/op_registry.h"
#include "engine/graph/shape_rules.h"

/// @file
/// Tiny ops for tests of the graph layer, which must not depend on the real ones. Those that carry
/// a real name (files need them) are only added where the engine has none of that name.

namespace weft::test {

struct TestOp {
    std::string name;
    std::vector<std::string> inputs = {};
    std::vector<std::string> outputs = {};
    std::vector<std::string> attrs = {};
    ShapeFunction shape = unknownShapes;
    bool isStateful = false;
};

inline std::string addTestOp(const TestOp& op) {
    OpDef def;
    def.name = op.name;
    for (const std::string& text : op.attrs) { def.attrs.push_back(parseAttr(text).value()); }
    for (const std::string& text : op.inputs) { def.inputs.push_back(parseArg(text, "").value()); }
    for (const std::string& text : op.outputs) {
        def.outputs.push_back(parseArg(text, "").value());
    }
    def.shape = op.shape;
    def.isStateful = op.isStateful;
    if (OpRegistry::global().find(op.name) != nullptr) { return {}; }
    return OpRegistry::global().add(std::move(def)).ToString();
}

/// Wraps a shape function of one output.
inline ShapeFunction oneShape(Result<PartialShape> (*function)(const ShapeContext&)) {
    return [function](const ShapeContext& context) -> Result<std::vector<PartialShape>> {
        return std::vector<PartialShape>{WEFT_TRY(function(context))};
    };
}

inline Result<PartialShape> shapeOfValueAttr(const ShapeContext& context) {
    return WEFT_TRY(context.attr<StoredTensorPtr>("value"))->shape();
}

inline Result<PartialShape> shapeOfShapeAttr(const ShapeContext& context) {
    return context.attr<PartialShape>("shape");
}

/// Adds all of them; may be called again.
inline void addTestOps() {
    const ShapeFunction same = oneShape(sameShape);
    addTestOp({.name = "TestUnary",
               .inputs = {"x: T"},
               .outputs = {"y: T"},
               .attrs = {"T: type"},
               .shape = same});
    addTestOp({.name = "TestBinary",
               .inputs = {"x: T", "y: T"},
               .outputs = {"z: T"},
               .attrs = {"T: {float, double, int32}"},
               .shape = oneShape(broadcastShape)});
    addTestOp({.name = "TestSum",
               .inputs = {"x: N * T"},
               .outputs = {"y: T"},
               .attrs = {"N: int >= 1", "T: type"},
               .shape = oneShape(mergedShape)});
    addTestOp({.name = "TestPair",
               .inputs = {"x: T"},
               .outputs = {"a: T", "b: int32"},
               .attrs = {"T: type"}});
    addTestOp({.name = "TestList",
               .inputs = {"x: Tin"},
               .outputs = {"y: Tout"},
               .attrs = {"Tin: list(type) >= 0", "Tout: list(type) = []"}});
    addTestOp({.name = "TestVariable",
               .outputs = {"ref: Ref(dtype)"},
               .attrs = {"dtype: type", "shape: shape"},
               .shape = oneShape(shapeOfShapeAttr),
               .isStateful = true});
    addTestOp({.name = "TestAssign",
               .inputs = {"ref: Ref(T)", "value: T"},
               .outputs = {"out: Ref(T)"},
               .attrs = {"T: type"},
               .shape = same});
    addTestOp({.name = "TestReduce",
               .inputs = {"x: T", "axes: int32"},
               .outputs = {"y: T"},
               .attrs = {"T: type", "keep_dims: bool = false"},
               .shape = oneShape(reductionShape)});
    addTestOp({.name = "TestOld",
               .inputs = {"x: T"},
               .outputs = {"y: T"},
               .attrs = {"T: type"},
               .shape = same});
    addTestOp({.name = "Const",
               .outputs = {"output: dtype"},
               .attrs = {"value: tensor", "dtype: type"},
               .shape = oneShape(shapeOfValueAttr)});
    addTestOp({.name = "Placeholder",
               .outputs = {"output: dtype"},
               .attrs = {"dtype: type", "shape: shape = <unknown>"},
               .shape = oneShape(shapeOfShapeAttr)});
    addTestOp({.name = "PlaceholderWithDefault",
               .inputs = {"input: dtype"},
               .outputs = {"output: dtype"},
               .attrs = {"dtype: type", "shape: shape"},
               .shape = oneShape(shapeOfShapeAttr)});
    addTestOp({.name = "VariableV2",
               .outputs = {"ref: Ref(dtype)"},
               .attrs = {"shape: shape", "dtype: type", "container: string = ''",
                         "shared_name: string = ''"},
               .shape = oneShape(shapeOfShapeAttr),
               .isStateful = true});
    addTestOp({.name = "Identity",
               .inputs = {"input: T"},
               .outputs = {"output: T"},
               .attrs = {"T: type"},
               .shape = same});
    addTestOp({.name = "Neg",
               .inputs = {"x: T"},
               .outputs = {"y: T"},
               .attrs = {"T: {bfloat16, half, float, double, int8, int16, int32, int64, "
                         "complex64, complex128}"},
               .shape = same});
    addTestOp({.name = "Add",
               .inputs = {"x: T", "y: T"},
               .outputs = {"z: T"},
               .attrs = {"T: numbertype"},
               .shape = oneShape(broadcastShape)});
    addTestOp({.name = "AddN",
               .inputs = {"inputs: N * T"},
               .outputs = {"sum: T"},
               .attrs = {"N: int >= 1", "T: numbertype"},
               .shape = oneShape(mergedShape)});
    addTestOp({.name = "Pack",
               .inputs = {"values: N * T"},
               .outputs = {"output: T"},
               .attrs = {"N: int >= 1", "T: type", "axis: int = 0"}});
    addTestOp({.name = "NoOp", .shape = noOutputs});
}

/// The node's id, or a failing check in the caller when adding failed.
inline Result<NodeId> addPlaceholder(Graph& graph, const std::string& name,
                                     DType type = DType::Float, PartialShape shape = {}) {
    return graph.add({.name = name,
                      .op = "Placeholder",
                      .attrs = {{"dtype", type}, {"shape", std::move(shape)}}});
}

inline Result<NodeId> addConstant(Graph& graph, const std::string& name, const Tensor& value) {
    return graph.add(
        {.name = name,
         .op = "Const",
         .attrs = {{"dtype", value.dtype()}, {"value", StoredTensor::fromTensor(value)}}});
}

/// Bytes of a file under the source tree; empty where there is none.
inline std::string sourceFile(const std::string& path) {
    QFile file(QString::fromStdString(WEFT_SOURCE_DIR "/" + path));
    if (!file.open(QIODevice::ReadOnly)) { return {}; }
    return file.readAll().toStdString();
}

}  // namespace weft::test
