// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/graph/op_def.h"

namespace weft {

/// Reads one line of an op's signature; parseArg() and parseAttr() say which forms there are.
class SignatureReader {
public:
    explicit SignatureReader(std::string_view text) : m_text(text), m_rest(text) {}

    /// name ":" [ "Ref(" ] [ NUMBER "*" ] TYPE [ ")" ]
    Result<ArgDef> arg(std::string_view description);
    /// name ":" KIND [ ">=" MINIMUM ] [ "=" DEFAULT ]
    Result<AttrDef> attr();

private:
    Status fail(std::string_view wanted) const;
    void skipSpace();
    bool accept(std::string_view token);
    Status expect(std::string_view token);
    Result<std::string> word();
    Result<std::string> quoted();
    Result<std::int64_t> integer();
    Result<double> number();
    Result<DType> type();
    /// What stands inside braces: types or quoted strings.
    Status readAllowed(AttrDef& def);
    /// A kind without list(): "int", "{half, float}", "numbertype".
    Result<std::string> baseKind(AttrDef& def);
    Result<AttrValue> value(std::string_view kind);
    template <class T, class Read>
    Result<AttrValue> listOf(Read read);
    Result<PartialShape> shape();

    std::string_view m_text;
    std::string_view m_rest;
};

}  // namespace weft
