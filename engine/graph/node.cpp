// SPDX-License-Identifier: Apache-2.0
#include "engine/graph/node.h"

#include <limits>

namespace weft {
namespace {

bool isFirstNameChar(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.';
}

bool isNameChar(char c) {
    return isFirstNameChar(c) || c == '_' || c == '\\' || c == '/' || c == '>' || c == '-';
}

/// True when a part between slashes is "..": a name must never climb if someone makes a path of it.
bool hasParentPart(std::string_view name) {
    for (std::size_t at = name.find(".."); at != std::string_view::npos;
         at = name.find("..", at + 1)) {
        const bool begins = at == 0 || name[at - 1] == '/' || name[at - 1] == '\\';
        const std::size_t end = at + 2;
        const bool ends = end == name.size() || name[end] == '/' || name[end] == '\\';
        if (begins && ends) { return true; }
    }
    return false;
}

}  // namespace

std::string shownName(std::string_view name) {
    constexpr std::size_t kMostShown = 200;
    if (name.size() <= kMostShown) { return escaped(name); }
    return concat(escaped(name.substr(0, kMostShown)), "...");
}

bool isLoopBackEdge(std::string_view sourceOp, std::string_view readerOp) {
    return (sourceOp == "NextIteration" && readerOp == "Merge") ||
           (sourceOp == "RefNextIteration" && readerOp == "RefMerge");
}

std::string TensorName::toString() const {
    return isControl ? concat("^", node) : concat(node, ":", index);
}

Result<TensorName> parseTensorName(std::string_view text) {
    TensorName name;
    std::string_view rest = text;
    if (!rest.empty() && rest.front() == '^') {
        name.isControl = true;
        rest.remove_prefix(1);
    }
    const std::size_t colon = rest.rfind(':');
    if (colon != std::string_view::npos) {
        const std::string_view digits = rest.substr(colon + 1);
        const std::optional<std::int64_t> index = parseInt(digits);
        const bool isNumber = index && digits.front() >= '0' && digits.front() <= '9';
        if (name.isControl || !isNumber || *index > std::numeric_limits<std::int32_t>::max()) {
            return invalidArgument(concat("malformed tensor name: got '", shownName(text),
                                          "', want 'node', 'node:index' or '^node'"));
        }
        name.index = static_cast<int>(*index);
        rest = rest.substr(0, colon);
    }
    if (rest.empty()) {
        return invalidArgument(concat("malformed tensor name: got '", shownName(text),
                                      "', want 'node', 'node:index' or '^node'"));
    }
    name.node = std::string(rest);
    return name;
}

bool isValidNodeName(std::string_view name) {
    if (name.empty() || !(isFirstNameChar(name.front()) || name.front() == '_')) { return false; }
    for (const char c : name) {
        if (!isNameChar(c)) { return false; }
    }
    return !hasParentPart(name);
}

}  // namespace weft
