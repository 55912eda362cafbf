// SPDX-License-Identifier: Apache-2.0
/// @file
/// Every op with inputs and attributes drawn without regard to what it wants: wrong ranks, dtypes,
/// sizes and indices, empty tensors, scalars, huge and negative numbers. It answers or fails with a
/// status that blames the graph or a limit, in good time.

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

#include "engine/base/strings.h"
#include "engine/graph/op_registry.h"
#include "engine/graph/scope.h"
#include "tests/engine/ops/hostile/hostile_values.h"
#include "tests/support/test_main.h"

namespace weft::test {
namespace {

/// Draws for an op; each is one node in a graph.
constexpr int kDraws = 600;
/// Longer than this is a hang, under sanitizers and load too.
constexpr std::chrono::seconds kLong{20};

const std::vector<DType> kTypes = {DType::Float,     DType::Float, DType::Double, DType::Int32,
                                   DType::Int64,     DType::Bool,  DType::String, DType::Half,
                                   DType::Complex64, DType::UInt8};

AttrValue drawnList(Dice& dice, std::string_view kind) {
    static const std::vector<std::vector<std::int64_t>> lists = {{},
                                                                 {1},
                                                                 {0},
                                                                 {-1},
                                                                 {1, 1, 1, 1},
                                                                 {1, 2, 2, 1},
                                                                 {1, 0, 0, 1},
                                                                 {1, -1, 2, 1},
                                                                 {2, 2, 2, 2},
                                                                 {1, INT32_MAX, INT32_MAX, 1},
                                                                 {1, INT64_MAX, 1, 1},
                                                                 {1, 1, 1, 1, 1},
                                                                 {1, 2, 1, 2, 1},
                                                                 {0, 0, 1, 1, 2, 0, 0, 0},
                                                                 {1, 1, 1},
                                                                 {3, 3, 3, 3, 3, 3}};
    if (kind == "list(int)") { return dice.pick(lists); }
    if (kind == "list(float)") { return std::vector<float>(dice.below(4), 0.5F); }
    if (kind == "list(type)") { return std::vector<DType>(dice.below(3) + 1, dice.pick(kTypes)); }
    if (kind == "list(shape)") { return std::vector<PartialShape>(dice.below(3)); }
    if (kind == "list(string)") { return std::vector<std::string>(dice.below(3), "a"); }
    if (kind == "list(bool)") { return std::vector<bool>(dice.below(3), true); }
    return std::monostate{};
}

AttrValue drawn(Dice& dice, const AttrDef& attr) {
    if (attr.kind == "type") {
        return attr.allowedTypes.empty() || dice.once(20) ? dice.pick(kTypes)
                                                          : dice.pick(attr.allowedTypes);
    }
    if (attr.kind == "int") {
        // A count of inputs stays small, since the node must be given as many.
        return dice.once(3) ? hostileInt(dice) : static_cast<std::int64_t>(1 + dice.below(3));
    }
    if (attr.kind == "float") { return static_cast<float>(hostileReal(dice)); }
    if (attr.kind == "bool") { return dice.once(2); }
    if (attr.kind == "string") {
        const bool isKnown = !attr.allowedStrings.empty() && !dice.once(20);
        return isKnown ? dice.pick(attr.allowedStrings) : std::string(dice.below(3), 'i');
    }
    if (attr.kind == "shape") {
        return dice.once(3) ? PartialShape::unknown() : PartialShape(hostileShape(dice));
    }
    if (attr.kind == "func") { return FunctionAttr{}; }
    return drawnList(dice, attr.kind);
}

AttrMap drawnAttrs(Dice& dice, const OpDef& op) {
    AttrMap attrs;
    for (const AttrDef& attr : op.attrs) {
        if (attr.kind == "tensor") {
            const DType type = attrs.getOr<DType>("dtype", DType::Float);
            const Tensor value = hostileTensor(dice, type, hostileShape(dice), 3);
            if (value.valid()) {
                attrs.set(attr.name, StoredTensorPtr(StoredTensor::fromTensor(value)));
            }
            continue;
        }
        // What has a default mostly keeps it.
        if (attr.defaultValue && attr.kind != "type" && !dice.once(3)) { continue; }
        attrs.set(attr.name, drawn(dice, attr));
    }
    for (const ArgDef& arg : op.inputs) {
        if (!arg.numberAttr.empty() && !dice.once(20)) {
            attrs.set(arg.numberAttr, static_cast<std::int64_t>(1 + dice.below(3)));
        }
    }
    return attrs;
}

/// One draw: the op among sources of all kinds.
class Draw {
public:
    Draw(const OpDef& op, int number)
        : m_op(op),
          m_dice(static_cast<std::uint64_t>(number) * 1000 + op.name.size() * 31 +
                 static_cast<std::uint64_t>(op.name[0])) {}

