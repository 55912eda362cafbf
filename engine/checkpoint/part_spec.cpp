// SPDX-License-Identifier: Apache-2.0
#include "engine/checkpoint/part_spec.h"

#include "engine/base/strings.h"

namespace weft {
namespace {

Status badSpec(std::string_view text) {
    return invalidArgument(concat("shape and slice of a part: got '", escaped(text),
                                  "', want sizes and then a start and a length each, as "
                                  "'4 16 0,2:-'"));
}

/// Adds "0,2" or "-". @return false for anything else.
bool addExtent(std::string_view text, TensorSlice& slice) {
    if (text == "-") {
        slice.starts.push_back(0);
        slice.lengths.push_back(kWholeAxis);
        return true;
    }
    const std::size_t comma = text.find(',');
    if (comma == std::string_view::npos) { return false; }
    const auto start = parseInt(text.substr(0, comma));
    const auto length = parseInt(text.substr(comma + 1));
    if (!start || !length || *start < 0 || *length < 1) { return false; }
    slice.starts.push_back(*start);
    slice.lengths.push_back(*length);
    return true;
}

}  // namespace

Result<PartSpec> parsePartSpec(std::string_view text) {
    std::vector<std::string> words = split(text, ' ');
    if (words.size() < 2) { return badSpec(text); }
    PartSpec spec;
    for (const std::string& extent : split(words.back(), ':')) {
        if (!addExtent(extent, spec.slice)) { return badSpec(text); }
    }
    words.pop_back();
    Dims dims;
    for (const std::string& word : words) {
        const auto size = parseInt(word);
        if (!size || *size < 0) { return badSpec(text); }
        dims.push_back(*size);
    }
    spec.whole = WEFT_TRY(makeShape(dims));
    const Result<Shape> shape = sliceShape(spec.slice, spec.whole);
    if (!shape.ok()) { return invalidArgument(messageOf(shape.status())); }
    spec.shape = *shape;
    return spec;
}

}  // namespace weft
