// SPDX-License-Identifier: Apache-2.0
/// @file
/// Every op is complete, and declared as TensorFlow declares it (ops_contract.pbtxt): summary,
/// documented arguments, shape function, gradient or the reason for none, a CPU kernel, a test.

#include <google/protobuf/text_format.h>

#include <QDirIterator>
#include <QFile>
#include <QObject>
#include <QRegularExpression>
#include <QTest>
#include <algorithm>
#include <map>

#include "engine/graph/graph_io.h"
#include "engine/graph/op_registry.h"
#include "engine/kernel/kernel_registry.h"
#include "engine/proto/op_def.pb.h"
#include "tests/support/test_main.h"

namespace weft::test {
namespace {

const QString kRoot = QStringLiteral(WEFT_SOURCE_DIR);

QString read(const QString& path) {
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

/// TensorFlow's contracts by op name.
std::map<std::string, tensorflow::OpDef> contracts() {
    tensorflow::OpList list;
    const std::string text = read(kRoot + "/tests/repo/ops_contract.pbtxt").toStdString();
    std::map<std::string, tensorflow::OpDef> byName;
    if (!google::protobuf::TextFormat::ParseFromString(text, &list)) { return byName; }
    for (const tensorflow::OpDef& op : list.op()) { byName.emplace(op.name(), op); }
    return byName;
}

/// One argument on a line, the same for both descriptions.
std::string argText(const ArgDef& arg) {
    return concat(arg.name, ": ", arg.numberAttr.empty() ? "" : arg.numberAttr + " * ",
                  arg.isRef ? "ref " : "", arg.typeAttr, arg.typeListAttr,
                  arg.type == DType::Invalid ? "" : std::string(dtypeName(arg.type)));
}

std::string argText(const tensorflow::OpDef::ArgDef& arg) {
    int type = arg.type();
    const bool isRef = arg.is_ref() || type > kRefOffset;
    if (type > kRefOffset) { type -= kRefOffset; }
    return concat(arg.name(), ": ", arg.number_attr().empty() ? "" : arg.number_attr() + " * ",
                  isRef ? "ref " : "", arg.type_attr(), arg.type_list_attr(),
                  type == 0 ? "" : std::string(dtypeName(static_cast<DType>(type))));
}

/// As text that tells everything a contract says of an attribute.
std::string attrText(const AttrDef& attr) {
    std::vector<std::string> allowed = attr.allowedStrings;
    for (const DType type : attr.allowedTypes) { allowed.emplace_back(dtypeName(type)); }
    std::ranges::sort(allowed);
    return concat(attr.name, ": ", attr.kind, " {", join(allowed, ","), "}",
                  attr.minimum ? concat(" >= ", *attr.minimum) : "",
                  attr.defaultValue ? concat(" = ", attrToString(*attr.defaultValue)) : "");
}

std::string attrText(const tensorflow::OpDef::AttrDef& attr) {
    std::vector<std::string> allowed;
    for (const std::string& value : attr.allowed_values().list().s()) { allowed.push_back(value); }
    for (const int type : attr.allowed_values().list().type()) {
        allowed.emplace_back(dtypeName(static_cast<DType>(type)));
    }
    std::ranges::sort(allowed);
    std::string text = concat(attr.name(), ": ", attr.type(), " {", join(allowed, ","), "}",
                              attr.has_minimum() ? concat(" >= ", attr.minimum()) : "");
    if (attr.has_default_value()) {
        const Result<AttrValue> value = attrFromProto(attr.default_value(), attr.type());
        text += concat(" = ", value.ok() ? attrToString(*value) : "unreadable");
    }
    return text;
}

/// Every op that the engine registers, one row each.
void addOpRows() {
    QTest::addColumn<QString>("name");
    for (const OpDef* op : OpRegistry::global().all()) {
        if (op->name.starts_with("_Weft")) { continue; }
        const QString name = QString::fromStdString(op->name);
        QTest::newRow(qPrintable(name)) << name;
    }
}

/// The path below engine/ops of the source that declares the op, without suffix:
/// "array/shape/fill".
QString stemOf(const QString& opName) {
    static const std::map<QString, QString> sources = [] {
        std::map<QString, QString> texts;
        QDirIterator found(kRoot + "/engine/ops", {"*.cpp"}, QDir::Files,
                           QDirIterator::Subdirectories);
        while (found.hasNext()) {
            const QString path = found.next();
            texts[path.mid(kRoot.size() + 12).chopped(4)] = read(path);
        }
        return texts;
    }();
    for (const auto& [stem, text] : sources) {
        if (text.contains("WEFT_OP(\"" + opName + "\")")) { return stem; }
    }
    // Families declare themselves through a function: declare<Plus>("AssignAdd", "Adds ...").
    const QRegularExpression declared("\\(\\s*\"" + opName + "\",\\s*\"[A-Z]");
    for (const auto& [stem, text] : sources) {
        if (declared.match(text).hasMatch()) { return stem; }
    }
    return {};
}

}  // namespace

/// Completeness of the op registry.
class TstOpCatalogue : public QObject {
    Q_OBJECT

private slots:
    void registeredOpsAreThoseOfTheContract();
    void isDeclaredAsTensorFlowDoes_data() { addOpRows(); }
    void isDeclaredAsTensorFlowDoes();
    void isComplete_data() { addOpRows(); }
    void isComplete();
    void hasATest_data() { addOpRows(); }
    void hasATest();
};

void TstOpCatalogue::registeredOpsAreThoseOfTheContract() {
    QStringList registered;
    for (const OpDef* op : OpRegistry::global().all()) {
        if (!op->name.starts_with("_Weft")) { registered << QString::fromStdString(op->name); }
    }
    QStringList known;
    for (const auto& [name, op] : contracts()) { known << QString::fromStdString(name); }
    QVERIFY(known.size() > 100);
    for (const QString& name : known) {
        QVERIFY2(registered.contains(name), qPrintable("not registered: " + name));
    }
    for (const QString& name : registered) {
        QVERIFY2(known.contains(name),
                 qPrintable("not in ops_contract.pbtxt (see extract_contract.py): " + name));
    }
}

void TstOpCatalogue::isDeclaredAsTensorFlowDoes() {
    QFETCH(QString, name);
    static const std::map<std::string, tensorflow::OpDef> known = contracts();
    const auto found = known.find(name.toStdString());
    QVERIFY2(found != known.end(), "no contract");
    const tensorflow::OpDef& want = found->second;
    const OpDef& got = *OpRegistry::global().find(name.toStdString());
    const auto lines = [](const auto& args, const auto& text) {
        QStringList out;
        for (const auto& arg : args) { out << QString::fromStdString(text(arg)); }
        return out;
    };
    const auto arg = [](const auto& a) { return argText(a); };
    const auto attr = [](const auto& a) { return attrText(a); };
    QCOMPARE(lines(got.inputs, arg), lines(want.input_arg(), arg));
    QCOMPARE(lines(got.outputs, arg), lines(want.output_arg(), arg));
    QCOMPARE(lines(got.attrs, attr), lines(want.attr(), attr));
    QCOMPARE(got.isStateful, want.is_stateful());
    QCOMPARE(got.isCommutative, want.is_commutative());
    QCOMPARE(got.isAggregate, want.is_aggregate());
    QCOMPARE(got.allowsUninitializedInput, want.allows_uninitialized_input());
    QCOMPARE(got.deprecatedSince, want.deprecation().version());
}

void TstOpCatalogue::isComplete() {
    QFETCH(QString, name);
    const OpDef& op = *OpRegistry::global().find(name.toStdString());
    QVERIFY2(op.summary.size() > 10 && op.summary.ends_with('.'), op.summary.c_str());
    QVERIFY(!op.category.empty());
    for (const ArgDef& arg : op.inputs) { QVERIFY2(!arg.description.empty(), arg.name.c_str()); }
    for (const ArgDef& arg : op.outputs) { QVERIFY2(!arg.description.empty(), arg.name.c_str()); }
    QVERIFY2(op.shape != nullptr, "no shape function");
    QVERIFY2((op.gradient != nullptr) != !op.noGradientReason.empty(),
             "want a gradient, or the reason why there is none");
    const auto kernels = KernelRegistry::global().of(op.name);
    QVERIFY2(std::ranges::any_of(kernels, [](const auto* k) { return k->deviceType == "CPU"; }),
             "no CPU kernel");
}

void TstOpCatalogue::hasATest() {
    QFETCH(QString, name);
    const QString stem = stemOf(name);
    QVERIFY2(!stem.isEmpty(), "no source declares it");
    const qsizetype slash = stem.lastIndexOf('/') + 1;
    const QString path =
        kRoot + "/tests/engine/ops/" + stem.left(slash) + "tst_" + stem.mid(slash) + ".cpp";
    const QString test = read(path);
    QVERIFY2(!test.isEmpty(), qPrintable("no test " + path.mid(kRoot.size() + 1)));
    QVERIFY2(test.contains('"' + name + '"'), qPrintable(path.mid(kRoot.size() + 1)));
}

namespace {
const Registered<TstOpCatalogue> registered;
}  // namespace

}  // namespace weft::test

#include "tst_op_catalogue.moc"