    /// @return the status, or ok.
    HostileEnd run() {
        const AttrMap attrs = drawnAttrs(m_dice, m_op);
        const auto types = expandSignature(m_op, attrs);
        if (!types.ok()) { return {types.status()}; }
        if (types->inputs.size() > 40 || types->outputs.size() > 1000) { return {}; }
        // Mostly all inputs have one shape or are scalars and vectors, as ops want them.
        m_shape = hostileShape(m_dice);
        std::vector<Endpoint> inputs;
        for (const SignatureTypes::Port& port : types->inputs) {
            const auto input = source(port, static_cast<int>(inputs.size()));
            if (!input.ok()) { return {input.status()}; }
            inputs.push_back(*input);
        }
        const auto node =
            m_graph.add({.name = "op", .op = m_op.name, .inputs = inputs, .attrs = attrs});
        if (!node.ok()) { return {node.status()}; }
        const Node& added = m_graph.node(*node);
        for (std::size_t k = 0; k < added.outputs.size(); ++k) {
            const bool isValue =
                !added.outputs[k].isRef && added.outputs[k].type != DType::Resource;
            if (isValue) { m_request.fetches.push_back(concat("op:", k)); }
        }
        m_request.targets.push_back("op");
        return runHostile(std::move(m_graph), m_request);
    }

private:
    Result<Endpoint> source(const SignatureTypes::Port& port, int i) {
        const std::string name = concat("in", i);
        const Shape shape = m_dice.once(2) ? m_shape : hostileShape(m_dice);
        if (port.isRef) { return variable(name, port.type, shape); }
        if (port.type == DType::Resource) {
            const NodeId id = WEFT_TRY(m_graph.add(
                {.name = name,
                 .op = "VarHandleOp",
                 .attrs = {{"dtype", m_dice.pick(kTypes)}, {"shape", PartialShape(shape)}}}));
            return Endpoint{id, 0};
        }
        const Tensor value = hostileTensor(m_dice, port.type, shape, m_dice.below(6));
        if (!value.valid()) { return invalidArgument("no such tensor"); }
        if (m_dice.once(2)) {
            const NodeId id = WEFT_TRY(m_graph.add(
                {.name = name,
                 .op = "Const",
                 .attrs = {{"dtype", port.type},
                           {"value", StoredTensorPtr(StoredTensor::fromTensor(value))}}}));
            return Endpoint{id, 0};
        }
        m_request.feeds.emplace_back(name + ":0", value);
        const NodeId id = WEFT_TRY(
            m_graph.add({.name = name,
                         .op = "Placeholder",
                         .attrs = {{"dtype", port.type}, {"shape", PartialShape::unknown()}}}));
        return Endpoint{id, 0};
    }

    /// A reference whose variable gets a value before the op runs, mostly.
    Result<Endpoint> variable(const std::string& name, DType type, const Shape& shape) {
        const NodeId id =
            WEFT_TRY(m_graph.add({.name = name,
                                  .op = "VariableV2",
                                  .attrs = {{"dtype", type}, {"shape", PartialShape(shape)}}}));
        const Tensor value = hostileTensor(m_dice, type, shape, 1);
        if (!value.valid() || m_dice.once(8)) { return Endpoint{id, 0}; }
        const NodeId given = WEFT_TRY(
            m_graph.add({.name = name + "/value",
                         .op = "Const",
                         .attrs = {{"dtype", type},
                                   {"value", StoredTensorPtr(StoredTensor::fromTensor(value))}}}));
        const NodeId assigned = WEFT_TRY(m_graph.add(
            {.name = name + "/assign", .op = "Assign", .inputs = {{id, 0}, {given, 0}}}));
        return Endpoint{assigned, 0};
    }

    const OpDef& m_op;
    Dice m_dice;
    Graph m_graph;
    RunRequest m_request;
    Shape m_shape;
};

}  // namespace

class TstHostileInput : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() {
        limitMemory();
        // Ops that write files do so here.
        QVERIFY(QDir::setCurrent(m_folder.path()));
    }
    void answersOrFails_data();
    void answersOrFails();
    void cleanupTestCase() {
        qInfo("%d draws answered, %d refused", m_answered, m_refused);
        QVERIFY(m_refused > m_answered);
    }

private:
    QTemporaryDir m_folder;
    int m_answered = 0;
    int m_refused = 0;
};

void TstHostileInput::answersOrFails_data() {
    QTest::addColumn<QString>("name");
    for (const OpDef* op : OpRegistry::global().all()) {
        QTest::newRow(op->name.c_str()) << QString::fromStdString(op->name);
    }
}

void TstHostileInput::answersOrFails() {
    QFETCH(QString, name);
    const OpDef& op = *OpRegistry::global().find(name.toStdString());
    for (int i = 0; i < kDraws; ++i) {
        const HostileEnd end = Draw(op, i).run();
        const std::string text = concat("draw ", i, ": ", end.status.ToString());
        QVERIFY2(end.took < kLong, text.c_str());
        // Internal is our bug by definition, and Unknown nobody may say.
        const std::string code = codeName(end.status.code());
        QVERIFY2(code != "INTERNAL" && code != "UNKNOWN", text.c_str());
        (end.status.ok() ? m_answered : m_refused) += 1;
    }
}

namespace {
const Registered<TstHostileInput> registered;
}  // namespace

}  // namespace weft::test

#include "tst_hostile_input.moc"
