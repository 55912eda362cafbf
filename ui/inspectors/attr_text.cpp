// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspectors/attr_text.h"

#include <QRegularExpression>
#include <QStringList>
#include <cmath>

#include "ui/base/to_qt.h"

namespace weft::ui {
namespace {

Status wrong(const QString& got, const char* want) {
    const std::string shown = got.isEmpty() ? "nothing" : concat("'", got.toStdString(), "'");
    return invalidArgument(concat("got ", shown, ", want ", want));
}

Result<std::int64_t> intFrom(const QString& text) {
    const auto value = parseInt(text.trimmed().toStdString());
    if (!value) { return wrong(text, "a whole number"); }
    return *value;
}

Result<float> floatFrom(const QString& text) {
    // What is shown with a true minus sign may be typed back.
    QString plain = text.trimmed();
    plain.replace(QChar(0x2212), QLatin1Char('-'));
    const auto value = parseDouble(plain.toStdString());
    if (!value) { return wrong(text, "a number"); }
    const auto rounded = static_cast<float>(*value);
    if (std::isinf(rounded) && !std::isinf(*value)) {
        return wrong(text, "a number that fits float32");
    }
    return rounded;
}

Result<bool> boolFrom(const QString& text) {
    const QString word = text.trimmed().toLower();
    if (word == QStringLiteral("true") || word == QStringLiteral("1")) { return true; }
    if (word == QStringLiteral("false") || word == QStringLiteral("0")) { return false; }
    return wrong(text, "true or false");
}

Result<DType> typeFrom(const QString& text) {
    const auto type = dtypeFromName(text.trimmed().toStdString());
    if (!type) { return wrong(text, "a dtype such as float32"); }
    return *type;
}

Result<std::string> quotedFrom(const QString& text) {
    QString word = text.trimmed();
    const bool quoted = word.size() >= 2 && (word.front() == '"' || word.front() == '\'') &&
                        word.back() == word.front();
    return (quoted ? word.mid(1, word.size() - 2) : word).toStdString();
}

Result<FunctionAttr> functionFrom(const QString& text) {
    static const QRegularExpression name(QStringLiteral("^[A-Za-z_][A-Za-z0-9_.]*$"));
    const QString word = text.trimmed();
    if (!name.match(word).hasMatch()) { return wrong(text, "the name of a function"); }
    return FunctionAttr{word.toStdString(), nullptr};
}

/// Items between commas that are in no bracket; brackets around all of them are left out.
QStringList itemsOf(const QString& text, bool dropBrackets) {
    QString inside = text.trimmed();
    if (dropBrackets && inside.startsWith('[') && inside.endsWith(']')) {
        inside = inside.mid(1, inside.size() - 2);
    }
    QStringList items;
    QString item;
    int depth = 0;
    for (const QChar c : inside) {
        if (c == '[' || c == '(') { ++depth; }
        if (c == ']' || c == ')') { --depth; }
        if (c == ',' && depth == 0) {
            items.append(item.trimmed());
            item.clear();
        } else {
            item.append(c);
        }
    }
    if (!item.trimmed().isEmpty()) { items.append(item.trimmed()); }
    return items;
}

template <class T, class Parse>
Result<AttrValue> listFrom(const QString& text, Parse parse, bool dropBrackets = true) {
    std::vector<T> values;
    for (const QString& item : itemsOf(text, dropBrackets)) {
        values.push_back(WEFT_TRY(parse(item)));
    }
    return AttrValue(std::move(values));
}

Result<AttrValue> listOfKind(const std::string& kind, const QString& text) {
    if (kind == "list(int)") { return listFrom<std::int64_t>(text, intFrom); }
    if (kind == "list(float)") { return listFrom<float>(text, floatFrom); }
    if (kind == "list(bool)") { return listFrom<bool>(text, boolFrom); }
    if (kind == "list(type)") { return listFrom<DType>(text, typeFrom); }
    if (kind == "list(string)") { return listFrom<std::string>(text, quotedFrom); }
    if (kind == "list(func)") { return listFrom<FunctionAttr>(text, functionFrom); }
    if (kind == "list(shape)") {
        const QString plain = text.trimmed();
        const bool wrapped =
            plain.startsWith(QStringLiteral("[[")) || plain == QStringLiteral("[]");
        return listFrom<PartialShape>(text, shapeFromText, wrapped);
    }
    return unimplemented(concat("a value of kind ", kind, " cannot be typed"));
}

template <class T, class Text>
QString listText(const std::vector<T>& values, Text text) {
    QStringList items;
    for (const auto& value : values) { items.append(text(value)); }
    return '[' + items.join(QStringLiteral(", ")) + ']';
}

QString numberText(float value) { return toQt(concat(value)); }

struct TextOf {
    QString operator()(std::monostate) const { return {}; }
    QString operator()(const std::string& value) const { return toQt(value); }
    QString operator()(std::int64_t value) const { return QString::number(value); }
    QString operator()(float value) const { return numberText(value); }
    QString operator()(bool value) const {
        return value ? QStringLiteral("true") : QStringLiteral("false");
    }
    QString operator()(DType value) const { return toQt(dtypeName(value)); }
    QString operator()(const PartialShape& value) const {
        return value.hasRank() ? toQt(value.toString()) : QStringLiteral("?");
    }
    QString operator()(const StoredTensorPtr& value) const {
        const auto elements = value == nullptr ? std::nullopt : value->shape().elements();
        if (!elements || *elements > kLineElements) { return toQt(attrToString(value)); }
        const Result<Tensor> tensor = value->tensor();
        if (!tensor.ok()) { return toQt(attrToString(value)); }
        FormatOptions options;
        options.threshold = 0;
        options.lineWidth = 0;
        return toQt(formatTensor(*tensor, options)).simplified();
    }
    QString operator()(const FunctionAttr& value) const { return toQt(value.name); }
    QString operator()(const RawAttr& value) const { return toQt(attrToString(value)); }
    template <class T>
    QString operator()(const std::vector<T>& values) const {
        return listText(values, *this);
    }
    QString operator()(const std::vector<std::string>& values) const {
        return listText(values, [](const std::string& text) { return '"' + toQt(text) + '"'; });
    }
    QString operator()(const std::vector<bool>& values) const {
        return listText(values, [this](bool value) { return (*this)(value); });
    }
};

}  // namespace

QString attrText(const AttrValue& value) { return std::visit(TextOf(), value); }

Result<PartialShape> shapeFromText(const QString& text) {
    QString inside = text.trimmed();
    if (inside == QStringLiteral("?") || inside == QStringLiteral("<unknown>")) {
        return PartialShape();
    }
    const bool square = inside.startsWith('[') && inside.endsWith(']');
    const bool round = inside.startsWith('(') && inside.endsWith(')');
    if (square || round) {
        inside = inside.mid(1, inside.size() - 2).trimmed();
        if (inside.isEmpty()) { return PartialShape::scalar(); }
    }
    Dims dims;
    QStringList items = inside.split(',');
    if (items.size() > 1 && items.back().trimmed().isEmpty()) { items.removeLast(); }  // (3,)
    for (const QString& item : items) {
        const QString size = item.trimmed();
        const bool unknown = size == QStringLiteral("?") || size == QStringLiteral("-1") ||
                             size.toLower() == QStringLiteral("none");
        const auto number = parseInt(size.toStdString());
        if (!unknown && (!number || *number < 0)) {
            return wrong(text, "sizes such as [?,128], [] for a scalar, ? for any rank");
        }
        dims.push_back(unknown ? kUnknownDim : *number);
    }
    if (dims.size() > static_cast<std::size_t>(kMaxRank)) {
        return wrong(text, "at most 254 sizes");
    }
    return PartialShape::ofDims(std::move(dims));
}

Result<AttrValue> attrFromText(const AttrDef& attr, const QString& text, DType tensorType) {
    const std::string& kind = attr.kind;
    if (kind == "string") { return AttrValue(text.toStdString()); }
    if (kind == "int") { return AttrValue(WEFT_TRY(intFrom(text))); }
    if (kind == "float") { return AttrValue(WEFT_TRY(floatFrom(text))); }
    if (kind == "bool") { return AttrValue(WEFT_TRY(boolFrom(text))); }
    if (kind == "type") { return AttrValue(WEFT_TRY(typeFrom(text))); }
    if (kind == "shape") { return AttrValue(WEFT_TRY(shapeFromText(text))); }
    if (kind == "func") { return AttrValue(WEFT_TRY(functionFrom(text))); }
    if (kind == "tensor") {
        const Tensor tensor = WEFT_TRY(parseTensor(text.trimmed().toStdString(), tensorType));
        return AttrValue(StoredTensor::fromTensor(tensor));
    }
    return listOfKind(kind, text);
}

}  // namespace weft::ui
