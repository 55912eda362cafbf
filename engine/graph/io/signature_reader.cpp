// SPDX-License-Identifier: Apache-2.0
#include "engine/graph/io/signature_reader.h"

#include <cctype>

namespace weft {
namespace {

bool isWordChar(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

const std::vector<DType>& realNumberTypes() {
    static const std::vector<DType> types = {
        DType::Float, DType::Double,   DType::Int32,  DType::UInt8, DType::Int16,  DType::Int8,
        DType::Int64, DType::BFloat16, DType::UInt16, DType::Half,  DType::UInt32, DType::UInt64};
    return types;
}

const std::vector<DType>& quantizedTypes() {
    static const std::vector<DType> types = {DType::QInt8, DType::QUInt8, DType::QInt32,
                                             DType::QInt16, DType::QUInt16};
    return types;
}

std::vector<DType> numberTypes() {
    std::vector<DType> types = realNumberTypes();
    types.insert(types.end(), {DType::Complex64, DType::Complex128});
    types.insert(types.end(), quantizedTypes().begin(), quantizedTypes().end());
    return types;
}

bool isPlainKind(std::string_view word) {
    return word == "string" || word == "int" || word == "float" || word == "bool" ||
           word == "type" || word == "shape" || word == "tensor" || word == "func";
}

}  // namespace

Status SignatureReader::fail(std::string_view wanted) const {
    return invalidArgument(
        concat("malformed signature '", m_text, "': got '", m_rest, "', want ", wanted));
}

void SignatureReader::skipSpace() {
    while (!m_rest.empty() && m_rest.front() == ' ') { m_rest.remove_prefix(1); }
}

bool SignatureReader::accept(std::string_view token) {
    skipSpace();
    if (!m_rest.starts_with(token)) { return false; }
    m_rest.remove_prefix(token.size());
    return true;
}

Status SignatureReader::expect(std::string_view token) {
    return accept(token) ? okStatus() : fail(concat("'", token, "'"));
}

Result<std::string> SignatureReader::word() {
    skipSpace();
    std::size_t end = 0;
    while (end < m_rest.size() && isWordChar(m_rest[end])) { ++end; }
    if (end == 0) { return fail("a name"); }
    std::string out(m_rest.substr(0, end));
    m_rest.remove_prefix(end);
    return out;
}

Result<std::string> SignatureReader::quoted() {
    skipSpace();
    const char quote = m_rest.empty() ? ' ' : m_rest.front();
    const std::size_t end = m_rest.find(quote, 1);
    if ((quote != '\'' && quote != '"') || end == std::string_view::npos) {
        return fail("a quoted string");
    }
    std::string out(m_rest.substr(1, end - 1));
    m_rest.remove_prefix(end + 1);
    return out;
}

Result<double> SignatureReader::number() {
    skipSpace();
    std::size_t end = 0;
    while (end < m_rest.size() && (isWordChar(m_rest[end]) || m_rest[end] == '.' ||
                                   m_rest[end] == '-' || m_rest[end] == '+')) {
        ++end;
    }
    const std::optional<double> out = parseDouble(m_rest.substr(0, end));
    if (!out) { return fail("a number"); }
    m_rest.remove_prefix(end);
    return *out;
}

Result<std::int64_t> SignatureReader::integer() {
    skipSpace();
    std::size_t end = m_rest.starts_with('-') ? 1 : 0;
    while (end < m_rest.size() && m_rest[end] >= '0' && m_rest[end] <= '9') { ++end; }
    const std::optional<std::int64_t> out = parseInt(m_rest.substr(0, end));
    if (!out) { return fail("an integer"); }
    m_rest.remove_prefix(end);
    return *out;
}

Result<DType> SignatureReader::type() {
    const std::string_view before = m_rest;
    const std::string name = WEFT_TRY(word());
    const std::optional<DType> out = dtypeFromName(name);
    if (!out) {
        m_rest = before;
        return fail("a type");
    }
    return *out;
}

Result<ArgDef> SignatureReader::arg(std::string_view description) {
    ArgDef def;
    def.description = std::string(description);
    def.name = WEFT_TRY(word());
    WEFT_TRY(expect(":"));
    def.isRef = accept("Ref(");
    std::string name = WEFT_TRY(word());
    if (accept("*")) {
        def.numberAttr = std::move(name);
        name = WEFT_TRY(word());
    }
    if (def.isRef) { WEFT_TRY(expect(")")); }
    if (const std::optional<DType> fixed = dtypeFromName(name)) {
        def.type = *fixed;
    } else {
        def.typeAttr = std::move(name);
    }
    skipSpace();
    return m_rest.empty() ? Result<ArgDef>(std::move(def)) : fail("nothing more");
}

Status SignatureReader::readAllowed(AttrDef& def) {
    do {
        skipSpace();
        if (m_rest.starts_with('\'') || m_rest.starts_with('"')) {
            def.allowedStrings.push_back(WEFT_TRY(quoted()));
        } else {
            def.allowedTypes.push_back(WEFT_TRY(type()));
        }
    } while (accept(","));
    WEFT_TRY(expect("}"));
    return def.allowedStrings.empty() || def.allowedTypes.empty() ? okStatus()
                                                                  : fail("types or strings only");
}

Result<std::string> SignatureReader::baseKind(AttrDef& def) {
    if (accept("{")) {
        WEFT_TRY(readAllowed(def));
        return std::string(def.allowedTypes.empty() ? "string" : "type");
    }
    std::string kind = WEFT_TRY(word());
    if (kind == "numbertype") { def.allowedTypes = numberTypes(); }
    if (kind == "realnumbertype") { def.allowedTypes = realNumberTypes(); }
    if (kind == "quantizedtype") { def.allowedTypes = quantizedTypes(); }
    if (!def.allowedTypes.empty()) { return std::string("type"); }
    if (!isPlainKind(kind)) { return fail("a kind of attribute"); }
    return kind;
}

Result<AttrDef> SignatureReader::attr() {
    AttrDef def;
    def.name = WEFT_TRY(word());
    WEFT_TRY(expect(":"));
    if (accept("list(")) {
        def.kind = concat("list(", WEFT_TRY(baseKind(def)), ")");
        WEFT_TRY(expect(")"));
    } else {
        def.kind = WEFT_TRY(baseKind(def));
    }
    if (accept(">=")) { def.minimum = WEFT_TRY(integer()); }
    if (accept("=")) { def.defaultValue = WEFT_TRY(value(def.kind)); }
    skipSpace();
    return m_rest.empty() ? Result<AttrDef>(std::move(def)) : fail("nothing more");
}

template <class T, class Read>
Result<AttrValue> SignatureReader::listOf(Read read) {
    std::vector<T> items;
    WEFT_TRY(expect("["));
    if (accept("]")) { return AttrValue(std::move(items)); }
    do { items.push_back(static_cast<T>(WEFT_TRY(read()))); } while (accept(","));
    WEFT_TRY(expect("]"));
    return AttrValue(std::move(items));
}

Result<PartialShape> SignatureReader::shape() {
    if (accept("<unknown>") || accept("{ unknown_rank: true }")) { return PartialShape::unknown(); }
    if (accept("{}")) { return PartialShape::scalar(); }
    Dims dims;
    WEFT_TRY(expect("["));
    if (accept("]")) { return PartialShape::scalar(); }
    do { dims.push_back(accept("?") ? kUnknownDim : WEFT_TRY(integer())); } while (accept(","));
    WEFT_TRY(expect("]"));
    return PartialShape::ofDims(std::move(dims));
}

Result<AttrValue> SignatureReader::value(std::string_view kind) {
    const auto readBool = [this]() -> Result<bool> {
        if (accept("true")) { return true; }
        if (accept("false")) { return false; }
        return fail("true or false");
    };
    if (kind == "string") { return AttrValue(WEFT_TRY(quoted())); }
    if (kind == "int") { return AttrValue(WEFT_TRY(integer())); }
    if (kind == "float") { return AttrValue(static_cast<float>(WEFT_TRY(number()))); }
    if (kind == "bool") { return AttrValue(WEFT_TRY(readBool())); }
    if (kind == "type") { return AttrValue(WEFT_TRY(type())); }
    if (kind == "shape") { return AttrValue(WEFT_TRY(shape())); }
    if (kind == "list(string)") {
        return listOf<std::string>([this] { return quoted(); });
    }
    if (kind == "list(int)") {
        return listOf<std::int64_t>([this] { return integer(); });
    }
    if (kind == "list(float)") {
        return listOf<float>([this] { return number(); });
    }
    if (kind == "list(bool)") { return listOf<bool>(readBool); }
    if (kind == "list(type)") {
        return listOf<DType>([this] { return type(); });
    }
    if (kind == "list(shape)") {
        return listOf<PartialShape>([this] { return shape(); });
    }
    if (kind == "list(func)" || kind == "list(tensor)") {
        // The only default anyone needs is "none".
        WEFT_TRY(expect("["));
        WEFT_TRY(expect("]"));
        return kind == "list(func)" ? AttrValue(std::vector<FunctionAttr>())
                                    : AttrValue(std::vector<StoredTensorPtr>());
    }
    return fail(concat("no default for kind ", kind));
}

}  // namespace weft
