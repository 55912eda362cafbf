// SPDX-License-Identifier: Apache-2.0
#include "app/weft/feeds.h"

#include "engine/base/durable_file.h"
#include "engine/base/strings.h"
#include "engine/tensor/tensor_format.h"
#include "engine/tensor/tensor_proto.h"

namespace weft::app {

struct Feeds::Source {};

namespace {

Result<Tensor> fixedValue(const std::string& value, DType type) {
    if (!value.starts_with('@')) { return parseTensor(value, type); }
    const std::string path = value.substr(1);
    Result<Tensor> tensor = tensorFromBytes(WEFT_TRY(readFile(path)));
    if (!tensor.ok()) { return annotated(tensor.status(), "", concat(" (", path, ")")); }
    return tensor;
}

}  // namespace

Result<Feeds> Feeds::parse(const Graph& graph, const std::vector<std::string>& texts,
                           const std::string&) {
    Feeds feeds;
    for (const std::string& text : texts) {
        const std::size_t equals = text.find('=');
        if (equals == std::string::npos) {
            return invalidArgument(concat("--feed: got '", text, "', want NAME=VALUE"));
        }
        Item item;
        item.name = text.substr(0, equals);
        const Endpoint e = WEFT_TRY(graph.endpoint(item.name));
        item.type = graph.output(e).type;
        const std::string value = text.substr(equals + 1);
        if (value.starts_with("data:")) {
            return unimplemented("feeds from data sources are not built yet");
        }
        const Result<Tensor> fixed = fixedValue(value, item.type);
        if (!fixed.ok()) { return annotated(fixed.status(), concat("--feed ", item.name, ": ")); }
        item.fixed = *fixed;
        feeds.m_items.push_back(std::move(item));
    }
    return feeds;
}

Result<std::vector<std::pair<std::string, Tensor>>> Feeds::next() {
    std::vector<std::pair<std::string, Tensor>> out;
    for (const Item& item : m_items) { out.emplace_back(item.name, item.fixed); }
    return out;
}

}  // namespace weft::app
