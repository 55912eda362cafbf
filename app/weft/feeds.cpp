// SPDX-License-Identifier: Apache-2.0
#include "app/weft/feeds.h"

#include <algorithm>
#include <optional>

#include "engine/base/durable_file.h"
#include "engine/base/strings.h"
#include "engine/data/batcher.h"
#include "engine/data/data_catalog.h"
#include "engine/data/npy.h"
#include "engine/tensor/tensor_format.h"
#include "engine/tensor/tensor_proto.h"
#include "engine/train/training_loop.h"

namespace weft::app {

/// Columns with the same source, split and options move in step: they share one Batcher.
struct Feeds::Source {
    std::string key;
    Batcher batcher;
    DataSource current;
};

namespace {

Result<Tensor> fixedValue(const std::string& value, DType type) {
    if (!value.starts_with('@')) { return parseTensor(value, type); }
    const std::string path = value.substr(1);
    if (path.ends_with(".npy")) { return readNpy(path); }
    Result<Tensor> tensor = tensorFromBytes(WEFT_TRY(readFile(path)));
    if (!tensor.ok()) { return annotated(tensor.status(), "", concat(" (", path, ")")); }
    return tensor;
}

/// "batch=64", "shuffle=1", "repeat" behind the name of a data feed.
Result<BatchOptions> batchOptions(const std::vector<std::string>& words) {
    BatchOptions options;
    for (std::size_t i = 1; i < words.size(); ++i) {
        const std::size_t equals = words[i].find('=');
        const std::string word = words[i].substr(0, equals);
        const auto number =
            equals == std::string::npos ? std::nullopt : parseInt(words[i].substr(equals + 1));
        if (word == "repeat" && equals == std::string::npos) {
            options.repeat = true;
        } else if (word == "batch" && number && *number > 0) {
            options.rows = *number;
        } else if (word == "shuffle" && number) {
            options.shuffleSeed = static_cast<std::uint64_t>(*number);
        } else {
            return invalidArgument(
                concat("got option '", words[i], "', want batch=N, shuffle=SEED or repeat"));
        }
    }
    return options;
}

}  // namespace

Result<Feeds> Feeds::parse(const Graph& graph, const std::vector<std::string>& texts,
                           const std::string& graphFolder) {
    Feeds feeds;
    for (const std::string& text : texts) {
        const std::size_t equals = text.find('=');
        if (equals == std::string::npos) {
            return invalidArgument(concat("--feed: got '", text, "', want NAME=VALUE"));
        }
        Item item;
        item.name = text.substr(0, equals);
        item.type = graph.output(WEFT_TRY(graph.endpoint(item.name))).type;
        const std::string value = text.substr(equals + 1);
        if (!value.starts_with("data:")) {
            const Result<Tensor> fixed = fixedValue(value, item.type);
            if (!fixed.ok()) {
                return annotated(fixed.status(), concat("--feed ", item.name, ": "));
            }
            item.fixed = *fixed;
            feeds.m_items.push_back(std::move(item));
            continue;
        }
        const std::vector<std::string> words = split(value.substr(5), ',');
        if (words.empty()) {
            return invalidArgument(concat("--feed ", item.name, ": a data feed needs a name"));
        }
        const DataName name = WEFT_TRY(parseDataName(words.front()));
        item.column = name.column;
        const std::string key = concat(name.name, "/", name.split, ",",
                                       join(std::vector(words.begin() + 1, words.end()), ","));
        for (const std::shared_ptr<Source>& known : feeds.m_sources) {
            if (known->key == key) { item.source = known; }
        }
        if (item.source == nullptr) {
            DataOptions options;
            options.folder = graphFolder;
            DataSource data = WEFT_TRY(openData(name.name, name.split, options));
            Batcher batcher =
                WEFT_TRY(Batcher::make(std::move(data), WEFT_TRY(batchOptions(words))));
            item.source = std::make_shared<Source>(Source{key, std::move(batcher), {}});
            feeds.m_sources.push_back(item.source);
        }
        WEFT_TRY(item.source->batcher.source().column(item.column));
        // Images are stored as bytes; a placeholder of another number type takes them converted.
        item.conversions = {Conversion::cast(item.type)};
        feeds.m_items.push_back(std::move(item));
    }
    return feeds;
}

Status Feeds::bindProject(const TrainingPlan& plan, const std::string& folder) {
    const auto isTraining = [](const PlanRow& row) { return row.training; };
    const auto row = std::find_if(plan.rows.begin(), plan.rows.end(), isTraining);
    if (row == plan.rows.end()) { return okStatus(); }
    const SplitOpener open = dataOpener(folder);
    for (const PlanFeed& feed : plan.feeds) {
        const auto fed = [&](const Item& item) {
            return item.name == feed.tensor || item.name + ":0" == feed.tensor;
        };
        if (std::any_of(m_items.begin(), m_items.end(), fed)) { continue; }
        const PlanSource& from = plan.sources[static_cast<std::size_t>(feed.source)];
        const std::string key = concat("project:", feed.source);
        Item item;
        for (const std::shared_ptr<Source>& known : m_sources) {
            if (known->key == key) { item.source = known; }
        }
        if (item.source == nullptr) {
            BatchOptions options;
            options.rows = row->batch;
            options.shuffleSeed = static_cast<std::uint64_t>(plan.seed);
            options.repeat = true;
            Batcher batcher = WEFT_TRY(Batcher::make(WEFT_TRY(open(from, row->split)), options));
            item.source = std::make_shared<Source>(Source{key, std::move(batcher), {}});
            m_sources.push_back(item.source);
        }
        item.name = feed.tensor;
        item.column = feed.column;
        item.conversions = feed.conversions;
        m_items.push_back(std::move(item));
    }
    return okStatus();
}

std::vector<std::string> Feeds::names() const {
    std::vector<std::string> out;
    for (const Item& item : m_items) { out.push_back(item.name); }
    return out;
}

Result<std::vector<std::pair<std::string, Tensor>>> Feeds::next() {
    for (const std::shared_ptr<Source>& source : m_sources) {
        source->current = WEFT_TRY(source->batcher.next());
    }
    std::vector<std::pair<std::string, Tensor>> out;
    for (const Item& item : m_items) {
        if (item.source == nullptr) {
            out.emplace_back(item.name, item.fixed);
            continue;
        }
        Tensor rows = WEFT_TRY(item.source->current.column(item.column));
        rows = WEFT_TRY(converted(std::move(rows), item.conversions));
        out.emplace_back(item.name, std::move(rows));
    }
    return out;
}

}  // namespace weft::app
